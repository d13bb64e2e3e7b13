"""Plan an import: compare a register file with the records, changing nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mrezha.places import Gazetteer, load_gazetteer
from mrezha.problems import Problem
from mrezha.records.document import Value, read_document, read_mapping
from mrezha.records.journal import recover_writes
from mrezha.records.loading import WITHDRAWN, is_id
from mrezha.records.writing import new_record, set_block
from mrezha.register.entries import Entry, read_entries
from mrezha.register.identify import choose_ids
from mrezha.register.layouts import Found, find_layout
from mrezha.register.matching import Index, Known, Match, build_index, make_known, match_entry
from mrezha.register.merging import join_entries, merge_entry, new_block, show_value
from mrezha.register.planned import (
    Change,
    Gone,
    ImportOptions,
    Kept,
    Plan,
    Quarantined,
    RecordPlan,
    RowRepairs,
)
from mrezha.register.sources import Row, Source, read_source
from mrezha.schema import load_schema

FOLDER = "enterprises"
LISTED = ("listed", "renewal-due")
# A file that no longer names more than this share of the listed records it covers is taken
# for a broken or partial one, unless a person names the number.
MAX_LOSS = 0.2


@dataclass(frozen=True, slots=True)
class Records:
    """The enterprise records of a content folder, and the ids that may not come back."""

    known: tuple[Known, ...]
    withdrawn: frozenset[str]
    folder: Path
    problems: tuple[Problem, ...]


def plan_from_file(
    path: Path, content: Path, root: Path, options: ImportOptions | None = None
) -> Plan:
    """Read a register file and the records, and say what an import would do.

    A write that a crash cut off is finished first, so that whole records are compared.
    Raises SourceError when the file cannot be a register file, OSError when a record
    cannot be read.
    """
    recover_writes(root)
    source = read_source(path, _show(path, root))
    gazetteer = load_gazetteer()
    return plan_import(source, read_records(content, root, gazetteer), options, gazetteer)


def read_records(content: Path, root: Path, gazetteer: Gazetteer) -> Records:
    """Read all enterprise records as matching sees them."""
    folder = content / FOLDER
    known: list[Known] = []
    problems: list[Problem] = []
    paths = sorted(folder.glob("*.md")) if folder.is_dir() else []
    for path in paths:
        shown = _show(path, root)
        raw = path.read_bytes()
        document, found = read_document(raw, shown)
        if document is None or found or not is_id(path.stem) or path.is_symlink():
            problems.append(Problem("import-record", shown))
            continue
        block = document.data.get("register")
        block = block if isinstance(block, dict) else {}
        known.append(make_known(path.stem, shown, path, raw, block, gazetteer))
    return Records(tuple(known), _read_withdrawn(content / WITHDRAWN), folder, tuple(problems))


def _read_withdrawn(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    document, _ = read_mapping(path.read_bytes(), path.name)
    items = document.data.get("withdrawn") if document else None
    ids = [one.get("id") for one in items or [] if isinstance(one, dict)]
    return frozenset(str(one).removeprefix(f"{FOLDER}/") for one in ids)


@dataclass(slots=True)
class _Draft:
    """A plan in the making."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    records: list[RecordPlan] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    matched: list[Known] = field(default_factory=list)

    def quarantine(self, entry: Entry, code: str, **params: str) -> None:
        """Set a row aside with the reason."""
        problem = Problem(code, self.file, entry.row, "", {"value": entry.name, **params})
        self.set_aside(entry, problem)

    def set_aside(self, entry: Entry, problem: Problem) -> None:
        """Set a row aside with a problem already found."""
        self.problems.append(problem)
        self.quarantined.append(Quarantined(entry.row, entry.name, entry.raw, problem))

    def warn(self, entry: Entry, code: str, **params: str) -> None:
        """Note something odd about a row that is imported all the same."""
        params = {"value": entry.name, **params}
        self.problems.append(Problem(code, self.file, entry.row, "", params, "warning"))


def plan_import(
    source: Source,
    records: Records,
    options: ImportOptions | None = None,
    gazetteer: Gazetteer | None = None,
) -> Plan:
    """Say what importing a file would do to the records. Pure: nothing is read or written."""
    options = options or ImportOptions()
    gazetteer = gazetteer or load_gazetteer()
    found, problems = find_layout(source)
    problems = [*problems, *records.problems]
    if found is None or problems:
        return _blocked(source, found, problems)
    entries, nameless = read_entries(found, source.file, options, gazetteer)
    draft = _Draft(source.file)
    for row, problem in nameless:
        _set_row_aside(draft, row, problem)
    if not entries:
        return _blocked(source, found, [*draft.problems, Problem("import-empty", source.file)])
    trusted = list(_drop_wrong_codes(entries, draft))
    index = build_index(records.known, gazetteer)
    matches = [(entry, match_entry(entry, index)) for entry in trusted]
    _plan_known(matches, draft)
    new = [entry for entry, match in matches if match.kind == "new"]
    _plan_new(new, {e.row: m for e, m in matches}, records, index, draft)
    return _finish(source, found, entries, draft, records, options)


