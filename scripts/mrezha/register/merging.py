"""Say what an entry changes in the `register` block of a record: the rules of precedence.

A cell that says nothing changes nothing. What the record does not have is filled in. What
it has is replaced only by a source that speaks over it (see `speaks_over`); a status only
rises; web pages and other spellings of the name only gather. So files imported in turn,
A, B, A, B, settle after the first round. The rules are written for people in docs/register.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mrezha.records.document import Value
from mrezha.records.yamltext import Data
from mrezha.register.entries import Entry
from mrezha.register.layouts import load_aliases
from mrezha.register.matching import Known
from mrezha.register.names import same_name
from mrezha.register.notes import SourceNote
from mrezha.register.phrases import fold_phrase
from mrezha.register.planned import Change, Kept

GONE = "gone"
MAX_OTHER_NAMES = 20
MAX_WEBSITES = 10
FIELDS = (
    "eik legal_form class applied_on entered_on order valid_until renewals settlement region "
    "address activity offers target_group cause"
).split()


@dataclass(slots=True)
class Merge:
    """What one entry changes: keys to set in the block, the changes in words, what is kept."""

    data: dict[str, Data] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)

    def set(self, key: str, old: object, new: Data) -> None:
        """Set a key and note the change."""
        self.data[key] = new
        before = show_value(old) if old else None
        self.changes.append(Change(key, before, show_value(new)))


def speaks_over(entry: Entry, known: Known) -> bool:
    """Say whether an entry's values replace other values of the record.

    It must claim no weaker status, and be newer than every source of the record; equally
    new is enough for a source the record already has. A file without any date is taken for
    the newest, because a person has just brought it.
    """
    ranks = load_aliases().ranks
    weakest = ranks["unconfirmed"]
    strongest = max(ranks.values())
    own = ranks.get(entry.text("status") or "", weakest)
    if own < ranks.get(known.text("status") or "", strongest):
        return False
    if entry.seen_on is None:
        return True
    sources = [one for one in known.items("sources") if isinstance(one, dict)]
    latest = max((str(one["seen_on"]) for one in sources if one.get("seen_on")), default="")
    if entry.seen_on > latest:
        return True
    own_keys = {_source_key(one.as_data()) for one in entry.sources}
    return entry.seen_on == latest and any(_source_key(one) in own_keys for one in sources)


def merge_entry(entry: Entry, known: Known) -> Merge:
    """Say what importing an entry would change in the record it matches."""
    merge = Merge()
    over = speaks_over(entry, known)
    _merge_name(merge, entry, known, over)
    _merge_status(merge, entry, known)
    for key in FIELDS:
        if key in entry.values:
            _merge_field(merge, entry, known, key, over)
    if "settlement" in merge.data and known.text("region"):
        merge.data["region"] = None
    _merge_websites(merge, entry, known)
    _merge_sources(merge, entry, known)
    return merge


def _merge_name(merge: Merge, entry: Entry, known: Known, over: bool) -> None:
    old = known.text("name")
    others = [one for one in known.items("other_names") if isinstance(one, str)]
    if old is None:
        merge.set("name", None, entry.name)
        return
    if any(same_name(entry.name, one) for one in (old, *others)):
        return
    spelling = old if over else entry.name
    if over:
        merge.set("name", old, entry.name)
    if len(others) < MAX_OTHER_NAMES and spelling not in others:
        merge.set("other_names", tuple(others), (*others, spelling))


def _merge_status(merge: Merge, entry: Entry, known: Known) -> None:
    new, old = entry.text("status"), known.text("status")
    ranks = load_aliases().ranks
    if new is None or new == old:
        return
    if old is None:
        merge.set("status", None, new)
    elif old == GONE:
        _come_back(merge, entry, known, new)
    elif old in ranks and ranks[new] > ranks[old]:
        merge.set("status", old, new)


def _come_back(merge: Merge, entry: Entry, known: Known, new: str) -> None:
    """Take the mark off a record that is in the register again; an older file cannot do it."""
    if entry.seen_on is None or entry.seen_on >= (known.text("gone_on") or ""):
        merge.set("status", GONE, new)
        merge.data["gone_on"] = None


def _merge_field(merge: Merge, entry: Entry, known: Known, key: str, over: bool) -> None:
    new = entry.values[key]
    old: Value = known.block.get(key) or None
    if key == "region" and (known.text("settlement") or "settlement" in entry.values):
        return
    if old is None:
        merge.set(key, None, new)
    elif key == "eik" or same_value(key, old, new):
        return
    elif key == "renewals" and list(new)[: len(old)] == old:
        merge.set(key, old, new)
    elif over:
        merge.set(key, old, _keep_spelling(old, new) if key == "offers" else new)
    else:
        merge.kept.append(Kept(known.id, entry.row, key, show_value(old), show_value(new)))


def same_value(key: str, old: Value, new: Data) -> bool:
    """Say whether two values say the same: offers as sets, deadlines as a beginning."""
    if key == "offers" and isinstance(old, list) and isinstance(new, tuple):
        return {fold_phrase(str(one)) for one in old} == {fold_phrase(str(one)) for one in new}
    if key == "renewals" and isinstance(old, list) and isinstance(new, tuple):
        return old[: len(new)] == list(new)
    return old == (list(new) if isinstance(new, tuple) else new)


def _keep_spelling(old: Value, new: Data) -> tuple[str, ...]:
    """Return new phrases, those the record already has spelt as the record spells them."""
    olds = {fold_phrase(str(one)): str(one) for one in old} if isinstance(old, list) else {}
    news = new if isinstance(new, tuple) else ()
    return tuple(olds.get(fold_phrase(str(one)), str(one)) for one in news)


def _merge_websites(merge: Merge, entry: Entry, known: Known) -> None:
    new = entry.values.get("websites", ())
    old = [one for one in known.items("websites") if isinstance(one, str)]
    more = [one for one in new if one not in old][: max(0, MAX_WEBSITES - len(old))]
    if more:
        merge.set("websites", tuple(old), (*old, *more))


def _merge_sources(merge: Merge, entry: Entry, known: Known) -> None:
    """Add sources the record does not have; move the day of those it has forward only."""
    old = [dict(one) for one in known.items("sources") if isinstance(one, dict)]
    new = [dict(one) for one in old]
    for note in entry.sources:
        data = note.as_data()
        same = next((one for one in new if _source_key(one) == _source_key(data)), None)
        if same is None:
            new.append(dict(data))
        elif note.seen_on and note.seen_on > str(same.get("seen_on") or ""):
            same["seen_on"] = note.seen_on
    if new != old:
        merge.set("sources", old, new)


def _source_key(source: Mapping[str, Value]) -> tuple[str, str]:
    return str(source.get("name") or ""), str(source.get("url") or "")


def new_block(entry: Entry) -> dict[str, Data]:
    """Return the `register` block of a new record; a status nobody stated is "unconfirmed"."""
    block: dict[str, Data] = {"status": "unconfirmed", **entry.values, "name": entry.name}
    if entry.sources:
        block["sources"] = [note.as_data() for note in entry.sources]
    return block


def join_entries(entries: Sequence[Entry]) -> Entry | None:
    """Return one entry for rows that say the same thing; None when they contradict.

    What one of them leaves out the other may say; lists are joined.
    """
    first, *rest = sorted(
        entries, key=lambda one: (-len(one.values), one.name, sorted(map(str, one.values.items())))
    )
    values = dict(first.values)
    sources = list(first.sources)
    for other in rest:
        if not same_name(first.name, other.name):
            return None
        for key, value in other.values.items():
            mine = values.get(key)
            if mine is None:
                values[key] = value
            elif key == "websites":
                values[key] = tuple(dict.fromkeys((*mine, *value)))
            elif key != "name" and not same_value(key, _as_value(mine), value):
                return None
        sources += [one for one in other.sources if not _has_source(sources, one)]
    return Entry(
        row=first.row,
        rows=tuple(sorted(row for entry in entries for row in entry.rows)),
        name=first.name,
        core=first.core,
        key=first.key,
        form=next((one.form for one in (first, *rest) if one.form), None),
        values=values,
        sources=tuple(sources),
        repairs=first.repairs,
        problems=tuple(one for entry in entries for one in entry.problems),
        raw=first.raw,
    )


def _has_source(sources: Sequence[SourceNote], one: SourceNote) -> bool:
    return any((it.name, it.url) == (one.name, one.url) for it in sources)


def _as_value(value: str | tuple[str, ...]) -> Value:
    return list(value) if isinstance(value, tuple) else value


def show_value(value: object) -> str:
    """Write a value in one line for a plan."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values() if one)
    if isinstance(value, Sequence):
        return "; ".join(show_value(one) for one in value)
    return ""
