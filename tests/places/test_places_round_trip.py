"""Every settlement of EKATTE, written in seven forms, must come back as itself or unresolved.

The counts follow from the table alone: they say how many settlements share a name with
another one that the form cannot tell apart, whatever the reader does.
"""

from collections import Counter
from collections.abc import Callable

import pytest

from mrezha.places import Gazetteer, Settlement, load_gazetteer
from mrezha.places.resolve import resolve_address

LATIN_KINDS = {"гр.": "gr.", "с.": "s.", "ман.": "man."}
Form = Callable[[Settlement, Gazetteer], str]


def in_full(place: Settlement, gazetteer: Gazetteer) -> str:
    municipality, district = parents(place, gazetteer)
    return f"{place.kind} {place.name_bg}, общ. {municipality.name_bg}, обл. {district.name_bg}"


def in_latin(place: Settlement, gazetteer: Gazetteer) -> str:
    municipality, district = parents(place, gazetteer)
    kind = LATIN_KINDS[place.kind]
    return f"{kind} {place.name_en}, obsht. {municipality.name_en}, obl. {district.name_en}"


def shouted_from_the_district_down(place: Settlement, gazetteer: Gazetteer) -> str:
    municipality, district = parents(place, gazetteer)
    return (
        f"обл.{district.name_bg},общ.{municipality.name_bg},{place.kind}{place.name_bg},ул.Изгрев5"
    ).upper()


def with_postcode(place: Settlement, gazetteer: Gazetteer) -> str:
    return f"{place.kind} {place.name_bg}, {place.postcode or ''}"


def with_district(place: Settlement, gazetteer: Gazetteer) -> str:
    return f"{place.kind} {place.name_bg}, обл. {parents(place, gazetteer)[1].name_bg}"


def with_municipality(place: Settlement, gazetteer: Gazetteer) -> str:
    return f"{place.kind} {place.name_bg}, общ. {parents(place, gazetteer)[0].name_bg}"


def by_kind_and_name(place: Settlement, gazetteer: Gazetteer) -> str:
    return f"{place.kind} {place.name_bg}"


def parents(place: Settlement, gazetteer: Gazetteer):
    return gazetteer.municipality_of(place.ekatte), gazetteer.district_of(place.ekatte)


@pytest.mark.parametrize(
    ("form", "right", "ambiguous"),
    [
        (in_full, 5248, 8),  # four pairs of one name, kind and municipality
        (in_latin, 5248, 8),
        (shouted_from_the_district_down, 5248, 8),
        (with_postcode, 5252, 4),  # four of those without a postcode share their name
        (with_district, 5237, 19),  # nine pairs, and „обл. София“ may be either district
        (with_municipality, 5246, 10),  # the four pairs, and two municipalities called Бяла
        (by_kind_and_name, 4070, 1186),
    ],
)
def test_no_settlement_resolves_to_another_one(form: Form, right: int, ambiguous: int):
    gazetteer = load_gazetteer()
    outcomes: Counter[str] = Counter()
    for place in gazetteer.settlements.values():
        resolution = resolve_address(form(place, gazetteer), gazetteer)
        answer = resolution.ekatte or resolution.outcome
        outcomes["right" if answer == place.ekatte else answer] += 1

    assert Counter({"right": right, "ambiguous": ambiguous}) == outcomes


def test_a_shared_name_always_lists_the_settlement_meant():
    gazetteer = load_gazetteer()

    for place in gazetteer.settlements.values():
        resolution = resolve_address(by_kind_and_name(place, gazetteer), gazetteer)
        assert place.ekatte in resolution.candidates
