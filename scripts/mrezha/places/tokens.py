"""Split an address into words, numbers and signs."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from mrezha.places.text import fold_text, has_cyrillic, unmix_initial, unmix_word

Kind = Literal["word", "number", "separator", "open", "close", "colon", "number-sign"]

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+)|(?P<number>\d+)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<colon>:)"
    r"|(?P<separator>[,;|/\\•·]|(?<![^ ])-|-(?![^ ]))|(?P<hash>#)|(?P<dot>\.)"
)
_MAIL_OR_SITE = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,64}|https?://\S{1,300}|www\.\S{1,300}")
# „София - град“, „Добрич (селска)“: the second half belongs to the name before it.
_SECOND_HALF = re.compile(
    r" ?[-(/] ?(столица|селска|град(?:ска)?|област|capital|stolitsa|selska|grad|rural)\b ?[)/]?"
)

_SIGNS: dict[str, Kind] = {
    "separator": "separator",
    "open": "open",
    "close": "close",
    "colon": "colon",
    "hash": "number-sign",
}
_JOINERS = frozenset("./-")  # between the parts of a date, a telephone, a plot number


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a folded address.

    `dotted` says a full stop follows a word. `glued` says a word touches a number before
    it, or a number touches a letter or, over a dot, slash or hyphen, another number.
    """

    kind: Kind
    text: str
    dotted: bool = False
    glued: bool = False

    @property
    def is_word(self) -> bool:
        """Say whether this is a word."""
        return self.kind == "word"


def split_tokens(address: str) -> tuple[Token, ...]:
    """Fold an address and split it; a full stop only marks the word before it."""
    folded = fold_text(address)
    if "@" in folded or "http" in folded or "www." in folded:
        folded = _MAIL_OR_SITE.sub(" , ", folded)
    folded = _SECOND_HALF.sub(r" \1 ", folded)
    tokens = [_read_token(match, folded) for match in _TOKEN.finditer(folded)]
    if has_cyrillic(folded):
        tokens = [_in_cyrillic(token) for token in tokens]
    return tuple(token for token in tokens if token is not None)


def _in_cyrillic(token: Token | None) -> Token | None:
    """Read a lone Latin letter among Cyrillic words as typed on the wrong layout („c. Баня“)."""
    if token is None or not token.is_word or len(token.text) > 1:
        return token
    return replace(token, text=unmix_initial(token.text))


def _read_token(match: re.Match[str], folded: str) -> Token | None:
    text, group, end = match.group(), match.lastgroup or "", match.end()
    if group == "word":
        start = match.start()
        return Token(
            "word",
            unmix_word(text),
            dotted=folded[end : end + 1] == ".",
            glued=folded[max(0, start - 1) : start].isdigit(),
        )
    if group == "number":
        return Token("number", text, glued=_is_glued(folded, match.start(), end))
    return Token(_SIGNS[group], text) if group in _SIGNS else None


def _is_glued(folded: str, start: int, end: int) -> bool:
    before, after = folded[max(0, start - 2) : start], folded[end : end + 2]
    letter_before = before[-1:].isalpha() and not before[-2:-1].isalpha()
    letter_after = after[:1].isalpha() and not after[1:].isalpha()
    number_before = before[-1:] in _JOINERS and before[-2:-1].isdigit()
    number_after = after[:1] in _JOINERS and after[1:].isdigit()
    return letter_before or letter_after or number_before or number_after
