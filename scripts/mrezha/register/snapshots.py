"""Make the snapshot that an applied import leaves: the rows of the file, as read."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from mrezha.history import Snapshot, SnapshotRow, history_folder, read_history, render_snapshot
from mrezha.places import Gazetteer, load_gazetteer
from mrezha.records.cells import read_date
from mrezha.records.document import read_document
from mrezha.register.cleaning import clean_class, clean_date, clean_eik, clean_name, clean_text
from mrezha.register.known import show_path
from mrezha.register.layouts import Found, find_layout, load_aliases
from mrezha.register.leftout import is_left_out
from mrezha.register.matching import Known, make_known
from mrezha.register.names import split_name
from mrezha.register.notes import split_source, split_sources
from mrezha.register.planned import Plan
from mrezha.register.reading import RENEWALS
from mrezha.register.sources import SourceError, read_source


def make_snapshot(
    plan: Plan,
    path: Path,
    content: Path,
    root: Path,
    date: datetime.date | None,
    today: datetime.date,
) -> Mapping[Path, bytes]:
    """Return the snapshot file that applying a plan leaves, by its path; none for one known.

    A file whose bytes are in the history already is not news, unless a person gives it
    another `date`. Raises SourceError when the file is no longer what was planned.
    """
    source = read_source(path, show_path(path, root))
    found, problems = find_layout(source)
    if source.checksum != plan.checksum or found is None or problems:
        raise SourceError("import-file", source.file, value=path.name)
    folder = history_folder(content)
    history, _ = read_history(folder)
    known = [one for one in history.snapshots if one.checksum == source.checksum]
    if known and (date is None or any(one.date == date for one in known)):
        return {}
    rows = _read_rows(found, plan, content, load_gazetteer())
    said = date or _day_of_sources(found)
    label = found.layout.source or {}
    snapshot = Snapshot(
        date=said or today,
        source=label.get("name", found.layout.labels["bg"]),
        file=path.name,
        checksum=source.checksum,
        layout=found.layout.id,
        is_dated=said is not None,
        rows=rows,
    )
    return {folder / snapshot.name: render_snapshot(snapshot)}


def _read_rows(
    found: Found, plan: Plan, content: Path, gazetteer: Gazetteer
) -> tuple[SnapshotRow, ...]:
    """Return the rows with a name, each with the record it speaks of."""
    records = _read_records(plan, content, gazetteer)
    by_row = {row: one.id for one in plan.records for row in one.rows}
    by_eik = {eik: one for one in records.values() if (eik := one.text("eik"))}
    by_name: dict[str, list[Known]] = {}
    for one in records.values():
        for spelling in one.names:
            by_name.setdefault(spelling.key, []).append(one)
    aside = {one.row for one in plan.quarantined}
    # Who was taken down on request leaves no trace.
    withdrawn = {one.row for one in plan.quarantined if one.problem.code == "import-withdrawn"}
    rows = []
    for row in found.rows:
        cells = {
            column.field: row.cells[place]
            for place, column in found.columns.items()
            if column.use == "read" and place < len(row.cells) and row.cells[place].strip()
        }
        name = clean_name(cells.get("name", "")).value
        if name is None or row.number in withdrawn or is_left_out(row, found):
            continue
        record = records.get(by_row.get(row.number, ""))
        if record is None and row.number not in aside:
            named = by_name.get(split_name(name).key, [])
            own = by_eik.get(clean_eik(cells.get("eik", "")).value or "")
            record = own or (named[0] if len(named) == 1 else None)
        rows.append(_read_row(row.number, name, cells, record, found, row.number in aside))
    return tuple(rows)


def _read_row(
    number: int,
    name: str,
    cells: Mapping[str, str],
    record: Known | None,
    found: Found,
    is_aside: bool,
) -> SnapshotRow:
    status = clean_text("status", cells.get("status", "")).value or ""
    dates = (clean_date("renewals", cells.get(one, "")).value for one in RENEWALS)
    region = clean_text("region", cells.get("region", "")).value or ""
    return SnapshotRow(
        row=number,
        id=record.id if record else "",
        name=name,
        eik=clean_eik(cells.get("eik", "")).value or "",
        register_class=clean_class(cells.get("class", "")).value or "",
        status=found.layout.status or load_aliases().statuses.get(status.casefold(), ""),
        region=(record.region if record else None) or region,
        applied_on=clean_date("applied_on", cells.get("applied_on", "")).value or "",
        renewals=tuple(sorted({one for one in dates if one})),
        is_aside=is_aside,
        read=cells,
    )


def _read_records(plan: Plan, content: Path, gazetteer: Gazetteer) -> dict[str, Known]:
    """Return the records a file speaks of as they are after the import."""
    files = {one.id: (one.path, one.after) for one in plan.records}
    for id_ in plan.unchanged:
        path = content / "enterprises" / f"{id_}.md"
        files[id_] = (path, path.read_bytes())
    known = {}
    for id_, (path, raw) in sorted(files.items()):
        document, _ = read_document(raw, path.name)
        block = document.data.get("register") if document else None
        data = block if isinstance(block, dict) else {}
        known[id_] = make_known(id_, path.name, path, raw, data, gazetteer)
    return known


def _day_of_sources(found: Found) -> datetime.date | None:
    """Return the latest day that the rows' own sources name."""
    place = next((p for p, column in found.columns.items() if column.field == "source"), None)
    if place is None:
        return None
    texts = {row.cells[place] for row in found.rows if place < len(row.cells)}
    days = (
        note.seen_on
        for text in texts
        for part in split_sources(text)
        if (note := split_source(part)).seen_on
    )
    return read_date(max((one for one in days if one), default=""))
