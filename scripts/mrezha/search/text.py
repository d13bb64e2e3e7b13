"""Fold, split, stem and transliterate text by the shared specification.

Every function here has a twin in `theme/static/js/search/text.js`; one table of cases
(`tests/search/text-cases.json`) holds the two equal.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from mrezha.search.spec import Rules, load_spec

WORD = re.compile(r"[a-z0-9\u0430-\u044f]+")
CYRILLIC = re.compile(r"[\u0430-\u044f]")
LATIN = re.compile(r"[a-z]")
YAT = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])я")
DOUBLED = re.compile(r"([a-z])\1")
# A word of letters of both scripts, of which the Latin ones may be mistaken.
MIXED = re.compile(r"[a-z][0-9]*[\u0430-\u044f]|[\u0430-\u044f][0-9]*[a-z]")
PLAIN = re.compile(r"[\u0000-\u007f\u0430-\u044a\u044c\u044e\u044f]*")
BEAM = 400


def fold(text: str) -> str:
    """Lower the case, drop stress and invisible signs, keep й, mend mixed scripts."""
    folded = text.lower()
    if not PLAIN.fullmatch(folded):
        folded = unicodedata.normalize("NFC", text).lower().translate(_folds())
    if not MIXED.search(folded):
        return folded
    lookalikes = load_spec().raw["fold"]["lookalikes"]
    return WORD.sub(lambda m: _mend(m.group(), lookalikes), folded)


class _Folds(dict[int, str]):
    """What every letter becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        spec = load_spec().raw["fold"]
        char = chr(code)
        if char in spec["drop"]:
            found = ""
        elif char in spec["map"]:
            found = spec["map"][char]
        elif char == "й":
            found = char
        else:
            parts = unicodedata.normalize("NFKD", char)
            found = "".join(one for one in parts if not unicodedata.combining(one))
        self[code] = found
        return found


@lru_cache(maxsize=1)
def _folds() -> _Folds:
    return _Folds()


def _mend(word: str, lookalikes: dict[str, str]) -> str:
    latin = LATIN.findall(word)
    if not latin or not CYRILLIC.search(word) or any(c not in lookalikes for c in latin):
        return word
    return "".join(lookalikes.get(c, c) for c in word)


def split_words(text: str) -> list[str]:
    """Return the words of `text`, folded; digits stay inside words."""
    return WORD.findall(fold(text))


def is_cyrillic(word: str) -> bool:
    """Tell whether a folded word has a Cyrillic letter."""
    return bool(CYRILLIC.search(word))


def apply_rules(word: str, rules: Rules) -> str:
    """Apply the first rule whose ending fits and leaves enough of the word."""
    lengths, by_ending = rules
    size = len(word)
    for length in lengths:
        for instead, least in by_ending.get(word[size - length :], ()) if length <= size else ():
            if size - length >= least:
                return word[: size - length] + instead
    return word


def stem_bg(word: str) -> str:
    """Take the article, the plural and the gender off a folded Bulgarian word."""
    spec = load_spec()
    bg = spec.raw["bg"]
    if word in bg["irregular"]:
        return str(bg["irregular"][word])
    if len(word) < bg["min"]:
        return word
    for rules in (spec.article, spec.plural, spec.vowel, spec.fleeting):
        word = apply_rules(word, rules)
    for old, new in bg["replace"]:
        word = word.replace(old, new)
    word = YAT.sub("е", word)
    if len(word) > 3 and word[-1] in bg["last"]:
        word = word[:-1] + bg["last"][word[-1]]
    return word


def root_bg(stem: str) -> str:
    """Take the endings of derivation off a stem: печатар, печатница -> печат."""
    spec = load_spec()
    bg = spec.raw["bg"]
    root = stem
    for _ in range(bg["rootRounds"]):
        shorter = apply_rules(root, spec.root)
        if shorter == root:
            break
        root = shorter
    if len(root) > 4 and root[-1] in "йаеиояую":
        root = root[:-1]
    if len(root) > 3 and root[-1] in bg["rootLast"]:
        root = root[:-1] + bg["rootLast"][root[-1]]
    return root


