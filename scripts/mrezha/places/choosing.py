"""Choose which of the names in an address is its settlement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mrezha.places.gazetteer import Gazetteer
from mrezha.places.names import Codes, Names
from mrezha.places.postcodes import is_own_postcode
from mrezha.places.reading import Claim, Mention, Reading
from mrezha.places.stretches import read_claim


@dataclass(frozen=True, slots=True)
class Choice:
    """The mention taken for the settlement, and what the other names may say about it.

    `hints` are municipalities and districts named without a label. `rivals` are other
    settlements the address may just as well mean („Варна, Звездица“). `is_firm` says a
    kind word or its own postcode stands by the mention, so it is no quarter's name.
    """

    mention: Mention
    hints: tuple[Claim, ...]
    rivals: Codes
    is_firm: bool


def choose_settlement(
    reading: Reading, names: Names, gazetteer: Gazetteer
) -> Choice | tuple[Mention, ...]:
    """Choose the settlement; give back all marked mentions when none outranks the others.

    An empty tuple means the address names no settlement.
    """
    marked = _merge_repeated(reading.marked)
    if len(marked) > 1:
        finest = [m for m in marked if _lies_in_others(m, marked, names, gazetteer)]
        if len(finest) != 1:
            return marked
        others = [m for m in marked if m is not finest[0]]
        claims = [c for m in others if (c := read_claim(m.text, names)) is not None]
        return _choice(finest[0], reading, names, gazetteer, claims)
    if marked:
        return _choice(marked[0], reading, names, gazetteer, ())
    mentions = [part.mention for part in reading.parts if part.mention and not part.is_aside]
    if not mentions:
        return ()
    anchored = [m for m in _merge_repeated(mentions) if is_own_postcode(m, gazetteer)]
    chosen = anchored[0] if len(anchored) == 1 else mentions[0]
    return _choice(chosen, reading, names, gazetteer, (), is_anchored=len(anchored) == 1)


def _choice(
    mention: Mention,
    reading: Reading,
    names: Names,
    gazetteer: Gazetteer,
    claims: Sequence[Claim],
    *,
    is_anchored: bool = False,
) -> Choice:
    others = [
        part
        for part in reading.parts
        if part.mention is None or part.mention.codes != mention.codes
    ]
    hints = [part.claim for part in others if part.claim and part.claim.text != mention.text]
    rivals = {
        code
        for part in others
        if part.mention
        for code in _parts_of_place(mention, part.mention, names, gazetteer)
    }
    return Choice(
        mention,
        (*claims, *hints),
        tuple(sorted(rivals)),
        mention.marked or mention.kind is not None or is_anchored,
    )


def _merge_repeated(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Merge mentions of one name; two different kinds leave the kind open."""
    merged: dict[Codes, Mention] = {}
    for mention in mentions:
        first = merged.setdefault(mention.codes, mention)
        kind = first.kind if mention.kind in (first.kind, None) else mention.kind
        if first.kind and mention.kind and first.kind != mention.kind:
            kind = None
        merged[mention.codes] = replace(
            first,
            kind=kind,
            is_cut=first.is_cut or mention.is_cut,
            postcodes=(*first.postcodes, *mention.postcodes),
        )
    return tuple(merged.values())


def _lies_in_others(
    mention: Mention, marked: Sequence[Mention], names: Names, gazetteer: Gazetteer
) -> bool:
    """Say whether a settlement may lie in the municipality or district each other names."""
    for other in marked:
        if other is mention:
            continue
        claim = read_claim(other.text, names)
        if claim is None:
            return False
        if mention.kind != "с.":  # of two towns of one district neither holds the other
            claim = replace(claim, districts=() if claim.municipalities else claim.districts)
        if not any(fits(code, claim, gazetteer) for code in mention.codes):
            return False
    return True


def fits(ekatte: str, claim: Claim, gazetteer: Gazetteer) -> bool:
    """Say whether a settlement lies where an unlabelled name says."""
    municipality = gazetteer.municipality_of(ekatte)
    return municipality.code in claim.municipalities or municipality.district in claim.districts


def _parts_of_place(
    mention: Mention, other: Mention, names: Names, gazetteer: Gazetteer
) -> Iterator[str]:
    """Give the settlements called `other` that a reader may see as inside `mention`.

    Those in a municipality of that name or seat, and towns in a district of that name;
    a village elsewhere in the district is more likely the name of a quarter.
    """
    claim = read_claim(mention.text, names) or Claim(mention.text)
    for code in other.codes:
        municipality = gazetteer.municipality_of(code)
        if code not in mention.codes and (
            municipality.code in claim.municipalities
            or municipality.seat in mention.codes
            or (
                municipality.district in claim.districts
                and gazetteer.settlements[code].kind == "гр."
            )
        ):
            yield code
