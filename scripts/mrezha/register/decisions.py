"""The quarantine file: rows set aside, and what a person decided about each of them.

The file belongs to people. An import adds items at its end and writes one line under a
decision it has carried out; every other byte stays. It is read as plain text values.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml

from mrezha.problems import LANGUAGES, Problem, clean_text, describe
from mrezha.records.yamltext import Data, dump_items
from mrezha.register.layouts import Column, find_column, load_aliases
from mrezha.register.planned import Quarantined

QUARANTINE = Path("register") / "quarantine.yml"
MAX_BYTES = 8 * 1024 * 1024
MAX_ITEMS = 5_000
MAX_SHOWN = 1_000
HEAD = """\
# Редове от таблици, които чакат решение. Rows of sheets that wait for a decision.
# decision: skip          не се внася / is not imported
# decision: new           ново предприятие / a new enterprise
# decision: same          същото като записа в record / the same as the record in record
#   record: id-na-zapisa
# decision: correct       с тези стойности / with these values
#   values: {eik: "123456786"}
# Решението важи при всеки следващ внос. A decision holds for every later import.
rows:
"""
Word = Literal["skip", "new", "same", "correct"]
_WORDS: Mapping[str, Word] = MappingProxyType(
    {
        "skip": "skip",
        "пропусни": "skip",
        "new": "new",
        "accept": "new",
        "accept as new": "new",
        "ново": "new",
        "нов": "new",
        "same": "same",
        "same as": "same",
        "is the same as": "same",
        "същото": "same",
        "същото като": "same",
        "correct": "correct",
        "correct the value": "correct",
        "поправи": "correct",
    }
)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a row; `values` are by field, for "correct"."""

    word: Word
    record: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The quarantine file as read: its bytes, the marks it knows, decisions by mark.

    `wrong` holds the problem of every decision that cannot be carried out as written.
    """

    raw: bytes | None = None
    marks: frozenset[str] = frozenset()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    wrong: Mapping[str, Problem] = field(default_factory=dict)


def mark_row(cells: Mapping[str, str]) -> str:
    """Return what a row is known by: its cells as read, wherever it stands in the sheet."""
    tidy = {key: " ".join(cell.split()) for key, cell in cells.items()}
    text = json.dumps(tidy, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_quarantine(path: Path, shown: str) -> tuple[Quarantine, list[Problem]]:
    """Read the quarantine file; an unreadable one is a problem that stops the import."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Quarantine(), [Problem("import-quarantine-file", shown)]
        raw = path.read_bytes()
    except FileNotFoundError:
        return Quarantine(), []
    try:
        text = raw.decode("utf-8")
        if re.search(r"^[^#'\"]*[:\-] *[&*]\w", text, re.MULTILINE):
            return Quarantine(), [Problem("import-quarantine-file", shown)]
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 builds only text, lists, mappings
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return Quarantine(), [Problem("import-quarantine-file", shown)]
    rows = data.get("rows") if isinstance(data, dict) else data
    if rows in (None, ""):
        rows = []
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        return Quarantine(), [Problem("import-quarantine-file", shown)]
    marks = frozenset(str(one.get("row", "")) for one in rows)
    decisions: dict[str, Decision] = {}
    wrong: dict[str, Problem] = {}
    for one in rows:
        found = _read_decision(one, shown)
        if isinstance(found, Problem):
            wrong[str(one.get("row", ""))] = found
        elif found is not None:
            decisions[str(one.get("row", ""))] = found
    return Quarantine(raw, marks, decisions, wrong), []


