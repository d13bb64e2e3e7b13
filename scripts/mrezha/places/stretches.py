"""Read the stretches of an address that carry no label.

A stretch counts only if the whole of it is one name, perhaps with its postcode: „9000
Варна“. „Младост 4“ or „Vitosha Blvd 1“ is no name, so it is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mrezha.places import words
from mrezha.places.names import Names
from mrezha.places.reading import Claim, Mention, Part
from mrezha.places.tokens import Token

LONGEST_NAME = 4  # words; „Капитан Петко войвода“ has three, „д-р“ is two
LONGEST_STRETCH = LONGEST_NAME + 3  # a name, a kind word, a tail word, a postcode


@dataclass(slots=True)
class Stretch:
    """Words between two boundaries, while they are gathered.

    `is_closed` says it holds a street, quarter or building: never looked into.
    `swallows_next` says the last word was a street word, so the next is part of its name
    („ул. С. Врачански“).
    """

    tokens: list[Token] = field(default_factory=list)
    is_closed: bool = False
    is_aside: bool = False
    swallows_next: bool = False


@dataclass(frozen=True, slots=True)
class StretchReading:
    """What a stretch gave: names, postcodes beside them, and other four-digit numbers."""

    parts: tuple[Part, ...] = ()
    postcodes: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


def read_stretch(stretch: Stretch, names: Names) -> StretchReading:
    """Read a finished stretch, dividing it at a postcode if that makes a whole name."""
    tokens = stretch.tokens
    if not stretch.is_closed:
        whole = read_whole(tokens, names, is_aside=stretch.is_aside)
        if whole is not None:
            return whole
    for index in range(len(tokens)):
        if not is_postcode(tokens, index):
            continue
        name = None
        if len(tokens) - index <= LONGEST_STRETCH:
            name = read_whole(tokens[index:], names, is_aside=stretch.is_aside)
        if name is None and index < LONGEST_STRETCH and not stretch.is_closed:
            name = read_whole(tokens[: index + 1], names, is_aside=stretch.is_aside)
        if name is not None and name.parts:
            return name
    loose = (tokens[i].text for i in range(len(tokens)) if is_postcode(tokens, i))
    return StretchReading(loose=tuple(loose))


def is_postcode(tokens: Sequence[Token], index: int) -> bool:
    """Say whether a token may be a postcode: four digits, not a house or telephone number."""
    token = tokens[index]
    if token.kind != "number" or len(token.text) != 4 or token.glued or token.text[0] == "0":
        return False
    if index + 1 < len(tokens) and tokens[index + 1].text in words.YEAR_WORDS:
        return False
    before = tokens[index - 1] if index else None
    return before is None or not (
        before.kind == "number-sign"
        or before.text in words.NUMBER_WORDS
        or before.text in words.STREET_WORDS
        or before.text in words.AREA_WORDS
        or before.text in words.BUILDING_WORDS
    )


def read_whole(
    tokens: Sequence[Token], names: Names, *, is_aside: bool = False
) -> StretchReading | None:
    """Read tokens that are one name and at most its postcodes; None when they are not."""
    postcodes = []
    start, end = 0, len(tokens)
    if end and is_postcode(tokens, 0):
        postcodes.append(tokens[0].text)
        start = 1
    if end > start and is_postcode(tokens, end - 1):
        postcodes.append(tokens[end - 1].text)
        end -= 1
    if start == end:
        return StretchReading(postcodes=tuple(postcodes)) if postcodes else None
    if end - start > LONGEST_STRETCH or not all(token.is_word for token in tokens[start:end]):
        return None
    part = _name_part([token.text for token in tokens[start:end]], names, tuple(postcodes))
    if part is None:
        return None
    return StretchReading((Part(*part, is_aside),), tuple(postcodes))


def _name_part(
    name: list[str], names: Names, postcodes: tuple[str, ...]
) -> tuple[Mention | None, Claim | None] | None:
    claim = read_claim(" ".join(name), names)
    if name[0] == "the":
        name = name[1:]
    kind = None
    found = names.find_settlement(" ".join(name))
    while found is None and len(name) > 1:
        if name[-1] in words.KIND_AFTER_NAME:
            kind = words.KIND_AFTER_NAME[name[-1]]
        elif name[-1] not in words.TAIL_WORDS:
            break
        name = name[:-1]
        found = names.find_settlement(" ".join(name))
    if found is None:
        return (None, claim) if claim else None
    mention = Mention(found.text, found.codes, found.spelling, kind, postcodes=postcodes)
    return mention, claim or read_claim(found.text, names)


def read_claim(name: str, names: Names) -> Claim | None:
    """Read a name as that of a municipality or a district; None when it is neither."""
    municipalities = names.municipalities.find(name)
    districts = names.districts.find(name)
    if not municipalities and not districts:
        return None
    return Claim(name, municipalities, districts)
