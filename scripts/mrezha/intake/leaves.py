"""The places of a record one by one: "offers[hlyab].name.bg" -> text, and rows by their keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from mrezha.schema.tree import Node

Leaf = str | tuple[str, ...]
# What tells the rows of a list apart, for tables whose primary key is no key of the row.
_ROW_KEYS = {
    "offers": ("id",),
    "needs": ("id",),
    "links": ("kind", "to"),
    "photos": ("file",),
    "sessions": ("date",),
    "participants": ("enterprise", "name"),
    "organisers": ("name.bg",),
    "programme": ("date", "from", "venue", "title.bg"),
}


def row_key(node: Node, row: Mapping[str, Any]) -> str:
    """Return what tells a row from the others of its list; empty when it says nothing."""
    names = _ROW_KEYS.get(node.table.name if node.table else "", ())
    parts = [_get(row, name) for name in names]
    return "/".join(part for part in parts if part)


def _get(row: Mapping[str, Any], name: str) -> str:
    here: Any = row
    for step in name.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here if isinstance(here, str) else ""


def leaves(nodes: Sequence[Node], data: Mapping[str, Any], at: str = "") -> dict[str, Leaf]:
    """Return every value of a part of a record by its place, in schema order."""
    found: dict[str, Leaf] = {}
    for node in nodes:
        value = data.get(node.key)
        place = f"{at}.{node.key}" if at else node.key
        if node.shape == "rows":
            for number, row in enumerate(value if isinstance(value, list) else [], 1):
                if isinstance(row, Mapping):
                    key = row_key(node, row) or str(number)
                    found |= leaves(node.children, row, f"{place}[{key}]")
        elif node.field is None:
            if isinstance(value, Mapping):
                found |= leaves(node.children, value, place)
        elif isinstance(value, list | tuple):
            found[place] = tuple(str(item) for item in value)
        elif isinstance(value, str) and value:
            found[place] = value
    return found


def label_of(nodes: Sequence[Node], place: str, lang: str) -> str:
    """Return the words for a place: the label of its field, else the place itself."""
    steps = [step.partition("[")[0] for step in place.split(".") if step]
    # A key in brackets may hold dots; what is left of it is no step of the tree.
    here: Sequence[Node] = nodes
    node = None
    for step in steps:
        found = next((one for one in here if one.key == step), None)
        if found is None:
            continue
        node, here = found, found.children
    if node is None:
        return place
    if node.field is not None:
        return node.field.labels[lang]
    return node.table.labels[lang] if node.table is not None else place
