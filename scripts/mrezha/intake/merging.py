"""Merge what a submission says into a record by keys: what it does not name stays."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mrezha.intake.leaves import row_key
from mrezha.records.ids import make_id
from mrezha.schema.tree import Node

_STEP = re.compile(r"([a-z_]+)(?:\[([^\[\]]+)\])?")


def merge(nodes: Sequence[Node], now: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with the values of `said` set in it, groups and rows merged inside."""
    known = {node.key: node for node in nodes}
    merged = dict(now)
    for key, value in said.items():
        node, old = known[key], now.get(key)
        if node.shape == "rows":
            merged[key] = _merge_rows(node, old if isinstance(old, list) else [], value)
        elif node.field is None:
            merged[key] = merge(node.children, old if isinstance(old, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def _merge_rows(node: Node, now: Sequence[Any], said: Iterable[Mapping[str, Any]]) -> list[Any]:
    rows = list(now)
    for row in said:
        key = row_key(node, row)
        place = next(
            (
                number
                for number, one in enumerate(rows)
                if isinstance(one, Mapping) and key and row_key(node, one) == key
            ),
            None,
        )
        if place is None:
            rows.append(dict(row))
        else:
            rows[place] = merge(node.children, rows[place], row)
    return rows


def name_rows(nodes: Sequence[Node], said: Mapping[str, Any]) -> dict[str, Any]:
    """Give rows that need an id and have none one made of their name."""
    named = dict(said)
    for node in nodes:
        ids = [child for child in node.children if child.key == "id"]
        rows = named.get(node.key)
        if node.shape != "rows" or not ids or not isinstance(rows, list):
            continue
        named[node.key] = [_named(row) for row in rows]
    return named


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    if row.get("id"):
        return dict(row)
    words = row.get("name") or row.get("text") or {}
    text = next(iter(words.values()), "") if isinstance(words, Mapping) else ""
    return {"id": make_id(str(text), 60), **row} if make_id(str(text), 60) else dict(row)


def repeated_rows(nodes: Sequence[Node], said: Mapping[str, Any]) -> list[str]:
    """Return the places of rows that a submission gives twice."""
    twice = []
    for node in nodes:
        rows = said.get(node.key)
        if node.shape == "rows" and isinstance(rows, list):
            keys = [row_key(node, row) for row in rows]
            twice += [f"{node.key}[{key}]" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    return twice


def remove_place(
    nodes: Sequence[Node], now: Mapping[str, Any], place: str
) -> dict[str, Any] | None:
    """Return a mapping without a place ("contacts.phone", "offers[hlyab]").

    None when no kind of submission may speak of such a place. A place that says nothing
    already is left as it is.
    """
    found = _STEP.match(place)
    node = next((one for one in nodes if found and one.key == found[1]), None)
    if found is None or node is None:
        return None
    key, row, rest = node.key, found[2], place[found.end() :]
    if rest and not rest.startswith("."):
        return None
    rest = rest[1:]
    if (bool(row) and node.shape != "rows") or (rest and not row and node.shape == "rows"):
        return None
    left = dict(now)
    old = now.get(key)
    if row:
        rows = [
            _without(node, one, row, rest) if isinstance(one, Mapping) else one
            for one in (old if isinstance(old, list) else [])
        ]
        if rest and remove_place(node.children, {}, rest) is None:
            return None
        value: Any = [one for one in rows if one is not None]
    elif rest:
        value = remove_place(node.children, old if isinstance(old, Mapping) else {}, rest)
        if value is None:
            return None
    else:
        value = None
    if value:
        left[key] = value
    else:
        left.pop(key, None)
    return left


def _without(node: Node, row: Mapping[str, Any], key: str, rest: str) -> Mapping[str, Any] | None:
    if row_key(node, row) != key:
        return row
    return remove_place(node.children, row, rest) if rest else None
