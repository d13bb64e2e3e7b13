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


@lru_cache(maxsize=50_000)
def list_tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text with joined forms of hyphenated words added."""
    folded = fold(text)
    words = split_words(folded)
    words.extend(a + b for a, b in HYPHENATED.findall(folded) if not (a + b).isdigit())
    return tuple(words)


@lru_cache(maxsize=50_000)
def weigh_text(field: str, text: str) -> tuple[tuple[str, str, float], ...]:
    """Return (stem, word, share of the field's weight) for the words of one text."""
    spec = load_spec()
    words = list_tokens(text)
    length = sum(1 for w in words if w not in spec.stop and w not in spec.legal) or 1
    norm = 1.0 / (0.85 + 0.05 * min(length, 25))
    weighed = [
        (stem(w), w, norm * (0.2 if w in spec.legal and field != "form" else 1.0))
        for w in words
        if field == "name" or w not in spec.stop
    ]
    return tuple(_name_places(weighed) if field in PLACE_FIELDS else weighed)


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
    weights: dict[str, dict[str, float]] = {}
    masks: dict[str, int] = {}
    forms: dict[str, set[str]] = {}
    for field, text in iterate_fields(document):
        if not text:
            continue
        full, bit = settings.weights[field], BIT[field]
        for form, word, share in weigh_text(field, text):
            masks[form] = masks.get(form, 0) | bit
            forms.setdefault(form, set()).add(word)
            best = weights.setdefault(form, {})
            best[field] = max(best.get(field, 0.0), full * share)
    terms = {t: (masks[t], quantise(best.values())) for t, best in weights.items()}
    return Analysis(terms=terms, forms={t: frozenset(f) for t, f in forms.items()})


def quantise(weights: Iterable[float]) -> int:
    """Sum field weights, the strongest whole and the rest in part; scale to 1..31."""
    ordered = sorted(weights, reverse=True)
    total = ordered[0] + 0.3 * sum(ordered[1:])
    return max(1, min(IMPACT_TOP, round(total * 2.2)))
