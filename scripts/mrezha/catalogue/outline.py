"""The few facts of every enterprise that lists, counts and orders need.

Outlines of all enterprises fit in memory at any size; whole records are fetched only for
the pages that show them.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from mrezha.places import Gazetteer
from mrezha.records.names import list_key
from mrezha.schema import Schema

# What a card may show: a list page knows nothing else of an enterprise, so a change
# elsewhere in the record leaves the list as it is.
CARD_FIELDS = ("title", "summary", "offers", "photos")
CARD_REGISTER_FIELDS = ("name", "status", "class", "offers", "settlement", "region", "eik")
# The long texts: what shows nothing of them does not change with them.
TEXT_FIELDS = ("body", "body_en")


class Outline(NamedTuple):
    """One enterprise in outline. Empty text means "not known".

    `record` is the digest of the record file, `card` of what a card shows, `facts` of all but
    the long texts. `links` holds
    (kind, id of the other enterprise), `needs` (kind, category or "", id) and `needs_since`
    the days they were announced on. `renewals`
    holds the written deadlines and the written end of the certificate; `started_on` is the
    day of entry, or of the application; `seen_on` the latest day of the sources. Days are
    ISO text. `point` is where the enterprise itself is, as (lon, lat), when it may be
    shown (see `exact_point`); empty for "somewhere in its settlement".
    """

    id: str
    name: str = ""
    sort_key: str = ""
    status: str = ""
    is_registered: bool = False
    settlement: str = ""
    district: str = ""
    region: str = ""
    categories: tuple[str, ...] = ()
    applied_on: str = ""
    eik: str = ""
    links: tuple[tuple[str, str], ...] = ()
    needs: tuple[tuple[str, str, str], ...] = ()
    record: bytes = b""
    card: bytes = b""
    register_class: str = ""
    started_on: str = ""
    renewals: tuple[str, ...] = ()
    surveyed_on: str = ""
    digitalised_on: str = ""
    seen_on: str = ""
    has_contact: bool = False
    facts: bytes = b""
    needs_since: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    name_en: str = ""
    point: tuple[float, ...] = ()


def draw_outline(
    id_: str, data: Mapping[str, Any], record: bytes, schema: Schema, gazetteer: Gazetteer
) -> Outline:
    """Return the outline of a document; `record` is the digest of its file."""
    register = data["register"]
    name = data["title"]["bg"] or register["name"] or id_
    status = register["status"] or ""
    term = schema.vocabularies["statuses"].terms.get(status)
    code = register["settlement"] or ""
    settlement = gazetteer.settlement(code)
    region = register["region"] or ""
    known = region if region in gazetteer.regions else ""
    applied_on = register["applied_on"]
    return Outline(
        id=id_,
        name=name,
        sort_key=list_key(name, schema),
        status=status,
        is_registered=bool(term and term.more["registered"] == "yes"),
        settlement=code if settlement else "",
        district=gazetteer.district_of(code).code if settlement else "",
        region=gazetteer.region_of(code).nuts2 if settlement else known,
        categories=_categories(data, schema),
        applied_on=applied_on.isoformat() if applied_on else "",
        eik=register["eik"] or "",
        links=tuple((link["kind"] or "", link["to"] or "") for link in data["links"]),
        needs=tuple((one["kind"] or "", one["category"] or "", one["id"]) for one in data["needs"]),
        needs_since=tuple(_iso(one["since"]) for one in data["needs"]),
        causes=data["causes"] or (),
        record=record,
        card=digest_of(card_data(data)),
        register_class=register["class"] or "",
        started_on=_iso(register["entered_on"] or applied_on),
        renewals=tuple(map(str, (*register["renewals"], *_only(register["valid_until"])))),
        surveyed_on=_iso(data["progress"]["surveyed_on"]),
        digitalised_on=_iso(data["progress"]["digitalised_on"]),
        has_contact=bool(data["contacts"]["phone"] or data["contacts"]["email"]),
        facts=digest_of({name: one for name, one in data.items() if name not in TEXT_FIELDS}),
        seen_on=max((_iso(one["seen_on"]) for one in register["sources"]), default=""),
        name_en=data["title"]["en"] or "",
        point=exact_point(data),
    )


def exact_point(data: Mapping[str, Any]) -> tuple[float, ...]:
    """Return where an enterprise is as (lon, lat), empty when only its settlement may be shown.

    A point is there because somebody wrote it for the visitors; it is never made from an
    address. A sole trader's place is often a home: it takes the person's recorded consent.
    """
    lon, lat = data["place"]["lon"], data["place"]["lat"]
    is_home = data["register"]["legal_form"] == "sole-trader"
    if lon is None or lat is None or (is_home and not data["contacts"]["person"]["consent_on"]):
        return ()
    return float(lon), float(lat)


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _only(day: datetime.date | None) -> tuple[str, ...]:
    return (day.isoformat(),) if day else ()


def remembered(rows: Iterable[tuple[Any, ...]], is_same_code: bool) -> Iterator[Outline]:
    """Yield remembered outlines; of those of other code, whose fields may differ, the ids."""
    for row in rows:
        yield Outline(*row) if is_same_code else Outline(row[0])


def card_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a document that a card may show."""
    part = {name: data[name] for name in CARD_FIELDS}
    register = {name: data["register"][name] for name in CARD_REGISTER_FIELDS}
    return {**part, "register": MappingProxyType(register)}


def digest_of(value: object) -> bytes:
    """Return a digest of plain values: texts, numbers, dates, tuples and mappings of them."""
    return hashlib.blake2b(repr(value).encode(), digest_size=16).digest()


def _categories(data: Mapping[str, Any], schema: Schema) -> tuple[str, ...]:
    terms = schema.vocabularies["offer-categories"].terms
    found: dict[str, None] = {}
    for offer in data["offers"]:
        if term := terms.get(offer["category"] or ""):
            found[term.id] = None
            if term.more["parent"]:
                found[term.more["parent"]] = None
    return tuple(found)
