"""What the pages of the register's history and of the indicators show, counted once."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.catalogue.outline import Outline
from mrezha.history import Change, History, count_over_time, find_changes
from mrezha.outputs.feeds import Feed, FeedEntry, render_feed
from mrezha.plugin.addresses import address_of
from mrezha.plugin.charts import Chart, add_up, draw_chart, years_of
from mrezha.plugin.plans import PagePlan

CLASSES = ("A", "A+", "")
# The project's promise: over 200 enterprises surveyed, over 100 digitalised.
TARGETS = {"surveyed": 200, "digitalised": 100}
FEED_ENTRIES = 100
# An empty feed is as old as the register: the Act came into force on 2 May 2019.
_FIRST_DAY = datetime.date(2019, 5, 2)


@dataclass(frozen=True, slots=True)
class Entries:
    """Registered entries by the year of their application, added up; `undated` are not in it."""

    by_region: Chart
    by_class: Chart
    undated: int


@dataclass(frozen=True, slots=True)
class Goal:
    """One target of the project: how many so far, in all, by region, and over the years."""

    name: str
    target: int
    total: int
    by_region: Mapping[str, int]
    chart: Chart


def count_entries(outlines: Iterable[Outline], regions: Iterable[str]) -> Entries:
    """Return the entries over time, by what the records say."""
    registered = [one for one in outlines if one.is_registered]
    dated = [one for one in registered if one.started_on]
    years = years_of([one.started_on for one in dated])
    places = [(one.region, one.started_on) for one in dated]
    classes = [(one.register_class, one.started_on) for one in dated]
    nowhere = ("",) if any(not place for place, _ in places) else ()
    return Entries(
        draw_chart(years, add_up(places, years), (*regions, *nowhere)),
        draw_chart(years, add_up(classes, years), CLASSES),
        len(registered) - len(dated),
    )


def count_goals(outlines: Iterable[Outline], regions: Iterable[str]) -> tuple[Goal, ...]:
    """Return how far the two targets are reached; nothing is a zero, not a gap."""
    found = {
        "surveyed": [(one.region, one.surveyed_on) for one in outlines if one.surveyed_on],
        "digitalised": [(one.region, one.digitalised_on) for one in outlines if one.digitalised_on],
    }
    years = years_of([day for pairs in found.values() for _, day in pairs])
    return tuple(
        Goal(
            name,
            TARGETS[name],
            len(pairs),
            _spread((place for place, _ in pairs), regions),
            draw_chart(years, add_up([("all", day) for _, day in pairs], years), ("all",)),
        )
        for name, pairs in found.items()
    )


def _spread(places: Iterable[str], regions: Iterable[str]) -> Mapping[str, int]:
    counts = Counter(places)
    return {one: counts[one] for one in (*regions, "")}


def chart_snapshots(history: History, regions: Iterable[str]) -> tuple[Chart, Chart] | None:
    """Return the entries on the day of every snapshot, by region and class; None for one day."""
    counts = count_over_time(history)
    if len(counts) < 2:
        return None
    days = tuple(day.isoformat() for day, _, _ in counts)
    places = {
        key: {day.isoformat(): found.get(key, 0) for day, found, _ in counts}
        for key in (*regions, "")
    }
    classes = {
        key: {day.isoformat(): found.get(key, 0) for day, _, found in counts} for key in CLASSES
    }
    used = [key for key, own in places.items() if any(own.values())]
    return draw_chart(days, places, used), draw_chart(days, classes, CLASSES)


def plan_chronicle() -> Iterator[PagePlan]:
    """Yield the pages of the register's changes and of the indicators, and the feed."""
    yield PagePlan(address_of("changes"), "changes", dict)
    yield PagePlan(address_of("changes-feed"), "feed", dict, listed=False, make=_make_feed)
    yield PagePlan(address_of("indicators"), "indicators", dict)


def _make_feed(helpers: Mapping[str, Any]) -> bytes:
    history = helpers["overview"].history
    changes = find_changes(history)[:FEED_ENTRIES]
    days = [one.date for one in history.snapshots]
    page = helpers["absolute"]("changes") or "./"
    return render_feed(
        Feed(
            key="changes",
            title=helpers["t"]("changes.title"),
            author=helpers["site"].site_name,
            lang=helpers["page"].lang,
            link=helpers["absolute"]("changes-feed") or "feed.xml",
            page=page,
            entries=tuple(_entry(one, page, helpers) for one in changes),
            empty_since=max(days, default=_FIRST_DAY),
            subtitle=helpers["t"]("changes.lead"),
        )
    )


def _entry(one: Change, page: str, helpers: Mapping[str, Any]) -> FeedEntry:
    is_here = f"{one.id}" in helpers["catalogue"].cards
    link = helpers["absolute"] if helpers["site"].site_url else helpers["url"]
    return FeedEntry(
        key=f"changes/{one.date.isoformat()}/{one.kind}/{one.key}",
        title=f"{one.name}: {describe(one, helpers)}",
        link=link("enterprise", one.id) if is_here else page,
        updated=one.date,
        categories=(one.kind,),
    )


def describe(one: Change, helpers: Mapping[str, Any]) -> str:
    """Say in words what changed."""
    if one.kind == "came":
        text = helpers["t"]("changes.came")
    elif one.kind == "left":
        text = helpers["t"]("changes.left")
    elif one.kind == "renamed":
        text = helpers["t"]("changes.renamed", old=one.old)
    else:
        text = helpers["t"]("changes.class", old=one.old, new=one.new)
    return str(text)
