"""Judge single records quickly: surely right, or not known to be.

The reading, the mapping and our own checks are those of the full check; types and
constraints are judged by frictionless' own cell readers, one by one for the cells that
are there, without its tables around them. Whoever is not surely right goes to the full
check, which alone gives verdicts and words; a test holds both equal.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mrezha.places import Gazetteer
from mrezha.records.cells import check_cell, is_free_text
from mrezha.records.document import read_document
from mrezha.records.mapping import Cell, RecordFile, Row, Shape, build_shape, map_document
from mrezha.records.plain import read_plain
from mrezha.records.rows import check_row
from mrezha.records.tables import Typed, TypedRow, cell_of, describe_table, freeze_cell
from mrezha.schema import Schema, Table

_Reader = Callable[[Any], tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class QuickRecord:
    """A record that is right in itself; what it says of others is still to be judged.

    `facts` is the digest of everything frictionless judged: all cells but long texts.
    """

    record: RecordFile
    typed: Mapping[str, list[TypedRow]]
    facts: bytes


class QuickJudge:
    """Reads and judges record files one at a time."""

    def __init__(self, schema: Schema, gazetteer: Gazetteer) -> None:
        self.schema = schema
        self.gazetteer = gazetteer
        self.tables: dict[str, tuple[Table, Shape]] = {
            str(table.folder): (table, build_shape(schema, table))
            for table in schema.record_tables()
        }
        self._readers: dict[str, dict[str, _Reader]] = {}
        self._ruled: dict[str, frozenset[str]] = {}
        self._required = {
            table.name: tuple(one.name for one in table.fields.values() if one.is_required)
            for table in schema.tables.values()
        }
        # Verdicts on days and words of vocabularies, of which there are few.
        self._verdicts: dict[tuple[str, str, Cell], Typed] = {}

    def judge(self, key: str, raw: bytes, known_facts: bytes = b"") -> QuickRecord | None:
        """Return the record "folder/id" when it is surely right in itself, else None.

        With the `facts` of an earlier verdict, cells that are the same are not judged again.
        """
        folder, _, record_id = key.partition("/")
        table, shape = self.tables[folder]
        if (plain := read_plain(raw, key)) is not None:
            document, mixes = plain.document, not plain.is_one_alphabet
        else:
            found, problems = read_document(raw, key)
            if found is None or problems:
                return None
            document, mixes = found, True
        record, misfits = map_document(document, record_id, table, shape)
        if misfits:
            return None
        typed: dict[str, list[TypedRow]] = {}
        facts = _digest_facts(record, self.schema)
        read = self._type_row if facts == known_facts else self._read_row
        for row in record.rows:
            values = read(row)
            if values is None:
                return None
            typed.setdefault(row.table, []).append(TypedRow(row, record, values))
        if self._repeats(typed) or next(self._own_problems(record, typed, mixes), None) is not None:
            return None
        return QuickRecord(record, typed, facts)

    def _own_problems(
        self, record: RecordFile, typed: Mapping[str, list[TypedRow]], mixes: bool
    ) -> Iterator[object]:
        """Yield what is wrong; letters are looked at only in a record that mixes alphabets."""
        for row in record.rows:
            table = self.schema.tables[row.table]
            looked_at = None if mixes else self._looked_at(table)
            for name, value in row.cells.items():
                if value is None or (looked_at is not None and name not in looked_at):
                    continue
                if (path := row.paths.get(name)) is not None:
                    one = table.fields[name]
                    yield from check_cell(record, one, value, path, self.schema, self.gazetteer)
        for rows in typed.values():
            for row_ in rows:
                yield from check_row(row_, self.gazetteer)

    def _looked_at(self, table: Table) -> frozenset[str]:
        """Return the fields of a table for which we have more rules than that of letters."""
        if table.name not in self._ruled:
            self._ruled[table.name] = frozenset(
                one.name
                for one in table.fields.values()
                if one.is_list or one.check or one.format == "email" or not is_free_text(one)
            )
        return self._ruled[table.name]

    def _repeats(self, typed: Mapping[str, list[TypedRow]]) -> bool:
        for name, rows in typed.items():
            key = self.schema.tables[name].primary_key
            if key and len(rows) > 1:
                found = {tuple(row.values[one] for one in key) for row in rows}
                if len(found) < len(rows):
                    return True
        return False

    def _read_row(self, row: Row) -> dict[str, Typed] | None:
        table = self.schema.tables[row.table]
        readers = self._readers_of(table)
        values: dict[str, Typed] = dict.fromkeys(table.fields)
        for name, given in row.cells.items():
            one = table.fields[name]
            key = (row.table, name, given)
            if key in self._verdicts:
                values[name] = self._verdicts[key]
                continue
            value, notes = readers[name](cell_of(given, one.type))
            if notes:
                return None
            values[name] = freeze_cell(value)
            if one.vocabulary or one.type == "date":
                self._verdicts[key] = values[name]
        if any(values[name] is None for name in self._required[table.name]):
            return None
        return values

    def _type_row(self, row: Row) -> dict[str, Typed] | None:
        """Give the cells of a row that is known to be right their types."""
        table = self.schema.tables[row.table]
        values: dict[str, Typed] = dict.fromkeys(table.fields)
        for name, given in row.cells.items():
            values[name] = freeze_cell(_type_cell(given, table.fields[name].type))
        return values

    def _readers_of(self, table: Table) -> dict[str, _Reader]:
        if table.name not in self._readers:
            # Imported by need: a build in which no record changed does without frictionless.
            from frictionless import Schema as TableSchema

            fields = TableSchema.from_descriptor(describe_table(table, self.schema)).fields
            self._readers[table.name] = {one.name: one.create_cell_reader() for one in fields}
        return self._readers[table.name]


def _digest_facts(record: RecordFile, schema: Schema) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for row in record.rows:
        fields = schema.tables[row.table].fields
        digest.update(row.table.encode())
        for name, given in row.cells.items():
            if fields[name].format != "markdown":
                digest.update(f"\0{name}\0{given!r}".encode())
    return digest.digest()


def _type_cell(given: Cell, kind: str) -> Any:
    if not isinstance(given, str) or not given:
        return list(given) if isinstance(given, tuple) else given
    match kind:
        case "date":
            return datetime.date.fromisoformat(given)
        case "number":
            return Decimal(given)
        case "integer":
            return int(given)
        case _:
            return given


def read_bytes(content: Path, key: str) -> bytes:
    """Read the file of the record "folder/id"."""
    return (content / f"{key}.md").read_bytes()
