"""Turn a record document into rows of the schema's tables, and say what does not fit.

The place of every field is known from the schema, so one walk finds unknown keys, wrong
shapes and the values, with their lines.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mrezha.problems import Problem
from mrezha.records.document import Document, Path, Value, show_path
from mrezha.schema import Field, Part, Schema, Table

Cell = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: text cells by field name, and where each stands in the file.

    `paths` holds the full document path of every field that was given. `row_path` is the
    place of the row itself: empty for the record's own row. A list cell keeps "" where an
    item is empty or wrong, so that the others keep their places.
    """

    table: str
    cells: Mapping[str, Cell]
    paths: Mapping[str, Path]
    row_path: Path


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record file that could be read: its id, its document and its rows."""

    kind: str
    id: str
    document: Document
    rows: tuple[Row, ...]

    @property
    def file(self) -> str:
        """Return the file name to show in messages."""
        return self.document.file

    def problem(self, code: str, path: Path = (), **params: str) -> Problem:
        """Return a problem at a place of this file."""
        return Problem(code, self.file, self.document.line_of(path), show_path(path), params)


@dataclass(slots=True)
class Shape:
    """What may stand under a mapping: fields, groups of fields, child tables.

    `order` holds all their keys in schema order, child tables last.
    """

    fields: dict[str, Field] = field(default_factory=dict)
    groups: dict[str, "Shape"] = field(default_factory=dict)
    parts: dict[str, tuple[Table, Part, "Shape"]] = field(default_factory=dict)
    order: dict[str, None] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return all keys that may stand here, in schema order."""
        return list(self.order)

    def group(self, key: str) -> "Shape":
        """Return the group under a key, made when new."""
        self.order.setdefault(key)
        return self.groups.setdefault(key, Shape())


def build_shape(schema: Schema, table: Table) -> Shape:
    """Return the shape of a table's documents, child tables included."""
    shape = Shape()
    for one in table.fields.values():
        if one.origin == "key":
            target = shape
            for step in one.path[:-1]:
                target = target.group(step)
            target.fields[one.path[-1]] = one
            target.order.setdefault(one.path[-1])
    for child, part in schema.parts_of(table.name):
        target = shape
        for step in part.path[:-1]:
            target = target.group(step)
        target.parts[part.path[-1]] = (child, part, build_shape(schema, child))
        target.order.setdefault(part.path[-1])
    return shape


def map_document(
    document: Document, record_id: str, table: Table, shape: Shape
) -> tuple[RecordFile, list[Problem]]:
    """Return the rows of a document, the record's own row first, and the misfits."""
    walker = _Walker(document)
    own = {"id": record_id} if "id" in table.fields else {}
    cells: dict[str, Cell] = dict(own)
    if document.body and "body" in table.fields:
        cells["body"] = document.body
    paths: dict[str, Path] = {"body": ("body",)} if "body" in cells else {}
    walker.group(document.data, (), shape, cells, paths, (table.folder or "", record_id))
    rows = (Row(table.name, cells, paths, ()), *walker.rows)
    return RecordFile(table.kind or "", record_id, document, rows), walker.problems


class _Walker:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def _add(self, code: str, path: Path, **params: str) -> None:
        line = self.document.line_of(path)
        self.problems.append(Problem(code, self.document.file, line, show_path(path), params))

    def group(
        self,
        data: Mapping[str, Value],
        at: Path,
        shape: Shape,
        cells: dict[str, Cell],
        paths: dict[str, Path],
        owner: tuple[str, str],
    ) -> None:
        for key, value in data.items():
            here = (*at, key)
            if key in shape.fields:
                self._field(shape.fields[key], value, here, cells, paths)
            elif key in shape.groups:
                if isinstance(value, dict):
                    self.group(value, here, shape.groups[key], cells, paths, owner)
                elif value is not None:
                    known = ", ".join(shape.groups[key].names())
                    self._add("shape-group", here, known=known)
            elif key in shape.parts:
                self._part(shape.parts[key], value, here, owner)
            else:
                self._unknown(key, here, shape)

    def _unknown(self, key: str, here: Path, shape: Shape) -> None:
        near = difflib.get_close_matches(key, shape.names(), n=1, cutoff=0.6)
        self._add("unknown-key", here, value=key, suggestion=near[0] if near else "")

    def _field(
        self,
        one: Field,
        value: Value,
        here: Path,
        cells: dict[str, Cell],
        paths: dict[str, Path],
    ) -> None:
        if value is None:
            return
        paths[one.name] = here
        if one.type == "list":
            if not isinstance(value, list):
                self._add("shape-list", here, example=_example(one))
            elif any(items := tuple(self._items(value, here, one))):
                cells[one.name] = items
        elif isinstance(value, str):
            cells[one.name] = value if one.format == "markdown" else value.strip()
        else:
            self._add("shape-scalar", here, example=_example(one))

    def _items(self, value: list[Value], here: Path, one: Field) -> Iterator[str]:
        for index, item in enumerate(value):
            if item is not None and not isinstance(item, str):
                self._add("shape-scalar", (*here, index), example=_example(one))
            yield item.strip() if isinstance(item, str) else ""

    def _part(
        self,
        part: tuple[Table, Part, Shape],
        value: Value,
        here: Path,
        owner: tuple[str, str],
    ) -> None:
        table, place, shape = part
        if value is None:
            return
        if place.single:
            items: list[tuple[Path, Value]] = [(here, value)]
        elif isinstance(value, list):
            items = [((*here, index), item) for index, item in enumerate(value)]
        else:
            self._add("shape-list", here, example=", ".join(shape.names()[:2]))
            return
        for path, item in items:
            if not isinstance(item, dict):
                self._add("shape-group", path, known=", ".join(shape.names()))
                continue
            parent = "/".join(owner) if place.key == "record" else owner[1]
            cells: dict[str, Cell] = {place.key: parent}
            paths: dict[str, Path] = {}
            self.group(item, path, shape, cells, paths, owner)
            self.rows.append(Row(table.name, cells, paths, path))


def _example(one: Field) -> str:
    return one.example if isinstance(one.example, str) else one.example[0]
