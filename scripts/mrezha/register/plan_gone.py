"""Find the enterprises a file should name and does not, and mark them: gone is not deleted."""

from collections.abc import Sequence

from mrezha.problems import Problem
from mrezha.records.writing import BlockError, set_block
from mrezha.register.draft import Draft
from mrezha.register.entries import Entry
from mrezha.register.known import FOLDER, Records
from mrezha.register.matching import Known
from mrezha.register.planned import Change, Gone, ImportOptions, RecordPlan
from mrezha.schema import load_schema

LISTED = ("listed", "renewal-due")
# A file that no longer names more than this share of the listed records it covers is taken
# for a broken or partial one, unless a person names the number.
MAX_LOSS = 0.2


def plan_gone(
    draft: Draft, entries: Sequence[Entry], records: Records, options: ImportOptions
) -> tuple[int, tuple[Gone, ...], bool]:
    """Plan the marks of records that are gone.

    Returns how many the file covers, those that are gone, and whether they are too many.
    """
    if options.is_partial:
        return 0, (), False
    covered, gone = _find_gone(draft, entries, records)
    day = _day_of(entries, options)
    for known in gone:
        params = {"value": known.name, "record": known.id}
        draft.problems.append(Problem("import-gone", draft.file, None, "", params, "warning"))
        if day and day >= _latest(known):
            try:
                draft.records.append(_mark(known, day))
            except BlockError:
                draft.problems.append(Problem("import-block", known.file))
    shown = tuple(Gone(one.id, one.name, day or "") for one in gone)
    is_loss = len(gone) > MAX_LOSS * covered and len(gone) > (options.accept_loss or 0)
    if is_loss:
        params = {"gone": str(len(gone)), "covered": str(covered)}
        draft.problems.append(Problem("import-loss", draft.file, None, "", params))
    return covered, shown, is_loss


def _find_gone(draft: Draft, entries: Sequence[Entry], records: Records) -> tuple[int, list[Known]]:
    """Find listed records the file covers that it does not name.

    A file covers the planning regions of the records it names, and the records of no known
    region that came from a source of the same name.
    """
    regions = {one.region for one in draft.matched if one.region}
    sources = {note.name for entry in entries for note in entry.sources}

    def is_covered(known: Known) -> bool:
        if known.text("status") not in LISTED:
            return False
        if known.region in regions:
            return True
        is_open = known.region is None or not regions
        return is_open and bool(sources & _source_names(known))

    covered = [one for one in records.known if is_covered(one)]
    gone = [one for one in covered if one.id not in draft.named]
    return len(covered), sorted(gone, key=lambda one: one.id)


def _source_names(known: Known) -> set[str]:
    found = (one for one in known.items("sources") if isinstance(one, dict))
    return {str(one.get("name") or "") for one in found}


def _latest(known: Known) -> str:
    found = (one for one in known.items("sources") if isinstance(one, dict))
    return max((str(one.get("seen_on") or "") for one in found), default="")


def _day_of(entries: Sequence[Entry], options: ImportOptions) -> str | None:
    """Return the day the file speaks of: as told, else its newest source's, else today."""
    if options.date:
        return options.date.isoformat()
    if newest := max((one.seen_on for one in entries if one.seen_on), default=None):
        return newest
    return options.today.isoformat() if options.today else None


def _mark(known: Known, day: str) -> RecordPlan:
    table = load_schema().tables[FOLDER]
    data = {"status": "gone", "gone_on": day}
    text = set_block(known.raw.decode("utf-8"), "register", data, table)
    return RecordPlan(
        kind="gone",
        id=known.id,
        name=known.name,
        path=known.path,
        rows=(),
        changes=(
            Change("status", known.text("status"), "gone"),
            Change("gone_on", None, day),
        ),
        before=known.raw,
        after=text.encode("utf-8"),
    )
