"""Plan what is for print: the catalogues of regions and of main categories."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from mrezha.booklets.data import Addresses, Tree, gather_category, gather_region
from mrezha.booklets.pdf import set_booklet
from mrezha.booklets.speech import Speech, load_speech
from mrezha.catalogue import Catalogue
from mrezha.fairkit.data import draw_qr_inline
from mrezha.plugin.addresses import address_of, localise
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.settings import SiteSettings

Absolute = Callable[..., str]
Gather = Callable[[Catalogue, str, Speech, Addresses, str], Tree]


def is_for_print(site: SiteSettings, catalogue: Catalogue) -> bool:
    """Say whether the site has what is for print: it is small enough (`print_limit`)."""
    return len(catalogue.outlines) <= site.print_limit


def plan_booklets(catalogue: Catalogue) -> Iterator[PagePlan]:
    """Yield the booklet of every region and of every main category that has somebody in it."""
    for id_, region in catalogue.regions.items():
        if region.enterprises:
            yield _plan(catalogue, "region", id_, gather_region, region.enterprises)
    for id_ in booked_categories(catalogue):
        yield _plan(catalogue, "category", id_, gather_category, catalogue.by_category[id_])


def booked_categories(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the main categories that have a booklet."""
    terms = catalogue.schema.vocabularies["offer-categories"].terms.values()
    return tuple(
        one.id for one in terms if not one.more["parent"] and one.id in catalogue.by_category
    )


def make_code(for_print: bool, t: Callable[[str], str], absolute: Absolute) -> Absolute:
    """Return the helper that draws the QR code of a page for its print; "" for none.

    A code needs the full address of the site. It costs two milliseconds, so only sites that
    have what is for print have codes.
    """

    def print_code(kind: str, key: str = "") -> str:
        address = absolute(kind, key) if for_print else ""
        # Markup made by segno from an address of ours.
        return Markup(draw_qr_inline(address, t("booklet.code"))) if address else ""  # noqa: S704

    return print_code


def make_addresses(site_url: str, lang: str) -> Addresses:
    """Return where the links of a booklet lead in a language."""
    return Addresses(site_url, localise("", lang))


def _plan(
    catalogue: Catalogue, kind: str, id_: str, gather: Gather, ids: tuple[str, ...]
) -> PagePlan:
    def make(helpers: Mapping[str, Any]) -> bytes:
        lang = helpers["page"].lang
        addresses = make_addresses(helpers["site"].site_url, lang)
        return set_booklet(
            gather(catalogue, id_, load_speech(lang), addresses, address_of(kind, id_))
        )

    stamp = repr(ids).encode()
    return PagePlan(
        address_of(f"{kind}-booklet", id_), "booklet", dict, stamp, listed=False, make=make
    )
