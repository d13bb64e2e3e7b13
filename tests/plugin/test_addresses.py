"""Permanent addresses, and links that work wherever the site stands."""

import re
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrezha.plugin.addresses import address_of, file_of, localise, way_to_root

# Once published an address never breaks: a line may be added here, none changed.
PERMANENT = {
    ("home", ""): "",
    ("search", ""): "search/",
    ("enterprises", ""): "enterprises/",
    ("enterprise", "hlyab-i-sol"): "enterprises/hlyab-i-sol/",
    ("eik", "123456786"): "eik/123456786/",
    ("offers", ""): "offers/",
    ("category", "food-bakery"): "offers/food-bakery/",
    ("regions", ""): "regions/",
    ("region", "severoiztochen"): "regions/severoiztochen/",
    ("districts", ""): "districts/",
    ("district", "VAR"): "districts/VAR/",
    ("events", ""): "events/",
    ("event", "bazar-2026"): "events/bazar-2026/",
    ("calls", ""): "calls/",
    ("call", "protsedura"): "calls/protsedura/",
    ("calendar", ""): "calendar/",
    ("month", "2026-12"): "calendar/2026-12/",
    ("events-kind", "bazaar"): "calendar/kinds/bazaar/",
    ("events-region", "severoiztochen"): "calendar/regions/severoiztochen/",
    ("events-year", "2025"): "calendar/years/2025/",
    ("call-state", "open"): "calls/state/open/",
    ("page", "about"): "pages/about/",
    ("submit", ""): "submit/",
    ("submit-kind", "profile-new"): "submit/profile-new/",
    ("not-found", ""): "404.html",
    ("occasion", "gifts"): "occasions/gifts/",
    ("needs", ""): "needs/",
    ("needs-feed", ""): "needs/feed.xml",
    ("offers-place", "VAR"): "offers/places/VAR/",
    ("offers-cause", "inclusion"): "offers/causes/inclusion/",
    ("network", ""): "network/",
    ("enterprise-card", "hlyab-i-sol"): "enterprises/hlyab-i-sol/contact.vcf",
    ("enterprise-calendar", "hlyab-i-sol"): "enterprises/hlyab-i-sol/renewal.ics",
    ("renewals", "severoiztochen"): "regions/severoiztochen/renewals/",
    ("region-calendar", "severoiztochen"): "regions/severoiztochen/renewals.ics",
    ("changes", ""): "changes/",
    ("changes-feed", ""): "changes/feed.xml",
    ("indicators", ""): "indicators/",
    ("region-booklet", "severoiztochen"): "regions/severoiztochen/catalogue.pdf",
    ("category-booklet", "food"): "offers/food/catalogue.pdf",
}
ADDRESSES = [localise(address, lang) for address in PERMANENT.values() for lang in ("bg", "en")]
SEGMENT = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
ADDRESS = st.lists(SEGMENT, max_size=5).map(lambda steps: "".join(f"{step}/" for step in steps))


@pytest.mark.parametrize(("page", "address"), PERMANENT.items())
def test_an_address_once_published_never_changes(page: tuple[str, str], address: str) -> None:
    assert address == address_of(*page)


def test_two_pages_never_share_an_address() -> None:
    files = [file_of(address) for address in ADDRESSES]
    assert len(files) == len(set(files))


def test_a_kind_without_a_page_is_a_bug() -> None:
    with pytest.raises(KeyError):
        address_of("blog")


@pytest.mark.parametrize(
    ("address", "lang", "expected"),
    [
        ("", "bg", ""),
        ("", "en", "en/"),
        ("offers/", "bg", "offers/"),
        ("offers/", "en", "en/offers/"),
    ],
)
def test_bulgarian_stands_at_the_root_and_english_below(
    address: str, lang: str, expected: str
) -> None:
    assert expected == localise(address, lang)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "index.html"),
        ("en/", "en/index.html"),
        ("offers/food/", "offers/food/index.html"),
        ("404.html", "404.html"),
    ],
)
def test_an_address_is_served_from_a_file(address: str, expected: str) -> None:
    assert expected == file_of(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ""),
        ("404.html", ""),
        ("offers/", "../"),
        ("en/offers/food/", "../../../"),
    ],
)
def test_the_way_to_the_root_goes_up_once_a_folder(address: str, expected: str) -> None:
    assert expected == way_to_root(address)


def link(start: str, target: str) -> str:
    """A link as pages write it: the way to the root, and the target's address."""
    return way_to_root(start) + target or "./"


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/a/b/", "file:///x/"])
def test_every_page_reaches_every_page_at_any_base(base: str) -> None:
    """RFC 3986 reference resolution, by the standard library."""
    for start in ADDRESSES:
        for target in [*ADDRESSES, "static/0123/js/search.js"]:
            assert base + target == urljoin(base + start, link(start, target))


@given(ADDRESS, ADDRESS, st.sampled_from(["", "index.html", "a.css"]))
def test_a_link_resolves_to_its_target(start: str, folder: str, name: str) -> None:
    found = link(start, folder + name)
    base = "https://example.org/sub/"
    assert base + folder + name == urljoin(base + start, found)
    assert not re.match(r"/|[a-z]+:", found)
