"""Bars for small charts: where each stands and how high; the theme draws them as SVG.

One row of bars for each series, all on one scale, so that rows can be compared. The same
numbers stand in a table beside the chart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

BAR_WIDTH, HEIGHT = 34, 64
# Between two bars; a period with a month or a day needs more room below its bar.
GAP, WIDE_GAP = 10, 44
# Room above a bar for its number, and below for its period.
HEAD, FOOT = 18, 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its number; `middle` is where its words stand."""

    period: str
    count: int
    x: int
    y: int
    height: int
    middle: int
    width: int = BAR_WIDTH


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars; `key` is what it counts."""

    key: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows of bars over the same periods."""

    periods: tuple[str, ...]
    series: tuple[Series, ...]
    width: int
    height: int = HEAD + HEIGHT + FOOT

    @property
    def base(self) -> int:
        """Return the height of the line the bars stand on."""
        return HEAD + HEIGHT


def draw_chart(
    periods: Sequence[str], counts: Mapping[str, Mapping[str, int]], keys: Sequence[str]
) -> Chart:
    """Return a chart of `counts`, by key and period, in the order given."""
    peak = max((counts.get(key, {}).get(p, 0) for key in keys for p in periods), default=0)
    gap = WIDE_GAP if any(len(one) > 4 for one in periods) else GAP
    series = []
    for key in keys:
        own = counts.get(key, {})
        bars = (_bar(place, one, own.get(one, 0), peak, gap) for place, one in enumerate(periods))
        series.append(Series(key, tuple(bars)))
    return Chart(tuple(periods), tuple(series), len(periods) * (BAR_WIDTH + gap) + gap)


def _bar(number: int, period: str, count: int, peak: int, gap: int) -> Bar:
    height = max(1, round(HEIGHT * count / peak)) if count else 0
    x = gap + number * (BAR_WIDTH + gap)
    return Bar(period, count, x, HEAD + HEIGHT - height, height, x + BAR_WIDTH // 2)


def add_up(days: Sequence[tuple[str, str]], years: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count (key, ISO day) pairs by key, added up to the end of each year."""
    counts = Counter((key, day[:4]) for key, day in days)
    found: dict[str, dict[str, int]] = {}
    for key in sorted({key for key, _ in counts}):
        sums = accumulate(counts[key, year] for year in years)
        found[key] = dict(zip(years, sums, strict=True))
    return found


def years_of(days: Sequence[str]) -> tuple[str, ...]:
    """Return every year from the first of some ISO days to the last."""
    years = sorted({int(day[:4]) for day in days if day})
    return tuple(map(str, range(years[0], years[-1] + 1))) if years else ()
