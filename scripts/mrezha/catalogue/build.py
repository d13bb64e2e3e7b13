"""Freeze checked rows into the catalogue, relations resolved both ways."""

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from mrezha.catalogue.clock import Clock
from mrezha.catalogue.documents import gather_documents, leave_out_incomplete
from mrezha.catalogue.model import (
    Call,
    Card,
    Catalogue,
    Centre,
    Data,
    Enterprise,
    Event,
    Location,
    Page,
    Participation,
    RegionPage,
    Relation,
)
from mrezha.catalogue.outline import Outline, card_data, digest_of, draw_outline
from mrezha.catalogue.reads import Later, ReadMapping, Reads
from mrezha.places import Gazetteer
from mrezha.records.loading import Loaded
from mrezha.schema import Schema

_T = TypeVar("_T")
_UNKNOWN_TIME = "0000"
# For catalogues that show no pages: before everything, so nothing is past.
NO_MOMENT = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
# A card is shown on about ten pages; this many are held (about 5 KB each).
CARDS_KEPT = 4096
Fetch = Callable[[str], Data]


def build_catalogue(
    loaded: Loaded, schema: Schema, gazetteer: Gazetteer, now: datetime.datetime = NO_MOMENT
) -> Catalogue:
    """Return the catalogue of everything that was loaded, less what was withdrawn.

    Expects checked rows; of unchecked ones those that lack what they must have are left
    out, and relations to nobody.
    """
    typed = leave_out_incomplete(loaded.typed, schema)
    documents = {
        str(table.folder): gather_documents(table, typed, loaded.withdrawn, schema)
        for table in schema.record_tables()
    }
    enterprises = documents.pop("enterprises")
    outlines = [
        draw_outline(id_, data, digest_of(data), schema, gazetteer)
        for id_, data in enterprises.items()
    ]
    digests = {
        f"{folder}/{id_}": digest_of(data)
        for folder, members in documents.items()
        for id_, data in members.items()
    }
    fetch = enterprises.__getitem__
    return assemble(outlines, fetch, documents, digests, loaded.moved, schema, gazetteer, now)


def assemble(
    outlines: Iterable[Outline],
    fetch: Fetch,
    documents: Mapping[str, Mapping[str, Data]],
    digests: Mapping[str, bytes],
    moved: Mapping[str, str],
    schema: Schema,
    gazetteer: Gazetteer,
    now: datetime.datetime = NO_MOMENT,
) -> Catalogue:
    """Put a catalogue together from outlines and documents.

    `fetch` returns the document of an enterprise; `documents` holds those of all other
    folders, by folder and id; `now` is the moment the site is built for.
    """
    reads = Reads()
    known = {one.id: one for one in sorted(outlines, key=lambda one: (one.sort_key, one.id))}
    events = {
        one.id: one
        for one in sorted(
            (_event(id_, doc, gazetteer) for id_, doc in documents["events"].items()),
            key=lambda one: (one.sort_key, one.id),
            reverse=True,
        )
    }
    calls = [_call(id_, doc) for id_, doc in documents["calls"].items()]
    calls.sort(key=lambda one: (one.sort_key, one.id), reverse=True)
    pages = [Page(id_, doc) for id_, doc in documents["pages"].items()]
    pages.sort(key=lambda one: (one.data["order"] or 1000, one.id))
    # What many enterprises make together is not made for an edit of one of them.
    regions = _regions(documents["regions"], known, events, gazetteer)
    relations = Later(lambda: find_relations(known, schema))
    participations = Later(lambda: _participations(documents["events"]))

    @functools.lru_cache(maxsize=8)  # both languages and the page by EIK follow each other
    def whole(id_: str) -> Enterprise:
        return _enterprise(known[id_], fetch(id_), relations, participations, gazetteer)

    @functools.lru_cache(maxsize=CARDS_KEPT)
    def card(id_: str) -> Card:
        one = known[id_]
        where = locate(gazetteer, one.settlement, one.region)
        data = MappingProxyType(card_data(fetch(id_)))
        return Card(id_, data, one.name, one.sort_key, one.is_registered, where)

    def held(family: str, members: Mapping[str, _T]) -> Mapping[str, _T]:
        return ReadMapping(family, members, members.__getitem__, reads)

    return Catalogue(
        schema=schema,
        gazetteer=gazetteer,
        outlines=MappingProxyType(known),
        enterprises=ReadMapping("enterprise", known, whole, reads),
        facts=ReadMapping("facts", known, whole, reads),
        cards=ReadMapping("card", known, card, reads),
        events=held("events", events),
        calls=held("calls", {one.id: one for one in calls}),
        regions=held("regions", regions),
        pages=held("pages", {one.id: one for one in pages}),
        by_district=held("district", Later(lambda: _group(known.values(), _district_of))),
        by_need=held("need", Later(lambda: _group_needs(known.values()))),
        relations=held("relation", relations),
        kin=held("kin", Later(lambda: _group(known.values(), _kin_keys))),
        by_cause=held("cause", Later(lambda: _group(known.values(), _cause_keys))),
        by_category=held("category", Later(lambda: _group(known.values(), _categories_of))),
        digests=MappingProxyType(dict(digests)),
        moved=moved,
        clock=Clock(now, reads),
        reads=reads,
    )


