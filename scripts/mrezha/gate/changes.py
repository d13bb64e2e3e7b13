"""Compare two states of the records: which are new, changed or gone, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mrezha.records.mapping import RecordFile
from mrezha.schema import Schema
from mrezha.schema.tree import record_tree, walk


@dataclass(frozen=True, slots=True)
class Place:
    """One value that differs; None is nothing said. `label` is what people call it."""

    path: str
    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that differs, by "folder/id"."""

    key: str
    state: Literal["new", "changed", "gone"]
    places: tuple[Place, ...]


def compare_records(
    before: tuple[RecordFile, ...], after: tuple[RecordFile, ...], schema: Schema
) -> list[RecordChange]:
    """Return the records that say something else after a change, in order."""
    folders = {table.kind: table.folder for table in schema.record_tables()}
    olds = {f"{folders[one.kind]}/{one.id}": one for one in before}
    news = {f"{folders[one.kind]}/{one.id}": one for one in after}
    found = []
    for key in sorted({*olds, *news}):
        places = tuple(_places(olds.get(key), news.get(key), schema))
        if not places and key in olds and key in news:
            continue
        state: Literal["new", "changed", "gone"] = "changed"
        if key not in olds or key not in news:
            state = "new" if key in news else "gone"
        found.append(RecordChange(key, state, places))
    return found


def _places(old: RecordFile | None, new: RecordFile | None, schema: Schema) -> Iterator[Place]:
    kind = (new or old).kind if new or old else ""  # type: ignore[union-attr]
    table = next(one for one in schema.record_tables() if one.kind == kind)
    labels = {
        node.path: node.labels["bg"] for node in walk(record_tree(schema, table)) if node.field
    }
    before, after = _values(old), _values(new)
    for path in dict.fromkeys((*after, *before)):
        if before.get(path) != after.get(path):
            name = "".join(part.partition("[")[0] + "." for part in path.split(".")).rstrip(".")
            yield Place(path, labels.get(name, path), before.get(path), after.get(path))


def _values(record: RecordFile | None) -> dict[str, str]:
    if record is None:
        return {}
    data: dict[str, Any] = {**record.document.data, "body": record.document.body}
    return {path: text for path, text in _flatten(data, "") if text}


def _flatten(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(inner, f"{at}.{key}" if at else str(key))
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for number, row in enumerate(value, 1):
            name = row.get("id") if isinstance(row, Mapping) else None
            yield from _flatten(row, f"{at}[{name or number}]")
    elif isinstance(value, list):
        yield at, ", ".join(str(one) for one in value)
    elif value is not None:
        yield at, str(value).strip()
