"""The files of the map: every enterprise once, no place made up, small at any size."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mrezha.catalogue.outline import Outline, exact_point
from mrezha.outputs import mapdata
from mrezha.outputs.mapdata import draw_map, gather_places
from mrezha.places import load_gazetteer

VARNA, SOFIA = "10135", "68134"  # EKATTE
PARENTS = {"food": "", "food-bakery": "food", "crafts": ""}


def outlines(count: int) -> Iterator[Outline]:
    """Enterprises spread over all settlements, one by one."""
    codes = tuple(load_gazetteer().settlements)
    for number in range(count):
        yield Outline(
            f"e-{number:06}",
            name=f"Предприятие {number}",
            settlement=codes[number * 7919 % len(codes)],
            is_registered=number % 3 > 0,
            categories=("food-bakery", "food"),
        )


def read(files: dict[str, bytes], name: str) -> Any:
    return json.loads(files[name])


def test_a_settlement_stands_once_with_all_who_are_in_it() -> None:
    two = [
        Outline("a", name="А", settlement=VARNA, is_registered=True, categories=("food",)),
        Outline("b", name="Б", name_en="B", settlement=VARNA, categories=("crafts", "food")),
    ]
    found = draw_map(two, PARENTS, load_gazetteer())
    first = read(dict(found.files), found.first)
    # Categories: food 1 registered and 1 other, crafts 1 other.
    assert [VARNA, "гр. Варна", "Varna", "VAR", 1, 1, 0, 1, 1, 1, 0, 1] == [
        part for number, part in enumerate(first["places"][0]) if number not in (1, 2)
    ]
    assert ["food", "crafts"] == first["categories"]
    members = read(dict(found.files), first["names"][""])[VARNA]
    assert [["a", "А", "", 1, [0]], ["b", "Б", "B", 0, [1, 0]]] == members


def test_a_known_point_is_drawn_apart_and_not_counted_twice() -> None:
    two = [
        Outline("a", name="А", settlement=VARNA, point=(27.9147, 43.2141)),
        Outline("b", name="Б", settlement=VARNA),
    ]
    found = draw_map(two, PARENTS, load_gazetteer())
    first = read(dict(found.files), found.first)
    assert [[27.9147, 43.2141, "VAR", VARNA, ["a", "А", "", 0, []]]] == first["exact"]
    assert [0, 1] == first["places"][0][6:8]
    assert 2 == found.shown.placed


def test_who_has_no_known_settlement_is_said_to_be_off_the_map() -> None:
    shown = gather_places([Outline("a"), Outline("b", settlement=SOFIA)], load_gazetteer())
    assert ["a"] == [one.id for one in shown.unplaced]
    assert 1 == shown.placed


def test_a_hundred_thousand_do_not_make_the_first_file_heavier_than_the_settlements() -> None:
    found = draw_map(outlines(100_000), PARENTS, load_gazetteer())
    first = read(dict(found.files), found.first)
    assert len(first["places"]) <= 5_256
    assert 100_000 == sum(one[6] + one[7] for one in first["places"]) + len(found.shown.unplaced)
    assert len(gzip.compress(found.files[found.first])) <= 150_000
    # Names come by district: nobody fetches those of the whole country.
    assert 28 == len(first["names"])
    assert max(len(gzip.compress(found.files[one])) for one in first["names"].values()) <= 100_000


def test_names_of_files_tell_their_content() -> None:
    before = draw_map([Outline("a", name="А", settlement=VARNA)], PARENTS, load_gazetteer())
    after = draw_map([Outline("a", name="Я", settlement=VARNA)], PARENTS, load_gazetteer())
    assert before.first != after.first
    assert set(before.files) & set(after.files) == {
        read(dict(after.files), after.first)["outlines"]
    }


def test_too_many_known_points_fall_back_on_their_settlements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mapdata, "MOST_EXACT", 1)
    two = [Outline(id_, settlement=VARNA, point=(27.9, 43.2)) for id_ in ("a", "b")]
    (place,) = gather_places(two, load_gazetteer()).places
    assert (["a"], ["b"]) == ([one.id for one in place.exact], [one.id for one in place.around])


@pytest.mark.parametrize(
    ("legal_form", "consent", "lon", "expected"),
    [
        ("limited", None, "27.9", (27.9, 43.2)),
        ("limited", None, None, ()),
        ("sole-trader", None, "27.9", ()),  # its place is often a home
        ("sole-trader", "2026-11-01", "27.9", (27.9, 43.2)),
    ],
)
def test_a_home_is_no_point_without_consent(
    legal_form: str, consent: str | None, lon: str | None, expected: tuple[float, ...]
) -> None:
    data = {
        "place": {"lon": lon, "lat": "43.2"},
        "register": {"legal_form": legal_form},
        "contacts": {"person": {"consent_on": consent}},
    }
    assert expected == exact_point(data)
