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
from mrezha.records.periods import OddPeriod, find_odd_periods

DUE_WITHIN = 90

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


def read_odd_periods(one: Outline) -> tuple[OddPeriod, ...]:
    """Return the written periods of an entry that are longer than the Act's."""
    start = datetime.date.fromisoformat(one.started_on) if one.started_on else None
    return find_odd_periods(one.register_class, start, read_deadlines(one))


def judge_all(outlines: Iterable[Outline], clock: Clock) -> Standing:
    """Return the deadlines of some entries, soonest first."""
    found: dict[str, list[tuple[str, Renewal]]] = {}
    odd = []
    for one in outlines:
        state = judge_renewal(one, clock)
        if state is not None:
            found.setdefault(state.kind, []).append((one.id, state))
            if read_odd_periods(one):
                odd.append(one.id)

    def order(kind: Kind) -> tuple[tuple[str, Renewal], ...]:
        return tuple(sorted(found.get(kind, ()), key=lambda pair: (str(pair[1].deadline), pair[0])))

    unknown = tuple(id_ for id_, _ in order("unknown"))
    return Standing(order("due"), order("overdue"), unknown, tuple(sorted(odd)))
