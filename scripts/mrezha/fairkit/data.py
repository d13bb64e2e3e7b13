"""Gather what the papers of a fair show, as plain values, in the words of one language.

Pure: takes an event and its participants, gives a tree of texts that goes to the typesetter
as JSON and to the HTML templates as it is. No text of a record is ever markup here.
"""

import base64
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.catalogue import Catalogue, Enterprise, Event
from mrezha.fairkit.speech import Speech
from mrezha.records.signs import UNSEEN

Tree = dict[str, Any]
_BREAKS = ("\r\n", "\r", "\n", "\t")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where QR codes lead: full addresses of profiles and of the event's page."""

    site_url: str
    folder: str

    def profile(self, id_: str) -> str:
        """Return the full address of a profile."""
        return f"{self.site_url}/{self.folder}enterprises/{id_}/" if self.site_url else ""

    def event(self, id_: str) -> str:
        """Return the full address of the event's page."""
        return f"{self.site_url}/{self.folder}events/{id_}/" if self.site_url else ""


def gather_kit(catalogue: Catalogue, event: Event, speech: Speech, addresses: Addresses) -> Tree:
    """Return everything the papers show, in the order of the stands."""
    text, data = speech.text, event.data
    people = sorted(_exhibitors(catalogue, event, speech, addresses), key=_stand_key)
    return {
        "lang": speech.lang,
        "words": dict(speech.words),
        "title": _flat(text(data["title"])),
        "kind": catalogue.schema.label("event-kinds", data["kind"], speech.lang),
        "summary": _flat(text(data["summary"])),
        "when": speech.days(event.starts_on, event.ends_on)
        if event.starts_on and event.ends_on
        else speech.period(data["period"]) or speech.words["days-unknown"],
        "notice": _notice(data, speech),
        "days": [_day(day, speech) for day in event.days],
        "where": _where(event, speech),
        "address": addresses.event(event.id),
        "qr": draw_qr(addresses.event(event.id)),
        "organisers": [
            {
                "role": catalogue.schema.label("organiser-roles", one["role"], speech.lang),
                "name": _flat(text(one["name"])),
            }
            for one in data["organisers"]
        ],
        "opening": _opening(data, speech),
        "free_entry": data["free_entry"] == "yes",
        "programme": [_item(one, speech) for one in data["programme"]],
        "change_note": _flat(text(data["change_note"])),
        "proceeds": _flat(text(data["proceeds"])),
        "exhibitors": people,
    }


def _notice(data: Mapping[str, Any], speech: Speech) -> str:
    is_loud = data["status"] in ("cancelled", "postponed")
    return speech.words[data["status"]] if is_loud else ""


def _exhibitors(
    catalogue: Catalogue, event: Event, speech: Speech, addresses: Addresses
) -> Iterator[Tree]:
    for one in event.data["participants"]:
        enterprise = catalogue.enterprises.get(one["enterprise"]) if one["enterprise"] else None
        address = addresses.profile(enterprise.id) if enterprise else ""
        yield {
            "name": _flat(_name(enterprise, speech) if enterprise else one["name"]),
            "stand": _flat(one["stand"] or ""),
            "place": _place(enterprise, speech),
            "summary": _flat(speech.text(enterprise.data["summary"])) if enterprise else "",
            "note": _flat(speech.text(one["note"])),
            "offers": list(_offers(enterprise, one["offers"], speech)) if enterprise else [],
            "contact": _contact(enterprise),
            "status": _status(catalogue, enterprise, speech),
            "address": address,
            "qr": draw_qr(address),
        }


def _name(enterprise: Enterprise, speech: Speech) -> str:
    return speech.text(enterprise.data["title"]) or enterprise.name


def _status(catalogue: Catalogue, enterprise: Enterprise | None, speech: Speech) -> str:
    """Return the words of the register's status: nobody is called registered without it."""
    if enterprise is None:
        return ""
    return catalogue.schema.label("statuses", enterprise.data["register"]["status"], speech.lang)