def _district_of(one: Outline) -> tuple[str, ...]:
    return (one.district,) if one.district else ()


def _categories_of(one: Outline) -> tuple[str, ...]:
    return one.categories


def _group(
    outlines: Iterable[Outline], keys: Callable[[Outline], tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for one in outlines:
        for key in keys(one):
            groups.setdefault(key, []).append(one.id)
    return {key: tuple(ids) for key, ids in groups.items()}


def _kin_keys(one: Outline) -> tuple[str, ...]:
    return tuple(f"{category}/{one.district}" for category in one.categories if one.district)


def _cause_keys(one: Outline) -> tuple[str, ...]:
    return tuple(f"{category}/{cause}" for category in one.categories for cause in one.causes)


def _group_needs(outlines: Iterable[Outline]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for one in outlines:
        for kind, category, need in one.needs:
            groups.setdefault(category, []).append((one.id, kind, need))
    return {category: tuple(members) for category, members in sorted(groups.items())}


def locate(gazetteer: Gazetteer, settlement: str | None, nuts2: str | None = None) -> Location:
    """Return what follows from a settlement code, or from a region when that is all."""
    found = gazetteer.settlement(settlement) if settlement else None
    if found is None:
        return Location(None, None, None, gazetteer.regions.get(nuts2) if nuts2 else None)
    return Location(
        found,
        gazetteer.municipality_of(found.ekatte),
        gazetteer.district_of(found.ekatte),
        gazetteer.region_of(found.ekatte),
    )


def _enterprise(
    outline: Outline,
    data: Data,
    relations: Mapping[str, tuple[Relation, ...]],
    participations: Mapping[str, list[Participation]],
    gazetteer: Gazetteer,
) -> Enterprise:
    return Enterprise(
        id=outline.id,
        data=data,
        name=outline.name,
        sort_key=outline.sort_key,
        is_registered=outline.is_registered,
        location=locate(gazetteer, outline.settlement, outline.region),
        relations=relations.get(outline.id, ()),
        participations=tuple(participations.get(outline.id, ())),
        categories=outline.categories,
    )


def find_relations(
    outlines: Mapping[str, Outline], schema: Schema
) -> Mapping[str, tuple[Relation, ...]]:
    """Return every enterprise's relations, its own links first; nobody without any.

    A link both sides wrote down is one relation: "supplies" here and "buys from" there
    would be the same words twice.
    """
    kinds = schema.vocabularies["link-kinds"].terms
    found: dict[str, dict[tuple[str, str], Relation]] = {}
    links = [
        (one.id, kind, to)
        for one in outlines.values()
        for kind, to in one.links
        if to in outlines and kind in kinds
    ]
    links.sort(key=lambda link: link[0])
    own = [
        (id_, to, kinds[kind].labels["bg"], Relation(kind, to, False)) for id_, kind, to in links
    ]
    back = [
        (to, id_, kinds[kind].more["inverse_bg"], Relation(kind, id_, True))
        for id_, kind, to in links
    ]
    for here, there, words, relation in [*own, *back]:
        found.setdefault(here, {}).setdefault((there, words), relation)
    return {id_: tuple(relations.values()) for id_, relations in found.items()}


def _participations(events: Mapping[str, Data]) -> dict[str, list[Participation]]:
    found: dict[str, list[Participation]] = {}
    for id_, data in events.items():
        for one in data["participants"]:
            if one["enterprise"]:
                part = Participation(id_, one["stand"], one["offers"], one["note"])
                found.setdefault(one["enterprise"], []).append(part)
    return found


def _event(id_: str, data: Data, gazetteer: Gazetteer) -> Event:
    days = tuple(sorted((day for day in data["days"] if day["date"]), key=lambda day: day["date"]))
    starts_on: datetime.date | None = days[0]["date"] if days else None
    return Event(
        id=id_,
        data=data,
        days=days,
        starts_on=starts_on,
        ends_on=days[-1]["date"] if days else None,
        sort_key=starts_on.isoformat() if starts_on else data["period"] or _UNKNOWN_TIME,
        location=locate(gazetteer, data["venue"]["settlement"]),
    )


def _call(id_: str, data: Data) -> Call:
    day = data["closes_on"] or data["opens_on"]
    return Call(id_, data, day.isoformat() if day else _UNKNOWN_TIME)


def _regions(
    documents: Mapping[str, Data],
    outlines: Mapping[str, Outline],
    events: Mapping[str, Event],
    gazetteer: Gazetteer,
) -> dict[str, RegionPage]:
    members: dict[str, Any] = {}
    for one in outlines.values():
        members.setdefault(one.region, []).append(one.id)
    found = {}
    for id_, data in documents.items():
        region = gazetteer.regions.get(data["nuts2"] or "")
        if region is None:
            continue
        centre = data["centre"]
        districts = (one for one in gazetteer.districts.values() if one.nuts2 == region.nuts2)
        found[id_] = RegionPage(
            id=id_,
            data=data,
            region=region,
            districts=tuple(sorted(districts, key=lambda one: one.name_bg)),
            centre=Centre(centre, locate(gazetteer, centre["settlement"])) if centre else None,
            enterprises=tuple(members.get(region.nuts2, ())),
            events=tuple(
                one.id
                for one in events.values()
                if one.data["region"] == id_ or one.location.region == region
            ),
        )
    return found
