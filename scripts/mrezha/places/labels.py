"""Recognise the labels of an address at one place in its tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mrezha.places import words
from mrezha.places.names import Names
from mrezha.places.stretches import LONGEST_NAME, Stretch, read_claim, read_whole
from mrezha.places.tokens import Token

Found = TypeVar("Found")
Phrases = Sequence[tuple[str, ...]]
_LABEL_WORDS = frozenset(words.ADMIN_LABELS) | (
    words.STREET_WORDS | words.AREA_WORDS | words.BUILDING_WORDS
)
_LABEL_PHRASES = (*words.AREA_PHRASES, *words.POSTCODE_LABELS, *words.COUNTRY_NAMES)


def match_phrase(tokens: Sequence[Token], start: int, phrases: Phrases) -> int:
    """Count the tokens of the longest phrase that begins at `start`; 0 when none does."""
    first = tokens[start].text
    return max(
        (
            len(phrase)
            for phrase in phrases
            if phrase[0] == first and words_at(tokens, start, len(phrase)) == phrase
        ),
        default=0,
    )


def words_at(tokens: Sequence[Token], start: int, limit: int) -> tuple[str, ...]:
    """Take up to `limit` words that follow each other from `start`."""
    taken: list[str] = []
    for token in tokens[start : start + limit]:
        if not token.is_word:
            break
        taken.append(token.text)
    return tuple(taken)


def longest_name(
    tokens: Sequence[Token], start: int, find: Callable[[str], Found | None]
) -> tuple[Found, int] | None:
    """Find the longest run of words from `start` that `find` knows, and its length."""
    taken = words_at(tokens, start, LONGEST_NAME)
    for count in range(len(taken), 0, -1):
        if found := find(" ".join(taken[:count])):
            return found, count
    return None


def skip_links(tokens: Sequence[Token], start: int) -> int:
    """Step over what may stand between a label and its name: "of", a colon, a dash."""
    while start < len(tokens) and (
        tokens[start].kind == "colon"
        or (tokens[start].kind == "separator" and tokens[start].text == "-")
        or tokens[start].text in words.LINK_WORDS
    ):
        start += 1
    return start


@dataclass(frozen=True, slots=True)
class KindLabel:
    """A word, or a form's pair of words, that says a settlement's name comes next.

    `readings` are to be tried in order: the kind, None where the label leaves it open
    („гр./с.“), and where the name would start.
    """

    readings: tuple[tuple[str | None, int], ...]


def match_kind(tokens: Sequence[Token], start: int) -> KindLabel | None:
    """Recognise „гр.“, „с.“, "village of", „населено място:“, „гр./с.“ and the like.

    „с. Гр. Игнатиево“ is a village with a shortened name, so the name is first tried
    right after the first word, and only then after the pair.
    """
    length = match_phrase(tokens, start, words.PLACE_LABELS)
    if length:
        after = skip_links(tokens, start + length)
        inner = _match_kind_word(tokens, after) if after < len(tokens) else None
        return inner or KindLabel(((None, after),))
    return _match_kind_word(tokens, start)


def _match_kind_word(tokens: Sequence[Token], start: int) -> KindLabel | None:
    kind = words.KINDS.get(tokens[start].text)
    if kind is None:
        return None
    direct = skip_links(tokens, start + 1)
    second = _second_kind(tokens, start + 1)
    if second is None:
        return KindLabel(((kind, direct),))
    after_second = _skip_signs(tokens, second + 1)
    second_kind = words.KINDS[tokens[second].text]
    if second_kind == kind:
        return KindLabel(((kind, after_second),))
    third = words.KINDS.get(tokens[after_second].text) if after_second < len(tokens) else None
    if third is not None:
        return KindLabel(((third, after_second + 1),))
    if second == start + 1:  # no sign between them
        return KindLabel(((kind, direct), (None, after_second)))
    return KindLabel(((None, after_second),))


def _second_kind(tokens: Sequence[Token], start: int) -> int | None:
    signs = 0
    while start < len(tokens) and signs < 2 and tokens[start].text in ("/", "(", "\\", "-"):
        start, signs = start + 1, signs + 1
    is_kind = start < len(tokens) and tokens[start].text in words.KINDS
    return start if is_kind else None


def _skip_signs(tokens: Sequence[Token], start: int) -> int:
    while start < len(tokens) and tokens[start].kind in ("close", "colon"):
        start += 1
    return skip_links(tokens, start)


def may_label(token: Token, stretch: Stretch, names: Names) -> bool:
    """Say whether a kind word may be one here, after the words of the stretch so far.

    It is none as an initial („П. С. Славейков“) or inside a name („Студентски град“).
    """
    before = stretch.tokens
    if not before or before[-1].text in words.PREPOSITIONS:
        return True
    last = before[-1]
    if token.text in words.SHY_KIND_WORDS and not token.dotted:
        return False
    if last.kind == "number" or (len(last.text) == 1 and last.glued):
        return True
    if not stretch.is_closed and read_whole(before, names) is not None:
        return True
    return token.text in ("гр", "gr") and last.is_word and not last.dotted


def may_label_village(token: Token, stretch: Stretch) -> bool:
    """Say whether „с.“ after a plain word may still be a village: „Кметство с. Труд“."""
    last = stretch.tokens[-1]
    is_plain = last.is_word and len(last.text) > 1 and not last.dotted
    return token.text in ("с", "s") and token.dotted and is_plain and not stretch.is_closed


def starts_settlement(tokens: Sequence[Token], index: int) -> bool:
    """Say whether a kind word stands here that cannot be the preposition „с“."""
    if index >= len(tokens) or match_kind(tokens, index) is None:
        return False
    return tokens[index].dotted or tokens[index].text not in words.SHY_KIND_WORDS


def starts_label(tokens: Sequence[Token], index: int) -> bool:
    """Say whether any label stands here, so that no name goes on."""
    return index < len(tokens) and (
        tokens[index].text in _LABEL_WORDS
        or starts_settlement(tokens, index)
        or match_phrase(tokens, index, _LABEL_PHRASES) > 0
    )


def is_cut(tokens: Sequence[Token], name: tuple[str, ...], end: int, names: Names) -> bool:
    """Say whether a found name goes on, at `end`, with a word that no table knows.

    Only names that begin longer ones are doubted: „Бяла Слатна“ must not be Бяла,
    but „Варна Сливница 10“ is a town and its street.
    """
    following = words_at(tokens, end, LONGEST_NAME)
    if not following or following[0] in words.TAIL_WORDS or starts_label(tokens, end):
        return False
    found = names.find_settlement(" ".join(name))
    if found is None or not names.beginnings.intersection(found.codes):
        return False
    return all(
        read_claim(" ".join(following[:count]), names) is None
        for count in range(1, len(following) + 1)
    )
