"""The pages that many enterprises share on a site with few files: profiles, checks by EIK."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.catalogue.outline import digest_of
from mrezha.plugin.addresses import address_of, file_of, localise
from mrezha.plugin.gathering import Form, Gathering, group_numbers, group_profiles
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.settings import LANGUAGES
from mrezha.plugin.state import State

FOLDER = "enterprises/"
_TAG = re.compile(r"<[a-z][^<>]*>")
# Attributes that name an element of the same page, or several.
_NAMING = re.compile(r' (id|for|aria-labelledby|aria-describedby|aria-controls|headers)="([^"]*)"')
_ANCHOR = re.compile(r' href="#([^"]+)"')
_HEADING = re.compile(r"<(/?)h([1-5])(?=[ >])")
_ARTICLE = re.compile(r"<article[^>]*>")


def plan_lean_profile(catalogue: Catalogue, id_: str, gathering: Gathering) -> Iterator[PagePlan]:
    """Yield the only page of an enterprise; none when profiles stand together."""
    if not gathering.pages:

        def context() -> Mapping[str, Any]:
            return {"enterprise": catalogue.enterprises[id_]}

        address = gathering.address("enterprise", id_)
        yield PagePlan(address, "enterprise", context, owner=f"{FOLDER}{id_}")


def plan_gathered(catalogue: Catalogue, gathering: Gathering) -> Iterator[PagePlan]:
    """Yield the pages that enterprises share; none on a whole site."""
    if gathering.form == Form.WHOLE:
        return
    for ending, ids in group_numbers(catalogue).items():
        context = _numbers(catalogue, ending, ids)
        stamp = digest_of((ending, ids))
        yield PagePlan(address_of("eik", ending), "eik-list", context, stamp, listed=False)
    if not gathering.pages:
        return
    moved: dict[int, list[tuple[str, str]]] = {}
    for old, new in catalogue.moved.items():
        if old.startswith(FOLDER):
            moved.setdefault(gathering.page_of(old.removeprefix(FOLDER)), []).append((old, new))
    for number, ids in group_profiles(catalogue, gathering).items():
        gone = tuple(
            (old.removeprefix(FOLDER), place_of(new, gathering))
            for old, new in sorted(moved.get(number, ()))
        )
        context = _profiles(catalogue, number, gathering.pages, ids, gone)
        stamp = digest_of((number, gathering.pages, ids, gone))
        yield PagePlan(address_of("profiles", str(number)), "profiles", context, stamp)


def place_of(record: str, gathering: Gathering) -> str:
    """Return the address of a record named as "folder/id"."""
    if record.startswith(FOLDER):
        return gathering.address("enterprise", record.removeprefix(FOLDER))
    return f"{record}/"


def missing_owners(
    state: State,
    ids: Collection[str],
    files: Iterable[str],
    withdrawn: frozenset[str],
    gathering: Gathering | None,
) -> list[str]:
    """Return the records ("folder/id") that stand on no page of the site."""
    owners = {f"{FOLDER}{id_}" for id_ in ids}
    owners |= {key for key in files if not key.startswith(FOLDER)}
    owners -= withdrawn.union(gathered_owners(state, ids, gathering))
    rows = state.connection.execute("SELECT DISTINCT owner FROM outputs")
    return sorted(owners - {owner for (owner,) in rows})


def gathered_owners(state: State, ids: Iterable[str], gathering: Gathering | None) -> Iterator[str]:
    """Yield the enterprises that have no page of their own but stand on one that is there."""
    if gathering is None or not gathering.pages:
        return
    there = {one.path for one in state.outputs("template = ?", ("profiles",))}
    for id_ in ids:
        address = address_of("profiles", str(gathering.page_of(id_)))
        if all(file_of(localise(address, lang)) in there for lang in LANGUAGES):
            yield f"{FOLDER}{id_}"


def make_gathered_helpers(
    link: Callable[[str], str], lang: str, site_url: str, gathering: Gathering
) -> dict[str, Any]:
    """Return the helpers that depend on what is gathered; links only where something is."""

    def has_file(kind: str) -> bool:
        return gathering.has(kind)

    def gathered_pages() -> int:
        return gathering.pages

    def url(kind: str, key: str = "") -> str:
        return link(localise(gathering.address(kind, key), lang))

    def absolute(kind: str, key: str = "") -> str:
        address = localise(gathering.address(kind, key), lang)
        return f"{site_url}/{address}" if site_url else ""

    def print_code(kind: str, key: str = "") -> str:
        return ""  # a profile that stands with others is printed with them

    helpers: dict[str, Any] = {"has_file": has_file, "gathered_pages": gathered_pages}
    if gathering.form:
        helpers |= {"url": url, "absolute": absolute, "print_code": print_code}
    return helpers


def _numbers(
    catalogue: Catalogue, ending: str, ids: Sequence[str]
) -> Callable[[], Mapping[str, Any]]:
    def context() -> Mapping[str, Any]:
        found = [(catalogue.outlines[id_].eik, catalogue.enterprises[id_]) for id_ in ids]
        return {"ending": ending, "found": found}

    return context


def _profiles(
    catalogue: Catalogue,
    number: int,
    count: int,
    ids: Sequence[str],
    moved: Sequence[tuple[str, str]],
) -> Callable[[], Mapping[str, Any]]:
    def context() -> Mapping[str, Any]:
        found = [catalogue.enterprises[id_] for id_ in ids]
        page = {"page_number": number, "page_count": count}
        return {**page, "enterprises": found, "moved": moved}

    return context


def embed_profile(page: str, id_: str) -> str:
    """Return the profile of a whole page as a part of another: names and headings fit there.

    Its anchors begin with the enterprise's id, headings are one level deeper.
    """
    main = page.index("<main")
    end = page.index("</main>", main)
    start = _ARTICLE.search(page, main, end)
    if start is None:
        raise ValueError("no article")
    inner = page[start.end() : page.rindex("</article>", main, end)]

    def rename(found: re.Match[str]) -> str:
        names = " ".join(f"{id_}--{name}" for name in found[2].split())
        return f' {found[1]}="{names}"'

    def fit(tag: re.Match[str]) -> str:
        return _ANCHOR.sub(rf' href="#{id_}--\1"', _NAMING.sub(rename, tag[0]))

    inner = _TAG.sub(fit, inner)  # never in what a text says
    inner = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 1}", inner)
    return f'<article class="section" id="{id_}">{inner}</article>'


def moved_addresses(catalogue: Catalogue, gathering: Gathering) -> dict[str, str]:
    """Return the old and new address of every renamed record, in every language."""
    return {
        localise(f"{old}/", lang): localise(place_of(new, gathering), lang)
        for old, new in catalogue.moved.items()
        for lang in LANGUAGES
    }


def expected_files(catalogue: Catalogue, gathering: Gathering) -> Iterator[str]:
    """Yield the page file every record must have in every language."""
    families = {
        "enterprises": catalogue.outlines,
        "events": catalogue.events,
        "calls": catalogue.calls,
        "regions": catalogue.regions,
        "pages": catalogue.pages,
    }
    for folder, members in families.items():
        for id_ in members:
            address = place_of(f"{folder}/{id_}", gathering).partition("#")[0]
            for lang in LANGUAGES:
                yield file_of(localise(address, lang))
