"""Read the deadlines of an entry against a day: valid, due, past, or not known.

Only written deadlines count. The Act asks for papers every third year from entry for class A
and every second for class A+, within one month (art. 10, par. 11 and 12, State Gazette
91/2018); a deadline is never computed from that, but a longer period is pointed out.
The status of the record is another thing and is never changed by a date.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mrezha.catalogue.clock import Clock
from mrezha.catalogue.outline import Outline

DUE_WITHIN = 90
YEARS = {"A": 3, "A+": 2}
_MONTH = 31

Kind = Literal["valid", "due", "overdue", "unknown"]


@dataclass(frozen=True, slots=True)
class Renewal:
    """Where an entry stands on a day; `days` is None unless the deadline is due.

    `deadline` is the next one written, or the last when all are past.
    """

    kind: Kind
    deadline: datetime.date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class OddPeriod:
    """A written period longer than the Act's `years` for the class."""

    since: datetime.date
    until: datetime.date
    years: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The deadlines of many entries on a day, soonest first, as (enterprise id, renewal).

    `odd` names those with a period longer than the Act's.
    """

    due: tuple[tuple[str, Renewal], ...]
    overdue: tuple[tuple[str, Renewal], ...]
    unknown: tuple[str, ...]
    odd: tuple[str, ...]


def judge_renewal(one: Outline, clock: Clock) -> Renewal | None:
    """Say where an entry stands; None for one that may not be called registered.

    A deadline's day belongs to the time before it. The clock is asked no more than needed:
    a page is built again when one of the answers changes.
    """
    if not one.is_registered:
        return None
    deadlines = read_deadlines(one)
    if not deadlines:
        return Renewal("unknown")
    coming = next((day for day in deadlines if not clock.is_past(day)), None)
    if coming is None:
        return Renewal("overdue", deadlines[-1])
    if clock.has_begun(coming - datetime.timedelta(days=DUE_WITHIN)):
        return Renewal("due", coming, (coming - clock.today).days)
    return Renewal("valid", coming)


def read_deadlines(one: Outline) -> tuple[datetime.date, ...]:
    """Return the written deadlines in order of time."""
    return tuple(sorted({datetime.date.fromisoformat(text) for text in one.renewals}))


def find_odd_periods(one: Outline) -> tuple[OddPeriod, ...]:
    """Return the written periods that are longer than the Act allows, with its month.

    The first period runs from the entry, or the application where no entry is known.
    """
    years = YEARS.get(one.register_class)
    deadlines = read_deadlines(one)
    if years is None or not one.started_on:
        return ()
    starts = (datetime.date.fromisoformat(one.started_on), *deadlines)
    found = zip(starts, deadlines, strict=False)
    return tuple(
        OddPeriod(since, until, years)
        for since, until in found
        if until > _anniversary(since, years) + datetime.timedelta(days=_MONTH)
    )


def _anniversary(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def judge_all(outlines: Iterable[Outline], clock: Clock) -> Standing:
    """Return the deadlines of some entries, soonest first."""
    found: dict[str, list[tuple[str, Renewal]]] = {}
    odd = []
    for one in outlines:
        state = judge_renewal(one, clock)
        if state is not None:
            found.setdefault(state.kind, []).append((one.id, state))
            if find_odd_periods(one):
                odd.append(one.id)

    def order(kind: Kind) -> tuple[tuple[str, Renewal], ...]:
        return tuple(sorted(found.get(kind, ()), key=lambda pair: (str(pair[1].deadline), pair[0])))

    unknown = tuple(id_ for id_, _ in order("unknown"))
    return Standing(order("due"), order("overdue"), unknown, tuple(sorted(odd)))
