"""Follow the links of a built site without a browser: clicks from home, broken, orphans."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from mrezha.bench.webhost import PREFIX
from mrezha.bench.webpages import Target

MOST_CLICKS = 4
_HOMES = ("index.html", "en/index.html")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page links to (site files, in order) and the ids in it."""

    links: tuple[tuple[str, str], ...]
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Walk:
    """What following all links gave; `clicks` is the most it takes to reach a page."""

    pages: int
    links: int
    clicks: int
    findings: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids.add(known.get("id") or "")
        if tag == "a" and known.get("href") is not None:
            self.addresses.append(known["href"] or "")


def read_pages(site: Path, home: str) -> dict[str, Page]:
    """Read every page of a site served at `home`, an address with its path."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        file = path.relative_to(site).as_posix()
        if file.startswith("admin/"):
            continue  # one program, not a page of the directory
        reader = _Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        here = home + file.removesuffix("index.html")
        links = (_target(urljoin(here, one), home) for one in reader.addresses)
        ours = tuple(one for one in links if one is not None)
        found[file] = Page(ours, frozenset(reader.ids))
    return found


def _target(address: str, home: str) -> tuple[str, str] | None:
    """Return file and fragment of an address of the site, None for other people's."""
    if not address.startswith(home):
        return None
    parts = urlsplit(address)
    file = unquote(parts.path.removeprefix(PREFIX))
    return (file + "index.html" if not file or file.endswith("/") else file), parts.fragment


def walk_links(site: Path, pages: Mapping[str, Page], unlinked: Iterable[str]) -> Walk:
    """Follow all links from the home of each language. Files in `unlinked` need none."""
    findings = [f"{file}: no file for {to}" for file, to in _broken(site, pages)]
    clicks = 0
    reached: set[str] = set()
    for home in _HOMES:
        distance = _distances(pages, home)
        clicks = max(clicks, *distance.values())
        reached |= set(distance)
        far = (file for file, steps in distance.items() if steps > MOST_CLICKS)
        findings += [f"{file}: {distance[file]} clicks from {home}" for file in far]
    findings += [f"{file}: no link leads there" for file in sorted(set(pages) - reached)]
    allowed = tuple(f"{file}: no link leads there" for file in unlinked)
    kept = tuple(one for one in findings if one not in allowed)
    return Walk(len(pages), sum(len(page.links) for page in pages.values()), clicks, kept)


def _broken(site: Path, pages: Mapping[str, Page]) -> Iterable[tuple[str, str]]:
    for file, page in pages.items():
        for there, fragment in page.links:
            is_known = there in pages
            if not is_known and not (site / there).is_file():
                yield file, there
            elif fragment and is_known and fragment not in pages[there].ids:
                yield file, f"{there}#{fragment}"


def _distances(pages: Mapping[str, Page], home: str) -> dict[str, int]:
    distance, waiting = {home: 0}, deque([home])
    while waiting:
        file = waiting.popleft()
        for there, _ in pages[file].links:
            if there in pages and there not in distance:
                distance[there] = distance[file] + 1
                waiting.append(there)
    return distance


def unlinked_files(targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the files nothing links to by intent: the page of wrong addresses, old addresses."""
    return tuple(
        one.address + "index.html" if one.address.endswith("/") else one.address
        for one in targets
        if one.kind in ("not-found", "moved")
    )
