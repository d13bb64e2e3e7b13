"""Set places of a record file to new values and leave every other line as it stands."""

import re
from collections.abc import Mapping, Sequence

from mrezha.records.document import Value, read_document
from mrezha.records.formatting import format_record
from mrezha.records.mapping import build_shape
from mrezha.records.writing import BlockError, Editor
from mrezha.records.yamltext import Data
from mrezha.schema import Table, load_schema

_FRONT = re.compile(
    r"\A(?P<open>\ufeff?---[ \t]*\r?\n)(?P<front>.*?)(?P<close>^---[ \t]*\r?$\n?)", re.M | re.S
)


def amend_record(text: str, data: Mapping[str, Value], body: str | None, table: Table) -> str:
    """Return a record file whose top-level keys have the values of `data`, and with a new body.

    A key set to None goes; keys not named stay. `body` None leaves the Markdown text. A file
    in canonical form stays in it. Raises BlockError when the file cannot be read as a record.
    """
    before, problems = read_document(text.encode("utf-8"), "")
    found = _FRONT.match(text)
    if before is None or problems or found is None:
        raise BlockError(next(iter(data), ""))
    kept = {key: value for key, value in before.data.items() if key not in data}
    expected = kept | {key: value for key, value in data.items() if value is not None}
    new_body = before.body if body is None else body
    tail = text[found.end() :] if body is None or body == before.body else body + "\n" * bool(body)
    shape = build_shape(load_schema(), table)
    break_ = "\r\n" if found["open"].endswith("\r\n") else "\n"
    delta = {
        key: _delta(before.data.get(key), value)
        for key, value in data.items()
        if value != before.data.get(key)
    }
    is_canonical = format_record(text, table) == text
    for whole in (False, True):
        wanted: Mapping[str, Data] = {key: data[key] for key in delta} if whole else delta
        front = found["front"]
        changed = Editor(front, break_).set_keys(wanted, shape, whole) if delta else front
        result = found["open"] + changed + found["close"] + tail
        if is_canonical:
            result = format_record(result, table)
        after, problems = read_document(result.encode("utf-8"), "")
        if after is None or problems or after.body != new_body:
            continue
        if _without_ends(after.data) == _without_ends(expected):
            return result
    raise BlockError(next(iter(data), ""))


def _without_ends(data: Mapping[str, Value]) -> dict[str, Value]:
    """Return the data less last line ends, which a Markdown text gets as a block."""
    return {
        key: value.rstrip("\n") if isinstance(value, str) else value for key, value in data.items()
    }


def _delta(old: Value, new: Value) -> Data:
    """Return what the editor has to be told: keys that go are set to None."""
    if isinstance(old, dict) and isinstance(new, dict):
        changed: dict[str, Data] = {
            key: _delta(old.get(key), value) for key, value in new.items() if value != old.get(key)
        }
        return changed | {key: None for key in old if key not in new}
    if isinstance(old, list) and isinstance(new, list) and _are_rows(old) and _are_rows(new):
        gone = [_gone(one) for one in old] + [{}] * len(new)
        return [{**none, **row} for none, row in zip(gone, _rows(new), strict=False)]
    return new


def _gone(row: Value) -> dict[str, Data]:
    return dict.fromkeys(row) if isinstance(row, dict) else {}


def _rows(items: Sequence[Value]) -> list[dict[str, Value]]:
    return [one for one in items if isinstance(one, dict)]


def _are_rows(items: Sequence[Value]) -> bool:
    return bool(items) and all(isinstance(one, dict) for one in items)
