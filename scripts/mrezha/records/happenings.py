"""What the days, hours and places of an event or a call must say together.

Rules of one row stand before those that need several tables. The incremental build asks
the same in `plugin/relations`.
"""

import datetime
from collections.abc import Iterator, Mapping

from mrezha.places import Gazetteer
from mrezha.problems import Problem
from mrezha.records.hours import end_of, exists, moment_of
from mrezha.records.tables import TypedRow

_Tables = Mapping[str, list[TypedRow]]
# Table -> (field of the day, field of the hour): each hour must exist on its day.
_HOURS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "events": (
        ("opening_on", "opening_at"),
        ("apply_from", "apply_from_at"),
        ("apply_until", "apply_until_at"),
    ),
    "sessions": (("date", "opens"), ("date", "closes")),
    "programme": (("date", "from"), ("date", "to")),
    "calls": (("opens_on", "opens_at"), ("closes_on", "closes_at")),
}
# Table -> (day, hour) of the beginning and of the end of a term.
_TERMS = {
    "events": (("apply_from", "apply_from_at"), ("apply_until", "apply_until_at")),
    "calls": (("opens_on", "opens_at"), ("closes_on", "closes_at")),
}
_VENUE_CHILDREN = ("sessions", "programme")


def check_happening(row: TypedRow) -> Iterator[Problem]:
    """Check the hours of one row: each exists on its day, and a term begins before it ends."""
    table = row.source.table
    for day, hour in _HOURS.get(table, ()):
        date, time = row.values[day], row.values[hour]
        if isinstance(date, datetime.date) and isinstance(time, str) and not exists(date, time):
            params = {"value": time, "day": date.isoformat()}
            yield row.record.problem("hour-missing", row.source.paths[hour], **params)
    if table in _TERMS:
        yield from _check_term(row, *_TERMS[table])


def _check_term(row: TypedRow, first: tuple[str, str], last: tuple[str, str]) -> Iterator[Problem]:
    """Check the hours of a term of one day; days are compared by the rules of dates."""
    opens, closes = row.values[first[1]], row.values[last[1]]
    same = row.values[first[0]] == row.values[last[0]] is not None
    if same and isinstance(opens, str) and isinstance(closes, str) and closes < opens:
        params = {"later_value": closes, "earlier_value": opens}
        yield row.record.problem("hours-order", row.source.paths[last[1]], **params)


def check_happenings(typed: _Tables, gazetteer: Gazetteer) -> Iterator[Problem]:
    """Check what an event says of its days and venues, and its region of its settlements."""
    sessions: dict[str, list[TypedRow]] = {}
    for row in typed["sessions"]:
        sessions.setdefault(str(row.values["event"]), []).append(row)
    for row in typed["events"]:
        yield from _check_event(row, sessions.get(str(row.values["id"]), []))
    yield from _check_regions(typed, gazetteer)
    yield from _check_venues(typed)


def _check_event(row: TypedRow, sessions: list[TypedRow]) -> Iterator[Problem]:
    days = [one.values["date"] for one in sessions]
    known = sorted(day for day in days if isinstance(day, datetime.date))
    if not known:
        yield from _check_period(row)
        return
    if row.values["period"]:
        params = {"value": str(row.values["period"])}
        yield row.record.problem("period-and-days", row.source.paths["period"], **params)
    opening = row.values["opening_on"]
    if isinstance(opening, datetime.date) and not known[0] <= opening <= known[-1]:
        path = row.source.paths["opening_on"]
        params = {"value": str(opening), "first": str(known[0]), "last": str(known[-1])}
        yield row.record.problem("opening-outside", path, **params)
    yield from _check_deadline(row, sessions, known[-1])


def _check_deadline(
    row: TypedRow, sessions: list[TypedRow], last: datetime.date
) -> Iterator[Problem]:
    until, hour = row.values["apply_until"], row.values["apply_until_at"]
    if not isinstance(until, datetime.date):
        return
    closing = next((one.values["closes"] for one in sessions if one.values["date"] == last), None)
    end = end_of(last, closing if isinstance(closing, str) else None)
    is_day_late = until > last
    is_hour_late = isinstance(hour, str) and moment_of(until, hour) > end
    if is_day_late or is_hour_late:
        yield _late(row, "days", f"{last} {closing or ''}" if not is_day_late else str(last))


def _check_period(row: TypedRow) -> Iterator[Problem]:
    """Check a deadline against a year or a month, when that is all that is known."""
    until, period = row.values["apply_until"], row.values["period"]
    if not isinstance(until, datetime.date) or not isinstance(period, str):
        return
    if until.isoformat()[: len(period)] > period:
        yield _late(row, "period", period)


def _late(row: TypedRow, name: str, value: str) -> Problem:
    until, hour = row.values["apply_until"], row.values["apply_until_at"]
    path = row.source.paths["apply_until"]
    return row.record.problem(
        "dates-order",
        path,
        later=name,
        later_value=value.strip(),
        earlier=".".join(map(str, path)),
        earlier_value=f"{until} {hour or ''}".strip(),
    )


def _check_regions(typed: _Tables, gazetteer: Gazetteer) -> Iterator[Problem]:
    """Check that a venue stands in the region the event is filed under."""
    nuts2 = {row.values["id"]: row.values["nuts2"] for row in typed["regions"]}
    filed = {row.values["id"]: nuts2.get(row.values["region"]) for row in typed["events"]}
    for table, key in (("events", "id"), ("venues", "event")):
        for row in typed[table]:
            expected = filed.get(row.values[key])
            settlement = gazetteer.settlement(str(row.values["settlement"] or ""))
            if not isinstance(expected, str) or settlement is None:
                continue
            actual = gazetteer.region_of(settlement.ekatte)
            if actual.nuts2 != expected and expected in gazetteer.regions:
                yield row.record.problem(
                    "venue-region",
                    row.source.paths["settlement"],
                    value=settlement.name_bg,
                    actual=actual.name_bg,
                    expected=gazetteer.regions[expected].name_bg,
                )


def _check_venues(typed: _Tables) -> Iterator[Problem]:
    venues: dict[object, list[str]] = {}
    for row in typed["venues"]:
        venues.setdefault(row.values["event"], []).append(str(row.values["id"]))
    for table in _VENUE_CHILDREN:
        for row in typed[table]:
            known = venues.get(row.values["event"], [])
            value = row.values["venue"]
            if value and value not in known:
                params = {"value": str(value), "known": ", ".join(known) or "—"}
                yield row.record.problem("venue-unknown", row.source.paths["venue"], **params)
