"""Plan an import: compare a register file with the records, changing nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mrezha.places import Gazetteer, load_gazetteer
from mrezha.problems import Problem
from mrezha.records.journal import recover_writes
from mrezha.records.writing import BlockError, set_block
from mrezha.register.cleaning import clean_eik
from mrezha.register.decisions import MAX_ITEMS
from mrezha.register.desk import Desk, plan_files, read_desk
from mrezha.register.draft import Draft, join_rows, warn_namesakes
from mrezha.register.entries import Entry, Read, read_entries
from mrezha.register.known import FOLDER, Records, read_records, show_path
from mrezha.register.layouts import Found, find_layout
from mrezha.register.matching import Index, Known, Match, build_index, match_entry
from mrezha.register.memory import Last, compare_with_last
from mrezha.register.merging import merge_entry
from mrezha.register.periods import warn_periods
from mrezha.register.plan_decided import Forced, apply_decisions, made_records
from mrezha.register.plan_gone import plan_gone
from mrezha.register.plan_new import plan_new
from mrezha.register.planned import (
    Decided,
    ImportOptions,
    Plan,
    Quarantined,
    RecordPlan,
    RowRepairs,
)
from mrezha.register.sources import Source, read_source
from mrezha.schema import load_schema


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
    records = read_records(content, root, gazetteer)
    return plan_import(source, records, options, gazetteer, read_desk(root))


def plan_import(
    source: Source,
    records: Records,
    options: ImportOptions | None = None,
    gazetteer: Gazetteer | None = None,
    desk: Desk | None = None,
) -> Plan:
    """Say what importing a file would do to the records. Pure: nothing is read or written."""
    options = options or ImportOptions()
    gazetteer = gazetteer or load_gazetteer()
    desk = desk or Desk()
    found, problems = find_layout(source)
    problems = [*problems, *records.problems, *desk.problems]
    if found is None or problems:
        return _blocked(source, found, problems)
    decisions = desk.quarantine.decisions
    read = read_entries(found, source.file, options, gazetteer, decisions)
    draft = Draft(source.file, problems=[*_notes(source, found), *desk.quarantine.wrong.values()])
    index = build_index(records.known, gazetteer)
    for row in read.nameless:
        draft.named |= _find_named(row, index)
        if (decision := decisions.get(row.mark)) and decision.word == "skip":
            draft.decided.append(Decided(row.row, "", "skip", ""))
        else:
            draft.set_row_aside(row)
    if not read.entries:
        return _blocked(source, found, [*draft.problems, Problem("import-empty", source.file)])
    usual, forced = apply_decisions(read.entries, records, index, draft)
    trusted = _join_codes(_drop_wrong_codes(usual, index, draft), index, draft)
    matches = [(entry, match_entry(entry, index)) for entry in trusted]
    _plan_known([*matches, *forced], draft)
    new = [entry for entry, match in matches if match.kind == "new"]
    chosen = [entry for entry, match in forced if match.kind == "new"]
    by_row = {entry.row: match for entry, match in (*matches, *forced)}
    for entry in (*new, *chosen):
        warn_periods(draft, entry, None)
    plan_new(new, chosen, by_row, records, index, draft)
    return _finish(source, found, read, draft, records, options, desk, forced)


def _notes(source: Source, found: Found) -> Iterator[Problem]:
    """Say what a person should know of how the file was read."""

    def warn(code: str, **params: str) -> Problem:
        return Problem(code, source.file, None, "", params, "warning")

    if source.has_macros:
        yield warn("import-macros")
    if found.sheet.hidden_rows:
        yield warn("import-hidden-rows", count=str(found.sheet.hidden_rows))
    hidden = [one.title for one in source.sheets if one.is_hidden and one is not found.sheet]
    if hidden:
        yield warn("import-hidden-sheets", value=", ".join(hidden))
    if found.sheet.is_hidden:
        yield warn("import-hidden-used", value=found.sheet.title)
    if found.sheet.no_values:
        yield warn("import-no-values", value=", ".join(found.sheet.no_values))


def _find_named(row: Quarantined, index: Index) -> set[str]:
    """Return the ids of records a row without a name speaks of by its EIK."""
    eik = clean_eik(row.values.get("eik", "")).value
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
    warn_periods(draft, entry, known)
    merge = merge_entry(entry, known)
    draft.kept += merge.kept
    status = known.text("status")
    if status in ("removed", "expired") and entry.text("status") == "listed":
        draft.warn(entry, "import-status", record=known.file, status=status)
    if not merge.data:
        draft.unchanged.append(known.id)
        return
    table = load_schema().tables[FOLDER]
    try:
        text = set_block(known.raw.decode("utf-8"), "register", merge.data, table)
    except BlockError:
        draft.problems.append(Problem("import-block", known.file))
        return
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
    read: Read,
    draft: Draft,
    records: Records,
    options: ImportOptions,
    desk: Desk,
    forced: Sequence[Forced],
) -> Plan:
    entries = read.entries
    covered, gone, is_loss = plan_gone(draft, entries, records, options)
    now = Last(len(entries), tuple(sorted(found.fields)))
    last = desk.memory.get(found.layout.id)
    changed = compare_with_last(last, now, found.fields, source.file, options)
    problems = [*draft.problems, *changed]
    if len(draft.quarantined) > MAX_ITEMS:
        params = {"count": str(len(draft.quarantined)), "limit": str(MAX_ITEMS)}
        problems.append(Problem("import-untrusted", source.file, None, "", params))
    stops = is_loss or bool(changed) or len(draft.quarantined) > MAX_ITEMS
    quarantined = tuple(sorted(draft.quarantined, key=lambda one: one.row))
    made = made_records(draft, forced)
    files = () if stops else plan_files(desk, found, now, quarantined, made, source.file)
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
        quarantined=quarantined,
        kept=tuple(sorted(draft.kept, key=lambda one: (one.id, one.field))),
        repairs=tuple(RowRepairs(e.row, e.name, e.repairs) for e in entries if e.repairs),
        problems=tuple(sorted(problems, key=Problem.sort_key)),
        is_blocked=stops,
        decided=tuple(sorted(draft.decided, key=lambda one: one.row)),
        left_out=read.left_out,
        files=files,
    )
