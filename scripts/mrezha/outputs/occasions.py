"""Events and deadlines as entries of a calendar, in the words of one language.

SEQUENCE is the number of changes the record lists (RFC 5545, 3.8.7.4): the same records give
the same number on any machine, and every row of `changes` raises it. An event that is
called off, put off or moved counts as changed once even without a row.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mrezha.catalogue import Call, Data, Event
from mrezha.outputs.calendars import Occasion
from mrezha.outputs.feeds import latest_day
from mrezha.places import Settlement

_LOUD = ("cancelled", "postponed", "moved")
_STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}
# A record without any dated source is stamped by this day: the beginning of the product.
UNDATED = datetime.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of one language, and where the site stands.

    `prefixes` are put before the title of an event that is not as announced, by status.
    `site_url` is "" for a site of any address; `folder` is that of the language, "" or "en/".
    """

    lang: str
    site_name: str
    site_url: str
    folder: str
    deadline: str
    application: str
    events: str
    calls: str
    deadlines: str
    prefixes: Mapping[str, str]

    def text(self, value: Mapping[str, Any] | None) -> str:
        """Return a text in the language, or the Bulgarian one."""
        return str((value or {}).get(self.lang) or (value or {}).get("bg") or "")

    def full(self, address: str) -> str:
        """Return a full address in the language; "" when the site has none."""
        return f"{self.site_url}/{self.folder}{address}" if self.site_url else ""


def sequence_of(data: Data) -> int:
    """Return how often a record changed since its announcement."""
    return max(len(data["changes"]), 1 if data["status"] in _LOUD else 0)


def changed_on(data: Data) -> datetime.date:
    """Return the day a record last changed, as far as it says."""
    days = [one["date"] for one in data["changes"]]
    days += [one["seen_on"] for one in data["sources"]]
    days += [data.get("announced_on"), data.get("checked_on")]
    found = latest_day(days, UNDATED)
    return found.date() if isinstance(found, datetime.datetime) else found


def event_days(event: Event, speech: Speech, names: Mapping[str, str]) -> tuple[Occasion, ...]:
    """Return the days of an event: each day with hours, and stretches of days without.

    The first bears the event's own name, the others are numbered: they keep their names
    when the whole event moves.
    """
    name = names.get(f"events/{event.id}", f"events/{event.id}")
    base = occasion_of(event.data, f"events/{event.id}/", speech)
    venues = {one["id"]: one for one in event.data["venues"]}
    found: list[Occasion] = []
    for group in _stretches(event.days):
        day = group[0]
        venue = venues.get(day["venue"])
        place = _location(venue or event.data["venue"], event, speech)
        found.append(
            replace(
                base,
                key=name if not found else f"{name}/day/{len(found) + 1}",
                starts=_moment(day["date"], day["opens"]),
                ends=_end(group),
                location=place,
                lon_lat=_point(venue or event.data["venue"]),
            )
        )
    return tuple(found)


def _stretches(days: Iterable[Data]) -> Iterator[list[Data]]:
    """Cut days into those with hours, one by one, and runs of days without."""
    run: list[Data] = []
    for day in days:
        follows = run and (day["date"] - run[-1]["date"]).days == 1
        same = follows and day["venue"] == run[-1]["venue"]
        if run and (day["opens"] or not same):
            yield run
            run = []
        if day["opens"]:
            yield [day]
        else:
            run.append(day)
    if run:
        yield run


def _end(group: list[Data]) -> datetime.date | None:
    first, last = group[0], group[-1]
    if not first["opens"]:
        return last["date"]  # type: ignore[no-any-return]  # a day, by the schema
    return _moment(first["date"], first["closes"]) if first["closes"] else None


def _moment(day: datetime.date, hour: str | None) -> datetime.date:
    return datetime.datetime.combine(day, datetime.time.fromisoformat(hour)) if hour else day


def event_deadline(event: Event, speech: Speech, names: Mapping[str, str]) -> tuple[Occasion, ...]:
    """Return the deadline for applications as an entry of its own."""
    one = event.data["application"]
    name = names.get(f"events/{event.id}", f"events/{event.id}")
    return _deadline(
        event.data, f"{name}/deadline", f"events/{event.id}/", speech.application, one, speech
    )


def call_deadline(call: Call, speech: Speech, names: Mapping[str, str]) -> tuple[Occasion, ...]:
    """Return the deadline of a call."""
    name = names.get(f"calls/{call.id}", f"calls/{call.id}")
    return _deadline(
        call.data, f"{name}/deadline", f"calls/{call.id}/", speech.deadline, call.data, speech
    )


def _deadline(
    data: Data, key: str, page: str, words: str, term: Data, speech: Speech
) -> tuple[Occasion, ...]:
    if not term["closes_on"]:
        return ()
    base = occasion_of(data, page, speech)
    starts = _moment(term["closes_on"], term["closes_at"])
    title = f"{words}: {base.title}"
    return (replace(base, key=key, title=title, starts=starts, is_busy=False, reminder_days=(7,)),)


def occasion_of(data: Data, page: str, speech: Speech) -> Occasion:
    """Return what all entries of a record share; time and place are still to be set."""
    status = data["status"]
    prefix = speech.prefixes.get(status, "")
    title = speech.text(data["title"])
    notes = (data["summary"], data["when"], data.get("who"), data.get("change_note"))
    lines = [speech.text(one["what"]) for one in data["changes"]]
    lines += [text for one in notes if (text := speech.text(one))]
    return Occasion(
        key="",
        title=f"{prefix}: {title}" if prefix else title,
        starts=UNDATED,
        changed_on=changed_on(data),
        description="\n".join(lines),
        url=speech.full(page) or str(data["url"] or ""),
        status=_STATUS.get(status, "CONFIRMED"),
        sequence=sequence_of(data),
    )


def _location(venue: Data, event: Event, speech: Speech) -> str:
    settlement: Settlement | None = event.location.settlement
    town = (settlement.name_bg if speech.lang == "bg" else settlement.name_en) if settlement else ""
    parts = (
        speech.text(venue["name"]),
        venue["hall"],
        venue["floor"],
        venue["address"],
        speech.text(venue["landmark"]),
        town,
    )
    return ", ".join(str(part) for part in parts if part)


def _point(venue: Data) -> tuple[float, float] | None:
    if venue["lon"] is None or venue["lat"] is None:
        return None
    return float(venue["lon"]), float(venue["lat"])
