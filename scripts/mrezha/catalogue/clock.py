"""The moment a site is built for, asked only as far as a page needs it.

A page never learns "now": it asks whether a moment is past, or what day it is, and the
question is noted like any other read (see `reads`). A later build then renders exactly the
pages for which an answer changed, and a build with nothing else changed stands until the
next moment anybody asked about.
"""

import datetime
from collections.abc import Iterable

from mrezha.catalogue.reads import Reads
from mrezha.records.hours import SOFIA, end_of, moment_of, show_utc

FAMILY = "clock"
_PAST, _TODAY, _MONTH = f"{FAMILY}:past/", f"{FAMILY}:today", f"{FAMILY}:month"


class Clock:
    """Answers for one moment; `now` has a zone."""

    def __init__(self, now: datetime.datetime, reads: Reads) -> None:
        self._now = now.astimezone(SOFIA)
        self._reads = reads

    @property
    def today(self) -> datetime.date:
        """Return the day in Sofia: pages that say it are built again every day."""
        self._reads.note(_TODAY)
        return self._now.date()

    @property
    def month(self) -> str:
        """Return the month in Sofia, as "2026-12"."""
        self._reads.note(_MONTH)
        return f"{self._now:%Y-%m}"

    def is_past(self, day: datetime.date, hour: str | None = None) -> bool:
        """Say whether an hour of a day is past; without an hour, whether the whole day is."""
        return self._is_reached(end_of(day, hour))

    def has_begun(self, day: datetime.date, hour: str | None = None) -> bool:
        """Say whether an hour of a day, or the day, has begun."""
        return self._is_reached(moment_of(day, hour))

    def _is_reached(self, moment: datetime.datetime) -> bool:
        utc = moment.astimezone(datetime.UTC)
        self._reads.note(f"{_PAST}{utc.isoformat()}")
        return utc <= self._now

    def answer(self, name: str) -> str:
        """Return what a noted question has for an answer now."""
        if name == _TODAY:
            return self._now.date().isoformat()
        if name == _MONTH:
            return f"{self._now:%Y-%m}"
        moment = datetime.datetime.fromisoformat(name.removeprefix(_PAST))
        return "past" if moment <= self._now else "to come"

    def span(self, names: Iterable[str]) -> tuple[str, str]:
        """Return from when to before when all answers stay as they are, in UTC, ISO 8601.

        Empty where nothing asked for limits it.
        """
        today = self._now.date()
        moments = set()
        for name in names:
            if name == _TODAY:
                moments |= {moment_of(today), end_of(today)}
            elif name == _MONTH:
                first = today.replace(day=1)
                following = (first + datetime.timedelta(days=31)).replace(day=1)
                moments |= {moment_of(first), moment_of(following)}
            elif name.startswith(_PAST):
                moments.add(datetime.datetime.fromisoformat(name.removeprefix(_PAST)))
        past = [one for one in moments if one <= self._now]
        coming = [one for one in moments if one > self._now]
        return show_utc(max(past, default=None)), show_utc(min(coming, default=None))
