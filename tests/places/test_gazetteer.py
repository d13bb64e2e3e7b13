"""The tables of places: numbers from their published description, distances from elsewhere."""

from dataclasses import FrozenInstanceError

import pytest

from mrezha.places import distance_km, load_gazetteer
from mrezha.places.gazetteer import load_former_settlements


def test_all_places_are_there():
    gazetteer = load_gazetteer()

    assert 6 == len(gazetteer.regions)
    assert 28 == len(gazetteer.districts)
    assert 265 == len(gazetteer.municipalities)
    assert 5256 == len(gazetteer.settlements)
    assert 16 == len(load_former_settlements())


def test_every_settlement_has_its_parents():
    gazetteer = load_gazetteer()

    for ekatte in gazetteer.settlements:
        municipality = gazetteer.municipality_of(ekatte)
        assert municipality.code.startswith(gazetteer.district_of(ekatte).code)
        assert gazetteer.region_of(ekatte).nuts2 == gazetteer.district_of(ekatte).nuts2


def test_a_settlement_is_found_by_its_code():
    gazetteer = load_gazetteer()
    burgas = gazetteer.settlement("07079")

    assert burgas is not None
    assert ("гр.", "Бургас", "Burgas", "8000") == (
        burgas.kind,
        burgas.name_bg,
        burgas.name_en,
        burgas.postcode,
    )
    assert "BGS04" == gazetteer.municipality_of("07079").code
    assert "BGS" == gazetteer.district_of("07079").code
    assert "BG34" == gazetteer.region_of("07079").nuts2


def test_an_unknown_code_is_no_settlement():
    gazetteer = load_gazetteer()

    assert gazetteer.settlement("7079") is None
    with pytest.raises(KeyError):
        gazetteer.district_of("7079")


def test_places_cannot_be_changed():
    burgas = load_gazetteer().settlements["07079"]

    with pytest.raises(FrozenInstanceError):
        burgas.name_bg = "Пиргос"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("ekatte", "bulgarian", "english"),
    [
        ("10135", "гр. Варна", "Varna"),
        ("06077", "с. Браниполе", "Branipole"),
        ("62685", "Рилски манастир", "Rilski manastir"),
    ],
)
def test_a_label_names_a_place_in_the_readers_language(ekatte, bulgarian, english):
    gazetteer = load_gazetteer()
    place = gazetteer.settlements[ekatte]

    assert bulgarian == gazetteer.label(place, "bg")
    assert english == gazetteer.label(place, "en")


def test_three_settlements_have_no_point_and_thirteen_no_postcode():
    places = load_gazetteer().settlements.values()

    assert {"87802", "87816", "87825"} == {p.ekatte for p in places if p.lon is None}
    assert {"87802", "87816", "87825"} == {p.ekatte for p in places if p.lat is None}
    assert 13 == sum(p.postcode is None for p in places)


@pytest.mark.parametrize(
    ("start", "end", "expected_km"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0.0),
        ((0.0, 0.0), (1.0, 0.0), 111.195),  # one degree of a circle of 6371.0088 km
        ((0.0, 90.0), (0.0, -90.0), 20015.115),  # half the circle
        ((23.0, 60.0), (24.0, 60.0), 55.597),  # half as far at 60 degrees north
    ],
)
def test_distance_follows_the_great_circle(start, end, expected_km):
    assert expected_km == pytest.approx(distance_km(*start, *end), abs=0.01)
    assert expected_km == pytest.approx(load_gazetteer().distance_km(*end, *start), abs=0.01)


def test_the_nearest_places_come_nearest_first():
    gazetteer = load_gazetteer()
    varna = gazetteer.settlements["10135"]
    nearest = gazetteer.nearest(27.9105, 43.2046, 4)
    distances = [
        distance_km(27.9105, 43.2046, place.lon or 0.0, place.lat or 0.0) for place in nearest
    ]

    assert varna == nearest[0]
    assert 4 == len(nearest)
    assert sorted(distances) == distances
    assert () == gazetteer.nearest(27.9, 43.2, 0)
