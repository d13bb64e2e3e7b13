"""Carry out what people decided about rows that were set aside."""

from collections.abc import Iterable, Mapping, Sequence

from mrezha.problems import Problem
from mrezha.register.draft import Draft
from mrezha.register.entries import Entry, drop_eik
from mrezha.register.known import Records
from mrezha.register.matching import Index, Known, Match, match_entry
from mrezha.register.planned import Decided

Forced = tuple[Entry, Match]


def apply_decisions(
    entries: Iterable[Entry], records: Records, index: Index, draft: Draft
) -> tuple[list[Entry], list[Forced]]:
    """Part the entries into those to be matched as usual and those a person has decided.

    Rows to skip go nowhere; a decision that cannot be carried out sets its row aside again.
    """
    by_id = {known.id: known for known in records.known}
    usual: list[Entry] = []
    forced: list[Forced] = []
    for entry in entries:
        decision = entry.decision
        if decision is None or decision.word == "correct":
            usual.append(entry)
        elif decision.word == "skip":
            _skip(entry, index, draft)
        elif decision.word == "new" and decision.record not in by_id:
            _force_new(entry, index, draft, forced)
        elif (known := by_id.get(decision.record)) is not None:
            draft.decided.append(Decided(entry.row, entry.name, decision.word, known.id))
            match = Match("same", known, (), _namesakes(entry, known, index))
            forced.append((drop_eik(entry, known.text("eik")), match))
        else:
            params = {"value": decision.word, "name": entry.name, "record": decision.record}
            draft.problems.append(
                Problem("import-quarantine-record", draft.file, entry.row, "record", params)
            )
            usual.append(entry)
    return usual, forced


def _skip(entry: Entry, index: Index, draft: Draft) -> None:
    match = match_entry(entry, index)
    draft.named |= {one.id for one in match.candidates}
    draft.named |= {one.id for one in index.by_key.get(entry.key, [])}
    if match.known:
        draft.named.add(match.known.id)
    draft.decided.append(Decided(entry.row, entry.name, "skip", ""))


def _force_new(entry: Entry, index: Index, draft: Draft, forced: list[Forced]) -> None:
    """Plan a row as a new record, unless its EIK belongs to a record already."""
    owners = index.by_eik.get(entry.eik or "", [])
    if owners:
        params = {"eik": entry.eik or "", "other": owners[0].name, "record": owners[0].file}
        draft.named |= {one.id for one in owners}
        draft.quarantine(entry, "import-quarantine-new", **params)
        return
    draft.decided.append(Decided(entry.row, entry.name, "new", ""))
    namesakes = tuple(index.by_key.get(entry.key, []))
    forced.append((drop_eik(entry, entry.eik), Match("new", None, (), namesakes)))


def _namesakes(entry: Entry, known: Known, index: Index) -> tuple[Known, ...]:
    return tuple(one for one in index.by_key.get(entry.key, []) if one is not known)


def made_records(draft: Draft, forced: Sequence[Forced]) -> Mapping[str, str]:
    """Return the ids of the records made of rows accepted as new, by the row's mark."""
    marks = {entry.row: entry.mark for entry, match in forced if match.kind == "new"}
    return {
        marks[row]: one.id
        for one in draft.records
        if one.kind == "new"
        for row in one.rows
        if row in marks
    }
