"""The catalogue's values: records with their relations resolved both ways, read-only."""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mrezha.catalogue.clock import Clock
from mrezha.catalogue.reads import Reads
from mrezha.places import District, Gazetteer, Municipality, Region, Settlement
from mrezha.schema import Schema

if TYPE_CHECKING:
    from mrezha.catalogue.outline import Outline

Data = Mapping[str, Any]
"""A record in document form: every field of the schema is there, None when not given."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is; what is not known is None. A settlement gives all the rest."""

    settlement: Settlement | None
    municipality: Municipality | None
    district: District | None
    region: Region | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link seen from one of its two enterprises.

    `inverse` is set on the side that did not write the link; the words then are the
    vocabulary's inverse ones.
    """

    kind: str
    other: str
    inverse: bool


@dataclass(frozen=True, slots=True)
class Participation:
    """An enterprise at an event, with its stand and what it shows there."""

    event: str
    stand: str | None
    offers: tuple[str, ...]
    note: Data


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise; `name` is what people know it by, `sort_key` its place in a list."""

    id: str
    data: Data
    name: str
    sort_key: str
    is_registered: bool
    location: Location
    relations: tuple[Relation, ...]
    participations: tuple[Participation, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What a list may show of an enterprise: `data` holds no more than a card's fields."""

    id: str
    data: Data
    name: str
    sort_key: str
    is_registered: bool
    location: Location


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `starts_on` and `ends_on` are None when the days are not known.

    `sort_key` orders by what is known of the time, newest first when reversed.
    """

    id: str
    data: Data
    days: tuple[Data, ...]
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    sort_key: str
    location: Location


@dataclass(frozen=True, slots=True)
class Call:
    """One funding call or award."""

    id: str
    data: Data
    sort_key: str


@dataclass(frozen=True, slots=True)
class Centre:
    """A regional centre as far as it is known."""

    data: Data
    location: Location


@dataclass(frozen=True, slots=True)
class RegionPage:
    """A planning region with its centre and everything in it."""

    id: str
    data: Data
    region: Region
    districts: tuple[District, ...]
    centre: Centre | None
    enterprises: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One plain page."""

    id: str
    data: Data


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All records by id, in list order, and the groupings pages need.

    `outlines` are always in memory; `enterprises` and `cards` may be fetched when asked
    for. `by_district` and `by_category` hold enterprise ids in list order; a category's
    list includes its sub-categories'. What a page reads of the mappings is noted in
    `reads`; `digests` holds the digest of every file but the enterprises', by "folder/id".
    `kin` groups ids by "category/district", `by_cause` by "category/cause"; `moved` leads from
    the old "folder/id" of a renamed record to its new one. Whoever reads an enterprise by
    `facts` shows nothing of its long texts: a change of those is none to them.
    """

    schema: Schema
    gazetteer: Gazetteer
    outlines: "Mapping[str, Outline]"
    enterprises: Mapping[str, Enterprise]
    facts: Mapping[str, Enterprise]
    cards: Mapping[str, Card]
    events: Mapping[str, Event]
    calls: Mapping[str, Call]
    regions: Mapping[str, RegionPage]
    pages: Mapping[str, Page]
    by_district: Mapping[str, tuple[str, ...]]
    by_category: Mapping[str, tuple[str, ...]]
    by_need: Mapping[str, tuple[tuple[str, str, str], ...]]
    relations: Mapping[str, tuple[Relation, ...]]
    kin: Mapping[str, tuple[str, ...]]
    by_cause: Mapping[str, tuple[str, ...]]
    digests: Mapping[str, bytes]
    moved: Mapping[str, str]
    clock: Clock = dataclasses.field(compare=False)
    reads: Reads = dataclasses.field(compare=False)
