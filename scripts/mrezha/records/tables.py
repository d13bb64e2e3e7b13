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

from frictionless import Package

from mrezha.problems import Problem
from mrezha.records.mapping import RecordFile, Row
from mrezha.schema import Field, Schema, Table

Typed = str | int | Decimal | datetime.date | tuple[Any, ...] | None
_Ids = Mapping[str, list[str]]
_CONSTRAINT = re.compile(r'constraint "(\w+)"')
# Constraints that frictionless gives us; maxItems and a list's maxLength are ours.
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
    ids = {
        name: [str(row.cells.get("id", "")) for _, row in rows] for name, rows in grouped.items()
    }
    package = Package.from_descriptor(_describe_package(grouped, schema))
    problems: list[Problem] = []
    typed: dict[str, list[TypedRow]] = {}
    resource: Any  # row_stream stands in no stub
    for resource in package.resources:
        table = schema.tables[resource.name]
        members = grouped[resource.name]
        typed[table.name] = []
        with resource:
            for (record, row), checked in zip(members, resource.row_stream, strict=True):
                values = {name: _freeze(checked[name]) for name in table.fields}
                for error in checked.errors:
                    problems.extend(_translate(error, record, row, table, schema, ids))
                typed[table.name].append(TypedRow(row, record, values))
    return typed, problems


def _describe_package(
    grouped: Mapping[str, list[tuple[RecordFile, Row]]], schema: Schema
) -> dict[str, Any]:
    resources = []
    for table in schema.tables.values():
        names = list(table.fields)
        data: list[list[Any]] = [names]
        for _, row in grouped[table.name]:
            data.append([_cell(row.cells.get(name)) for name in names])
        resources.append(
            {"name": table.name, "data": data, "schema": describe_table(table, schema)}
        )
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


def _cell(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _freeze(value: Any) -> Typed:
    if isinstance(value, list):
        return tuple(value)
    return value or None if isinstance(value, str) else value


def _translate(
    error: Any, record: RecordFile, row: Row, table: Table, schema: Schema, ids: _Ids
) -> Iterator[Problem]:
    if error.type == "foreign-key":
        yield from _translate_reference(error, record, row, table, ids)
    elif error.type == "primary-key":
        if all(row.cells.get(name) for name in table.primary_key):
            yield record.problem("repeated-row", row.row_path)
    elif error.type == "unique-error":
        value = str(row.cells.get(error.field_name))
        path = row.paths.get(error.field_name, row.row_path)
        yield record.problem("not-unique", path, value=value, other=f"content/{table.folder}")
    elif error.type in ("type-error", "constraint-error"):
        one = table.fields[error.field_name]
        path = row.paths.get(one.name, (*row.row_path, *one.path))
        yield _translate_cell(error, record, path, one, str(row.cells.get(one.name, "")), schema)


def _translate_reference(
    error: Any, record: RecordFile, row: Row, table: Table, ids: _Ids
) -> Iterator[Problem]:
    for key in table.foreign_keys:
        if key.field in error.field_names and key.field in row.paths:
            value = str(row.cells.get(key.field))
            params = {"value": value, "table": f"content/{key.table}"}
            params["suggestion"] = _nearest(value, ids[key.table])
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
        known = {"date", "number", "integer"}
        code = "email" if one.format == "email" else one.type if one.type in known else "other"
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
