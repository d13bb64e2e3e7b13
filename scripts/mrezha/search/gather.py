"""Turn an enterprise of the catalogue into what the search reads."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mrezha.catalogue import Catalogue, Enterprise
from mrezha.catalogue.outline import exact_point
from mrezha.places import Gazetteer
from mrezha.schema import Schema
from mrezha.search.build import Renewal, build_index, is_kept, renew_index
from mrezha.search.documents import SearchDocument, SearchLabel, SearchOffer, SearchPlace
from mrezha.search.geography import list_places, make_settings
from mrezha.search.memory import Memory
from mrezha.search.tables import Tables

_LABELLED = (("activities", "activities"), ("groups", "groups"), ("causes", "causes"))


def index_catalogue(
    catalogue: Catalogue, url_of: Callable[[str], str], cache: Path | None = None
) -> dict[str, bytes]:
    """Return all search files of a catalogue; `url_of` gives the address of a profile.

    `cache` is a folder where what the word lists give may be kept.
    """
    settings = make_settings(catalogue.gazetteer)
    documents = gather_documents(catalogue, catalogue.outlines, url_of)
    return build_index(documents, settings, Memory(settings.settlements, cache))


def renew_catalogue(
    connection: sqlite3.Connection,
    catalogue: Catalogue,
    url_of: Callable[[str], str],
    cache: Path,
    changed: Iterable[str] | None,
) -> Renewal:
    """Bring the search files up to date, by what `connection` keeps of the last build.

    `changed` are the ids of enterprises that are new, changed or gone, None for all.
    """
    settings = make_settings(catalogue.gazetteer)
    memory = Memory(settings.settlements, cache)
    tables = Tables(connection)
    labels = hashlib.sha256(repr(catalogue.schema.vocabularies).encode()).hexdigest()
    if tables.get("labels") != labels:
        tables.clear()
    kept = set(tables.column("SELECT id FROM @docs"))
    if changed is None or not is_kept(tables, settings, memory):
        tables.clear(("blocks",))
        touched = kept | catalogue.outlines.keys()
    else:
        touched = set(changed) | (kept ^ catalogue.outlines.keys())
    documents = gather_documents(catalogue, sorted(touched & catalogue.outlines.keys()), url_of)
    gone = sorted(touched - catalogue.outlines.keys())
    renewal = renew_index(tables, documents, gone, settings, memory)
    tables.put("labels", labels)
    return renewal


def gather_documents(
    catalogue: Catalogue, ids: Iterable[str], url_of: Callable[[str], str]
) -> Iterator[SearchDocument]:
    """Yield the search documents of enterprises."""
    for id_ in ids:
        one = catalogue.enterprises[id_]
        yield gather_document(one, url_of(id_), catalogue.schema, catalogue.gazetteer)


def gather_document(
    enterprise: Enterprise, url: str, schema: Schema, gazetteer: Gazetteer
) -> SearchDocument:
    """Return the search document of an enterprise; `url` is its address in the site.

    A person's data is never part of it. The facets are region, district, settlement,
    class, status, activity, group, cause and category; their values are codes and ids.
    """
    data, register = enterprise.data, enterprise.data["register"]
    place = enterprise.location
    website = data["contacts"]["website"] or next(iter(register["websites"]), "")
    point = place.settlement
    own = exact_point(data)
    return SearchDocument(
        id=enterprise.id,
        name=enterprise.name,
        url=url,
        other_names=tuple(_other_names(enterprise)),
        eik=register["eik"] or "",
        legal_form=_label(schema, "legal-forms", register["legal_form"]),
        offers=tuple(_offers(data)),
        categories=tuple(_labels(schema, "offer-categories", enterprise.categories)),
        labels=tuple(
            label
            for field, vocabulary in _LABELLED
            for label in _labels(schema, vocabulary, data[field])
        ),
        places=_places(enterprise, gazetteer),
        address=register["address"] or "",
        text_bg=_text(data, "bg", "body", register),
        text_en=_text(data, "en", "body_en", {}),
        website_host=_host_of(website),
        facets=_facets(enterprise),
        lon=own[0] if own else point.lon if point else None,
        lat=own[1] if own else point.lat if point else None,
    )


def _other_names(enterprise: Enterprise) -> Iterator[str]:
    register, title = enterprise.data["register"], enterprise.data["title"]
    names = [register["name"], title["bg"], title["en"], *register["other_names"]]
    yield from dict.fromkeys(name for name in names if name and name != enterprise.name)


def _offers(data: Mapping[str, Any]) -> Iterator[SearchOffer]:
    """Yield the editor's offers, or the source's words where there are none."""
    for offer in data["offers"]:
        texts = [offer["name"]["bg"], offer["description"]["bg"]]
        yield SearchOffer(
            ". ".join(text for text in texts if text),
            offer["category"] or "",
            offer["name"]["en"] or "",
        )
    if not data["offers"]:
        for phrase in data["register"]["offers"]:
            yield SearchOffer(phrase)


def _labels(schema: Schema, vocabulary: str, ids: tuple[str, ...]) -> Iterator[SearchLabel]:
    terms = schema.vocabularies[vocabulary].terms
    for one in ids:
        if one in terms:
            yield SearchLabel(one, terms[one].labels["bg"], terms[one].labels["en"])


def _host_of(address: str | None) -> str:
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:  # in an unchecked build
        return ""


def _label(schema: Schema, vocabulary: str, value: str | None) -> str:
    return schema.label(vocabulary, value, "bg") if value else ""


def _places(enterprise: Enterprise, gazetteer: Gazetteer) -> tuple[SearchPlace, ...]:
    place = enterprise.location
    if place.settlement:
        return list_places(gazetteer, place.settlement.ekatte)
    if place.region:
        return (SearchPlace("region", place.region.name_bg, place.region.name_en),)
    return ()


def _text(data: Mapping[str, Any], lang: str, body: str, register: Mapping[str, Any]) -> str:
    parts = [data["summary"][lang], data[body]]
    parts += [register.get(name) for name in ("activity", "target_group", "cause")]
    parts += [need["text"][lang] for need in data["needs"]]
    return "\n".join(part for part in parts if part)


def _facets(enterprise: Enterprise) -> dict[str, tuple[str, ...]]:
    data, place = enterprise.data, enterprise.location
    found = {
        "region": (place.region.nuts2,) if place.region else (),
        "district": (place.district.code,) if place.district else (),
        "settlement": (place.settlement.ekatte,) if place.settlement else (),
        "class": (data["register"]["class"],) if data["register"]["class"] else (),
        "status": (data["register"]["status"],) if data["register"]["status"] else (),
        "activity": data["activities"],
        "group": data["groups"],
        "cause": data["causes"],
        "category": enterprise.categories,
    }
    return {name: tuple(values) for name, values in found.items() if values}
