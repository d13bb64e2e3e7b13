"""Read the data package under this folder into plain values.

Source of the format: Frictionless Data Package and Table Schema (specs.frictionlessdata.io);
the properties we add are described at the top of datapackage.yaml.
"""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent
Owner = Literal["register", "editor", "centre"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, and one place in a record file.

    `path` is the place inside the file or inside the item of a list; empty for the file
    name, the Markdown body and the parent's id, which `origin` tells apart.
    """

    name: str
    type: str
    path: tuple[str, ...]
    origin: Literal["key", "id", "body", "parent"]
    labels: Mapping[str, str]
    help: Mapping[str, str]
    example: str | tuple[str, ...]
    owner: Owner
    privacy: Literal["public", "personal"]
    format: str | None
    items: str | None
    check: str | None
    vocabulary: str | None
    reference: str | None
    constraints: Mapping[str, Any]

    @property
    def is_list(self) -> bool:
        """Whether the field holds a list of scalars."""
        return self.type == "list"

    @property
    def is_required(self) -> bool:
        """Whether a record without the field is refused."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A field whose value must be the id of a row in another table."""

    field: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Part:
    """Where the rows of a child table stand in the file of their parent."""

    parent: str
    path: tuple[str, ...]
    key: str
    single: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the package; `kind` and `folder` are set for record tables only.

    `many` is the heading of a list of rows; `groups` names the groups of keys by their path.
    """

    name: str
    kind: str | None
    folder: str | None
    labels: Mapping[str, str]
    many: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, Field]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a vocabulary; `more` holds the vocabulary's other columns."""

    id: str
    labels: Mapping[str, str]
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of values, in the order people see them."""

    name: str
    terms: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables and vocabularies."""

    tables: Mapping[str, Table]
    vocabularies: Mapping[str, Vocabulary]

    def record_tables(self) -> tuple[Table, ...]:
        """Return the tables whose rows are files, in package order."""
        return tuple(table for table in self.tables.values() if table.kind)

    def parts_of(self, table: str) -> tuple[tuple[Table, Part], ...]:
        """Return the child tables kept in the files of `table`, with their place."""
        return tuple(
            (child, part)
            for child in self.tables.values()
            for part in child.parts
            if part.parent == table
        )

    def label(self, vocabulary: str, term: str, lang: str) -> str:
        """Return the words for a vocabulary value; the value itself when unknown."""
        found = self.vocabularies[vocabulary].terms.get(term)
        return found.labels.get(lang, term) if found else term


@functools.cache
def load_schema() -> Schema:
    """Return the schema that ships with the package."""
    package = read_yaml(FOLDER / "datapackage.yaml")
    tables = {}
    vocabularies = {}
    for resource in package["resources"]:
        name = resource["name"]
        if "schema" in resource:
            tables[name] = _read_table(name, read_yaml(FOLDER / resource["schema"]))
        else:
            vocabularies[name] = _read_vocabulary(name, FOLDER / resource["path"])
    return Schema(MappingProxyType(tables), MappingProxyType(vocabularies))


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a file of facts that ships with the package."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 safe loader, our own file
    return loaded


def _read_table(name: str, raw: dict[str, Any]) -> Table:
    fields = {field["name"]: _read_field(field) for field in raw["fields"]}
    record = raw.get("record", {})
    key = raw.get("primaryKey", [])
    return Table(
        name=name,
        kind=record.get("kind"),
        folder=record.get("folder"),
        labels=MappingProxyType(raw["labels"]),
        many=MappingProxyType(raw.get("many", raw["labels"])),
        groups=MappingProxyType(raw.get("groups", {})),
        fields=MappingProxyType(fields),
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        foreign_keys=tuple(
            ForeignKey(one["fields"], one["reference"]["resource"], one["reference"]["fields"])
            for one in raw.get("foreignKeys", [])
        ),
        parts=tuple(
            Part(
                one["table"],
                tuple(one["path"].split(".")),
                one["key"],
                bool(one.get("single")),
            )
            for one in raw.get("part_of", [])
        ),
    )


def _read_field(raw: dict[str, Any]) -> Field:
    path = raw.get("path", raw["name"])
    is_key = not path.startswith("@")
    example = raw["example"]
    return Field(
        name=raw["name"],
        type=raw["type"],
        path=tuple(path.split(".")) if is_key else (),
        origin="key" if is_key else path[1:],
        labels=MappingProxyType(raw["labels"]),
        help=MappingProxyType(raw["help"]),
        example=tuple(example) if isinstance(example, list) else str(example),
        owner=raw["owner"],
        privacy=raw.get("privacy", "public"),
        format=raw.get("format"),
        items=raw.get("items"),
        check=raw.get("check"),
        vocabulary=raw.get("vocabulary"),
        reference=raw.get("reference"),
        constraints=MappingProxyType(raw.get("constraints", {})),
    )


def _read_vocabulary(name: str, path: Path) -> Vocabulary:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    terms = {}
    for row in rows:
        more = {key: value for key, value in row.items() if not key.startswith("label_")}
        labels = MappingProxyType({"bg": row["label_bg"], "en": row["label_en"]})
        terms[row["id"]] = Term(more.pop("id"), labels, MappingProxyType(more))
    return Vocabulary(name, MappingProxyType(terms))
