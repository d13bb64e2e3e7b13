"""Offers by place and cause, and the feed of what enterprises look for."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.needs import find_newest
from mrezha.plugin.offers import MOST_SHOWN, plan_offers
from mrezha.records.loading import Loaded
from mrezha.schema import load_schema

ATOM = "{http://www.w3.org/2005/Atom}"
RECORD = """---
register:
  name: Фурна {number}
  status: unconfirmed
  settlement: "10135"
  sources:
    - name: Измислен списък
      seen_on: "2026-03-0{day}"
causes:
  - inclusion
offers:
  - id: hlyab
    kind: product
    name:
      bg: Хляб
    category: food-bakery
needs:
  - id: brashno
    kind: supplier
    text:
      bg: Търсим брашно.
{since}---
"""


def build(loaded: Loaded) -> Catalogue:
    return build_catalogue(loaded, load_schema(), load_gazetteer())


def record(number: int, since: str = "") -> str:
    line = f'    since: "{since}"\n' if since else ""
    return RECORD.format(number=number, day=number % 9 + 1, since=line)


def test_offers_have_a_page_by_place_and_cause_only_where_there_are_any(
    loaded_fixture: Loaded,
) -> None:
    catalogue = build(loaded_fixture)
    plans = {one.address: one for one in plan_offers(catalogue)}
    # tests/fixtures/content: two with offers in Varna district, one of them with causes.
    assert {"places/VAR", "causes/inclusion", "causes/disability"} <= {
        address.removeprefix("offers/").strip("/") for address in plans
    }
    assert len(plans) < 1 + 28 + 7
    context = plans["offers/places/VAR/"].context()
    shown = {
        (shelf.category.id, maker.id, offer["id"])
        for shelf in context["shelves"]
        for maker, offers in shelf.found
        for offer in offers
    }
    assert ("food", "izmislena-furna", "hlyab") in shown
    context = plans["offers/causes/inclusion/"].context()
    assert "izmislena-furna" in {
        maker.id for shelf in context["shelves"] for maker, _ in shelf.found
    }
    index = plans["offers/"].context()
    assert index["places"]["VAR"] >= 1
    assert list(index["causes"]) == [key for key in index["causes"] if key in index["causes"]]


def test_a_place_with_many_makers_shows_some_and_says_how_many_more(
    check: Callable[..., Loaded],
) -> None:
    files = {f"enterprises/furna-{n}.md": record(n) for n in range(MOST_SHOWN + 2)}
    catalogue = build(check(files))
    plan = next(one for one in plan_offers(catalogue) if one.address == "offers/places/VAR/")
    (shelf,) = plan.context()["shelves"]
    assert (MOST_SHOWN, MOST_SHOWN + 2) == (len(shelf.found), shelf.total)


def test_needs_come_newest_first_by_their_own_day_or_that_of_their_source(
    check: Callable[..., Loaded],
) -> None:
    files = {
        "enterprises/a.md": record(1),  # its source was seen on 2 March
        "enterprises/b.md": record(2, since="2026-05-01"),
        "enterprises/c.md": record(3, since="2026-01-15"),
    }
    expected = [("2026-05-01", "b"), ("2026-03-02", "a"), ("2026-01-15", "c")]
    assert expected == [(day, id_) for day, id_, _ in find_newest(build(check(files)))]


def test_a_need_that_ends_before_it_was_announced_is_refused(check: Callable[..., Loaded]) -> None:
    text = record(1, since="2026-05-01").replace(
        '    since: "2026-05-01"\n', '    since: "2026-05-01"\n    until: "2026-04-01"\n'
    )
    loaded = check({"enterprises/a.md": text})
    assert ["dates-order"] == [one.code for one in loaded.problems]


def test_the_feed_of_needs_says_who_needs_what(fixture_site: Path) -> None:
    for folder, seeker, words in (
        ("", "Измислена фурна", "Търсим доставчик на пълнозърнесто брашно."),
        ("en/", "Imaginary Bakery", "We look for a supplier of wholemeal flour."),
    ):
        feed = ET.parse(fixture_site / folder / "needs/feed.xml").getroot()  # noqa: S314 our own file
        entries = feed.findall(f"{ATOM}entry")
        said = {
            (one.findtext(f"{ATOM}title"), (one.findtext(f"{ATOM}summary") or "").split("\n")[0])
            for one in entries
        }
        assert any(seeker in str(title) and words == summary for title, summary in said), said
        for one in (feed, *entries):
            assert one.findtext(f"{ATOM}id")
            assert one.findtext(f"{ATOM}updated")
        links = [one.find(f"{ATOM}link").get("href") for one in entries]  # type: ignore[union-attr]
        assert all((fixture_site / folder / "needs" / str(link)).is_dir() for link in links)
        page = (fixture_site / folder / "needs/index.html").read_text("utf-8")
        assert 2 == page.count('type="application/atom+xml"')


def test_offers_by_place_and_cause_are_reached_from_the_page_of_offers(fixture_site: Path) -> None:
    index = (fixture_site / "offers/index.html").read_text("utf-8")
    assert "offers/places/VAR/" in index
    assert "offers/causes/inclusion/" in index
    page = (fixture_site / "en/offers/causes/inclusion/index.html").read_text("utf-8")
    assert "Sourdough bread" in page
    assert "../enterprises/izmislena-furna/" in page
    profile = (fixture_site / "enterprises/izmislena-furna/index.html").read_text("utf-8")
    assert "offers/causes/inclusion/" in profile
