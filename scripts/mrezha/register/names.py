"""Names of enterprises: quotes, legal forms, and what makes two spellings one name."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mrezha.records.cells import LOOK_ALIKES, mixed_letters
from mrezha.schema import load_schema

_DOUBLE_QUOTES = '„“”‟"«»'
_LATIN_LETTER = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = MappingProxyType(LOOK_ALIKES)
_LATIN = MappingProxyType({cyrillic: latin for latin, cyrillic in LOOK_ALIKES.items()})
# Forms of one family may follow each other under one EIK (a company may be transformed into
# another kind of company: Commerce Act, art. 261 and following); forms of two families never do.
_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "sole-trader": "trader",
        "limited-sole": "company",
        "limited": "company",
        "joint-stock-sole": "company",
        "joint-stock": "company",
        "general-partnership": "company",
        "limited-partnership": "company",
        "civil-partnership": "civil",
        "cooperative": "cooperative",
        "association": "association",
        "foundation": "foundation",
        "community-centre": "community-centre",
        "municipal-enterprise": "municipal",
        "municipal-institution": "municipal",
    }
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: its words without the legal form, and the form it names, if any.

    `core` keeps the writer's words and case; `key` is what two spellings are compared by.
    """

    core: str
    key: str
    form: str | None


@functools.lru_cache(maxsize=131_072)
def split_name(text: str) -> Name:
    """Take a name apart; a form is looked for at its beginning and at its end only."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    folded = [fold_word(word) for word, _, _ in words]
    first, last, form = 0, len(words), None
    for phrase, found in _forms():
        size = len(phrase)
        if size < last - first and tuple(folded[last - size : last]) == phrase:
            last, form = last - size, found
            break
    for phrase, found in _forms():
        size = len(phrase)
        if size < last - first and tuple(folded[first : first + size]) == phrase:
            if form in (None, found):
                first, form = first + size, found
            break
    core = text[words[first][1] : words[last - 1][2]] if words else text
    return Name(core, " ".join(folded[first:last]), form)


@functools.cache
def _forms() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the words of every legal form with its id, the longest first."""
    found = []
    for term in load_schema().vocabularies["legal-forms"].terms.values():
        if term.id in ("other", "municipal-institution"):
            continue
        texts = [term.labels["bg"], term.more["short_bg"], *term.more["aliases"].split(";")]
        for text in texts:
            if words := tuple(fold_word(word) for word in _WORD.findall(text)):
                found.append((words, term.id))
    return tuple(sorted(set(found), key=lambda pair: (-len(pair[0]), pair)))


def find_form(text: str) -> str | None:
    """Return the id of a legal form written by its label, short form or alias."""
    words = tuple(fold_word(word) for word in _WORD.findall(text))
    for term in load_schema().vocabularies["legal-forms"].terms.values():
        texts = [term.id, *term.labels.values(), term.more["short_bg"]]
        texts += term.more["aliases"].split(";")
        if words and words in {tuple(fold_word(w) for w in _WORD.findall(t)) for t in texts}:
            return term.id
    return None


def forms_agree(one: str | None, two: str | None) -> bool:
    """Say whether two legal forms can be the same one: equal, or one of them not known."""
    return one == two or one in (None, "other") or two in (None, "other")


def forms_related(one: str | None, two: str | None) -> bool:
    """Say whether one form can have become the other under the same EIK."""
    return forms_agree(one, two) or _FAMILIES.get(one or "") == _FAMILIES.get(two or "")


def same_name(one: str, two: str) -> bool:
    """Say whether two spellings are one name.

    Case, quotes, dashes, spaces, punctuation, look-alike letters and the place of the
    legal form do not count.
    """
    first, second = split_name(one), split_name(two)
    return first.key == second.key and forms_agree(first.form, second.form)


def fold_word(word: str) -> str:
    """Return a word for comparison: no case, no stress marks, one alphabet."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("ѝ", "и")
    return unify_letters(plain)


def unify_letters(word: str) -> str:
    """Return a word that mixes alphabets by slip in one alphabet; other words as they are."""
    if word.isascii() or not _LATIN_LETTER.search(word) or not mixed_letters(word):
        return word
    latin = sum(sign.isascii() and sign.isalpha() for sign in word)
    cyrillic = sum(sign.isalpha() and not sign.isascii() for sign in word)
    twins = _CYRILLIC if latin <= cyrillic else _LATIN
    return "".join(twins.get(sign, sign) for sign in word)


def tidy_quotes(text: str) -> str:
    """Return a text with its double quotes as „…“, and a space outside each pair.

    A text whose quotes do not pair comes back as it was.
    """
    marks = [place for place, sign in enumerate(text) if sign in _DOUBLE_QUOTES]
    if not marks:
        return text
    kinds: dict[int, bool] = {}
    depth = 0
    for place in marks:
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        opens = depth == 0 or (
            (before in " (-–—" or before in _DOUBLE_QUOTES) and _WORD.match(after) is not None
        )
        kinds[place] = opens
        depth += 1 if opens else -1
    if depth != 0:
        return text
    pieces = []
    for place, sign in enumerate(text):
        if place not in kinds:
            pieces.append(sign)
        elif kinds[place]:
            glued = _WORD.fullmatch(text[place - 1 : place]) is not None
            pieces.append(" „" if glued else "„")
        else:
            glued = _WORD.fullmatch(text[place + 1 : place + 2]) is not None
            pieces.append("“ " if glued else "“")
    return "".join(pieces)