def _set_row_aside(draft: _Draft, row: Row, problem: Problem) -> None:
    draft.problems.append(problem)
    values = {str(place + 1): cell for place, cell in enumerate(row.cells) if cell.strip()}
    draft.quarantined.append(Quarantined(row.number, "", values, problem))


def _blocked(source: Source, found: Found | None, problems: Iterable[Problem]) -> Plan:
    labels: Mapping[str, str] = found.layout.labels if found else {"bg": "", "en": ""}
    ordered = tuple(sorted(problems, key=Problem.sort_key))
    return Plan(source.file, source.checksum, labels, problems=ordered, is_blocked=True)


def _drop_wrong_codes(entries: Iterable[Entry], draft: _Draft) -> Iterator[Entry]:
    """Set rows aside whose EIK cannot be right; pass the rest on with their own problems."""
    for entry in entries:
        wrong = next((one for one in entry.problems if one.code == "import-eik"), None)
        draft.problems += [one for one in entry.problems if one is not wrong]
        if wrong:
            draft.set_aside(entry, wrong)
        else:
            yield entry


def _plan_known(matches: Sequence[tuple[Entry, Match]], draft: _Draft) -> None:
    """Plan the rows that speak of a record, and set aside those that are in doubt."""
    groups: dict[str, list[tuple[Entry, Match]]] = {}
    for entry, match in matches:
        draft.named |= {one.id for one in match.candidates}
        if match.known:
            draft.named.add(match.known.id)
        if match.kind == "same" and match.known:
            groups.setdefault(match.known.id, []).append((entry, match))
        elif match.kind == "conflict":
            _report_conflict(draft, entry, match)
        elif match.kind == "ambiguous":
            shown = ", ".join(one.file for one in match.candidates)
            draft.quarantine(entry, "import-ambiguous", record=shown)
    for _, group in sorted(groups.items()):
        joined = _join(draft, [entry for entry, _ in group])
        known = group[0][1].known
        if joined is None or known is None:
            continue
        namesakes = {one.file: one for _, match in group for one in match.namesakes}
        _warn_namesakes(draft, joined, sorted(namesakes))
        draft.matched.append(known)
        _plan_change(draft, joined, known)


def _report_conflict(draft: _Draft, entry: Entry, match: Match) -> None:
    owner = match.known
    if owner is not None:
        params = {"eik": entry.eik or "", "other": owner.name, "record": owner.file}
    else:
        other = match.candidates[0]
        params = {"eik": entry.eik or "", "other": other.name, "record": other.file}
        if other.text("eik"):
            params["known"] = other.text("eik") or ""
    code = "import-conflict" if owner is not None else "import-other-eik"
    draft.quarantine(entry, code, **params)


def _join(draft: _Draft, entries: Sequence[Entry]) -> Entry | None:
    """Return one entry for rows of one enterprise; set all aside when they contradict."""
    if len(entries) == 1:
        return entries[0]
    joined = join_entries(entries)
    first, *rest = sorted(entries, key=lambda one: one.row)
    if joined is None:
        for entry in entries:
            other = next(one for one in (first, rest[0]) if one is not entry)
            draft.quarantine(entry, "import-contradiction", other=str(other.row))
        return None
    for entry in rest:
        draft.warn(entry, "import-repeated", first=str(first.row))
    return joined


def _warn_namesakes(draft: _Draft, entry: Entry, files: Sequence[str]) -> None:
    if files:
        draft.warn(entry, "import-same-name", record=", ".join(files))


def _plan_change(draft: _Draft, entry: Entry, known: Known) -> None:
    merge = merge_entry(entry, known)
    draft.kept += merge.kept
    status = known.text("status")
    if status in ("removed", "expired") and entry.text("status") == "listed":
        draft.warn(entry, "import-status", record=known.file, status=status)
    if not merge.data:
        draft.unchanged.append(known.id)
        return
    table = load_schema().tables[FOLDER]
    text = set_block(known.raw.decode("utf-8"), "register", merge.data, table)
    changes = tuple(merge.changes)
    name = str(merge.data.get("name") or known.name)
    draft.records.append(
        RecordPlan(
            "changed",
            known.id,
            name,
            known.path,
            (entry.row,),
            changes,
            known.raw,
            text.encode("utf-8"),
        )
    )


