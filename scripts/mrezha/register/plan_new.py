"""Plan the records of enterprises that no record speaks of yet."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mrezha.places import Gazetteer
from mrezha.records.document import Value
from mrezha.records.writing import new_record
from mrezha.register.draft import Draft, join_rows, warn_namesakes
from mrezha.register.entries import Entry
from mrezha.register.identify import choose_ids
from mrezha.register.known import FOLDER, Records
from mrezha.register.matching import (
    Index,
    Known,
    Match,
    build_index,
    find_alike,
    make_known,
    match_entry,
)
from mrezha.register.merging import new_block, show_value
from mrezha.register.planned import Change, RecordPlan
from mrezha.schema import load_schema


def plan_new(
    entries: Sequence[Entry],
    chosen: Sequence[Entry],
    matches: Mapping[int, Match],
    records: Records,
    index: Index,
    draft: Draft,
) -> None:
    """Plan new records; rows of one enterprise become one, look-alikes are pointed out.

    Each of `chosen` becomes a record of its own, because a person said so.
    """
    groups = [*_group_rows(entries, index.gazetteer, draft), *([one] for one in chosen)]
    joined = [one for group in groups if (one := join_rows(draft, group))]
    ids = choose_ids(joined, {one.id for one in records.known}, index.gazetteer)
    for entry in joined:
        record_id = ids[entry.row]
        if not record_id:
            draft.quarantine(entry, "import-row")
        elif record_id in records.withdrawn:
            draft.quarantine(entry, "import-withdrawn", id=record_id)
        else:
            warn_namesakes(draft, entry, [one.file for one in matches[entry.row].namesakes])
            draft.records.append(_plan_record(entry, record_id, records.folder))
    _warn_alike(draft, joined, index.gazetteer)


def _plan_record(entry: Entry, record_id: str, folder: Path) -> RecordPlan:
    block = new_block(entry)
    text = new_record({"register": block}, load_schema().tables[FOLDER])
    return RecordPlan(
        kind="new",
        id=record_id,
        name=entry.name,
        path=folder / f"{record_id}.md",
        rows=entry.rows,
        changes=tuple(Change(key, None, show_value(value)) for key, value in block.items()),
        before=None,
        after=text.encode("utf-8"),
    )


def _group_rows(entries: Sequence[Entry], gazetteer: Gazetteer, draft: Draft) -> list[list[Entry]]:
    """Group rows of one enterprise: by EIK, then by name and form, then by name alone.

    A row that says less joins the group it would match if that were a record already; a row
    that could belong to several is set aside.
    """
    groups: dict[tuple[str, ...], list[Entry]] = {}
    steps = (
        [one for one in entries if one.eik],
        [one for one in entries if not one.eik and one.form],
        [one for one in entries if not one.eik and not one.form],
    )
    for step in steps:
        keys = sorted(groups)
        index = build_index(
            (_as_known(groups[key][0], str(n), gazetteer) for n, key in enumerate(keys)), gazetteer
        )
        for entry in step:
            match = match_entry(entry, index)
            named = [one for one in match.candidates if one in index.by_key.get(entry.key, [])]
            if match.kind == "same" and match.known and not entry.eik:
                groups[keys[int(match.known.id)]].append(entry)
            elif match.kind == "ambiguous" and named:
                rows = sorted(groups[keys[int(one.id)]][0].row for one in named)
                draft.quarantine(entry, "import-ambiguous-rows", rows=", ".join(map(str, rows)))
            else:
                groups.setdefault(_group_key(entry), []).append(entry)
    return [groups[key] for key in sorted(groups)]


def _group_key(entry: Entry) -> tuple[str, ...]:
    place = entry.text("settlement") or entry.text("region") or ""
    return ("eik", entry.eik) if entry.eik else ("name", entry.key, entry.form or "", place)


def _warn_alike(draft: Draft, entries: Sequence[Entry], gazetteer: Gazetteer) -> None:
    """Point out new rows that resemble each other or share a name: a person should look."""
    names = {str(entry.row): entry.name for entry in entries}
    index = build_index((_as_known(one, str(one.row), gazetteer) for one in entries), gazetteer)
    for entry in entries:
        alike = (*find_alike(entry, index), *index.by_key.get(entry.key, []))
        for other in sorted({int(one.id) for one in alike} - {entry.row}):
            draft.warn(entry, "import-alike", other=names[str(other)], first=str(other))


def _as_known(entry: Entry, name: str, gazetteer: Gazetteer) -> Known:
    """Return an entry as if it were a record already, to be matched with others."""
    block: dict[str, Value] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in entry.values.items()
    }
    return make_known(name, name, Path(name), b"", block, gazetteer)
