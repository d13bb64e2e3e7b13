"""Look names up: settlements, municipalities, districts, in both alphabets.

A name is found only as a whole and only in one of its known spellings: the name of the
table, a short form of the closed list, an old name, a transliteration. Never a near one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mrezha.places import words
from mrezha.places.gazetteer import Gazetteer, load_former_settlements
from mrezha.places.text import (
    fold_latin,
    fold_latin_loosely,
    is_latin,
    read_as_cyrillic,
    transliterate,
)

Spelling = Literal["name", "short", "old"]
Codes = tuple[str, ...]
NO_CODES: Codes = ()


@dataclass(frozen=True, slots=True)
class NameTable:
    """Codes by folded spelling, each tuple of codes sorted.

    `latin` folds equal sounds together; `loose` also knows older spellings (Turnovo).
    """

    bulgarian: Mapping[str, Codes]
    latin: Mapping[str, Codes]
    loose: Mapping[str, Codes]

    def find(self, name: str) -> Codes:
        """Give the codes of everything called `name` (folded), none when nothing is."""
        if not is_latin(name):
            return self.bulgarian.get(name, NO_CODES)
        found = self.latin.get(fold_latin(name), NO_CODES)
        if not found:
            readings = (self.loose.get(key, NO_CODES) for key in fold_latin_loosely(name))
            found = tuple(sorted({code for codes in readings for code in codes}))
        if not found and (cyrillic := read_as_cyrillic(name)):
            found = self.bulgarian.get(cyrillic, NO_CODES)
        return found


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name found in the tables: whose it is, and in which spelling."""

    text: str
    codes: Codes
    spelling: Spelling


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Every spelling the resolver knows.

    `closed` holds settlements no longer in EKATTE: they explain an unknown address, they
    never answer one. `beginnings` are the codes of settlements whose name also begins a
    longer name („Бяла“ and „Бяла Слатина“), `villages` those of the villages.
    """

    settlements: NameTable
    short: NameTable
    old: NameTable
    closed: NameTable
    municipalities: NameTable
    districts: NameTable
    beginnings: frozenset[str]
    villages: frozenset[str]

    def find_settlement(self, name: str) -> FoundName | None:
        """Find who is called `name`: by full name first, then short form, then old name."""
        tables: tuple[tuple[Spelling, NameTable], ...]
        tables = (("name", self.settlements), ("short", self.short), ("old", self.old))
        for spelling, table in tables:
            if codes := table.find(name):
                return FoundName(name, codes, spelling)
        return None


@lru_cache(maxsize=4)
def build_names(gazetteer: Gazetteer) -> Names:
    """Index every spelling of every name of a gazetteer."""
    settlements = [
        (_folded(place.name_bg), _folded(place.name_en), place.ekatte)
        for place in gazetteer.settlements.values()
    ]
    former = [
        (_folded(place.name_bg), _folded(place.name_en), place.ekatte, place.renamed)
        for place in load_former_settlements()
    ]
    daily = [
        (daily_name, daily_name, ekatte)
        for daily_name, bulgarian in words.DAILY_NAMES.items()
        for name, _, ekatte in settlements
        if name == bulgarian
    ]
    return Names(
        settlements=_table([*settlements, *daily]),
        short=_table(short for row in settlements for short in _short_forms(*row)),
        old=_table(row[:3] for row in former if row[3]),
        closed=_table(row[:3] for row in former if not row[3]),
        municipalities=_municipality_table(gazetteer),
        districts=_district_table(gazetteer),
        beginnings=_beginnings(settlements),
        villages=frozenset(
            place.ekatte for place in gazetteer.settlements.values() if place.kind == "с."
        ),
    )


def _folded(name: str) -> str:
    return name.casefold().replace("-", " ")


def _table(rows: Iterable[tuple[str, str, str]]) -> NameTable:
    bulgarian: defaultdict[str, set[str]] = defaultdict(set)
    latin: defaultdict[str, set[str]] = defaultdict(set)
    loose: defaultdict[str, set[str]] = defaultdict(set)
    for name_bg, name_en, code in rows:
        bulgarian[name_bg].add(code)
        latin[fold_latin(name_en or transliterate(name_bg))].add(code)
        for hard_sign in "au" if "ъ" in name_bg else "a":
            for key in fold_latin_loosely(transliterate(name_bg, hard_sign)):
                loose[key].add(code)
    return NameTable(_sorted(bulgarian), _sorted(latin), _sorted(loose))


def _sorted(table: Mapping[str, set[str]]) -> dict[str, Codes]:
    return {name: tuple(sorted(codes)) for name, codes in table.items()}


def _beginnings(settlements: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    rows = [(name.split(), name, code) for name, _, code in settlements]
    beginnings = {" ".join(parts[:count]) for parts, _, _ in rows for count in range(1, len(parts))}
    return frozenset(code for _, name, code in rows if name in beginnings)


def _short_forms(name_bg: str, name_en: str, code: str) -> Iterator[tuple[str, str, str]]:
    first, _, rest = name_bg.partition(" ")
    if not rest:
        return
    rest_en = name_en.partition(" ")[2]
    for short in words.SHORT_FIRST_WORDS.get(first, ()):
        yield f"{short} {rest}", f"{transliterate(short)} {rest_en}", code
    for short in words.ENGLISH_FIRST_WORDS.get(first, ()):
        yield f"{short} {rest}", f"{short} {rest_en}", code


def _municipality_table(gazetteer: Gazetteer) -> NameTable:
    rows = [
        (_folded(place.name_bg), _folded(place.name_en), place.code)
        for place in gazetteer.municipalities.values()
    ]
    shorts = [short for row in rows for short in _short_forms(*row)]
    return _table([*rows, *shorts, *_alias_rows(words.MUNICIPALITY_ALIASES)])


def _district_table(gazetteer: Gazetteer) -> NameTable:
    # The capital's two districts go by the aliases alone: their names in the table
    # („София (столица)“, „София“) are not what people write.
    rows = [
        (_folded(place.name_bg), _folded(place.name_en), place.code)
        for place in gazetteer.districts.values()
        if place.code not in ("SFO", "SOF")
    ]
    shorts = [short for row in rows for short in _short_forms(*row)]
    adjectives = [
        (f"{adjective[:-1]}{ending}", "", code)
        for adjective, code in words.DISTRICT_ADJECTIVES.items()
        for ending in "ао"
    ]
    return _table([*rows, *shorts, *adjectives, *_alias_rows(words.DISTRICT_ALIASES)])


def _alias_rows(aliases: Mapping[str, Codes]) -> Iterator[tuple[str, str, str]]:
    return ((name, name, code) for name, codes in aliases.items() for code in codes)
