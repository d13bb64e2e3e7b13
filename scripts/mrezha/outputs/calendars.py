"""Calendars (iCalendar, RFC 5545 and 7986) by the icalendar library: days and hours in Sofia.

The library folds lines by octets and escapes texts. All times, the stamps too, come from the
records, so that the same records give the same bytes.
"""

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import Event

ZONE = "Europe/Sofia"
# Days from here count up the SEQUENCE: a later source gives a higher number.
_FIRST_DAY = datetime.date(2020, 1, 1)
_END = b"END:VCALENDAR\r\n"
# Lines of 75 octets, the line break included, are the longest (RFC 5545, 3.1).
_FOLDED_FROM = 75
# Stand for the title and the source in a frame; no text of a record holds such signs.
_TITLE, _SOURCE = "\x01title", "https://source.invalid/"
_PRODUCT = "-//mrezha//social enterprises//BG"
# Named here and not by the machine's zone data, which differ between machines. In force since
# 1996 (Directive 2000/84/EC holds the same rule).
_CHANGES = (
    ("STANDARD", datetime.datetime(1996, 10, 27, 4), 10, 3, 2, "EET"),
    ("DAYLIGHT", datetime.datetime(1997, 3, 30, 3), 3, 2, 3, "EEST"),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing in a calendar.

    `key` names it for good. `starts` and `ends` are both days, `ends` the last one, or both
    times on the wall clock of Sofia without a zone. `changed_on` is the day of the source
    that the occasion was last changed by. `status` is CONFIRMED, TENTATIVE, CANCELLED or "".
    `sequence` is the number of the version where the record counts them. `is_busy` says
    whether the time is taken in a visitor's own calendar.
    """

    key: str
    title: str
    starts: datetime.date
    changed_on: datetime.date
    ends: datetime.date | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    status: str = ""
    categories: tuple[str, ...] = ()
    lon_lat: tuple[float, float] | None = None
    reminder_days: tuple[int, ...] = ()
    sequence: int | None = None
    is_busy: bool = True


def render_calendar(title: str, occasions: Iterable[Occasion], source: str = "") -> bytes:
    """Return a calendar with its occasions in order of time, then of key.

    `source` is the full address it can be fetched from again, where the site has one.
    """
    ordered = sorted(occasions, key=lambda one: (one.starts.isoformat(), one.key))
    if all(_is_simple(one) for one in ordered):
        return _render_simply(title, ordered, source)
    return render_by_library(title, ordered, source)


def render_by_library(title: str, ordered: Iterable[Occasion], source: str = "") -> bytes:
    """Return a calendar of any occasions, in the order given, as the library makes it."""
    ordered = tuple(ordered)
    # Imported by need: it costs a tenth of a second.
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # The library knows neither for a text, and would write "," and line ends as they are.
    calendar.add("name", vText(title))
    calendar.add("x-wr-calname", vText(title))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", datetime.timedelta(days=1), {"value": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    calendar.add("color", "darkred")
    if source:
        calendar.add("source", address_of(source), {"value": "URI"})
    if any(isinstance(one.starts, datetime.datetime) for one in ordered):
        calendar.add_component(_zone())  # days need no zone
    content: bytes = calendar.to_ical()
    # An occasion stands in several calendars and is written once for all of them.
    parts = [content.removesuffix(_END), *(_write(one) for one in ordered), _END]
    return b"".join(parts)


def _is_simple(one: Occasion) -> bool:
    """Say whether an occasion is of whole days, with nothing but texts and reminders."""
    is_day = not isinstance(one.starts, datetime.datetime)
    return is_day and not (one.location or one.categories or one.lon_lat)


@functools.cache
def _frame(has_source: bool) -> tuple[str, ...]:
    """Return the lines of an empty calendar, with stand-ins for its title and source."""
    empty = render_by_library(_TITLE, (), _SOURCE if has_source else "")
    return tuple(empty.decode().splitlines())


def _render_simply(title: str, ordered: Iterable[Occasion], source: str) -> bytes:
    """Return the bytes the library makes of simple occasions (a test compares).

    There are two such calendars for each enterprise, and the library's objects cost more
    than the rest of its pages; its frame, escaping and folding are used as they are.
    """
    from icalendar import vText
    from icalendar.parser import Contentline

    def escape(text: str) -> str:
        return str(vText(text).to_ical().decode())

    def fold(line: str) -> str:
        if len(line.encode()) < _FOLDED_FROM:
            return line
        folded: Any = Contentline
        return str(folded(line).to_ical().decode())

    *head, foot = _frame(bool(source))
    shown, origin = escape(title), address_of(source)
    lines = [one.replace(_TITLE, shown).replace(_SOURCE, origin) for one in head]
    for one in ordered:
        summary, end = escape(one.title), one.ends or one.starts
        stamp = f"{one.changed_on:%Y%m%d}T000000Z"
        number = sequence_of(one.changed_on) if one.sequence is None else one.sequence
        after = end + datetime.timedelta(days=1)
        lines += ["BEGIN:VEVENT", f"SUMMARY:{summary}"]
        lines += [f"DTSTART;VALUE=DATE:{one.starts:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
        lines += [f"DTSTAMP:{stamp}", f"UID:{escape(uid_of(one.key))}", f"SEQUENCE:{number}"]
        lines += [f"DESCRIPTION:{escape(one.description)}"] if one.description else []
        lines.append(f"LAST-MODIFIED:{stamp}")
        lines += [f"STATUS:{escape(one.status)}"] if one.status else []
        lines.append("TRANSP:TRANSPARENT")
        lines += [f"URL:{address_of(one.url)}"] if one.url else []
        for days in one.reminder_days:
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{summary}"]
            lines += [f"TRIGGER:-P{days}D", "END:VALARM"]
        lines.append("END:VEVENT")
    return "".join(f"{fold(line)}\r\n" for line in (*lines, foot)).encode()


def address_of(url: str) -> str:
    """Return an address as a value that is not escaped: it can end no line."""
    return "".join(sign for sign in url if sign > " " and sign.isprintable())


def uid_of(key: str) -> str:
    """Return the permanent UID of an occasion; it does not depend on the site's address."""
    return f"{key.replace('/', '-')}@mrezha"


def sequence_of(changed_on: datetime.date) -> int:
    """Return the SEQUENCE of a version: it grows with the day of the source."""
    return max(0, (changed_on - _FIRST_DAY).days)


@functools.lru_cache(maxsize=8192)
def _write(one: Occasion) -> bytes:
    content: bytes = _event(one).to_ical()
    return content


def _event(one: Occasion) -> "Event":
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", uid_of(one.key))
    stamp = datetime.datetime.combine(one.changed_on, datetime.time(), datetime.UTC)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    number = sequence_of(one.changed_on) if one.sequence is None else one.sequence
    event.add("sequence", number)
    event.add("summary", one.title)
    for name, value in _times(one):
        event.add(name, value)
    is_day = not isinstance(one.starts, datetime.datetime)
    texts = {"description": one.description, "location": one.location, "url": address_of(one.url)}
    for name, text in {**texts, "status": one.status}.items():
        if text:
            event.add(name, text)
    if one.categories:
        event.add("categories", list(one.categories))
    if one.lon_lat:
        lon, lat = one.lon_lat
        event.add("geo", (lat, lon))
    event.add("transp", "TRANSPARENT" if is_day or not one.is_busy else "OPAQUE")
    for days in one.reminder_days:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.title)
        alarm.add("trigger", datetime.timedelta(days=-days))
        event.add_component(alarm)
    return event


def _times(one: Occasion) -> Iterable[tuple[str, Any]]:
    """Yield start and end as the format wants them: the end of days is the day after."""
    if not isinstance(one.starts, datetime.datetime):
        yield "dtstart", one.starts
        yield "dtend", (one.ends or one.starts) + datetime.timedelta(days=1)
        return
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(ZONE)
    yield "dtstart", one.starts.replace(tzinfo=zone)
    if isinstance(one.ends, datetime.datetime):
        yield "dtend", one.ends.replace(tzinfo=zone)


@functools.cache
def _zone() -> Any:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, start, month, before, after, name in _CHANGES:
        part = TimezoneStandard() if kind == "STANDARD" else TimezoneDaylight()
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", datetime.timedelta(hours=before))
        part.add("tzoffsetto", datetime.timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