def _place(enterprise: Enterprise | None, speech: Speech) -> str:
    settlement = enterprise.location.settlement if enterprise else None
    if settlement is None:
        return ""
    return settlement.name_bg if speech.lang == "bg" else settlement.name_en


def _contact(enterprise: Enterprise | None) -> list[str]:
    """Return the office contacts of a profile; a person's are never printed."""
    if enterprise is None:
        return []
    contacts = enterprise.data["contacts"]
    return [_flat(str(one)) for one in (contacts["phone"], contacts["email"]) if one]


def _offers(enterprise: Enterprise, ids: tuple[str, ...], speech: Speech) -> Iterator[Tree]:
    for offer in enterprise.data["offers"]:
        if offer["id"] in ids:
            yield {
                "name": _flat(speech.text(offer["name"])),
                "description": _flat(speech.text(offer["description"])),
                "price": _flat(speech.text(offer["price_note"])),
            }


def _day(day: Mapping[str, Any], speech: Speech) -> Tree:
    return {
        "date": speech.weekday(day["date"]),
        "hours": speech.hours(day["opens"], day["closes"]) or speech.words["hour-unknown"],
        "note": _flat(speech.text(day["note"])),
    }


def _item(one: Mapping[str, Any], speech: Speech) -> Tree:
    return {
        "date": speech.weekday(one["date"]) if one["date"] else "",
        "hours": speech.hours(one["from"], one["to"]),
        "title": _flat(speech.text(one["title"])),
    }


def _opening(data: Mapping[str, Any], speech: Speech) -> str:
    opening = data["opening"]
    parts = (
        speech.weekday(opening["date"]) if opening["date"] else "",
        speech.hours(opening["time"], None, is_point=True),
    )
    return ", ".join(part for part in parts if part)


def _where(event: Event, speech: Speech) -> list[str]:
    venue, settlement = event.data["venue"], event.location.settlement
    town = (settlement.name_bg if speech.lang == "bg" else settlement.name_en) if settlement else ""
    lines = (
        speech.text(venue["name"]),
        ", ".join(part for part in (venue["hall"], venue["floor"]) if part),
        ", ".join(part for part in (town, venue["address"]) if part),
        speech.text(venue["landmark"]),
    )
    return [_flat(line) for line in lines if line] or [speech.words["place-unknown"]]


def _stand_key(one: Tree) -> tuple[bool, int, str, str]:
    """Order by stand: by its number first, those without one at the end, by name."""
    digits = "".join(sign for sign in one["stand"] if sign.isascii() and sign.isdigit())
    return not one["stand"], int(digits[:9] or 0), one["stand"], one["name"].casefold()


def _flat(text: str) -> str:
    """Return a text on one line, without signs nobody can see."""
    for sign in _BREAKS:
        text = text.replace(sign, " ")
    return UNSEEN.sub("", text)


def draw_qr(address: str) -> str:
    """Return a QR code as SVG text; error correction M, quiet zone of four modules.

    An address nobody knows has no code: "".

    Source: ISO/IEC 18004, quiet zone 4 modules; M restores about 15 % of the code.
    """
    if not address:
        return ""
    # Imported by need: only whoever makes papers draws codes.
    import segno

    stream = io.BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(stream, kind="svg", xmldecl=False, border=4, scale=4, svgclass=None, lineclass=None)
    return stream.getvalue().decode()


def draw_qr_inline(address: str, title: str) -> str:
    """Return a QR code as an SVG element of an HTML page, of no size of its own."""
    import segno

    code = segno.make_qr(address, error="m")
    return str(code.svg_inline(border=4, omitsize=True, title=title, svgclass=None, lineclass=None))


def as_data_url(svg: str) -> str:
    """Return an SVG picture as an address that an HTML page can show without another file."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
