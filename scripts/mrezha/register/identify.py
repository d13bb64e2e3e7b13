"""Choose the ids of new records: from the name, the same in whatever order rows stand."""

from collections import Counter
from collections.abc import Iterable, Sequence

from mrezha.places import Gazetteer
from mrezha.records.ids import make_id
from mrezha.records.scan import MAX_ID
from mrezha.register.entries import Entry
from mrezha.schema import load_schema


def choose_ids(
    entries: Sequence[Entry], taken: Iterable[str], gazetteer: Gazetteer
) -> dict[int, str]:
    """Return an id for every entry, by row number.

    The id is the transliterated name without quotes and legal form. Where two would be
    equal, each of them gets its legal form, then its settlement, then its EIK behind it; a
    record that has the id already keeps it. An id is empty only for a name without letters.
    """
    used = set(taken)
    chosen: dict[int, str] = {}
    waiting = list(entries)
    for level in range(4):
        wanted = {one.row: _name_id(one, level, gazetteer) for one in waiting}
        counts = Counter(wanted.values())
        for one in list(waiting):
            found = wanted[one.row]
            if not found or (counts[found] == 1 and found not in used):
                chosen[one.row] = found
                waiting.remove(one)
        used |= set(counts)
    for number, one in enumerate(sorted(waiting, key=lambda one: (one.name, one.row)), 2):
        chosen[one.row] = _join(_name_id(one, 3, gazetteer), str(number))
    return chosen


def _name_id(entry: Entry, level: int, gazetteer: Gazetteer) -> str:
    """Return an id with as much behind the name as the level says."""
    ekatte = entry.text("settlement")
    settlement = gazetteer.settlement(ekatte) if ekatte else None
    base = make_id(entry.core)
    if settlement and base == make_id(settlement.name_bg):
        base = make_id(entry.name)  # the form is the name: "Общинско предприятие – Кюстендил"
    more = [
        _short_form(entry.form),
        make_id(settlement.name_bg) if settlement else "",
        entry.eik or "",
    ]
    for part in more[:level]:
        base = _join(base, part)
    return base


def _short_form(form: str | None) -> str:
    term = load_schema().vocabularies["legal-forms"].terms.get(form or "")
    return make_id(term.more["short_bg"] or term.labels["bg"]) if term else ""


def _join(base: str, part: str) -> str:
    if not part:
        return base
    return f"{base[: MAX_ID - len(part) - 1].rstrip('-')}-{part}"
