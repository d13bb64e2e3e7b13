"""What is gathered on common pages so that a site has fewer files, and where links then lead."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from mrezha.catalogue import Catalogue
from mrezha.catalogue.build import assemble
from mrezha.catalogue.outline import Outline
from mrezha.places import load_gazetteer
from mrezha.plugin.common import embed_profile
from mrezha.plugin.gathering import (
    Form,
    Gathering,
    choose_gathering,
    group_numbers,
    group_profiles,
)
from mrezha.plugin.pages import plan_pages, plan_shared_pages
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.settings import SettingsError, read_settings
from mrezha.schema import load_schema

LIMIT = 20_000  # files of a site on Cloudflare Pages' free plan


def directory(count: int, **more: Any) -> Catalogue:
    """A catalogue of so many outlines: each with an EIK, a card, a deadline, three categories."""
    schema, gazetteer = load_schema(), load_gazetteer()
    districts = tuple(gazetteer.districts)
    categories = tuple(schema.vocabularies["offer-categories"].terms)
    outlines = (
        Outline(
            id=f"enterprise-{number}",
            name=f"Име {number}",
            sort_key=f"име {number:06}",
            status="listed",
            is_registered=True,
            district=districts[number % len(districts)],
            categories=tuple(
                categories[(number * 7 + more) % len(categories)] for more in range(3)
            ),
            eik=f"{100_000_000 + number}",
            renewals=("2027-01-01",),
            has_contact=True,
        )
        for number in range(count)
    )
    folders = {str(table.folder) for table in schema.record_tables()} - {"enterprises"}
    documents: dict[str, dict[str, Any]] = {folder: {} for folder in folders}
    moved = more.get("moved", {})
    now = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
    return assemble(outlines, lambda _: {}, documents, {}, moved, schema, gazetteer, now)


def choose(catalogue: Catalogue, limit: int, pictures: int = 0) -> Gathering:
    def plan(form: Gathering) -> Iterator[PagePlan]:
        return plan_shared_pages(catalogue, form.page_size, False, form)

    return choose_gathering(catalogue, 24, limit, pictures, plan)


def count_pages(catalogue: Catalogue, gathering: Gathering) -> int:
    return sum(len(one.languages) for one in plan_pages(catalogue, 24, False, gathering))


@pytest.mark.parametrize(
    ("count", "form"),
    [(1_000, Form.WHOLE), (6_000, Form.LEAN), (12_000, Form.GATHERED)],
)
def test_the_least_is_gathered_that_keeps_below_the_limit(count: int, form: Form) -> None:
    catalogue = directory(count)
    chosen = choose(catalogue, LIMIT)
    assert form == chosen.form
    assert count_pages(catalogue, chosen) <= LIMIT


def test_a_hundred_thousand_enterprises_stay_below_twenty_thousand_files() -> None:
    catalogue = directory(100_000)
    chosen = choose(catalogue, LIMIT)
    assert Form.GATHERED == chosen.form
    # 150 files of the search index and one more for every 20 enterprises, 250 others.
    assert count_pages(catalogue, chosen) + 250 + 150 + 5_000 <= LIMIT
    sizes = [len(ids) for ids in group_profiles(catalogue, chosen).values()]
    assert max(sizes) < 3 * 100_000 / chosen.pages  # no page is far longer than the others


def test_without_a_limit_nothing_is_gathered() -> None:
    assert Gathering(Form.WHOLE, 24) == choose(directory(20_000), 0)


def test_pictures_go_last() -> None:
    # 12,000 enterprises fit gathered; with 5,000 pictures of four files each they do not.
    assert Form.BARE == choose(directory(12_000), LIMIT, pictures=5_000).form


def test_the_page_of_a_profile_depends_on_its_id_alone() -> None:
    small, large = directory(50), directory(80)
    form = Gathering(Form.GATHERED, 250, pages=8)
    before, now = group_profiles(small, form), group_profiles(large, form)
    assert all(set(before[number]) <= set(now[number]) for number in before)
    # crc32(b"enterprise-7") % 8 + 1, by the checksum of submit.js.
    assert "profiles/2/#enterprise-7" == form.address("enterprise", "enterprise-7")


def test_checks_by_number_stand_on_the_page_of_its_last_two_digits() -> None:
    form = Gathering(Form.LEAN, 100)
    assert "eik/07/#100000007" == form.address("eik", "100000007")
    groups = group_numbers(directory(120))
    assert ("enterprise-7", "enterprise-107") == groups["07"]
    assert 100 == len(groups)


def test_an_old_name_leads_to_the_new_place() -> None:
    catalogue = directory(20, moved={"enterprises/stara": "enterprises/enterprise-3"})
    form = Gathering(Form.GATHERED, 250, pages=2)
    plans = {one.address: one for one in plan_pages(catalogue, 24, False, form)}
    place = form.address("enterprise", "enterprise-3")
    assert {"target": place} == plans["enterprises/stara/"].context()
    assert plans[form.address("enterprise", "stara").partition("#")[0]].template == "profiles"


def test_a_profile_fits_into_a_page_of_several() -> None:
    page = (
        '<body><main class="wrap"><nav id="trail"></nav><article>\n<h1>Име</h1>'
        '<section aria-labelledby="offers"><h2 id="offers">Стоки</h2>'
        '<article class="card" id="med"></article><a href="#med">1</a><a href="../x/#med">2</a>'
        "</section></article></main><footer id=foot></footer></body>"
    )
    assert (
        '<article class="section" id="hlyab">\n<h2>Име</h2>'
        '<section aria-labelledby="hlyab--offers"><h3 id="hlyab--offers">Стоки</h3>'
        '<article class="card" id="hlyab--med"></article><a href="#hlyab--med">1</a>'
        '<a href="../x/#med">2</a></section></article>'
    ) == embed_profile(page, "hlyab")


def test_what_a_text_says_is_not_taken_for_a_name() -> None:
    said = '<p>Пише: id="med" и  href="#med".</p>'
    page = f"<main><article>{said}</article></main>"
    assert said in embed_profile(page, "hlyab")


@pytest.mark.parametrize("value", [-1, 5, True, "20000", 1.5])
def test_a_limit_that_no_site_could_keep_is_refused(value: object, tmp_path: Any) -> None:
    own = {"MREZHA": {"max_files": value}, "PATH": ".", "THEME": ".", "SITENAME": "x"}
    with pytest.raises(SettingsError, match="max_files"):
        read_settings(own, tmp_path)


def test_templates_know_which_files_there_are() -> None:
    kinds = ("enterprise-card", "event-calendar", "picture")
    found = {form: [Gathering(form, 24).has(kind) for kind in kinds] for form in Form}
    assert {
        Form.WHOLE: [True, True, True],
        Form.LEAN: [False, True, True],
        Form.GATHERED: [False, False, True],
        Form.BARE: [False, False, False],
    } == found
