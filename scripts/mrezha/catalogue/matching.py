"""Match what one enterprise looks for with what others offer, or look to sell.

Only what the records say is matched: the category of a need with the categories of offers.
Only needs that are still open count. Everything is read through the
catalogue's noted mappings, so a page is built again when another could help.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mrezha.catalogue.model import Catalogue, Data, Enterprise

# Needs that somebody's offer can meet; volunteers and money are no offers.
MET_BY_OFFERS = frozenset(("supplier", "space", "equipment", "partner", "training"))
SELLING = "buyer"
MOST = 5


@dataclass(frozen=True, slots=True)
class Match:
    """One need and one who could meet it.

    `seeker` and `helper` are ids of enterprises; `is_near` says that both are in one
    district. The reason is the category.
    """

    seeker: str
    need: Data
    helper: str
    is_near: bool


def open_needs(catalogue: Catalogue, needs: Iterable[Data]) -> list[Data]:
    """Return the needs whose last day is not past at the moment the site is built for."""
    return [one for one in needs if not one["until"] or not catalogue.clock.is_past(one["until"])]


def find_helpers(catalogue: Catalogue, enterprise: Enterprise) -> Iterator[Match]:
    """Yield who could meet the needs of an enterprise, from the same district first."""
    district = enterprise.location.district
    near = set(catalogue.by_district.get(district.code, ())) if district else set()
    for need in open_needs(catalogue, enterprise.data["needs"]):
        category = need["category"] or ""
        if not category:
            continue
        if need["kind"] in MET_BY_OFFERS:
            ids = catalogue.by_category.get(category, ())
        elif need["kind"] == SELLING:
            wanted = catalogue.by_need.get(category, ())
            ids = tuple(one for one, kind, _ in wanted if kind == "supplier")
        else:
            continue
        others = [one for one in ids if one != enterprise.id]
        others.sort(key=lambda one: one not in near)  # stable: by name within both halves
        for one in others[:MOST]:
            yield Match(enterprise.id, need, one, one in near)


def find_seekers(catalogue: Catalogue, enterprise: Enterprise) -> Iterator[Match]:
    """Yield whose needs an enterprise could meet by what it offers."""
    district = enterprise.location.district
    near = set(catalogue.by_district.get(district.code, ())) if district else set()
    found: dict[tuple[str, str], None] = {}
    for category in enterprise.categories:
        for seeker, kind, need in catalogue.by_need.get(category, ()):
            if seeker != enterprise.id and kind in MET_BY_OFFERS:
                found.setdefault((seeker, need))
    ordered = sorted(found, key=lambda one: one[0] not in near)
    for seeker, need in ordered[:MOST]:
        needs = catalogue.enterprises[seeker].data["needs"]
        for one in open_needs(catalogue, (one for one in needs if one["id"] == need)):
            yield Match(seeker, one, enterprise.id, seeker in near)


@dataclass(frozen=True, slots=True)
class Kin:
    """Another enterprise of the same district, and the categories both offer in."""

    id: str
    categories: tuple[str, ...]


def find_kin(catalogue: Catalogue, enterprise: Enterprise) -> list[Kin]:
    """Return who offers alike nearby: most categories in common first, then by name.

    A group of categories counts only where none of its own is shared.
    """
    district = enterprise.location.district
    terms = catalogue.schema.vocabularies["offer-categories"].terms
    shared: dict[str, list[str]] = {}
    for category in enterprise.categories if district else ():
        for other in catalogue.kin.get(f"{category}/{district.code}", ()):  # type: ignore[union-attr]
            if other != enterprise.id:
                shared.setdefault(other, []).append(category)
    found = []
    for other, categories in shared.items():
        groups = {terms[one].more["parent"] for one in categories if one in terms}
        found.append(Kin(other, tuple(one for one in categories if one not in groups)))
    found.sort(key=lambda one: -len(one.categories))
    return found[:MOST]
