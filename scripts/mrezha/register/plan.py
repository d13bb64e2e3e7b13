"""Plan an import: compare a register file with the records, changing nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mrezha.places import Gazetteer, load_gazetteer
from mrezha.problems import Problem
from mrezha.records.journal import recover_writes
from mrezha.records.writing import set_block
from mrezha.register.cleaning import clean_eik
from mrezha.register.draft import Draft, join_rows, warn_namesakes
from mrezha.register.entries import Entry, read_entries
from mrezha.register.known import FOLDER, Records, read_records, show_path
from mrezha.register.layouts import Found, find_layout
from mrezha.register.matching import Index, Known, Match, build_index, match_entry
from mrezha.register.merging import merge_entry
from mrezha.register.plan_new import plan_new
from mrezha.register.planned import Gone, ImportOptions, Plan, RecordPlan, RowRepairs
from mrezha.register.sources import Row, Source, read_source
from mrezha.schema import load_schema

LISTED = ("listed", "renewal-due")
# A file that no longer names more than this share of the listed records it covers is taken
# for a broken or partial one, unless a person names the number.
MAX_LOSS = 0.2


def plan_from_file(
    path: Path, content: Path, root: Path, options: ImportOptions | None = None
) -> Plan:
    """Read a register file and the records, and say what an import would do.

    A write that a crash cut off is finished first, so that whole records are compared.
    Raises SourceError when the file cannot be a register file, OSError when a record
    cannot be read.
    """
    recover_writes(root)
    source = read_source(path, show_path(path, root))
    gazetteer = load_gazetteer()
    return plan_import(source, read_records(content, root, gazetteer), options, gazetteer)


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
    draft = Draft(source.file)
    index = build_index(records.known, gazetteer)
    for row, problem in nameless:
        draft.set_row_aside(row, problem)
        draft.named |= _find_named(row, found, index)
    if not entries:
        return _blocked(source, found, [*draft.problems, Problem("import-empty", source.file)])
    trusted = _join_codes(_drop_wrong_codes(entries, index, draft), index, draft)
    matches = [(entry, match_entry(entry, index)) for entry in trusted]
    _plan_known(matches, draft)
    new = [entry for entry, match in matches if match.kind == "new"]
    plan_new(new, {entry.row: match for entry, match in matches}, records, index, draft)
    return _finish(source, found, entries, draft, records, options)


def _find_named(row: Row, found: Found, index: Index) -> set[str]:
    """Return the ids of records a row without a name speaks of by its EIK."""
    cells = [
        row.cells[p] for p, c in found.columns.items() if c.field == "eik" and p < len(row.cells)
    ]
    eik = clean_eik(cells[0]).value if cells else None
    return {one.id for one in index.by_eik.get(eik or "", [])}


def _blocked(source: Source, found: Found | None, problems: Iterable[Problem]) -> Plan:
    labels: Mapping[str, str] = found.layout.labels if found else {"bg": "", "en": ""}
    ordered = tuple(sorted(problems, key=Problem.sort_key))
    return Plan(source.file, source.checksum, labels, problems=ordered, is_blocked=True)


def _drop_wrong_codes(entries: Iterable[Entry], index: Index, draft: Draft) -> Iterator[Entry]:
    """Set rows aside whose EIK cannot be right; pass the rest on with their own problems."""
    for entry in entries:
        wrong = next((one for one in entry.problems if one.code == "import-eik"), None)
        draft.problems += [one for one in entry.problems if one is not wrong]
        if wrong:
            draft.set_aside(entry, wrong)
            draft.named |= {one.id for one in index.by_key.get(entry.key, [])}
        else:
            yield entry


def _join_codes(entries: Iterable[Entry], index: Index, draft: Draft) -> list[Entry]:
    """Join rows of one EIK before anything is matched; set them aside when they contradict."""
    groups: dict[str, list[Entry]] = {}
    joined: list[Entry] = []
    for entry in entries:
        if entry.eik:
            groups.setdefault(entry.eik, []).append(entry)
        else:
            joined.append(entry)
    for eik, group in groups.items():
        one = join_rows(draft, group)
        if one is not None:
            joined.append(one)
            continue
        draft.named |= {known.id for known in index.by_eik.get(eik, [])}
        for entry in group:
            draft.named |= {known.id for known in index.by_key.get(entry.key, [])}
    return sorted(joined, key=lambda one: one.row)


def _plan_known(matches: Sequence[tuple[Entry, Match]], draft: Draft) -> None:
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
        joined = join_rows(draft, [entry for entry, _ in group])
        known = group[0][1].known
        if joined is None or known is None:
            continue
        namesakes = {one.file: one for _, match in group for one in match.namesakes}
        warn_namesakes(draft, joined, sorted(namesakes))
        draft.matched.append(known)
        _plan_change(draft, joined, known)


def _report_conflict(draft: Draft, entry: Entry, match: Match) -> None:
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


def _plan_change(draft: Draft, entry: Entry, known: Known) -> None:
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
            kind="changed",
            id=known.id,
            name=name,
            path=known.path,
            rows=entry.rows,
            changes=changes,
            before=known.raw,
            after=text.encode("utf-8"),
        )
    )


def _finish(
    source: Source,
    found: Found,
    entries: Sequence[Entry],
    draft: Draft,
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


def _find_gone(draft: Draft, records: Records) -> tuple[int, tuple[Gone, ...]]:
    """Find listed records of the regions a file covers that it does not name.

    A file covers the planning regions of the records it names.
    """
    regions = {one.region for one in draft.matched if one.region}
    listed = [
        one for one in records.known if one.text("status") in LISTED and one.region in regions
    ]
    gone = [Gone(one.id, one.name) for one in listed if one.id not in draft.named]
    return len(listed), tuple(sorted(gone, key=lambda one: one.id))
