"""Check rows with frictionless and give the cells their types.

frictionless judges types, constraints, uniqueness and foreign keys; its English texts
never reach a user: every error is told apart by its type and turned into a Problem.
"""

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mrezha.problems import Problem
from mrezha.records.mapping import Cell, RecordFile, Row
from mrezha.schema import Field, Schema, Table

Typed = str | int | Decimal | datetime.date | tuple[Any, ...] | None
_Grouped = Mapping[str, list[tuple[RecordFile, Row]]]
_CONSTRAINT = re.compile(r'constraint "(\w+)"')
# Constraints that frictionless gives us; maxItems and a list's maxLength are ours.
# One way to write a number or a date. Python, and so frictionless, would also take 1_000,
# NaN, 1e999999, 2026-1-5 and the digits of other scripts.
_PLAIN = {
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "number": re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"),
    # No calendar, and no sum of days, leaves Python's years 1 to 9999 from here.
    "date": re.compile(r"(?:1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}"),
}
_WRONG = "?"  # stands for a text frictionless must not take for a number or a date
_SCALAR = ("required", "unique", "pattern", "minimum", "maximum", "maxLength", "minLength")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row with typed cells: dates, Decimals, integers, tuples; None where not given."""

    source: Row
    record: RecordFile
    values: Mapping[str, Typed]


def check_tables(
    records: Iterable[RecordFile], schema: Schema
) -> tuple[dict[str, list[TypedRow]], list[Problem]]:
    """Check all rows of all records together; return typed rows by table and the problems."""
    grouped: dict[str, list[tuple[RecordFile, Row]]] = {name: [] for name in schema.tables}
    for record in records:
        for row in record.rows:
            grouped[row.table].append((record, row))
    # Imported by need: its import costs 0.4 s.
    from frictionless import Package

    package = Package.from_descriptor(_describe_package(grouped, schema))
    problems: list[Problem] = []
    typed: dict[str, list[TypedRow]] = {}
    resource: Any  # row_stream stands in no stub
    for resource in package.resources:
        table = schema.tables[resource.name]
        members = grouped[resource.name]
        typed[table.name] = []
        if not members:
            continue
        with resource:
            for (record, row), checked in zip(members, resource.row_stream, strict=True):
                wrong = {getattr(error, "field_name", "") for error in checked.errors}
                values = {
                    name: None if name in wrong else freeze_cell(checked[name])
                    for name in table.fields
                }
                for error in checked.errors:
                    problems.extend(_translate(error, record, row, table, schema, grouped))
                typed[table.name].append(TypedRow(row, record, values))
    return typed, problems


def _describe_package(grouped: _Grouped, schema: Schema) -> dict[str, Any]:
    resources = []
    for table in schema.tables.values():
        names = list(table.fields)
        data: list[list[Any]] = [names]
        for _, row in grouped[table.name]:
            data.append([cell_of(row.cells.get(name), table.fields[name].type) for name in names])
        descriptor = describe_table(table, schema)
        # Rows stand in their parent's file: that key is right, and costly to look up.
        descriptor["foreignKeys"] = [
            key
            for key in descriptor.get("foreignKeys", [])
            if table.fields[key["fields"][0]].origin != "parent"
        ]
        resources.append({"name": table.name, "data": data, "schema": descriptor})
    return {"name": "records", "resources": resources}


def describe_table(table: Table, schema: Schema) -> dict[str, Any]:
    """Return a standard Table Schema for a table, vocabularies written out as enums."""
    descriptor: dict[str, Any] = {
        "fields": [_describe_field(one, schema) for one in table.fields.values()]
    }
    if table.primary_key:
        descriptor["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        descriptor["foreignKeys"] = [
            {"fields": [key.field], "reference": {"resource": key.table, "fields": [key.target]}}
            for key in table.foreign_keys
        ]
    return descriptor


def _describe_field(one: Field, schema: Schema) -> dict[str, Any]:
    descriptor: dict[str, Any] = {"name": one.name, "type": one.type}
    if one.format == "email":
        descriptor["format"] = "email"
    constraints = {key: one.constraints[key] for key in _SCALAR if key in one.constraints}
    if one.is_list:
        constraints.pop("maxLength", None)
    if "pattern" in constraints:
        constraints["pattern"] = f"^(?:{constraints['pattern']})$"
    if one.vocabulary and not one.is_list:
        constraints["enum"] = list(schema.vocabularies[one.vocabulary].terms)
    if constraints:
        descriptor["constraints"] = constraints
    return descriptor


def cell_of(value: Cell, kind: str) -> Any:
    """Return a cell as frictionless takes it."""
    if isinstance(value, tuple):
        return list(value)
    if value and kind in _PLAIN and not _PLAIN[kind].fullmatch(value):
        return _WRONG
    return value


def freeze_cell(value: Any) -> Typed:
    """Return a cell as frictionless gave it, read-only."""
    if isinstance(value, list):
        return tuple(item for item in value if item)
    return value or None if isinstance(value, str) else value


def _translate(
    error: Any, record: RecordFile, row: Row, table: Table, schema: Schema, grouped: _Grouped
) -> Iterator[Problem]:
    if error.type == "foreign-key":
        yield from _translate_reference(error, record, row, table, grouped)
    elif error.type == "primary-key":
        if all(row.cells.get(name) for name in table.primary_key):
            yield record.problem("repeated-row", row.row_path)
    elif error.type == "unique-error":
        name = error.field_name
        value = str(row.cells.get(name))
        same = (one for one, first in grouped[table.name] if first.cells.get(name) == value)
        other = next(same, record).file
        path = row.paths.get(name, row.row_path)
        yield record.problem("not-unique", path, value=value, other=other)
    elif error.type in ("type-error", "constraint-error"):
        one = table.fields[error.field_name]
        path = row.paths.get(one.name, (*row.row_path, *one.path))
        yield _translate_cell(error, record, path, one, str(row.cells.get(one.name, "")), schema)


def _translate_reference(
    error: Any, record: RecordFile, row: Row, table: Table, grouped: _Grouped
) -> Iterator[Problem]:
    for key in table.foreign_keys:
        if key.field in error.field_names and key.field in row.paths:
            value = str(row.cells.get(key.field))
            params = {"value": value, "table": f"content/{key.table}"}
            ids = [str(one.cells.get(key.target, "")) for _, one in grouped[key.table]]
            params["suggestion"] = _nearest(value, ids)
            yield record.problem("reference", row.paths[key.field], **params)


def _nearest(value: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(value, list(known), n=1, cutoff=0.6)), "")


def _translate_cell(
    error: Any,
    record: RecordFile,
    path: tuple[str | int, ...],
    one: Field,
    value: str,
    schema: Schema,
) -> Problem:
    example = one.example if isinstance(one.example, str) else one.example[0]
    params = {"value": value, "example": example}
    if error.type == "type-error":
        code = "email" if one.format == "email" else one.type
        return record.problem(f"type-{code}", path, **params)
    found = _CONSTRAINT.search(error.note)
    constraint = found.group(1) if found else ""
    limit = str(one.constraints.get(constraint, ""))
    match constraint:
        case "required":
            return record.problem("required", path, label=".".join(one.path), **params)
        case "enum":
            return vocabulary_problem(record, path, one, value, schema)
        case "maxLength":
            return record.problem("too-long", path, size=str(len(value)), limit=limit)
        case "minLength":
            return record.problem("too-short", path, limit=limit)
        case "maximum":
            return record.problem("too-large", path, value=value, limit=limit)
        case "minimum":
            return record.problem("too-small", path, value=value, limit=limit)
        case _:
            return record.problem("pattern", path, **params)


def vocabulary_problem(
    record: RecordFile, path: tuple[str | int, ...], one: Field, value: str, schema: Schema
) -> Problem:
    """Return the problem of a value outside its vocabulary, with the nearest known one."""
    terms = schema.vocabularies[one.vocabulary or ""].terms
    words = {label.casefold(): term.id for term in terms.values() for label in term.labels.values()}
    words |= {term.casefold(): term for term in terms}
    near = difflib.get_close_matches(value.casefold(), list(words), n=1, cutoff=0.6)
    known = ", ".join(list(terms)[:20]) + (" …" if len(terms) > 20 else "")
    suggestion = words[near[0]] if near else ""
    return record.problem("vocabulary", path, value=value, known=known, suggestion=suggestion)
