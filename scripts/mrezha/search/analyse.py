"""Turn one document into weighted terms: stem -> fields it stands in and impact."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mrezha.search.documents import SearchDocument, SearchSettings
from mrezha.search.spec import load_spec
from mrezha.search.text import fold, is_cyrillic, split_words, stem

FIELDS = (
    "name",
    "offer",
    "category",
    "label",
    "settlement",
    "municipality",
    "district",
    "region",
    "quarter",
    "street",
    "form",
    "text",
    "host",
)
BIT = {name: 1 << at for at, name in enumerate(FIELDS)}
PLACE_BITS = (
    BIT["settlement"] | BIT["municipality"] | BIT["district"] | BIT["region"] | BIT["quarter"]
)
PLACE_FIELDS = frozenset(("settlement", "municipality", "district", "quarter"))
STEMMED_PLACE = 0.6
IMPACT_TOP = 31
HYPHENATED = re.compile(r"([a-z\u0430-\u044f0-9]+)[-\u2010-\u2014'’.]([a-z\u0430-\u044f0-9]+)")
# „Счетоводство, право, консултации“ names trades that one of its members may not have.
COMPOSITE = re.compile(r"[,;]| и ")
SHORT_TEXT = 60
SEGMENT = re.compile(r"[,;()]")


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of one document: stem -> (field bits, impact 1 to 31); and surface forms."""

    terms: Mapping[str, tuple[int, int]]
    forms: Mapping[str, frozenset[str]]


def iterate_fields(document: SearchDocument) -> Iterator[tuple[str, str]]:
    """Yield (field, text) pairs of a document."""
    yield "name", document.name
    for name in document.other_names:
        yield "name", name
    for name in (document.name, *document.other_names):
        yield "name", " ".join(spell_letter_names(split_words(name)))
    for offer in document.offers:
        yield "offer", offer.text
        yield "offer", offer.text_en
    for label in document.categories:
        if not COMPOSITE.search(label.bg):
            yield "category", f"{label.bg} {label.en}"
    for label in document.labels:
        yield "label", f"{label.bg} {label.en}"
    for place in document.places:
        yield place.level, f"{place.bg} {place.en}"
    yield from split_address(document.address)
    yield "form", document.legal_form
    yield "text", document.text_bg
    yield "text", document.text_en
    host = document.website_host.removeprefix("www.")
    yield "host", host.rsplit(".", 1)[0]


def spell_letter_names(words: list[str]) -> list[str]:
    """Return acronyms that spelled-out letters stand for: ди ес джи -> dsg."""
    names = {n: k for k, vs in load_spec().raw["letterNames"].items() for n in vs}
    found: list[str] = []
    run = ""
    for word in [*words, ""]:
        if word in names:
            run += names[word]
            continue
        if len(run) > 1:
            found.append(run)
        run = ""
    return found


def split_address(address: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of an address; streets apart, since many bear names of towns."""
    markers = load_spec().raw["places"]["markers"]
    field = "quarter"
    for part in SEGMENT.split(address):
        words = split_words(part)
        piece: list[str] = []
        for word in words:
            if word in markers["street"]:
                if piece:
                    yield field, " ".join(piece)
                field, piece = "street", []
            elif word in markers["quarter"] or word in markers["settlement"]:
                if piece:
                    yield field, " ".join(piece)
                field, piece = "quarter", []
            else:
                piece.append(word)
        if piece:
            yield field, " ".join(piece)
        field = "street" if field == "street" and not piece else "quarter"


def list_tokens(text: str) -> Iterator[str]:
    """Yield the words of a text with joined forms of hyphenated words added."""
    folded = fold(text)
    yield from split_words(folded)
    for one, other in HYPHENATED.findall(folded):
        if not (one + other).isdigit():
            yield one + other


def weigh_text(field: str, text: str) -> Iterable[tuple[str, str, float]]:
    """Return (stem, word, share of the field's weight) for the different words of one text."""
    # Names of places and categories come again and again; long texts do not.
    weigh = _weigh_again if len(text) <= SHORT_TEXT else _weigh_text
    return weigh(field, text)


def _weigh_text(field: str, text: str) -> tuple[tuple[str, str, float], ...]:
    spec = load_spec()
    stop, legal = spec.stop, spec.legal
    words = list(list_tokens(text))
    length = sum(1 for w in words if w not in stop and w not in legal) or 1
    norm = 1.0 / (0.85 + 0.05 * min(length, 25))
    low = norm * (0.2 if field != "form" else 1.0)
    weighed = [
        (stem(w), w, low if w in legal else norm)
        for w in dict.fromkeys(words)
        if field == "name" or w not in stop
    ]
    return tuple(_name_places(weighed) if field in PLACE_FIELDS else weighed)


_weigh_again = lru_cache(maxsize=10_000)(_weigh_text)


def _name_places(weighed: list[tuple[str, str, float]]) -> Iterator[tuple[str, str, float]]:
    """Keep the name of a place as it is written, above its stem: Банско is no „бански“."""
    for term, word, share in weighed:
        if term == word or not is_cyrillic(word):
            yield term, word, share
        else:
            yield word, word, share
            yield term, word, share * STEMMED_PLACE


def analyse_document(document: SearchDocument, settings: SearchSettings) -> Analysis:
    """Weigh the terms of one document."""
    masks: dict[str, int] = {}
    forms: dict[str, frozenset[str]] = {}
    best: dict[str, float] = {}  # of terms that stand in one field; the others in `several`
    several: dict[str, dict[int, float]] = {}
    for field, text in iterate_fields(document):
        if not text:
            continue
        full, bit = settings.weights[field], BIT[field]
        for form, word, share in weigh_text(field, text):
            weight, mask = full * share, masks.get(form)
            if mask is None:
                masks[form], forms[form], best[form] = bit, _alone(word), weight
                continue
            if word not in forms[form]:
                forms[form] |= {word}
            if mask == bit:
                best[form] = max(best[form], weight)
                continue
            weights = several.setdefault(form, {mask: best[form]})
            weights[bit] = max(weights.get(bit, 0.0), weight)
            masks[form] = mask | bit
    terms = {
        form: (mask, quantise(several[form].values()) if form in several else _impact(best[form]))
        for form, mask in masks.items()
    }
    return Analysis(terms, forms)


@lru_cache(maxsize=50_000)
def _alone(word: str) -> frozenset[str]:
    return frozenset((word,))


def quantise(weights: Iterable[float]) -> int:
    """Sum field weights, the strongest whole and the rest in part; scale to 1..31."""
    ordered = sorted(weights, reverse=True)
    return _impact(ordered[0] + 0.3 * sum(ordered[1:]))


@lru_cache(maxsize=5_000)
def _impact(total: float) -> int:
    return max(1, min(IMPACT_TOP, round(total * 2.2)))
