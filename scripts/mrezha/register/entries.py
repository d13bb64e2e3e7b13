"""Turn the rows of a register file into clean entries, with the trace of every repair."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from mrezha.places import Gazetteer
from mrezha.problems import Problem
from mrezha.records.csvtext import is_formula
from mrezha.register.cleaning import (
    Cleaned,
    Repair,
    clean_date,
    clean_name,
    clean_text,
    says_nothing,
)
from mrezha.register.decisions import Decision, mark_row
from mrezha.register.layouts import Found
from mrezha.register.leftout import is_left_out
from mrezha.register.names import split_name
from mrezha.register.notes import SourceNote
from mrezha.register.planned import ImportOptions, Quarantined
from mrezha.register.reading import (
    Reading,
    limit_of,
    read_codes,
    read_lists,
    read_place,
    read_renewals,
    read_sources,
)

DATES = ("applied_on", "entered_on", "valid_until")
TEXTS = ("order", "address", "activity", "target_group", "cause")

# How some programs write a text of digits into CSV, lest a spreadsheet takes it for a number.
_TEXT_FORMULA = re.compile(r'^="([^"=]*)"$')
Values = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register file, cleaned.

    `rows` has more than one number for rows joined into one. `values` holds only what the
    row says, by the keys of the `register` block. `raw` holds the cells as read, without
    personal columns. `key` is the name's words for comparison; `mark` is what the quarantine
    knows the row by, `decision` what a person decided about it.
    """

    row: int
    rows: tuple[int, ...]
    name: str
    core: str
    key: str
    form: str | None
    values: Values
    sources: tuple[SourceNote, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    raw: Mapping[str, str]
    mark: str = ""
    decision: Decision | None = None

    @property
    def eik(self) -> str | None:
        """Return the EIK, if the row gives one."""
        return self.text("eik")

    def text(self, key: str) -> str | None:
        """Return a single value, None when the row does not give it."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    @property
    def seen_on(self) -> str | None:
        """Return the latest day the row's sources speak of."""
        return max((one.seen_on for one in self.sources if one.seen_on), default=None)


def drop_eik(entry: Entry, right: str | None) -> Entry:
    """Return an entry whose EIK is the right one or none: a person vouches for the row."""
    values = {key: value for key, value in entry.values.items() if key != "eik"}
    if right is not None and entry.eik == right:
        values["eik"] = right
    problems = tuple(one for one in entry.problems if one.code != "import-eik")
    return replace(entry, values=values, problems=problems)


@dataclass(slots=True)
class Read:
    """The rows of a table as read: entries in row order, and rows without a name."""

    entries: list[Entry] = field(default_factory=list)
    nameless: list[Quarantined] = field(default_factory=list)
    left_out: int = 0


def read_entries(
    found: Found,
    file: str,
    options: ImportOptions,
    gazetteer: Gazetteer,
    decisions: Mapping[str, Decision] = MappingProxyType({}),
) -> Read:
    """Read the rows of a table; cells a person has corrected are read as corrected."""
    fields = {
        column.field: place for place, column in found.columns.items() if column.use == "read"
    }
    titles = found.fields
    read = Read()
    for row in found.rows:
        cells = {
            name: _TEXT_FORMULA.sub(r"\1", row.cells[place])
            for name, place in fields.items()
            if place < len(row.cells) and not says_nothing(row.cells[place])
        }
        if is_left_out(row, found):
            read.left_out += 1
            continue
        if not cells:
            continue
        mark = mark_row(cells)
        decision = decisions.get(mark)
        if decision and decision.word == "correct":
            cells = {**cells, **decision.values}
        reading = Reading(file, row.number, titles, cells, found.sheet.is_1904)
        name = clean_name(cells.get("name", ""))
        if problem := _judge_name(name, file, row.number):
            read.nameless.append(Quarantined(row.number, "", cells, problem, mark))
            continue
        entry = _read_entry(reading, name, found, options, gazetteer)
        read.entries.append(replace(entry, mark=mark, decision=decision))
    return read


def _judge_name(name: Cleaned, file: str, row: int) -> Problem | None:
    """Say why a row cannot be known by what stands in its name column."""
    if name.value is None:
        return Problem("import-row", file, row)
    if (limit := limit_of("name", "maxLength")) and len(name.value) > limit:
        params = {"size": str(len(name.value)), "limit": str(limit)}
        return Problem("import-long", file, row, params=params)
    if is_formula(name.value):
        return Problem("import-formula", file, row, params={"value": name.value})
    return None if split_name(name.value).key else Problem("import-row", file, row)


def _read_entry(
    reading: Reading, name: Cleaned, found: Found, options: ImportOptions, gazetteer: Gazetteer
) -> Entry:
    cells = reading.cells
    shown = reading.take("name", name) or ""
    parts = split_name(shown)
    read_codes(reading, parts.form, found)
    read_place(reading, gazetteer)
    for key in DATES:
        reading.take(key, clean_date(key, cells.get(key, ""), reading.is_1904), "24.11.2026")
    read_renewals(reading)
    for key in TEXTS:
        reading.take(key, clean_text(key, cells.get(key, "")))
    read_lists(reading)
    sources = read_sources(reading, found, options)
    form = reading.values.get("legal_form")
    known = form if isinstance(form, str) and form != "other" else parts.form
    return Entry(
        row=reading.row,
        rows=(reading.row,),
        name=shown,
        core=parts.core,
        key=parts.key,
        form=known,
        values=reading.values,
        sources=sources,
        repairs=tuple(reading.repairs),
        problems=tuple(reading.problems),
        raw=cells,
    )
