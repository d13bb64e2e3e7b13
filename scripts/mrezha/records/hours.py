"""Hours as announcements give them: wall clock time in Bulgaria.

Source of the clock changes: the IANA time zone database, Europe/Sofia. The hour from 03:00
to 04:00 does not exist in the night in which summer time begins, and comes twice when it
ends; the first of the two is meant then.
"""

import datetime
import zoneinfo

SOFIA = zoneinfo.ZoneInfo("Europe/Sofia")


def moment_of(day: datetime.date, hour: str | None = None) -> datetime.datetime:
    """Return a day and an hour "17:00" as a moment in Sofia; midnight without an hour."""
    time = datetime.time.fromisoformat(hour) if hour else datetime.time()
    return datetime.datetime.combine(day, time, SOFIA)


def end_of(day: datetime.date, hour: str | None = None) -> datetime.datetime:
    """Return when a term ends: at its hour, or with the whole day when it has none."""
    return moment_of(day, hour) if hour else moment_of(day + datetime.timedelta(days=1))


def exists(day: datetime.date, hour: str) -> bool:
    """Say whether clocks in Bulgaria show the hour on that day."""
    wall = moment_of(day, hour)
    there = wall.astimezone(datetime.UTC).astimezone(SOFIA)
    return there.replace(tzinfo=None) == wall.replace(tzinfo=None)


def is_within(now: datetime.datetime, span: tuple[str, str]) -> bool:
    """Say whether a moment lies in a span as the catalogue's clock gives it."""
    since, until = span
    shown = show_utc(now)
    return since <= shown and (not until or shown < until)


def show_utc(moment: datetime.datetime | None) -> str:
    """Write a moment in UTC to the second; "" for none."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds") if moment else ""
