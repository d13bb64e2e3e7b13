"""What a region's page says of its enterprises beside their names: what they offer, and figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mrezha.catalogue.outline import Outline


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """Figures of a region.

    `offers` gives the ids of those who offer something of each upper category, in the order
    of the vocabulary; `classes` counts the registered ones; `surveyed` and `digitalised` count
    what the regional centre did (the two goals of the project).
    """

    registered: int
    others: int
    offers: tuple[tuple[str, tuple[str, ...]], ...]
    classes: tuple[tuple[str, int], ...]
    surveyed: int
    digitalised: int


def count_region(members: Iterable[Outline], parents: Mapping[str, str]) -> RegionFacts:
    """Return the figures of a region's enterprises; `parents` are those of the categories."""
    everybody = tuple(members)
    registered = [one for one in everybody if one.is_registered]
    offers: dict[str, list[str]] = {one: [] for one in parents if not parents[one]}
    for one in everybody:
        for category in one.categories:
            if category in offers:
                offers[category].append(one.id)
    classes = (
        (name, sum(one.register_class == name for one in registered)) for name in ("A", "A+")
    )
    return RegionFacts(
        len(registered),
        len(everybody) - len(registered),
        tuple((name, tuple(ids)) for name, ids in offers.items() if ids),
        tuple((name, count) for name, count in classes if count),
        sum(bool(one.surveyed_on) for one in everybody),
        sum(bool(one.digitalised_on) for one in everybody),
    )
