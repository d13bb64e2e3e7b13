"""Calendars and feeds: one for each event, kind, region, centre, and for everything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.catalogue import Catalogue, Data, Event
from mrezha.outputs.calendars import render_calendar
from mrezha.outputs.feeds import Feed, FeedEntry, render_feed
from mrezha.outputs.occasions import (
    UNDATED,
    Speech,
    call_deadline,
    event_days,
    event_deadline,
    occasion_of,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A calendar and a feed of some events and calls: `name` is the address without its end."""

    name: str
    title: str
    page: str
    events: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    with_days: bool = True
    with_feed: bool = True


def render_agenda(catalogue: Catalogue, speech: Speech) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one language, by address."""
    names = _first_names(catalogue)
    days = {id_: event_days(one, speech, names) for id_, one in catalogue.events.items()}
    ends = {id_: event_deadline(one, speech, names) for id_, one in catalogue.events.items()}
    calls = {id_: call_deadline(one, speech, names) for id_, one in catalogue.calls.items()}
    for id_, event in catalogue.events.items():
        if own := days[id_] + ends[id_]:
            yield (
                f"{speech.folder}events/{id_}/event.ics",
                render_calendar(speech.text(event.data["title"]), own),
            )
    for id_, call in catalogue.calls.items():
        if calls[id_]:
            content = render_calendar(speech.text(call.data["title"]), calls[id_])
            yield f"{speech.folder}calls/{id_}/deadline.ics", content
    for one in _listings(catalogue, speech):
        found = [
            occasion
            for id_ in one.events
            for occasion in ((days[id_] if one.with_days else ()) + ends[id_])
        ]
        found += [occasion for id_ in one.calls for occasion in calls[id_]]
        source = speech.full(f"{one.name}.ics")
        title = f"{one.title} – {speech.site_name}"
        yield f"{speech.folder}{one.name}.ics", render_calendar(title, found, source)
        if one.with_feed:
            yield f"{speech.folder}{one.name}.atom", _feed(one, catalogue, speech, names)


def _listings(catalogue: Catalogue, speech: Speech) -> Iterator[Listing]:
    events, calls = tuple(catalogue.events), tuple(catalogue.calls)
    yield Listing("calendar/all", speech.events, "events/", events, calls)
    yield Listing("calendar/deadlines", speech.deadlines, "calendar/", events, calls, False, False)
    yield Listing("calendar/calls", speech.calls, "calls/", calls=calls)
    for kind in catalogue.schema.vocabularies["event-kinds"].terms.values():
        own = tuple(id_ for id_, one in catalogue.events.items() if one.data["kind"] == kind.id)
        if own:
            label = kind.labels[speech.lang]
            page = f"calendar/kinds/{kind.id}/"
            yield Listing(f"calendar/kinds/{kind.id}", f"{speech.events}: {label}", page, own)
    for id_, region in catalogue.regions.items():
        name = region.region.name_bg if speech.lang == "bg" else region.region.name_en
        title = f"{speech.events}: {name}"
        here = tuple(one.id for one in catalogue.calls.values() if one.data["region"] == id_)
        page = f"calendar/regions/{id_}/"
        yield Listing(f"calendar/regions/{id_}", title, page, tuple(region.events), here)
        own = tuple(one.id for one in catalogue.events.values() if _is_of_centre(one, id_))
        centre = speech.text(region.centre.data["name"]) if region.centre else ""
        title = f"{speech.events}: {centre or name}"
        yield Listing(f"calendar/centres/{id_}", title, f"regions/{id_}/", own)


def _is_of_centre(event: Event, region: str) -> bool:
    return any(one["centre"] == region for one in event.data["organisers"])


def _first_names(catalogue: Catalogue) -> dict[str, str]:
    """Return the first "folder/id" of every renamed record: names of entries never change."""
    back = {new: old for old, new in catalogue.moved.items()}
    first: dict[str, str] = {}
    for new in back:
        old = new
        while old in back and back[old] != new:
            old = back[old]
        first[new] = old
    return first


def _feed(
    listing: Listing, catalogue: Catalogue, speech: Speech, names: Mapping[str, str]
) -> bytes:
    def way(address: str) -> str:
        above = "../" * listing.name.count("/")
        return speech.full(address) or above + address

    entries = [
        _entry("events", one, catalogue.events[one].data, speech, names, way)
        for one in listing.events
    ]
    entries += [
        _entry("calls", one, catalogue.calls[one].data, speech, names, way) for one in listing.calls
    ]
    feed = Feed(
        key=listing.name,
        title=f"{listing.title} – {speech.site_name}",
        author=speech.site_name,
        lang=speech.lang,
        link=way(f"{listing.name}.atom"),
        page=way(listing.page),
        entries=tuple(entries),
        empty_since=UNDATED,
    )
    return render_feed(feed)


def _entry(
    folder: str, id_: str, data: Data, speech: Speech, names: Mapping[str, str], way: Any
) -> FeedEntry:
    base = occasion_of(data, f"{folder}/{id_}/", speech)
    return FeedEntry(
        key=names.get(f"{folder}/{id_}", f"{folder}/{id_}"),
        title=base.title,
        link=way(f"{folder}/{id_}/"),
        updated=base.changed_on,
        summary=base.description,
        published=data.get("announced_on"),
        categories=tuple(one for one in (data.get("kind"),) if one),
    )
