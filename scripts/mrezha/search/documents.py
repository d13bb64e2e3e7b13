"""Say what the search knows about a record: the input of the index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SearchOffer:
    """One product or service in the words of the enterprise."""

    text: str
    category: str = ""
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class SearchLabel:
    """One term of a controlled vocabulary (activity, group, cause, category)."""

    id: str
    bg: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """One place the record belongs to.

    `level` is settlement, municipality, district or region; `kind` is гр., с. or empty.
    """

    level: str
    bg: str
    en: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """All that one record gives to the search.

    `categories` are the labels of the offers' categories; `facets` maps a facet to the
    record's values; `lon` and `lat` are degrees (WGS 84), None when unknown.
    """

    id: str
    name: str
    kind: str = "enterprise"
    url: str = ""
    other_names: tuple[str, ...] = ()
    eik: str = ""
    legal_form: str = ""
    offers: tuple[SearchOffer, ...] = ()
    categories: tuple[SearchLabel, ...] = ()
    labels: tuple[SearchLabel, ...] = ()
    places: tuple[SearchPlace, ...] = ()
    address: str = ""
    text_bg: str = ""
    text_en: str = ""
    website_host: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class SearchPoint:
    """Where a settlement lies: degrees (WGS 84), two decimals, about a kilometre.

    `label` is the name with „гр.“ or „с.“ before it.
    """

    ekatte: str
    label: str
    en: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Sizes and weights of the index.

    `weights` is per field (see FIELDS in analyse.py); block sizes are characters of text
    before compression. Of a term with more than `longest_postings` records the strongest come
    first, and all of them by `chunk_documents` neighbours; `cards_per_block` is raised to all
    records while the index is small.
    `settlements` are all names of settlements of the country, `towns` those of towns: they
    keep a place without records from being taken for another word. While all terms are within
    `small_vocabulary` they come in one file, and the rest in smaller blocks.
    `points` are the settlements whose place is known; `points_key` changes when they do.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    vocabulary_block: int = 8_500
    small_block: int = 2_400
    small_vocabulary: int = 44_000
    common_block: int = 44_000
    postings_block: int = 6_000
    inline_postings: int = 160
    longest_postings: int = 2_000
    chunk_documents: int = 8_192
    cards_per_block: int = 64
    eiks_block: int = 22_000
    small_limit: int = 200
    points_block: int = 9_000
    settlements: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    points: tuple[SearchPoint, ...] = field(default=(), repr=False)
    points_key: str = ""


DEFAULT_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "name": 11.0,
        "offer": 10.0,
        "category": 2.5,
        "label": 3.0,
        "settlement": 9.0,
        "municipality": 3.5,
        "district": 2.5,
        "region": 2.0,
        "quarter": 5.0,
        "street": 3.0,
        "form": 1.0,
        "text": 3.0,
        "host": 4.0,
    }
)
