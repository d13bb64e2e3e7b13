"""Find the record an entry speaks of: by EIK, else by name, legal form and place.

Nothing is merged on a likeness. What is not sure is said to be ambiguous, and what
contradicts the EIK is a conflict: both are for a person to decide.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mrezha.places import Gazetteer
from mrezha.records.document import Value
from mrezha.register.entries import Entry
from mrezha.register.names import Name, forms_agree, forms_related, split_name

# A shorter run of words inside another name ("център за") makes no two names alike.
MIN_WORDS = 2
MIN_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A record as matching sees it; `block` is its `register` block as read."""

    id: str
    file: str
    path: Path
    raw: bytes
    block: Mapping[str, Value]
    names: tuple[Name, ...]
    form: str | None
    region: str | None

    def text(self, key: str) -> str | None:
        """Return a single value of the block."""
        value = self.block.get(key)
        return value if isinstance(value, str) and value else None

    def items(self, key: str) -> list[Value]:
        """Return a list of the block, empty when absent."""
        value = self.block.get(key)
        return value if isinstance(value, list) else []

    @property
    def name(self) -> str:
        """Return the registered name."""
        return self.text("name") or self.id


@dataclass(frozen=True, slots=True)
class Match:
    """What matching found: the same record, none, or a doubt with its candidates.

    `namesakes` are other records of the same name that are not the same enterprise.
    """

    kind: Literal["same", "new", "conflict", "ambiguous"]
    known: Known | None = None
    candidates: tuple[Known, ...] = ()
    namesakes: tuple[Known, ...] = ()


@dataclass(slots=True)
class Index:
    """Records by EIK, by name, and by every run of words inside their names."""

    gazetteer: Gazetteer
    by_eik: dict[str, list[Known]] = field(default_factory=dict)
    by_key: dict[str, list[Known]] = field(default_factory=dict)
    by_run: dict[str, list[Known]] = field(default_factory=dict)


def make_known(
    record_id: str,
    file: str,
    path: Path,
    raw: bytes,
    block: Mapping[str, Value],
    gazetteer: Gazetteer,
) -> Known:
    """Return a record as matching sees it."""
    spellings = [block.get("name"), *_as_list(block.get("other_names"))]
    names = tuple(split_name(one) for one in spellings if isinstance(one, str))
    form = block.get("legal_form")
    own = names[0].form if names else None
    region = _region(block.get("settlement"), block.get("region"), gazetteer)
    known = form if isinstance(form, str) and form != "other" else own
    return Known(record_id, file, path, raw, block, names, known, region)


def build_index(records: Iterable[Known], gazetteer: Gazetteer) -> Index:
    """Return the index of all records."""
    index = Index(gazetteer)
    for known in records:
        if eik := known.text("eik"):
            index.by_eik.setdefault(eik, []).append(known)
        for key in dict.fromkeys(name.key for name in known.names):
            index.by_key.setdefault(key, []).append(known)
            for run in word_runs(key):
                index.by_run.setdefault(run, []).append(known)
    return index


def word_runs(key: str) -> Iterator[str]:
    """Return every run of words of a name that is long enough to mean something."""
    words = key.split()
    for start in range(len(words)):
        for end in range(start + MIN_WORDS, len(words) + 1):
            run = " ".join(words[start:end])
            if len(run) >= MIN_LETTERS:
                yield run


def match_entry(entry: Entry, index: Index) -> Match:
    """Say which record an entry speaks of."""
    named = index.by_key.get(entry.key, [])
    same_form = [one for one in named if _agrees(entry, one, index.gazetteer)]
    namesakes = tuple(one for one in named if one not in same_form)
    if entry.eik and (owners := index.by_eik.get(entry.eik)):
        return _match_owner(entry, owners, same_form, namesakes)
    if entry.eik:
        others = [one for one in same_form if one.text("eik")]
        same_form = [one for one in same_form if not one.text("eik")]
        if others:
            return Match("conflict", None, tuple(others + same_form), namesakes)
    exact = [one for one in same_form if one.form == entry.form]
    if len(exact) == 1:
        same_form = exact
    if len(same_form) > 1:
        return Match("ambiguous", None, tuple(same_form), namesakes)
    if same_form:
        if _is_sure(entry, same_form[0]):
            return Match("same", same_form[0], (), namesakes)
        return Match("ambiguous", None, tuple(same_form), namesakes)
    if alike := find_alike(entry, index):
        return Match("ambiguous", None, tuple(alike), namesakes)
    return Match("new", None, (), namesakes)


def _match_owner(
    entry: Entry, owners: list[Known], same_form: list[Known], namesakes: tuple[Known, ...]
) -> Match:
    """Judge an EIK that a record has: it decides, unless name and form say otherwise."""
    owner = owners[0]
    has_name = any(name.key == entry.key for name in owner.names)
    rest = tuple(one for one in namesakes if one is not owner)
    if len(owners) > 1:
        return Match("ambiguous", None, tuple(owners), rest)
    if not forms_related(entry.form, owner.form):
        return Match("conflict", owner, tuple(one for one in same_form if one is not owner), rest)
    others = tuple(one for one in same_form if one is not owner)
    if not has_name and others:
        return Match("conflict", owner, others, rest)
    return Match("same", owner, (), rest + others)


def _is_sure(entry: Entry, known: Known) -> bool:
    """Say whether one name is enough: form or place must agree, or the name be no plain word."""
    if entry.form is not None and entry.form == known.form:
        return True
    place = entry.text("settlement")
    if place is not None and place == known.text("settlement"):
        return True
    if len(entry.key.split()) >= MIN_WORDS:
        return True
    return entry.form == known.form and entry.eik is None


def _agrees(entry: Entry, known: Known, gazetteer: Gazetteer) -> bool:
    return forms_agree(entry.form, known.form) and _places_agree(entry, known, gazetteer)


def _places_agree(entry: Entry, known: Known, gazetteer: Gazetteer) -> bool:
    ours, theirs = entry.text("settlement"), known.text("settlement")
    if ours and theirs:
        return ours == theirs
    region = _region(ours, entry.text("region"), gazetteer)
    return region is None or known.region is None or region == known.region


def find_alike(entry: Entry, index: Index) -> list[Known]:
    """Find records one of whose names contains the entry's, or is contained in it."""
    found: dict[str, Known] = {}
    candidates = list(index.by_run.get(entry.key, []))
    for run in word_runs(entry.key):
        candidates += index.by_key.get(run, [])
    for known in candidates:
        tells_apart = entry.eik and known.text("eik")
        if not tells_apart and _agrees(entry, known, index.gazetteer):
            found[known.id] = known
    return [found[one] for one in sorted(found)]


def _region(settlement: object, region: object, gazetteer: Gazetteer) -> str | None:
    if isinstance(settlement, str) and gazetteer.settlement(settlement) is not None:
        return gazetteer.region_of(settlement).nuts2
    return region if isinstance(region, str) else None


def _as_list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
