"""Fold what people type in an address so that equal places look equal.

Only what place names need; the search room has its own, richer handling.
"""

import re
import unicodedata

# Invisible marks found inside copied text: soft hyphen, zero-width and direction marks.
_INVISIBLE = (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
_QUOTES = "„“”\"«»'’‘‚‛‹›`´ʼ′″"
_DASHES = "‐‑‒–—―−"
_BEFORE_FOLDING = {
    **dict.fromkeys((*_INVISIBLE, 0xFEFF), None),
    **dict.fromkeys(map(ord, _QUOTES), " "),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    ord("№"): " # ",  # compatibility folding would turn it into the word "No"
    ord("_"): " ",
    ord("ı"): "i",  # its capital is a plain I
}
_STRESS = {0x300: None, 0x301: None}
_NEIGHBOURS = str.maketrans({"ы": "и", "э": "е", "ё": "е"})

# Letters that look alike, small or capital, in the two alphabets.
_TO_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_TO_LATIN = str.maketrans("асеорхукмтнвіјѕ", "aceopxykmthbijs")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")

# Transliteration Act (State Gazette 19/2009), art. 4 to 6.
_LETTERS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya".split(),
        strict=True,
    )
)

_LATIN_FOLDS = (
    *(("dj", "dzh"), ("w", "v"), ("kh", "h"), ("tz", "ts")),
    *(("j", "i"), ("y", "i"), ("ii", "i")),
)


def fold_text(text: str) -> str:
    """Fold case, compatibility forms, invisible marks, quotes, dashes and spaces.

    A stress mark goes and „ѝ“ becomes „и“, but „й“ stays a letter of its own.
    """
    text = unicodedata.normalize("NFKD", text.translate(_BEFORE_FOLDING).casefold())
    text = unicodedata.normalize("NFKC", text.translate(_STRESS)).casefold()
    return " ".join(text.translate(_NEIGHBOURS).split())


def unmix_word(word: str) -> str:
    """Give a folded word that mixes two alphabets back to one of them.

    Cyrillic is tried first („Coфия“ with Latin C and o), then Latin ("Sоfia" with a
    Cyrillic о). A word with a letter that has no look-alike stays as it is.
    """
    if not (_CYRILLIC.search(word) and _LATIN.search(word)):
        return word
    cyrillic = word.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = word.translate(_TO_LATIN)
    return word if _CYRILLIC.search(latin) else latin


def unmix_initial(letter: str) -> str:
    """Give a lone Latin letter in a Bulgarian address its Cyrillic look-alike."""
    return letter.translate(_TO_CYRILLIC)


def has_cyrillic(text: str) -> bool:
    """Say whether a text has a Cyrillic letter."""
    return _CYRILLIC.search(text) is not None


def is_latin(text: str) -> bool:
    """Say whether a folded text has a Latin letter."""
    return _LATIN.search(text) is not None


def read_as_cyrillic(text: str) -> str | None:
    """Read a Latin text made only of look-alikes as Cyrillic ("BAPHA"), or give None."""
    cyrillic = text.translate(_TO_CYRILLIC)
    return None if is_latin(cyrillic) else cyrillic


def transliterate(text: str, hard_sign: str = "a") -> str:
    """Write a folded Bulgarian name in Latin letters by the Act.

    `hard_sign` writes ъ: "a" by the Act, "u" as older signs do.
    """
    text = re.sub(r"ия\b", "ia", text)
    return "".join(hard_sign if sign == "ъ" else _LETTERS.get(sign, sign) for sign in text)


def fold_latin(name: str) -> str:
    """Fold spellings of one sound: iya and ia, j and y and i, w and v, kh and h, tz and ts."""
    for old, new in _LATIN_FOLDS:
        name = name.replace(old, new)
    return name


def fold_latin_loosely(name: str) -> tuple[str, ...]:
    """Fold older spellings too: ou, tch, double letters, c for ts, and j for zh.

    A "j" has two readings, so there may be two results.
    """
    name = name.replace("tch", "ch").replace("ou", "u").replace("dj", "dzh")
    name = re.sub(r"c(?!h)", "ts", re.sub(r"([a-z])\1", r"\1", name))
    return tuple(dict.fromkeys((fold_latin(name), fold_latin(name.replace("j", "zh")))))
