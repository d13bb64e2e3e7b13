"""Say what a peer's page shows of a record, in one language, with every label resolved.

The peers get their data ready to print: they spend nothing on looking labels up, and so
are never slower than a hand-written site of theirs would be.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mrezha.bench.corpus import make_records
from mrezha.bench.enterprises import REGISTERED
from mrezha.bench.world import MadeRecord, World
from mrezha.places.gazetteer import Gazetteer
from mrezha.records.document import read_document
from mrezha.schema import Schema

LANGUAGES = ("bg", "en")
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Relations:
    """What a record's page shows of other records, by enterprise id.

    `links` holds (kind, inverse, other id); `events` (event id, stand). `order` is the
    place of an enterprise in the list by name.
    """

    links: Mapping[str, Sequence[tuple[str, bool, str]]]
    events: Mapping[str, Sequence[tuple[str, str]]]
    order: Mapping[str, int]


def gather_relations(world: World) -> Relations:
    """Read the whole corpus once for what relates its records."""
    links: dict[str, list[tuple[str, bool, str]]] = {}
    events: dict[str, list[tuple[str, str]]] = {}
    titles: list[tuple[str, str]] = []
    for record in make_records(world):
        if record.folder == "enterprises":
            titles.append((record.data["title"]["bg"].casefold(), record.id))
            for link in record.data["links"]:
                links.setdefault(record.id, []).append((link["kind"], False, link["to"]))
                links.setdefault(link["to"], []).append((link["kind"], True, record.id))
        elif record.folder == "events":
            for part in record.data["participants"]:
                events.setdefault(part["enterprise"], []).append((record.id, part["stand"]))
    order = {id_: place for place, (_, id_) in enumerate(sorted(titles), 1)}
    return Relations(links, events, order)


def view_record(
    record: MadeRecord, lang: str, relations: Relations, schema: Schema, places: Gazetteer
) -> View:
    """Return what the page of any made record shows in a language."""
    if record.folder == "enterprises":
        view = view_enterprise(record, lang, relations, schema, places)
        return {**view, **_deadline(record)}
    if record.folder == "events":
        return view_event(record, lang, schema, places)
    return view_call(record, lang, schema)


def view_enterprise(
    record: MadeRecord, lang: str, relations: Relations, schema: Schema, places: Gazetteer
) -> View:
    """Return everything a profile shows in a language, flat and labelled."""
    data, register = record.data, record.data["register"]
    settlement = places.settlements[register["settlement"]]
    district = places.district_of(settlement.ekatte)
    region = places.region_of(settlement.ekatte)
    contacts = data["contacts"]
    place = data.get("place", {})
    label = schema.label
    return {
        "title": say(data["title"], lang),
        "weight": relations.order[record.id],
        "districts": [district.code],
        "regions": [region.slug],
        "offers": categories_of(data, schema),
        **{key: register[key] for key in ("eik", "class", "order", "address", "activity")},
        **{key: register[key] for key in ("applied_on", "entered_on", "valid_until", "cause")},
        "registered": register["name"],
        "target_group": register["target_group"],
        "legal_form": label("legal-forms", register["legal_form"], lang),
        "status": register["status"],
        "status_label": label("statuses", register["status"], lang),
        "place": settlement.name_bg if lang == "bg" else settlement.name_en,
        "municipality": _name(places.municipality_of(settlement.ekatte), lang),
        "district": district.code,
        "district_name": _name(district, lang),
        "region": region.slug,
        "region_name": _name(region, lang),
        "summary": say(data["summary"], lang),
        "activities": [label("activities", one, lang) for one in data["activities"]],
        "groups": [label("groups", one, lang) for one in data["groups"]],
        "causes": [label("causes", one, lang) for one in data["causes"]],
        "goods": [_good(one, lang, schema) for one in data["offers"]],
        "needs": [_need(one, lang, schema) for one in data["needs"]],
        "links": [_link(one, lang, schema) for one in relations.links.get(record.id, ())],
        "events": [{"id": id_, "stand": n} for id_, n in relations.events.get(record.id, ())],
        **{key: contacts[key] for key in ("phone", "email", "website", "social")},
        "hours": say(contacts["hours"], lang),
        "note": say(place.get("note", {}), lang),
        "accessible": place.get("accessible", ""),
        "sources": register["sources"],
    }


def _deadline(record: MadeRecord) -> View:
    """Return what the calendar of an entry's deadline is made of; nothing without one."""
    register = record.data["register"]
    if register["status"] not in REGISTERED or not register["valid_until"]:
        return {}
    due = datetime.date.fromisoformat(register["valid_until"])
    return {
        "due": f"{due:%Y%m%d}",
        "due_after": f"{due + datetime.timedelta(days=1):%Y%m%d}",
        "stamp": register["sources"][0]["seen_on"].replace("-", ""),
    }


