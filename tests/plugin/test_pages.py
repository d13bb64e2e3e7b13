"""Which pages the site has: every record one, nothing twice."""

import re
from collections.abc import Callable, Mapping

import pytest

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.lists import part_address
from mrezha.plugin.pages import PagePlan, plan_pages
from mrezha.records.loading import Loaded
from mrezha.schema import load_schema

Check = Callable[[Mapping[str, str | bytes]], Loaded]


def build(loaded: Loaded) -> Catalogue:
    return build_catalogue(loaded, load_schema(), load_gazetteer())


@pytest.fixture(scope="module")
def plans(loaded_fixture: Loaded) -> list[PagePlan]:
    return list(plan_pages(build(loaded_fixture), 24))


def test_every_record_has_one_page(plans: list[PagePlan], loaded_fixture: Loaded) -> None:
    expected = sorted(one.file.removeprefix("content/")[:-3] for one in loaded_fixture.records)
    assert expected == sorted({plan.owner for plan in plans if plan.owner})


def test_no_two_pages_share_an_address(plans: list[PagePlan]) -> None:
    addresses = [plan.address for plan in plans]
    assert len(addresses) == len(set(addresses))


def test_every_category_and_district_has_a_page(plans: list[PagePlan]) -> None:
    addresses = {plan.address for plan in plans}
    assert 75 == sum(bool(re.fullmatch(r"offers/[a-z-]+/", a)) for a in addresses)
    assert 28 == sum(a.startswith("districts/") and a != "districts/" for a in addresses)


def test_a_number_leads_to_its_enterprise(plans: list[PagePlan]) -> None:
    by_address = {plan.address: plan for plan in plans}
    assert "izmislena-furna" == by_address["eik/999990010/"].context()["enterprise"].id
    assert 4 == sum(address.startswith("eik/") for address in by_address)
    assert not by_address["eik/999990010/"].listed
    assert not by_address["404.html"].listed


def test_a_group_page_shows_the_offers_of_its_kinds(plans: list[PagePlan]) -> None:
    by_address = {plan.address: plan for plan in plans}
    found = {
        enterprise.id: [offer["id"] for offer in offers]
        for enterprise, offers in by_address["offers/food/"].context()["found"]
    }
    assert {"izmislena-furna": ["hlyab", "obuchenie"], "sladka-izmislitsa": ["torti"]} == found
    found = {
        enterprise.id: [offer["id"] for offer in offers]
        for enterprise, offers in by_address["offers/food-bakery/"].context()["found"]
    }
    assert {"izmislena-furna": ["hlyab"], "sladka-izmislitsa": ["torti"]} == found


@pytest.mark.parametrize(
    ("size", "expected"),
    [(5, [5]), (4, [4, 1]), (2, [2, 2, 1]), (1, [1] * 5), (24, [5])],
)
def test_the_list_is_cut_into_pages(loaded_fixture: Loaded, size: int, expected: list[int]) -> None:
    catalogue = build(loaded_fixture)
    lists = [one for one in plan_pages(catalogue, size) if one.template == "enterprises"]
    assert expected == [len(one.context()["enterprises"]) for one in lists]
    assert ["enterprises/", "enterprises/page/2/"][: len(lists)] == [one.address for one in lists][
        :2
    ]
    shown = [enterprise.id for one in lists for enterprise in one.context()["enterprises"]]
    assert list(catalogue.enterprises) == shown


def test_an_empty_catalogue_still_has_its_pages(check: Check) -> None:
    plans = list(plan_pages(build(check({"pages/.keep": ""})), 24))
    lists = [one for one in plans if one.template == "enterprises"]
    assert [()] == [one.context()["enterprises"] for one in lists]
    assert [] == [one for one in plans if one.owner]


@pytest.mark.parametrize(
    ("kind", "key", "number", "expected"),
    [
        ("enterprises", "", 1, "enterprises/"),
        ("enterprises", "", 2, "enterprises/page/2/"),
        ("category", "food", 1, "offers/food/"),
        ("category", "food", 3, "offers/food/page/3/"),
        ("district", "VAR", 2, "districts/VAR/page/2/"),
    ],
)
def test_a_part_of_a_list_has_a_permanent_address(
    kind: str, key: str, number: int, expected: str
) -> None:
    assert expected == part_address({"kind": kind, "key": key}, number)
