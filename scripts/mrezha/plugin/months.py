"""Months as tables: which events and deadlines stand on which day."""

import calendar
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mrezha.catalogue import Catalogue

# On a day: what it is, and the id of its record.
Entry = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Month:
    """A month "2026-12": its weeks from Monday (None outside it), and what stands on its days.

    `before` and `after` are the nearest months that have a page, "" for none.
    """

    key: str
    weeks: tuple[tuple[datetime.date | None, ...], ...]
    days: Mapping[datetime.date, tuple[Entry, ...]]
    before: str = ""
    after: str = ""

    @property
    def entries(self) -> tuple[tuple[datetime.date, Entry], ...]:
        """Return what stands in the month, each once, by its first day in it."""
        first: dict[Entry, datetime.date] = {}
        for day, entries in self.days.items():
            for entry in entries:
                first.setdefault(entry, day)
        return tuple((day, entry) for entry, day in first.items())


def entries_by_day(catalogue: Catalogue) -> dict[datetime.date, tuple[Entry, ...]]:
    """Return all that stands on a known day, days in order."""
    found: dict[datetime.date, list[Entry]] = {}
    for day, entry in _all_entries(catalogue):
        entries = found.setdefault(day, [])
        if entry not in entries:
            entries.append(entry)
    return {day: tuple(found[day]) for day in sorted(found)}


def _all_entries(catalogue: Catalogue) -> Iterator[tuple[datetime.date, Entry]]:
    for event in catalogue.events.values():
        for day in event.days:
            yield day["date"], ("event", event.id)
        if deadline := event.data["application"]["closes_on"]:
            yield deadline, ("application", event.id)
    for call in catalogue.calls.values():
        if deadline := call.data["closes_on"]:
            yield deadline, ("call", call.id)


def lay_out_months(days: Mapping[datetime.date, tuple[Entry, ...]]) -> dict[str, Month]:
    """Return every month that something stands in, by its key, in order."""
    keys = sorted({f"{day:%Y-%m}" for day in days})
    return {key: lay_out(key, days, keys) for key in keys}


def lay_out(
    key: str, days: Mapping[datetime.date, tuple[Entry, ...]], keys: Sequence[str]
) -> Month:
    """Return one month; `keys` are those that have pages."""
    year, month = (int(part) for part in key.split("-"))
    weeks = tuple(
        tuple(day if day.month == month else None for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    own = {day: entries for day, entries in days.items() if f"{day:%Y-%m}" == key}
    before = [one for one in keys if one < key]
    after = [one for one in keys if one > key]
    return Month(key, weeks, own, before[-1] if before else "", after[0] if after else "")