def view_event(record: MadeRecord, lang: str, schema: Schema, places: Gazetteer) -> View:
    """Return everything an event's page shows in a language."""
    data = record.data
    settlement = places.settlements[data["venue"]["settlement"]]
    return {
        "title": say(data["title"], lang),
        "summary": say(data["summary"], lang),
        "event_kind": schema.label("event-kinds", data["kind"], lang),
        "status_label": schema.label("event-statuses", data["status"], lang),
        "weight": 1 + int(record.id.rpartition("-")[2]),
        "place": settlement.name_bg if lang == "bg" else settlement.name_en,
        "venue": say(data["venue"]["name"], lang),
        "address": data["venue"]["address"],
        "who": say(data["who"], lang),
        "cost": say(data["stand"]["cost"], lang),
        "days": data["days"],
        "programme": [
            {"from": o["from"], "title": say(o["title"], lang)} for o in data["programme"]
        ],
        "organisers": [say(one["name"], lang) for one in data["organisers"]],
        "participants": data["participants"],
        "sources": data["sources"],
    }


def view_call(record: MadeRecord, lang: str, schema: Schema) -> View:
    """Return everything a call's page shows in a language."""
    data = record.data
    return {
        "title": say(data["title"], lang),
        "summary": say(data["summary"], lang),
        "weight": 1 + int(record.id.rpartition("-")[2]),
        "programme": say(data["programme"], lang),
        "amount": data["amount"]["total"],
        "who": say(data["who"], lang),
        "status_label": schema.label("call-statuses", data["status"], lang),
        **{key: data[key] for key in ("code", "opens_on", "closes_on", "closes_at")},
        "link": data["url"],
        "sources": data["sources"],
    }


def facet_views(
    schema: Schema, places: Gazetteer, real_content: Path, lang: str
) -> Iterator[tuple[str, View, str]]:
    """Yield (facet/id, view, text) of every district, category and region."""
    for district in places.districts.values():
        yield f"districts/{district.code}", {"title": _name(district, lang)}, ""
    for term in schema.vocabularies["offer-categories"].terms.values():
        view = {"title": term.labels[lang], "parent": term.more["parent"]}
        yield f"offers/{term.id}", view, term.more["examples_bg"]
    for record in _read_real(real_content / "regions"):
        region = next(one for one in places.regions.values() if one.slug == record.id)
        centre = record.data.get("centre") or {}
        view = {
            "title": _name(region, lang),
            "summary": say(record.data["summary"], lang),
            "centre": say(centre.get("name") or {}, lang),
            "address": say(centre.get("address") or {}, lang),
        }
        yield f"regions/{record.id}", view, body_of(record, lang)


def page_views(real_content: Path, lang: str) -> Iterator[tuple[str, View, str]]:
    """Yield (id, view, text) of every plain page."""
    for record in _read_real(real_content / "pages"):
        view = {
            "title": say(record.data["title"], lang),
            "summary": say(record.data.get("summary") or {}, lang),
        }
        yield record.id, view, body_of(record, lang)


def _read_real(folder: Path) -> Iterator[MadeRecord]:
    for path in sorted(folder.glob("*.md")):
        document, _ = read_document(path.read_bytes(), path.name)
        if document is not None:
            yield MadeRecord(folder.name, path.stem, document.data, document.body)


def body_of(record: MadeRecord, lang: str) -> str:
    """Return the text of a page: what is not translated is shown in Bulgarian."""
    return str((lang == "en" and record.data.get("body_en")) or record.body)


def say(texts: Mapping[str, str], lang: str) -> str:
    """Return a text in a language, or in Bulgarian when it has no other."""
    return texts.get(lang) or texts.get("bg", "")


def categories_of(data: Mapping[str, Any], schema: Schema) -> list[str]:
    """Return the categories of an enterprise's offers, their parents among them."""
    terms = schema.vocabularies["offer-categories"].terms
    found: dict[str, None] = {}
    for offer in data["offers"]:
        found[offer["category"]] = None
        if parent := terms[offer["category"]].more["parent"]:
            found[parent] = None
    return list(found)


def _name(place: Any, lang: str) -> str:
    return str(getattr(place, f"name_{lang}"))


def _good(offer: Mapping[str, Any], lang: str, schema: Schema) -> View:
    category = schema.vocabularies["offer-categories"].terms[offer["category"]]
    parent = category.more["parent"]
    return {
        "id": offer["id"],
        "name": say(offer["name"], lang),
        "kind": schema.label("offer-kinds", offer["kind"], lang),
        "description": say(offer["description"], lang),
        "category": category.id,
        "category_name": category.labels[lang],
        "within": [category.id, parent] if parent else [category.id],
        "price": say(offer["price_note"], lang),
        "made_by": [schema.label("groups", one, lang) for one in offer["made_by"]],
    }


def _need(need: Mapping[str, Any], lang: str, schema: Schema) -> View:
    return {
        "kind": schema.label("need-kinds", need["kind"], lang),
        "text": say(need["text"], lang),
        "category": need["category"],
        "category_name": schema.label("offer-categories", need["category"], lang),
        "until": need["until"],
    }


def _link(link: tuple[str, bool, str], lang: str, schema: Schema) -> View:
    kind, inverse, other = link
    term = schema.vocabularies["link-kinds"].terms[kind]
    return {"kind": term.more[f"inverse_{lang}"] if inverse else term.labels[lang], "to": other}