def stem_en(word: str) -> str:
    """Take plural, -ing and -ed off a folded English word; doubled letters become one."""
    spec = load_spec()
    irregular = spec.raw["en"]["irregular"]
    if word in irregular:
        return str(irregular[word])
    if len(word) > 2:
        for rules in spec.en_steps:
            word = apply_rules(word, rules)
    return DOUBLED.sub(r"\1", word)


def root_en(stem: str) -> str:
    """Take one ending of derivation off an English stem: printer -> print."""
    return apply_rules(stem, load_spec().en_root)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem a folded word by its script; numbers and mixed words stay."""
    if is_cyrillic(word):
        return stem_bg(word)
    return word if any(c.isdigit() for c in word) else stem_en(word)


@lru_cache(maxsize=200_000)
def root(word_stem: str) -> str:
    """Return the root of a stem by its script."""
    if is_cyrillic(word_stem):
        return root_bg(word_stem)
    return word_stem if any(c.isdigit() for c in word_stem) else root_en(word_stem)


def transliterate(word: str) -> str:
    """Write a folded word in Latin letters by the Transliteration Act, art. 4 to 6.

    Source: State Gazette 19/2009; -ия at the end is -ia, България is Bulgaria.
    """
    law = load_spec().raw["law"]
    if word in law["words"]:
        return str(law["words"][word])
    tail = ""
    for ending, latin in law["ends"].items():
        if word.endswith(ending):
            word, tail = word[: len(word) - len(ending)], latin
    for pair, latin in law["pairs"].items():
        word = word.replace(pair, latin)
    return "".join(law["letters"].get(c, c) for c in word) + tail


def undo_layout(text: str, on: str, meant: str) -> str:
    """Rewrite `text`, typed with layout `on`, as the same keys give in layout `meant`."""
    return text.translate(_list_keys(on, meant))


@lru_cache(maxsize=32)
def _list_keys(on: str, meant: str) -> dict[int, str]:
    layouts = load_spec().raw["layouts"]
    table: dict[int, str] = {}
    for source, target in zip(layouts[on], layouts[meant], strict=True):
        for old, new in zip(source, target, strict=True):
            table.setdefault(ord(old), new)
    return table


def skeleton(latin: str) -> str:
    """Reduce Latin spelling to its sound, so that Каритарт and CaritArt meet."""
    latin = DOUBLED.sub(r"\1", latin)
    for old, new in load_spec().raw["skeleton"]:
        latin = latin.replace(old, new)
    return DOUBLED.sub(r"\1", latin)


def read_latin(
    word: str, is_alive: Callable[[str], bool] | None = None, limit: int = 12
) -> list[tuple[str, int]]:
    """Return Cyrillic readings of a Latin word, cheapest first, with their costs.

    The law's spelling costs nothing, chat spellings more. `is_alive` prunes beginnings
    that lead nowhere; without it the readings are those of the table alone.
    """
    chat = load_spec().raw["chat"]
    states: list[dict[str, int]] = [{} for _ in range(len(word) + 1)]
    states[0][""] = 0
    for at in range(len(word)):
        ranked = sorted(states[at].items(), key=lambda s: (s[1], s[0]))[:BEAM]
        for size in range(1, 5):
            if at + size > len(word):
                break
            for letters, cost in chat.get(word[at : at + size], ()):
                for done, paid in ranked:
                    reading, total = done + letters, paid + cost
                    if is_alive and not is_alive(reading):
                        continue
                    known = states[at + size].get(reading)
                    if known is None or total < known:
                        states[at + size][reading] = total
    ranked = sorted(states[len(word)].items(), key=lambda s: (s[1], s[0]))
    return ranked[:limit]


def find_eik(text: str) -> str | None:
    """Return the digits when `text` is a company number, whole or in part, else None.

    Three digits at least; spaces, dots, hyphens and a label such as ЕИК or BG may stand.
    """
    match = re.fullmatch(r"([a-z\u0430-\u044f/ ]*?)[ :.№-]*([0-9][0-9 .-]*)", fold(text).strip())
    if not match:
        return None
    labels = match.group(1).replace("/", " ").split()
    if any(label not in load_spec().raw["eikPrefixes"] for label in labels):
        return None
    digits = re.sub(r"[^0-9]", "", match.group(2))
    return digits if 3 <= len(digits) <= 13 else None
