"""Plan the pages of offers for an occasion: gifts, what organisations buy."""

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from mrezha.catalogue import Catalogue
from mrezha.plugin.addresses import address_of
from mrezha.plugin.plans import PagePlan

# So many offers of each category; the category's own page has all.
SHOWN = 6


def plan_occasions(catalogue: Catalogue) -> Iterator[PagePlan]:
    """Yield a page for every occasion."""
    for id_, occasion in load_occasions().items():
        address = address_of("occasion", id_)
        yield PagePlan(address, "occasion", _context(catalogue, occasion))


@functools.cache
def load_occasions() -> Mapping[str, Mapping[str, Any]]:
    """Return the occasions: title and lead in both languages, categories parted by spaces."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = Path(__file__).with_name("occasions.yaml").read_text("utf-8")
    return MappingProxyType(yaml.load(text, Loader=loader))  # noqa: S506 safe loader, our own file


def _context(catalogue: Catalogue, occasion: Mapping[str, Any]) -> Callable[[], Mapping[str, Any]]:
    def context() -> Mapping[str, Any]:
        categories = catalogue.schema.vocabularies["offer-categories"].terms
        found = (
            (categories[one], _offers(catalogue, one)) for one in occasion["categories"].split()
        )
        return {"occasion": occasion, "groups": [(one, offers) for one, offers in found if offers]}

    return context


def _offers(catalogue: Catalogue, category: str) -> list[tuple[Any, Mapping[str, Any]]]:
    """Return the first offers of a category with their makers, one of each maker first."""
    makers = [catalogue.cards[id_] for id_ in catalogue.by_category.get(category, ())[:SHOWN]]
    own = [
        (place, maker, offer)
        for maker in makers
        for place, offer in enumerate(
            one for one in maker.data["offers"] if one["category"] == category
        )
    ]
    own.sort(key=lambda one: one[0])
    return [(maker, offer) for _, maker, offer in own[:SHOWN]]
