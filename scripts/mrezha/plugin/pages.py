"""Say which pages the site has: address, template and what each one shows.

Pure: takes the catalogue, gives page descriptions; nothing is rendered or written here.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.plugin.addresses import address_of


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page in all languages: its address, its template, what the template gets.

    `record` names the record the page stands for ("enterprises/x"), so that records in
    and pages out can be counted. Pages with `listed` False stay out of the sitemap.
    """

    address: str
    template: str
    context: Mapping[str, Any]
    record: str | None = None
    listed: bool = True


def plan_pages(catalogue: Catalogue, page_size: int) -> Iterator[PagePlan]:
    """Yield every page of the site, in a fixed order."""
    yield PagePlan("", "home", {})
    yield PagePlan(address_of("search"), "search", {})
    yield from _enterprise_lists(catalogue, page_size)
    for enterprise in catalogue.enterprises.values():
        yield PagePlan(
            address_of("enterprise", enterprise.id),
            "enterprise",
            {"enterprise": enterprise},
            record=f"enterprises/{enterprise.id}",
        )
        if eik := enterprise.data["register"]["eik"]:
            yield PagePlan(address_of("eik", eik), "eik", {"enterprise": enterprise}, listed=False)
    yield from _offers(catalogue)
    yield from _places(catalogue)
    yield PagePlan(address_of("events"), "events", {})
    for event in catalogue.events.values():
        yield PagePlan(
            address_of("event", event.id), "event", {"event": event}, f"events/{event.id}"
        )
    yield PagePlan(address_of("calls"), "calls", {})
    for call in catalogue.calls.values():
        yield PagePlan(address_of("call", call.id), "call", {"call": call}, f"calls/{call.id}")
    for page in catalogue.pages.values():
        yield PagePlan(address_of("page", page.id), "page", {"record": page}, f"pages/{page.id}")
    yield PagePlan(address_of("not-found"), "not-found", {}, listed=False)


def _enterprise_lists(catalogue: Catalogue, page_size: int) -> Iterator[PagePlan]:
    ids = tuple(catalogue.enterprises)
    count = max(1, math.ceil(len(ids) / page_size))
    letters: dict[str, int] = {}
    for position, one in enumerate(catalogue.enterprises.values()):
        letters.setdefault(first_letter(one.sort_key), position // page_size + 1)
    for number in range(1, count + 1):
        shown = ids[(number - 1) * page_size : number * page_size]
        yield PagePlan(
            list_address(number),
            "enterprises",
            {
                "enterprises": tuple(catalogue.enterprises[id_] for id_ in shown),
                "number": number,
                "count": count,
                "letters": letters,
            },
        )


def first_letter(sort_key: str) -> str:
    """Return the heading a name stands under in the list: its letter, or "#" for the rest."""
    letter = sort_key[:1].upper()
    return letter if letter.isalpha() else "#"


def list_address(number: int) -> str:
    """Return the address of a page of the list of enterprises, counted from 1."""
    if number == 1:
        return address_of("enterprises")
    return address_of("enterprises-page", str(number))


def _offers(catalogue: Catalogue) -> Iterator[PagePlan]:
    yield PagePlan(address_of("offers"), "offers", {})
    for term in catalogue.schema.vocabularies["offer-categories"].terms.values():
        found = tuple(
            (enterprise, tuple(offers))
            for id_ in catalogue.by_category.get(term.id, ())
            for enterprise in (catalogue.enterprises[id_],)
            for offers in (_offers_in(catalogue, enterprise.data["offers"], term.id),)
        )
        yield PagePlan(
            address_of("category", term.id), "category", {"category": term, "found": found}
        )


def _offers_in(
    catalogue: Catalogue, offers: tuple[Mapping[str, Any], ...], category: str
) -> list[Mapping[str, Any]]:
    terms = catalogue.schema.vocabularies["offer-categories"].terms
    return [
        offer
        for offer in offers
        if offer["category"] in terms
        and category in (offer["category"], terms[offer["category"]].more["parent"])
    ]


def _places(catalogue: Catalogue) -> Iterator[PagePlan]:
    yield PagePlan(address_of("regions"), "regions", {})
    for region in catalogue.regions.values():
        yield PagePlan(
            address_of("region", region.id),
            "region",
            {"region": region},
            record=f"regions/{region.id}",
        )
    yield PagePlan(address_of("districts"), "districts", {})
    for district in catalogue.gazetteer.districts.values():
        ids = catalogue.by_district.get(district.code, ())
        yield PagePlan(
            address_of("district", district.code),
            "district",
            {
                "district": district,
                "enterprises": tuple(catalogue.enterprises[id_] for id_ in ids),
            },
        )