def _read_decision(one: Mapping[str, object], file: str) -> Decision | Problem | None:
    said = one.get("decision")
    text = " ".join(said.split()) if isinstance(said, str) else ""
    if not text and said in (None, "", [], {}):
        return None
    name = one.get("name")
    params = {"value": text or "?", "name": name if isinstance(name, str) else ""}
    folded = text.casefold().strip(" .")
    record = one.get("record")
    target = record.strip() if isinstance(record, str) else ""
    word = _WORDS.get(folded)
    if word is None and (match := re.fullmatch(r"(.+?)[\s:]+([a-z0-9-]+)(?:\.md)?", folded)):
        word = _WORDS.get(match[1].strip(" -:"), _WORDS.get(match[1].replace("-", " ")))
        target = match[2] if word == "same" else target
        word = word if word == "same" else None
    if word is None:
        return Problem("import-quarantine-decision", file, None, "decision", params)
    target = Path(target).name.removesuffix(".md") if target else ""
    if word == "same" and not target:
        return Problem("import-quarantine-record", file, None, "record", {**params, "record": ""})
    values = _read_values(one.get("values"))
    if word == "correct" and not values:
        return Problem(
            "import-quarantine-values", file, None, "values", {**params, "known": _fields()}
        )
    return Decision(word, target, values or {})


def _read_values(said: object) -> dict[str, str] | None:
    """Return corrected cells by field; None when one is not a known field or no text."""
    if not isinstance(said, dict):
        return None
    values: dict[str, str] = {}
    for title, value in said.items():
        found = _field_of(str(title))
        if found is None or not isinstance(value, str):
            return None
        values[found] = value
    return values


def _field_of(title: str) -> str | None:
    columns: Iterable[Column] = load_aliases().columns.values()
    if title in {one.field for one in columns if one.use == "read"}:
        return title
    found = find_column(title)
    return found.field if found and found.use == "read" else None


def _fields() -> str:
    return ", ".join(
        dict.fromkeys(one.field for one in load_aliases().columns.values() if one.use == "read")
    )


def write_quarantine(
    before: Quarantine,
    rows: Sequence[Quarantined],
    made: Mapping[str, str],
    titles: Mapping[str, str],
    file: str,
) -> bytes | None:
    """Return the file with new rows at its end and the records made noted; None if unchanged.

    `made` gives the id of the record that became of a row accepted as new, by the row's mark.
    """
    text = before.raw.decode("utf-8") if before.raw is not None else ""
    for mark, record in sorted(made.items()):
        text = _note_record(text, mark, record)
    items: list[Data] = []
    seen = set(before.marks)
    for one in rows:
        if one.mark and one.mark not in seen:
            seen.add(one.mark)
            items.append(_item(one, titles, file))
    if items:
        if not re.search(r"^rows:", text, re.MULTILINE):
            text = HEAD if not text.strip() else f"{text.rstrip()}\nrows:\n"
        text = re.sub(r"^rows:[ \t]*\[\][ \t]*$", "rows:", text, count=1, flags=re.MULTILINE)
        indent = re.search(r"^([ ]*)- ", text.partition("rows:")[2], re.MULTILINE)
        lines = dump_items(items, None, len(indent[1]) if indent else 2)
        text = text.rstrip("\n") + "\n" + "\n".join(lines) + "\n"
    raw = text.encode("utf-8")
    return raw if raw != (before.raw or b"") else None


def _note_record(text: str, mark: str, record: str) -> str:
    """Write which record a decided row became, below its decision."""
    found = re.search(
        rf"^(?P<dash>[ ]*- )row: *[\"']?{re.escape(mark)}[\"']?.*?^(?P<line>[ ]*decision:.*?)$",
        text,
        re.MULTILINE | re.DOTALL,
    )
    if found is None:
        return text
    pad = " " * (len(found["line"]) - len(found["line"].lstrip()))
    return f"{text[: found.end()]}\n{pad}record: {record}{text[found.end() :]}"


def _item(one: Quarantined, titles: Mapping[str, str], file: str) -> dict[str, Data]:
    shown = {lang: " ".join(describe(one.problem, lang)) for lang in LANGUAGES}
    read: dict[str, Data] = {}
    for key, value in one.values.items():
        read[clean_text(titles.get(key, key))] = clean_text(value, MAX_SHOWN)
    return {
        "row": one.mark,
        "name": clean_text(one.name),
        "reason": one.problem.code,
        "why": shown,
        "seen": f"{clean_text(Path(file).name)}, {one.row}",
        "read": read,
        "decision": "",
    }
