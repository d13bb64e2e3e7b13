"""Put typed rows back into document form, less everything that was withdrawn."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from mrezha.catalogue.model import Data
from mrezha.records.cells import read_date
from mrezha.records.tables import TypedRow
from mrezha.schema import Schema, Table

_Values = Mapping[str, Any]
Typed = Mapping[str, Iterable[TypedRow]]


def leave_out_incomplete(typed: Typed, schema: Schema) -> dict[str, list[TypedRow]]:
    """Return the rows that have every required value; a template may rely on them.

    A wrong value counts as none, in a list as well, and so does a reference to a record that
    is not there. A record that lacks a required value is left out with all its rows.
    """
    whole = _complete(typed, schema)
    ids = {
        f"{table.folder}/{row.record.id}"
        for table in schema.record_tables()
        for row in whole.get(table.name, ())
    }
    known = {
        name: [_without_wrong(row, schema.tables[name], ids, schema) for row in rows]
        for name, rows in whole.items()
    }
    return _complete(known, schema)


def _complete(typed: Typed, schema: Schema) -> dict[str, list[TypedRow]]:
    kept: dict[str, list[TypedRow]] = {}
    for name, rows in typed.items():
        required = [one.name for one in schema.tables[name].fields.values() if one.is_required]
        kept[name] = [row for row in rows if all(row.values[one] is not None for one in required)]
    return kept


def _without_wrong(row: TypedRow, table: Table, ids: set[str], schema: Schema) -> TypedRow:
    changed: dict[str, Any] = {}
    for one in table.fields.values():
        items = row.values[one.name]
        if isinstance(items, tuple) and (one.vocabulary or one.items == "date"):
            terms = schema.vocabularies[one.vocabulary].terms if one.vocabulary else None
            right = tuple(i for i in items if (i in terms if terms else read_date(i)))
            if right != items:
                changed[one.name] = right
    for name, folder in _references(table, schema):
        value = row.values[name]
        if folder is None or value is None:
            continue
        if isinstance(value, tuple):
            kept = tuple(one for one in value if f"{folder}/{one}" in ids)
            if kept != value:
                changed[name] = kept
        elif f"{folder}/{value}" not in ids:
            changed[name] = None
    return dataclasses.replace(row, values={**row.values, **changed}) if changed else row


def gather_documents(
    table: Table, typed: Typed, withdrawn: frozenset[str], schema: Schema
) -> dict[str, Data]:
    """Return the documents of a record table by id, read-only."""
    trees = gather_trees(table, typed, withdrawn, schema)
    return {record_id: freeze(tree) for record_id, tree in trees.items()}


def gather_trees(
    table: Table, typed: Typed, withdrawn: frozenset[str], schema: Schema
) -> dict[str, dict[str, Any]]:
    """Return the documents of a record table by id, child rows in their place.

    A withdrawn record is not there, and nobody speaks of it: rows about it (a link, a
    participant) are left out, and single references to it are empty.
    """
    trees: dict[str, dict[str, Any]] = {}
    for row in typed.get(table.name, ()):
        values = _kept_values(row, table, withdrawn, schema)
        if f"{table.folder}/{row.record.id}" not in withdrawn and values is not None:
            trees[row.record.id] = _tree(values, table)
    for child, part in schema.parts_of(table.name):
        for tree in trees.values():
            _put(tree, part.path, None if part.single else [])
        for row in typed.get(child.name, ()):
            found = trees.get(row.record.id) if row.record.kind == table.kind else None
            values = _kept_values(row, child, withdrawn, schema)
            if found is None or values is None:
                continue
            item = _tree(values, child)
            if part.single:
                _put(found, part.path, item)
            else:
                _get(found, part.path).append(item)
    return dict(sorted(trees.items()))


def _kept_values(
    row: TypedRow, table: Table, withdrawn: frozenset[str], schema: Schema
) -> _Values | None:
    """Return a row without references to withdrawn records; None when it is about one."""
    if not withdrawn:
        return row.values
    values: dict[str, Any] = dict(row.values)
    for name, folder in _references(table, schema):
        value = values[name]
        if isinstance(value, tuple):
            kept = (one for one in value if f"{folder}/{one}" not in withdrawn)
            values[name] = tuple(kept)
        elif f"{folder}/{value}" in withdrawn:
            if table.kind is None:
                return None
            values[name] = None
    return values


def _references(table: Table, schema: Schema) -> Iterator[tuple[str, str | None]]:
    for key in table.foreign_keys:
        yield key.field, schema.tables[key.table].folder
    for one in table.fields.values():
        if one.reference:
            yield one.name, schema.tables[one.reference].folder


def _tree(values: _Values, table: Table) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for one in table.fields.values():
        value = values[one.name]
        if one.origin == "key":
            _put(tree, one.path, () if one.is_list and value is None else value)
        elif one.origin == "body":
            tree["body"] = value
    return tree


def _put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


def _get(tree: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = tree
    for step in path:
        value = value[step]
    return value


def freeze(value: Any) -> Any:
    """Return a value with all its mappings and lists made read-only."""
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value
