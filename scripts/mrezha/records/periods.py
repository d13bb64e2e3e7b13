"""How long an entry may stand before its papers: to point out what is odd, never to compute.

Source: Act on the Enterprises of the Social and Solidarity Economy, art. 10, par. 11 and 12
(State Gazette 91/2018): every third year from entry for class A, every second for class A+,
within one month.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

YEARS = {"A": 3, "A+": 2}
_MONTH = datetime.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class OddPeriod:
    """A written period longer than the Act's `years` for the class."""

    since: datetime.date
    until: datetime.date
    years: int


def find_odd_periods(
    register_class: str, started_on: datetime.date | None, deadlines: Iterable[datetime.date]
) -> tuple[OddPeriod, ...]:
    """Return the written periods that are longer than the Act allows, with its month.

    The first runs from the entry, or the application where no entry is known; nothing is said
    of an unknown class or beginning.
    """
    years = YEARS.get(register_class)
    if years is None or started_on is None:
        return ()
    ordered = sorted(set(deadlines))
    pairs = zip((started_on, *ordered), ordered, strict=False)
    return tuple(
        OddPeriod(since, until, years)
        for since, until in pairs
        if until > _anniversary(since, years) + _MONTH
    )


def _anniversary(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
