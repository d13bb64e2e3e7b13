"""sitemap.xml by the protocol 0.9 of sitemaps.org, and robots.txt (RFC 9309)."""

from xml.etree import ElementTree

import pytest

from mrezha.outputs.sitemap import render_robots, render_sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def parse(text: bytes) -> list[tuple[str, dict[str, str]]]:
    tree = ElementTree.fromstring(text)  # noqa: S314 our own output
    assert f"{SITEMAP}urlset" == tree.tag
    return [
        (
            str(url.findtext(f"{SITEMAP}loc")),
            {link.attrib["hreflang"]: link.attrib["href"] for link in url.iter(f"{XHTML}link")},
        )
        for url in tree
    ]


def test_every_page_is_listed_in_every_language_with_its_pair() -> None:
    pages = [{"bg": "", "en": "en/"}, {"bg": "offers/", "en": "en/offers/"}]
    home = {"bg": "https://example.org/", "en": "https://example.org/en/"}
    offers = {"bg": "https://example.org/offers/", "en": "https://example.org/en/offers/"}
    assert [
        (home["bg"], home),
        (home["en"], home),
        (offers["bg"], offers),
        (offers["en"], offers),
    ] == parse(render_sitemap("https://example.org", pages))


@pytest.mark.parametrize(
    "site_url", ["https://example.org/a?b=1&c=2", "https://example.org/<x>'\""]
)
def test_addresses_are_escaped_for_xml(site_url: str) -> None:
    ((location, links),) = parse(render_sitemap(site_url, [{"bg": "x/"}]))
    assert f"{site_url}/x/" == location == links["bg"]


def test_a_sitemap_of_nothing_is_still_a_sitemap() -> None:
    assert [] == parse(render_sitemap("https://example.org", []))


def test_robots_name_the_sitemap_only_when_there_is_one() -> None:
    assert b"User-agent: *\nAllow: /\nSitemap: https://example.org/sitemap.xml\n" == render_robots(
        "https://example.org"
    )
    assert b"User-agent: *\nAllow: /\n" == render_robots("")