def _plan_new(
    entries: Sequence[Entry],
    matches: Mapping[int, Match],
    records: Records,
    index: Index,
    draft: _Draft,
) -> None:
    """Plan new records; rows of one enterprise become one, look-alikes are pointed out."""
    joined = [one for group in _group_new(entries) if (one := _join(draft, group))]
    taken = {one.id for one in records.known}
    ids = choose_ids(joined, taken, index.gazetteer)
    table = load_schema().tables[FOLDER]
    for entry in joined:
        record_id = ids[entry.row]
        if record_id in records.withdrawn or not record_id:
            code = "import-withdrawn" if record_id else "import-row"
            draft.quarantine(entry, code, id=record_id)
            continue
        _warn_namesakes(draft, entry, [one.file for one in matches[entry.row].namesakes])
        block = new_block(entry)
        changes = tuple(Change(key, None, show_value(value)) for key, value in block.items())
        text = new_record({"register": block}, table)
        path = records.folder / f"{record_id}.md"
        rows = (entry.row,)
        draft.records.append(
            RecordPlan(
                "new", record_id, entry.name, path, rows, changes, None, text.encode("utf-8")
            )
        )
    _warn_alike(draft, joined, index.gazetteer)


def _group_new(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Group new rows of one enterprise: the same EIK, or the same name, form and place."""
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        place = entry.text("settlement") or entry.text("region") or ""
        key = ("eik", entry.eik) if entry.eik else ("name", entry.key, entry.form or "", place)
        groups.setdefault(key, []).append(entry)
    return [groups[key] for key in sorted(groups)]


def _warn_alike(draft: _Draft, entries: Sequence[Entry], gazetteer: Gazetteer) -> None:
    """Point out new rows that resemble each other or share a name: a person should look."""
    files = {entry.row: Path(draft.file) for entry in entries}
    as_known = [
        make_known(str(e.row), str(e.row), files[e.row], b"", _block(e), gazetteer) for e in entries
    ]
    by_row = {int(one.id): one for one in as_known}
    index = build_index(as_known, gazetteer)
    for entry in entries:
        own = by_row[entry.row]
        match = match_entry(entry, _without(index, own))
        for other in sorted({int(o.id) for o in (*match.candidates, *match.namesakes)}):
            draft.warn(entry, "import-alike", other=by_row[other].name, first=str(other))


def _block(entry: Entry) -> dict[str, Value]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in entry.values.items()}


def _without(index: Index, own: Known) -> Index:
    """Return an index whose lookups leave one record out."""
    return Index(
        index.gazetteer,
        _Leaving(index.by_eik, own),
        _Leaving(index.by_key, own),
        _Leaving(index.by_run, own),
    )


class _Leaving(dict[str, list[Known]]):
    """A view of an index without one record."""

    def __init__(self, base: Mapping[str, list[Known]], own: Known) -> None:
        super().__init__()
        self._base = base
        self._own = own

    def get(self, key: str, default: object = None) -> list[Known]:
        return [one for one in self._base.get(key, []) if one.id != self._own.id]


def _finish(
    source: Source,
    found: Found,
    entries: Sequence[Entry],
    draft: _Draft,
    records: Records,
    options: ImportOptions,
) -> Plan:
    covered, gone = _find_gone(draft, records)
    problems = list(draft.problems)
    for one in gone:
        params = {"value": one.name, "record": one.id}
        problems.append(Problem("import-gone", source.file, None, "", params, "warning"))
    is_loss = len(gone) > MAX_LOSS * covered and len(gone) > (options.accept_loss or 0)
    if is_loss:
        params = {"gone": str(len(gone)), "covered": str(covered)}
        problems.append(Problem("import-loss", source.file, None, "", params))
    return Plan(
        file=source.file,
        checksum=source.checksum,
        layout=found.layout.labels,
        rows=len(entries),
        private=found.private,
        records=tuple(sorted(draft.records, key=lambda one: (one.kind != "new", one.id))),
        unchanged=tuple(sorted(draft.unchanged)),
        gone=gone,
        covered=covered,
        quarantined=tuple(sorted(draft.quarantined, key=lambda one: one.row)),
        kept=tuple(sorted(draft.kept, key=lambda one: (one.id, one.field))),
        repairs=tuple(RowRepairs(e.row, e.name, e.repairs) for e in entries if e.repairs),
        problems=tuple(sorted(problems, key=Problem.sort_key)),
        is_blocked=is_loss,
    )


def _find_gone(draft: _Draft, records: Records) -> tuple[int, tuple[Gone, ...]]:
    """Find listed records of the regions a file covers that it does not name.

    A file covers the planning regions of the records it names.
    """
    regions = {one.region for one in draft.matched if one.region}
    listed = [
        one for one in records.known if one.text("status") in LISTED and one.region in regions
    ]
    gone = [Gone(one.id, one.name) for one in listed if one.id not in draft.named]
    return len(listed), tuple(sorted(gone, key=lambda one: one.id))


def _show(path: Path, base: Path) -> str:
    try:
        return path.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
