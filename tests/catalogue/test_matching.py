"""What one looks for is matched with what another offers, and never with itself."""

from pathlib import Path

import pytest

from mrezha.catalogue import build_catalogue
from mrezha.catalogue.matching import find_helpers, find_kin, find_seekers
from mrezha.places import load_gazetteer
from mrezha.records.loading import load_content
from mrezha.schema import load_schema

NEEDY = """needs:
  - {{id: n, kind: {kind}, text: {{bg: Търсим}}, category: {category}}}
"""
OFFERING = "offers:\n  - {{id: o, kind: product, name: {{bg: Неща}}, category: {category}}}\n"


def write(folder: Path, id_: str, settlement: str, more: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    register = f'name: „{id_}“\n  status: listed\n  settlement: "{settlement}"'
    text = f"---\nregister:\n  {register}\n{more}---\n"
    (folder / f"{id_}.md").write_text(text, "utf-8")


@pytest.fixture
def match(tmp_path: Path):
    def run(kind: str = "supplier", needed: str = "food-bakery"):
        content = tmp_path / "content"
        folder = content / "enterprises"
        both = NEEDY.format(kind=kind, category=needed) + OFFERING.format(category="food-bakery")
        write(folder, "seeker", "10135", both)  # Варна
        write(folder, "ab-far", "68134", OFFERING.format(category="food-bakery"))  # София
        write(folder, "zz-near", "10135", OFFERING.format(category="food-bakery"))
        write(folder, "other", "10135", OFFERING.format(category="transport"))
        loaded = load_content(content)
        assert () == loaded.problems
        return build_catalogue(loaded, load_schema(), load_gazetteer())

    return run


def test_the_helper_of_the_same_district_comes_first_and_nobody_helps_himself(match) -> None:
    catalogue = match()
    found = list(find_helpers(catalogue, catalogue.enterprises["seeker"]))
    assert [("zz-near", True), ("ab-far", False)] == [(one.helper, one.is_near) for one in found]


def test_both_sides_see_the_match(match) -> None:
    catalogue = match()
    seen = {
        id_: [one.seeker for one in find_seekers(catalogue, catalogue.enterprises[id_])]
        for id_ in catalogue.outlines
    }
    assert {"zz-near": ["seeker"], "ab-far": ["seeker"], "other": [], "seeker": []} == seen


def test_a_need_for_the_whole_group_is_met_by_each_of_its_kinds(match) -> None:
    catalogue = match(needed="food")
    assert 2 == len(list(find_helpers(catalogue, catalogue.enterprises["seeker"])))


@pytest.mark.parametrize("kind", ["volunteers", "funding", "buyer"])
def test_hands_money_and_buyers_are_not_met_by_offers(match, kind: str) -> None:
    catalogue = match(kind=kind)
    assert [] == list(find_helpers(catalogue, catalogue.enterprises["seeker"]))
    assert [] == list(find_seekers(catalogue, catalogue.enterprises["zz-near"]))


def test_kin_offer_alike_in_the_same_district_and_it_is_said_in_what(match) -> None:
    catalogue = match()
    found = {
        id_: [(one.id, one.categories) for one in find_kin(catalogue, catalogue.enterprises[id_])]
        for id_ in catalogue.outlines
    }
    assert [("zz-near", ("food-bakery",))] == found["seeker"]
    assert [("seeker", ("food-bakery",))] == found["zz-near"]
    assert [] == found["ab-far"] == found["other"]
