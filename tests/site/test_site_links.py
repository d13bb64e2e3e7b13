"""Links: every one leads to something of the site, nothing is fetched from elsewhere."""

import re
from collections import deque
from urllib.parse import unquote, urljoin, urlsplit

SITE_URL = "https://example.org/deep/mrezha"
LINKING = ("href", "src", "action", "poster", "data", "formaction")
# Elements that make a browser fetch something by itself.
FETCHING = ("img", "script", "source", "iframe", "object", "embed", "video", "audio", "track")


def addresses(page):
    """Yield every address in a page with the element it stands in."""
    for one in page.top.walk():
        for name in LINKING:
            if name in one.attrs:
                yield one, one.attrs[name]
        for part in one.attrs.get("srcset", "").split(","):
            if part.strip():
                yield one, part.split()[0]


def is_ours(address):
    return not urlsplit(address).scheme and not address.startswith("//")


def target(site, page, address, root="/deep/mrezha/"):
    """Return file and fragment an address of the site leads to, served under a sub-path."""
    here = root + page.file.removesuffix("index.html")
    parts = urlsplit(urljoin(f"https://example.org{here}", address))
    assert parts.path.startswith(root), f"{page.file}: {address} leaves the site"
    file = unquote(parts.path.removeprefix(root))
    return (file + "index.html" if file.endswith("/") or not file else file), parts.fragment


def broken_links(site):
    """Yield every address of the site that leads to no file, or to no place of it."""
    ids = {file: {one.attrs.get("id") for one in page.top.walk()} for file, page in site.items()}
    for page in site.values():
        root = "/deep/mrezha/"
        if page.file == "404.html":  # absolute: it is shown at any address
            root = "/deep/mrezha/" if f"{root}site.css" in page.html or root in page.html else "/"
        for _, address in addresses(page):
            if not is_ours(address):
                continue
            file, fragment = target(site, page, address, root)
            if not (site.folder / file).is_file() or (fragment and fragment not in ids[file]):
                yield f"{page.file}: {address}"


def test_every_link_and_file_of_every_page_is_there_also_under_a_sub_path(site):
    assert [] == list(broken_links(site))


def test_links_are_whole_on_a_site_with_few_files(gathered):
    assert [] == list(broken_links(gathered))


def test_the_page_for_lost_addresses_links_from_the_root_of_the_site(small, placed):
    for site, root in ((small, "/"), (placed, "/deep/mrezha/")):
        ours = [one for _, one in addresses(site["404.html"]) if is_ours(one) and one[0] != "#"]
        assert ours
        assert [] == [one for one in ours if not one.startswith(root)]


def test_no_page_makes_a_browser_ask_a_foreign_host(site):
    asked = []
    for page in site.values():
        for one, address in addresses(page):
            rel = set(one.attrs.get("rel", "").split())
            fetched = (
                one.tag in FETCHING
                or "action" in one.attrs
                or (one.tag == "link" and not rel <= {"canonical", "alternate"})
            )
            if fetched and not is_ours(address):
                asked.append(f"{page.file}: {address}")
        asked += [page.file for one in page.top.find("link") if "preconnect" in str(one.attrs)]
    assert [] == asked


def test_style_sheets_and_scripts_ask_no_foreign_host_and_miss_no_file(small):
    for path in (small.folder / "static").rglob("*"):
        if path.suffix not in {".css", ".js", ".mjs"}:
            continue
        text = path.read_text("utf-8")
        found = re.findall(r"""url\(\s*["']?([^"')]+)""", text) if path.suffix == ".css" else []
        found += re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""", text)
        for address in found:
            if not address.startswith("data:"):
                assert is_ours(address), f"{path.name}: {address}"
                assert (path.parent / address.split("#")[0]).is_file(), f"{path.name}: {address}"
        assert "@import" not in text or path.suffix != ".css"


def test_no_script_style_or_handler_stands_in_a_page(site):
    inline = []
    for page in site.values():
        for one in page.top.walk():
            data = "json" in one.attrs.get("type", "")
            if (one.tag == "script" and "src" not in one.attrs and not data) or one.tag == "style":
                inline.append(f"{page.file}: <{one.tag}>")
            inline += [
                f"{page.file}: {name}"
                for name, value in one.attrs.items()
                if name == "style" or name.startswith("on") or "javascript:" in value.lower()
            ]
            policy = one.attrs.get("http-equiv", "Content-Security-Policy")
            if one.tag == "meta" and policy != "Content-Security-Policy":
                inline.append(f"{page.file}: http-equiv")
    assert [] == inline


def test_links_to_other_peoples_pages_pass_on_neither_rank_nor_window(site):
    bare = set()
    for page in site.values():
        for one in page.main.find("a"):
            address = one.attrs.get("href", "")
            if urlsplit(address).scheme in {"http", "https"}:
                rel = set(one.attrs.get("rel", "").split())
                if not {"nofollow", "noopener"} <= rel or "target" in one.attrs:
                    bare.add(f"{page.file}: {address}")
    assert set() == bare


def test_only_safe_kinds_of_addresses_are_linked(site):
    kinds = {urlsplit(one).scheme for page in site.values() for _, one in addresses(page)}
    assert kinds <= {"", "http", "https", "mailto", "tel", "webcal"}


def test_every_page_is_reached_from_home_in_four_links_without_scripts(site):
    for home in ("index.html", "en/index.html"):
        distance = {home: 0}
        waiting = deque([home])
        while waiting:
            file = waiting.popleft()
            for one in site[file].top.find("a"):
                if is_ours(address := one.attrs.get("href", "")):
                    there = target(site, site[file], address)[0]
                    if there in site and there not in distance:
                        distance[there] = distance[file] + 1
                        waiting.append(there)
        assert {"404.html"} == set(site) - set(distance)
        assert {} == {file: steps for file, steps in distance.items() if steps > 4}


def test_the_switch_of_language_keeps_the_page(site):
    for page in site.values():
        if page.file == "404.html":
            continue
        (switch,) = [one for one in page.top.find("a") if "hreflang" in one.attrs]
        other = page.file.removeprefix("en/") if page.lang == "en" else f"en/{page.file}"
        assert (other, "bg" if page.lang == "en" else "en") == (
            target(site, page, switch.attrs["href"])[0],
            switch.attrs["hreflang"],
        )
