"""What hosts and search engines read: addresses, pairs of languages, headers, weight."""

import gzip
import re
from xml.etree import ElementTree

import pytest

SITE_URL = "https://example.org/deep/mrezha"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
UNLISTED = ("404.html", "eik/")


def address_of(file):
    return f"{SITE_URL}/{file.removesuffix('index.html')}"


def is_listed(file):
    return not file.removeprefix("en/").startswith(UNLISTED)


def linked(page, rel):
    """Return what the head links to under a relation: language or "" -> address; no feeds."""
    return {
        one.attrs.get("hreflang", ""): one.attrs["href"]
        for one in page.top.find("link")
        if one.attrs.get("rel") == rel and "atom" not in one.attrs.get("type", "")
    }


def test_without_an_address_nothing_claims_one(small):
    for page in small.values():
        assert {} == linked(page, "canonical") | linked(page, "alternate"), page.file
        assert "og:url" not in page.html
    assert not (small.folder / "sitemap.xml").exists()
    assert "Sitemap" not in (small.folder / "robots.txt").read_text("utf-8")


def test_with_an_address_every_page_names_itself_and_its_pair_and_the_pair_names_it(placed):
    for file, page in placed.items():
        if not is_listed(file):
            assert {} == linked(page, "canonical"), file
            continue
        assert {"": address_of(file)} == linked(page, "canonical"), file
        bulgarian = file.removeprefix("en/")
        assert {
            "bg": address_of(bulgarian),
            "en": address_of(f"en/{bulgarian}"),
            "x-default": address_of(bulgarian),
        } == linked(page, "alternate"), file
    for file in filter(is_listed, placed):
        for lang, address in linked(placed[file], "alternate").items():
            other = address.removeprefix(f"{SITE_URL}/") + "index.html"
            assert linked(placed[other], "alternate") == linked(placed[file], "alternate"), lang


def test_the_sitemap_is_valid_and_names_every_page_once_with_its_pair(placed):
    tree = ElementTree.parse(placed.folder / "sitemap.xml")  # noqa: S314 made by the build
    entries = tree.getroot().findall(f"{MAP}url")
    found = [entry.findtext(f"{MAP}loc") for entry in entries]
    assert sorted(address_of(file) for file in placed if is_listed(file)) == sorted(found)
    assert len(found) <= 50_000  # the protocol's limit for one file
    for entry in entries:
        pairs = {link.get("hreflang"): link.get("href") for link in entry.findall(LINK)}
        assert entry.findtext(f"{MAP}loc") in pairs.values()
        assert {"bg", "en"} <= set(pairs)
        assert set(pairs.values()) <= set(found)


def test_pages_that_are_no_results_ask_not_to_be_indexed(site):
    for file, page in site.items():
        asked = [one.attrs.get("content") for one in page.top.find("meta", name="robots")]
        assert ([] if is_listed(file) else ["noindex"]) == asked, file


def test_robots_may_read_everything_and_are_told_where_the_sitemap_is(placed):
    lines = (placed.folder / "robots.txt").read_text("utf-8").splitlines()
    assert ["User-agent: *", "Allow: /", f"Sitemap: {SITE_URL}/sitemap.xml"] == lines


def test_the_headers_allow_nothing_inline_and_nothing_foreign(small):
    rules = (small.folder / "_headers").read_text("utf-8")
    (policy,) = re.findall(r"Content-Security-Policy: (.+)", rules)
    assert rules.startswith("/*\n  ")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "nosniff" in rules
    assert re.search(r"^/static/[0-9a-f]+/\*\n  Cache-Control: .*immutable", rules, re.M)


def test_static_files_lie_in_a_folder_named_by_their_content(small, real):
    names = {path.name for site in (small, real) for path in (site.folder / "static").iterdir()}
    assert all(re.fullmatch("[0-9a-f]{12,}", name) for name in names)


@pytest.mark.parametrize("name", [".nojekyll", ".mrezha-site", "_redirects", "404.html"])
def test_every_host_finds_what_it_looks_for(site, name):
    assert (site.folder / name).is_file()


def test_redirects_are_lines_a_host_understands(site):
    for line in (site.folder / "_redirects").read_text("utf-8").splitlines():
        assert re.fullmatch(r"#.*|/\S* /\S* 30[128]", line), line


def test_names_of_files_are_safe_on_every_host(site):
    for path in site.folder.rglob("*"):
        name = path.relative_to(site.folder).as_posix()
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), name
        assert len(name) < 200, name


def test_pages_and_styles_keep_their_budget(site):
    # Bars of the design issue: a profile of 60 KB, style sheets of 10 KB compressed.
    heavy = {
        page.file: len(page.html.encode())
        for page in site.values()
        if page.kind == "enterprises/*" and len(page.html.encode()) > 60_000
    }
    assert {} == heavy
    (style,) = site.folder.glob("static/*/site.css")
    assert len(gzip.compress(style.read_bytes(), 9)) <= 10_240


def test_nothing_but_what_is_published_lies_in_the_site(site):
    kinds = {path.suffix for path in site.folder.rglob("*") if path.is_file()}
    assert not kinds & {".md", ".py", ".yml", ".yaml", ".map", ".pyc", ".j2", ".tmp"}
