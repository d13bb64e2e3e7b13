"""schema.org Event of an event, as search engines read it for rich results.

Source: schema.org/Event; developers.google.com, Event structured data: name, startDate with
offset, and location with address are required. An event whose days are not known is not
described at all.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from mrezha.catalogue import Event
from mrezha.places import Gazetteer
from mrezha.records.hours import moment_of

STATUSES = {
    "cancelled": "EventCancelled",
    "postponed": "EventPostponed",
    "moved": "EventRescheduled",
}


def describe_event(
    event: Event, lang: str, gazetteer: Gazetteer, address: str, image: str = ""
) -> dict[str, Any] | None:
    """Return the description; `address` and `image` are full addresses, or "" for none."""
    data = event.data
    title = _text(data["title"], lang)
    place = _place(event, lang, gazetteer)
    if not event.days or place is None:
        return None
    first, last = event.days[0], event.days[-1]
    moved = data["moved_from"]["date"]
    status = STATUSES.get("moved" if moved and data["status"] == "scheduled" else data["status"])
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": title,
        "startDate": _moment(first["date"], first["opens"]),
        "endDate": _moment(last["date"], last["closes"]),
        "eventStatus": f"https://schema.org/{status or 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "description": _text(data["summary"], lang) or title,
        "inLanguage": lang,
        "organizer": _organisers(data, lang),
    }
    if moved:
        found["previousStartDate"] = _moment(moved, data["moved_from"]["time"])
    if address:
        found["url"] = address
    if image:
        found["image"] = [image]
    if data["free_entry"]:
        found["isAccessibleForFree"] = data["free_entry"] == "yes"
    if data["free_entry"] == "yes":
        found["offers"] = {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
            **({"url": address} if address else {}),
        }
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _moment(day: datetime.date, hour: str | None) -> str:
    """Write a time with its offset, or only the day when the hour is not announced."""
    return moment_of(day, hour).isoformat() if hour else day.isoformat()


def _text(value: Mapping[str, Any] | None, lang: str) -> str:
    return str((value or {}).get(lang) or (value or {}).get("bg") or "")


def _place(event: Event, lang: str, gazetteer: Gazetteer) -> dict[str, Any] | None:
    venue, settlement = event.data["venue"], event.location.settlement
    if settlement is None:
        return None
    town = settlement.name_bg if lang == "bg" else settlement.name_en
    district = event.location.district
    street = ", ".join(part for part in (venue["address"], venue["hall"], venue["floor"]) if part)
    address = {
        "@type": "PostalAddress",
        "addressLocality": town,
        "addressRegion": (district.name_bg if lang == "bg" else district.name_en)
        if district
        else "",
        "addressCountry": "BG",
        "streetAddress": street,
    }
    place: dict[str, Any] = {
        "@type": "Place",
        "name": _text(venue["name"], lang) or town,
        "address": {key: value for key, value in address.items() if value},
    }
    if venue["lat"] is not None and venue["lon"] is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue["lat"]),
            "longitude": float(venue["lon"]),
        }
    return place


def _organisers(data: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "Organization",
            "name": _text(one["name"], lang),
            **({"url": one["url"]} if one["url"] else {}),
        }
        for one in data["organisers"]
    ]
