"""Plan the pages of offers by place and by cause, and the page that leads to all of them.

A page shows so many makers of every main category, grouped; the pages of the category and of
the district have all. There is a page only where there is an offer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.catalogue import Card, Catalogue
from mrezha.catalogue.outline import digest_of
from mrezha.plugin.addresses import address_of
from mrezha.plugin.plans import PagePlan

# So many makers of each main category; above it the page says how many more there are.
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Shelf:
    """The offers of one main category: makers with what they make, and how many makers."""

    category: Any
    found: tuple[tuple[Card, tuple[Mapping[str, Any], ...]], ...]
    total: int


def plan_offers(catalogue: Catalogue) -> Iterator[PagePlan]:
    """Yield the page of all categories, places and causes, and those of places and causes."""
    places = _count(catalogue, "place")
    causes = _count(catalogue, "cause")
    both = {"places": places, "causes": causes}
    yield PagePlan(address_of("offers"), "offers", lambda: both, digest_of(both))
    for kind, counts in (("place", places), ("cause", causes)):
        for key in counts:
            address = address_of(f"offers-{kind}", key)
            yield PagePlan(address, "offer-list", _context(catalogue, kind, key))


def offers_in(
    catalogue: Catalogue, offers: tuple[Mapping[str, Any], ...], category: str
) -> tuple[Mapping[str, Any], ...]:
    """Return the offers of a category; those of its kinds belong to it."""
    terms = catalogue.schema.vocabularies["offer-categories"].terms
    return tuple(
        offer
        for offer in offers
        if offer["category"] in terms
        and category in (offer["category"], terms[offer["category"]].more["parent"])
    )


def _count(catalogue: Catalogue, kind: str) -> dict[str, int]:
    """Return how many enterprises offer something in each district, or for each cause."""
    counts: dict[str, int] = {}
    for one in catalogue.outlines.values():
        if one.categories:
            for key in (one.district,) if kind == "place" else one.causes:
                counts[key] = counts.get(key, 0) + 1
    if kind == "place":
        known: Mapping[str, Any] = catalogue.gazetteer.districts
    else:
        known = catalogue.schema.vocabularies["causes"].terms
    return {key: counts[key] for key in known if key in counts}


def _context(catalogue: Catalogue, kind: str, key: str) -> Callable[[], Mapping[str, Any]]:
    def context() -> Mapping[str, Any]:
        groups = catalogue.kin if kind == "place" else catalogue.by_cause
        shelves = []
        for term in catalogue.schema.vocabularies["offer-categories"].terms.values():
            ids = () if term.more["parent"] else groups.get(f"{term.id}/{key}", ())
            cards = [catalogue.cards[id_] for id_ in ids[:MOST_SHOWN]]
            found = tuple((one, offers_in(catalogue, one.data["offers"], term.id)) for one in cards)
            if found:
                shelves.append(Shelf(term, found, len(ids)))
        return {"kind": kind, "key": key, "shelves": tuple(shelves)}

    return context
