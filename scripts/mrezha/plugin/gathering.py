"""Keep a site below a number of files: what is gathered on common pages, and what is left out.

Hosts limit the files of a site (docs/hosting.md). With the setting `max_files` the site takes the
first of these forms that stays below it, each for all records alike, so that a page's address
depends on its record and on the form, never on its neighbours:

- whole: every enterprise has pages and files of its own;
- lean: no business card and calendar of each enterprise; the pages by EIK are gathered by the last
  two digits; longer lists;
- gathered: profiles stand together on pages, each with its own anchor; no calendar of each event
  and call (those of kinds, regions and all stay);
- bare: as gathered, without pictures.
"""

import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from mrezha.catalogue import Catalogue
from mrezha.plugin.addresses import address_of
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.settings import LANGUAGES

# Entries of a list page: fewer pages of lists, and still less than 60 KB over the wire.
LEAN_PAGE, GATHERED_PAGE = 100, 250
# Profiles on a common page: few are quick to load, many are few files.
LEAST_ON_A_PAGE, MOST_ON_A_PAGE = 4, 100
# Files beside pages: scripts, host files, calendars and feeds of kinds, regions and years; the
# search index, counted at 100 to 10,000 enterprises (docs/decisions/011); the sizes of a
# picture (pictures/rules.py: three widths of WebP and one other).
OTHER_FILES, SEARCH_FILES, ENTERPRISES_PER_SEARCH_FILE, PICTURE_FILES = 250, 150, 20, 4


class Form(IntEnum):
    """How much is gathered; later ones make fewer files."""

    WHOLE = 0
    LEAN = 1
    GATHERED = 2
    BARE = 3


# From which form on a file of each record is left out.
_LEFT_OUT_FROM = {
    "enterprise-card": Form.LEAN,
    "enterprise-calendar": Form.LEAN,
    "event-calendar": Form.GATHERED,
    "call-calendar": Form.GATHERED,
    "picture": Form.BARE,
}


@dataclass(frozen=True, slots=True)
class Gathering:
    """The form of a site: `pages` is how many pages profiles are gathered on, 0 for none.

    `page_size` is how many entries one page of a list holds, `limit` how many files the site may
    have, 0 for any number.
    """

    form: Form
    page_size: int
    pages: int = 0
    limit: int = 0

    def has(self, kind: str) -> bool:
        """Say whether the site has files of a kind."""
        return self.form < _LEFT_OUT_FROM.get(kind, Form.BARE + 1)

    def address(self, kind: str, key: str = "") -> str:
        """Return the address of a page in the default language; a gathered one has an anchor."""
        if kind == "enterprise" and self.pages:
            return f"{address_of('profiles', str(self.page_of(key)))}#{key}"
        if kind == "eik" and self.form >= Form.LEAN:
            return f"{address_of('eik', key[-2:])}#{key}"
        return address_of(kind, key)

    def page_of(self, id_: str) -> int:
        """Return the page a profile stands on, from 1; the form's script computes the same."""
        return zlib.crc32(id_.encode()) % self.pages + 1


def whole(page_size: int) -> Gathering:
    """Return the form with nothing gathered."""
    return Gathering(Form.WHOLE, page_size)


def choose_gathering(
    catalogue: Catalogue,
    page_size: int,
    max_files: int,
    pictures: int,
    plan_shared: Callable[[Gathering], Iterator[PagePlan]],
) -> Gathering:
    """Return the first form whose files are not more than `max_files`; 0 is no limit.

    When even the last has more, it is returned: the build then counts and says so.
    """
    if not max_files:
        return whole(page_size)
    count = len(catalogue.outlines)
    lean, gathered = max(page_size, LEAN_PAGE), max(page_size, GATHERED_PAGE)
    forms = [Gathering(Form.WHOLE, page_size), Gathering(Form.LEAN, lean)]
    for form in (Form.GATHERED, Form.BARE):
        forms += [Gathering(form, gathered, pages) for pages in _page_counts(count)]
    for one in forms:
        # Profiles alone may be too many: that is known without planning the lists.
        own = _own_files(catalogue, one, pictures)
        least = own + len(LANGUAGES) * one.pages
        if least <= max_files and own + _count(plan_shared(one)) <= max_files:
            return replace(one, limit=max_files)
    return replace(forms[-1], limit=max_files)


def _page_counts(count: int) -> Iterator[int]:
    """Yield on how many pages profiles may stand, most first: about four to a hundred on each.

    Few numbers, so that a growing directory rarely changes its addresses.
    """
    power = max(2, math.ceil(math.log2(max(1, count / MOST_ON_A_PAGE))))
    last = max(power, math.ceil(math.log2(max(1, count / LEAST_ON_A_PAGE))))
    for one in range(last, power - 1, -1):
        yield 1 << one
        yield 3 << (one - 2)


def _count(plans: Iterator[PagePlan]) -> int:
    return sum(len(one.languages) for one in plans)


def _own_files(catalogue: Catalogue, gathering: Gathering, pictures: int) -> int:
    """Count the files of single records and those beside pages; shared pages are not in it."""
    outlines = catalogue.outlines.values()
    count = len(outlines)
    many = len(LANGUAGES)
    files = OTHER_FILES + SEARCH_FILES + count // ENTERPRISES_PER_SEARCH_FILE
    if not gathering.pages:
        files += many * count
    if gathering.form == Form.WHOLE:
        files += sum(
            many * bool(one.eik) + one.has_contact + many * bool(one.is_registered and one.renewals)
            for one in outlines
        )
    if gathering.has("event-calendar"):
        files += many * (len(catalogue.events) + len(catalogue.calls))
    if gathering.has("picture"):
        files += PICTURE_FILES * pictures
    return files


def group_profiles(catalogue: Catalogue, gathering: Gathering) -> Mapping[int, tuple[str, ...]]:
    """Return the enterprises of each page of profiles, in the order of lists; empty pages too."""
    groups: dict[int, list[str]] = {number + 1: [] for number in range(gathering.pages)}
    for id_ in catalogue.outlines:
        groups[gathering.page_of(id_)].append(id_)
    return {number: tuple(ids) for number, ids in groups.items()}


def group_numbers(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return the enterprises by the last two digits of their EIK, of all hundred endings."""
    groups: dict[str, list[str]] = {f"{ending:02}": [] for ending in range(100)}
    for id_, one in catalogue.outlines.items():
        if one.eik:
            groups[one.eik[-2:]].append(id_)
    return {
        ending: tuple(sorted(ids, key=lambda id_: (catalogue.outlines[id_].eik, id_)))
        for ending, ids in groups.items()
    }
