"""Use a postcode to tell settlements of one name apart, or to see a contradiction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from mrezha.places.gazetteer import Gazetteer
from mrezha.places.reading import Mention


@lru_cache(maxsize=4)
def postcode_areas(gazetteer: Gazetteer) -> Mapping[str, frozenset[str]]:
    """Say which districts use each pair of first digits.

    Everything that starts with 1 belongs to the capital, though its table row has one
    code only.
    """
    areas: defaultdict[str, set[str]] = defaultdict(set)
    for place in gazetteer.settlements.values():
        if place.postcode:
            areas[place.postcode[:2]].add(gazetteer.district_of(place.ekatte).code)
    areas.update({f"1{digit}": {"SOF"} for digit in range(10)})
    return {prefix: frozenset(districts) for prefix, districts in areas.items()}


def is_possible(ekatte: str, postcode: str, gazetteer: Gazetteer) -> bool:
    """Say whether a settlement may have a postcode: its district uses the first digits.

    A code nobody uses contradicts nothing.
    """
    area = postcode_areas(gazetteer).get(postcode[:2])
    return area is None or gazetteer.district_of(ekatte).code in area


def is_own_postcode(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Say whether the postcode beside a mention is that settlement's own.

    A code in no row („1618“) is taken as a big town's when the first digits fit.
    """
    known = _known_postcodes(gazetteer)
    seats = {district.seat for district in gazetteer.districts.values()}
    return any(
        gazetteer.settlements[ekatte].postcode == postcode
        or (
            ekatte in seats
            and postcode not in known
            and postcode[:2] in postcode_areas(gazetteer)
            and is_possible(ekatte, postcode, gazetteer)
        )
        for postcode in mention.postcodes
        for ekatte in mention.codes
    )


def narrow_by_postcodes(
    candidates: Sequence[str], postcodes: Sequence[str], gazetteer: Gazetteer
) -> tuple[str, ...]:
    """Keep the candidates a postcode allows; none left means a contradiction.

    Among several, those with that very code; else the only one that shares its first
    three digits; else the only one that shares the first two.
    """
    possible = tuple(
        ekatte
        for ekatte in candidates
        if all(is_possible(ekatte, postcode, gazetteer) for postcode in postcodes)
    )
    if len(possible) < 2:
        return possible
    for length in (4, 3, 2):
        beginnings = {postcode[:length] for postcode in postcodes}
        alike = tuple(
            ekatte
            for ekatte in possible
            if (gazetteer.settlements[ekatte].postcode or "")[:length] in beginnings
        )
        if len(alike) == 1 or (alike and length == 4):
            return alike
    return possible


def with_exact_postcode(
    candidates: Sequence[str], postcodes: Sequence[str], gazetteer: Gazetteer
) -> tuple[str, ...]:
    """Keep the candidates that have one of the postcodes; all of them when none has."""
    exact = tuple(e for e in candidates if gazetteer.settlements[e].postcode in postcodes)
    return exact or tuple(candidates)


@lru_cache(maxsize=4)
def _known_postcodes(gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(p.postcode for p in gazetteer.settlements.values() if p.postcode)
