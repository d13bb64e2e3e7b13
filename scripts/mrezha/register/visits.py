"""Read a centre's own sheet of visits, and plan what it says of progress.

Only the centre-owned dates of `progress:` are ever written, only for enterprises that are
known for sure, and only columns named in visits.yaml are read: a sheet of visits is full of
people. An empty cell says nothing. A day that is not understood, or lies ahead, is reported.
"""

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from mrezha.places import load_gazetteer
from mrezha.problems import Problem
from mrezha.records.document import read_document
from mrezha.records.journal import recover_writes
from mrezha.records.writing import BlockError, set_block
from mrezha.register.cleaning import clean_date, clean_eik, clean_name
from mrezha.register.known import FOLDER, Records, read_records, show_path
from mrezha.register.layouts import fold_title
from mrezha.register.matching import Known
from mrezha.register.names import split_name
from mrezha.register.planned import Change, Plan, RecordPlan
from mrezha.register.sources import Row, Source, read_source
from mrezha.schema import load_schema

TABLE = Path(__file__).parent / "visits.yaml"
DATES = ("surveyed_on", "digitalised_on")
_HEADER_WITHIN = 15


@dataclass(frozen=True, slots=True)
class Visit:
    """What the rows of one enterprise say: the earliest day of each kind, and the rows."""

    known: Known
    days: Mapping[str, str]
    rows: tuple[int, ...]


@functools.cache
def load_titles() -> Mapping[str, str]:
    """Return the field of every known title, by folded title."""
    raw = yaml.safe_load(TABLE.read_text("utf-8"))
    return MappingProxyType(
        {fold_title(title): field for field, titles in raw.items() for title in titles}
    )


def plan_visits(path: Path, content: Path, root: Path, today: datetime.date) -> Plan:
    """Say what a sheet of visits would change in the records, changing nothing.

    Raises SourceError when the file is no table, OSError when a record cannot be read.
    """
    recover_writes(root)
    source = read_source(path, show_path(path, root))
    return plan_progress(source, read_records(content, root, load_gazetteer()), today)


def plan_progress(source: Source, records: Records, today: datetime.date) -> Plan:
    """Say what a sheet as read would change. Pure: nothing is read or written."""
    labels = {"bg": "Таблица с посещения", "en": "Sheet of visits"}
    problems = list(records.problems)
    found = _find_header(source)
    if found is None:
        problems.append(_no_header(source))
    if found is None or records.problems:
        return Plan(source.file, source.checksum, labels, problems=tuple(problems), is_blocked=True)
    columns, rows = found
    visits: dict[str, Visit] = {}
    for row in rows:
        cells = {name: row.cells[i] for name, i in columns.items() if i < len(row.cells)}
        _read_row(row, cells, records, source.file, today, visits, problems)
    changed, unchanged = [], []
    for id_, visit in sorted(visits.items()):
        plan = _plan_record(visit, problems)
        if plan is None:
            unchanged.append(id_)
        else:
            changed.append(plan)
    return Plan(
        source.file,
        source.checksum,
        labels,
        rows=len(rows),
        records=tuple(changed),
        unchanged=tuple(unchanged),
        problems=tuple(sorted(problems, key=Problem.sort_key)),
    )


def _find_header(source: Source) -> tuple[dict[str, int], list[Row]] | None:
    """Return the columns and the rows below the first header: a name or EIK, and a day."""
    known = load_titles()
    for sheet in source.sheets:
        for index, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            columns: dict[str, int] = {}
            for place, cell in enumerate(row.cells):
                if field := known.get(fold_title(cell)):
                    columns.setdefault(field, place)
            if {"name", "eik"} & set(columns) and set(DATES) & set(columns):
                return columns, list(sheet.rows[index + 1 :])
    return None


def _no_header(source: Source) -> Problem:
    rows = next((sheet.rows for sheet in source.sheets if sheet.rows), ())
    shown = " | ".join(" ".join(cell.split()) for cell in rows[0].cells) if rows else ""
    return Problem("progress-layout", source.file, 1, params={"value": shown[:300]})


def _read_row(
    row: Row,
    cells: Mapping[str, str],
    records: Records,
    file: str,
    today: datetime.date,
    visits: dict[str, Visit],
    problems: list[Problem],
) -> None:
    name = clean_name(cells.get("name", "")).value or ""
    eik = clean_eik(cells.get("eik", ""))
    days: dict[str, str] = {}
    for field in DATES:
        cleaned = clean_date(field, cells.get(field, ""))
        if cleaned.wrong or (cleaned.value or "") > today.isoformat():
            params = {"value": cells[field].strip()}
            problems.append(Problem("progress-day", file, row.number, field, params))
        elif cleaned.value:
            days[field] = cleaned.value
    if not days:
        return
    known = _find_record(name, eik.value, records)
    if known is None:
        params = {"value": name or eik.value or eik.wrong}
        problems.append(Problem("progress-unknown", file, row.number, params=params))
        return
    before = visits.get(known.id)
    if before is not None:  # several visits: the first of each kind counts
        days = {**before.days, **{k: min(v, before.days.get(k, v)) for k, v in days.items()}}
    rows = (*before.rows, row.number) if before else (row.number,)
    visits[known.id] = Visit(known, days, rows)


def _find_record(name: str, eik: str | None, records: Records) -> Known | None:
    """Return the one record of an EIK, else of a name.

    An EIK beside the name of another enterprise is for a person to decide: in a real sheet it
    stood against the wrong one of two.
    """
    parts = split_name(name) if name else None
    named = [
        one
        for one in records.known
        if parts is not None and parts.key and any(other.key == parts.key for other in one.names)
    ]
    owners = [one for one in records.known if eik and one.text("eik") == eik]
    if owners:
        is_named = not named or owners[0] in named
        return owners[0] if len(owners) == 1 and is_named else None
    fitting = [
        one
        for one in named
        if not (eik and one.text("eik"))
        and (parts is None or parts.form is None or one.form in (None, parts.form))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _plan_record(visit: Visit, problems: list[Problem]) -> RecordPlan | None:
    known = visit.known
    document, _ = read_document(known.raw, known.file)
    block = document.data.get("progress") if document else None
    old = block if isinstance(block, dict) else {}
    new = {key: day for key, day in sorted(visit.days.items()) if old.get(key) != day}
    if not new:
        return None
    try:
        table = load_schema().tables[FOLDER]
        text = set_block(known.raw.decode("utf-8"), "progress", new, table)
    except BlockError:
        problems.append(Problem("progress-record", known.file))
        return None
    changes = tuple(
        Change(key, str(old[key]) if old.get(key) else None, day) for key, day in new.items()
    )
    return RecordPlan(
        "changed", known.id, known.name, known.path, visit.rows, changes, known.raw, text.encode()
    )
