"""Freeze checked rows into the catalogue, relations resolved both ways."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from mrezha.catalogue.documents import gather_documents
from mrezha.catalogue.model import (
    Call,
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
from mrezha.catalogue.names import list_key
from mrezha.places import Gazetteer
from mrezha.records.loading import Loaded
from mrezha.schema import Schema

_T = TypeVar("_T")
_UNKNOWN_TIME = "0000"


def build_catalogue(loaded: Loaded, schema: Schema, gazetteer: Gazetteer) -> Catalogue:
    """Return the catalogue of everything that was loaded, less what was withdrawn.

    Expects checked rows; with unchecked ones a relation to nobody is left out.
    """
    data = {
        table.kind: gather_documents(table, loaded, schema)
        for table in schema.record_tables()
        if table.kind
    }
    enterprises = _enterprises(data["enterprise"], data["event"], schema, gazetteer)
    events = {
        one.id: one
        for one in sorted(
            (_event(id_, doc, gazetteer) for id_, doc in data["event"].items()),
            key=lambda one: (one.sort_key, one.id),
            reverse=True,
        )
    }
    calls = (_call(id_, doc) for id_, doc in data["call"].items())
    pages = (Page(id_, doc) for id_, doc in data["page"].items())
    return Catalogue(
        schema=schema,
        gazetteer=gazetteer,
        enterprises=MappingProxyType(enterprises),
        events=MappingProxyType(events),
        calls=_by_id(sorted(calls, key=lambda one: (one.sort_key, one.id), reverse=True)),
        regions=_regions(data["region"], enterprises, events, gazetteer),
        pages=_by_id(sorted(pages, key=lambda one: (one.data["order"] or 1000, one.id))),
        by_district=_group(enterprises.values(), _district_of),
        by_category=_group(enterprises.values(), lambda one: one.categories),
    )


def _by_id(items: Iterable[_T]) -> Mapping[str, _T]:
    return MappingProxyType({getattr(one, "id"): one for one in items})  # noqa: B009


def _district_of(enterprise: Enterprise) -> tuple[str, ...]:
    district = enterprise.location.district
    return (district.code,) if district else ()


def _group(
    enterprises: Iterable[Enterprise], keys: Callable[[Enterprise], tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for one in enterprises:
        for key in keys(one):
            groups[key] = (*groups.get(key, ()), one.id)
    return MappingProxyType(groups)


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


def _enterprises(
    documents: Mapping[str, Data], events: Mapping[str, Data], schema: Schema, gazetteer: Gazetteer
) -> dict[str, Enterprise]:
    relations = _relations(documents, schema)
    participations = _participations(events)
    statuses = schema.vocabularies["statuses"].terms
    found = []
    for id_, data in documents.items():
        register = data["register"]
        name = data["title"]["bg"] or register["name"] or id_
        status = statuses.get(register["status"] or "")
        found.append(
            Enterprise(
                id=id_,
                data=data,
                name=name,
                sort_key=list_key(name, schema),
                is_registered=bool(status and status.more["registered"] == "yes"),
                location=locate(gazetteer, register["settlement"], register["region"]),
                relations=tuple(relations.get(id_, ())),
                participations=tuple(participations.get(id_, ())),
                categories=_categories(data, schema),
            )
        )
    return {one.id: one for one in sorted(found, key=lambda one: (one.sort_key, one.id))}


def _categories(data: Data, schema: Schema) -> tuple[str, ...]:
    terms = schema.vocabularies["offer-categories"].terms
    found: dict[str, None] = {}
    for offer in data["offers"]:
        if term := terms.get(offer["category"] or ""):
            found[term.id] = None
            if term.more["parent"]:
                found[term.more["parent"]] = None
    return tuple(found)


def _relations(documents: Mapping[str, Data], schema: Schema) -> dict[str, list[Relation]]:
    """Return every enterprise's relations, its own links first.

    A link both sides wrote down is one relation: "supplies" here and "buys from" there
    would be the same words twice.
    """
    kinds = schema.vocabularies["link-kinds"].terms
    found: dict[str, dict[tuple[str, str], Relation]] = {id_: {} for id_ in documents}
    links = [
        (id_, link["kind"], link["to"])
        for id_, data in documents.items()
        for link in data["links"]
        if link["to"] in documents and link["kind"] in kinds
    ]
    for id_, kind, to in links:
        found[id_].setdefault((to, kinds[kind].labels["bg"]), Relation(kind, to, False))
    for id_, kind, to in links:
        found[to].setdefault((id_, kinds[kind].more["inverse_bg"]), Relation(kind, id_, True))
    return {id_: list(relations.values()) for id_, relations in found.items()}


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
    enterprises: Mapping[str, Enterprise],
    events: Mapping[str, Event],
    gazetteer: Gazetteer,
) -> Mapping[str, RegionPage]:
    found = {}
    for id_, data in documents.items():
        region = gazetteer.regions.get(data["nuts2"] or "")
        if region is None:
            continue
        centre = data["centre"]
        found[id_] = RegionPage(
            id=id_,
            data=data,
            region=region,
            districts=tuple(
                sorted(
                    (one for one in gazetteer.districts.values() if one.nuts2 == region.nuts2),
                    key=lambda one: one.name_bg,
                )
            ),
            centre=Centre(centre, locate(gazetteer, centre["settlement"])) if centre else None,
            enterprises=tuple(
                one.id for one in enterprises.values() if one.location.region == region
            ),
            events=tuple(
                one.id
                for one in events.values()
                if one.data["region"] == id_ or one.location.region == region
            ),
        )
    return MappingProxyType(found)
