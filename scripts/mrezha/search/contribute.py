"""Turn one document into what it gives to the index, told apart from all other documents."""

import json
import marshal
from dataclasses import dataclass

from mrezha.search.analyse import analyse_document
from mrezha.search.documents import SearchDocument, SearchSettings
from mrezha.search.encode import IMPACT_BITS
from mrezha.search.text import fold

SNIPPET_LENGTH = 140
LEVELS = ("region", "district", "municipality", "settlement")

# (term, field bits and impact in one number, forms)
TermShare = tuple[str, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a document gives: where it stands, its card, its terms, facets and places."""

    id: str
    path: str
    eik: str
    card: str
    terms: tuple[TermShare, ...]
    facets: tuple[tuple[str, str], ...]
    places: tuple[str, ...]

    def pack(self) -> bytes:
        """Return terms, facets and places as bytes."""
        return marshal.dumps((self.terms, self.facets, self.places), 2)


def unpack(
    data: bytes,
) -> tuple[tuple[TermShare, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return the terms, facets and places that were packed."""
    found: tuple[tuple[TermShare, ...], tuple[tuple[str, str], ...], tuple[str, ...]]
    found = marshal.loads(data)  # noqa: S302 our own state
    return found


def contribute(document: SearchDocument, settings: SearchSettings) -> Contribution:
    """Return what the document gives to the index."""
    analysis = analyse_document(document, settings)
    by_level = {place.level: place.bg for place in document.places}
    return Contribution(
        id=document.id,
        path="/".join(by_level.get(level, "") for level in LEVELS),
        eik=document.eik,
        card=make_card(document),
        terms=tuple(
            (term, mask << IMPACT_BITS | impact, tuple(sorted(analysis.forms[term])))
            for term, (mask, impact) in sorted(analysis.terms.items())
        ),
        facets=tuple(sorted({(f, value) for f, vs in document.facets.items() for value in vs})),
        places=tuple(sorted({fold(place.bg) for place in document.places})),
    )


def make_card(document: SearchDocument) -> str:
    """Return what a result shows as a row: id, address, name, place, snippet, lon and lat."""
    place = next((p for p in document.places if p.level == "settlement"), None)
    where = f"{place.kind} {place.bg}".strip() if place else ""
    offers = "; ".join(offer.text for offer in document.offers) or document.text_bg
    snippet = offers if len(offers) <= SNIPPET_LENGTH else cut_text(offers, SNIPPET_LENGTH)
    row: list[object] = [document.id, document.url, document.name, where, snippet]
    if document.lon is not None and document.lat is not None:
        row += [round(document.lon, 4), round(document.lat, 4)]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def cut_text(text: str, length: int) -> str:
    """Cut at a word and say so by an ellipsis."""
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"
