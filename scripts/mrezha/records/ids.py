"""Make record ids from names, by the official transliteration.

Source: Transliteration Act, State Gazette 19/2009, art. 4 to 6: the table of letters, "ия"
at the end of a word is "ia", and "България" is "Bulgaria".
"""

import re
import unicodedata
from types import MappingProxyType

from mrezha.records.scan import MAX_ID

LETTERS = MappingProxyType(
    dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
            "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya i".split(),
            strict=True,
        )
    )
)
_WORD = re.compile(r"[^\W_]+")


def transliterate(text: str) -> str:
    """Return lower-case Latin letters for Bulgarian text; other signs stay."""
    return _WORD.sub(lambda found: _transliterate_word(found[0]), text.lower())


def _transliterate_word(word: str) -> str:
    if word == "българия":
        return "bulgaria"
    ending = ""
    if word.endswith("ия"):
        word, ending = word[:-2], "ia"
    return "".join(LETTERS.get(letter, letter) for letter in word) + ending


def make_id(text: str, limit: int = MAX_ID) -> str:
    """Return an id for a text: small Latin letters, digits, hyphens; empty when none is left.

    A long one is cut at a hyphen.
    """
    plain = unicodedata.normalize("NFD", transliterate(unicodedata.normalize("NFC", text)))
    words = re.findall(r"[a-z0-9]+", "".join(s for s in plain if not unicodedata.combining(s)))
    found = "-".join(words)
    if len(found) <= limit:
        return found
    cut = found[: limit + 1].rpartition("-")[0]
    return cut or found[:limit]
