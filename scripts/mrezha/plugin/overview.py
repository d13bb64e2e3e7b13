"""Count and choose once what many pages show: figures, newest profiles, events in order."""

import datetime
import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from mrezha.catalogue import Call, Card, Catalogue, Enterprise, Event, Participation
from mrezha.catalogue.outline import Outline
from mrezha.catalogue.phases import call_state, is_over
from mrezha.catalogue.renewals import (
    Renewal,
    Standing,
    judge_all,
    judge_renewal,
    read_odd_periods,
)
from mrezha.history import Change, History, find_changes
from mrezha.history.changes import days_of
from mrezha.outputs.mapdata import MapFiles, draw_map
from mrezha.places import Settlement
from mrezha.plugin.agenda import events_by_group
from mrezha.plugin.charts import Chart
from mrezha.plugin.chronicle import Entries, Goal, chart_snapshots, count_entries, count_goals
from mrezha.plugin.months import entries_by_day, lay_out_months
from mrezha.records.periods import OddPeriod

NEWEST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the whole catalogue.

    `registered` counts enterprises that may be shown as registered, and nobody else;
    `by_status` counts all. The two mappings by place count registered ones only, keyed by
    district code and by NUTS 2 code. `newest` holds the ids of those who applied last.
    `event_groups` counts events by kind, region and year; `months` are those with a page.
    """

    registered: int
    others: int
    by_status: Mapping[str, int]
    registered_in_district: Mapping[str, int]
    registered_in_region: Mapping[str, int]
    newest: tuple[str, ...]
    event_groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionLink:
    """What pages of a region's places say of it: its id, and where its centre is."""

    id: str
    centre_settlement: Settlement | None


class Overview:
    """The figures and orders as templates read them; every read is noted by name.

    `coming` is soonest first, unknown days last; `past` is newest first.
    """

    def __init__(self, catalogue: Catalogue, history: History | None = None) -> None:
        self._catalogue = catalogue
        self.chronicle = history or History()
        self.region_links = {
            one.region.nuts2: RegionLink(
                one.id, one.centre.location.settlement if one.centre else None
            )
            for one in catalogue.regions.values()
        }

    @functools.cached_property
    def figures(self) -> Figures:
        """Return the figures, counted when first asked for; not noted, see below."""
        groups = events_by_group(self._catalogue)
        return replace(
            draw_figures(self._catalogue.outlines.values()),
            event_groups={
                group: {key: len(ids) for key, ids in members.items()}
                for group, members in groups.items()
            },
            months=tuple(lay_out_months(entries_by_day(self._catalogue))),
        )

    @functools.cached_property
    def map(self) -> MapFiles:
        """Return what the map shows and its files; not noted, see below."""
        terms = self._catalogue.schema.vocabularies["offer-categories"].terms
        parents = {one.id: one.more["parent"] for one in terms.values()}
        return draw_map(self._catalogue.outlines.values(), parents, self._catalogue.gazetteer)

    @property
    def on_map(self) -> MapFiles:
        """Return what the map shows."""
        self._catalogue.reads.note("map:*")
        return self.map

    @property
    def history(self) -> History:
        """Return the snapshots of the register."""
        self._catalogue.reads.note("history:*")
        return self.chronicle

    @property
    def changes(self) -> tuple[tuple[datetime.date, tuple[Change, ...]], ...]:
        """Return what changed between the snapshots, newest day first."""
        return tuple(days_of(find_changes(self.history)))

    @property
    def snapshot_charts(self) -> tuple[Chart, Chart] | None:
        """Return the entries over the snapshots by region and class; None for fewer than two."""
        return chart_snapshots(self.history, self._catalogue.gazetteer.regions)

    @functools.cached_property
    def counted(self) -> tuple[Entries, tuple[Goal, ...]]:
        """Return the figures of entries and of the project's goals; not noted, see below."""
        outlines, regions = self._catalogue.outlines, tuple(self._catalogue.gazetteer.regions)
        return count_entries(outlines.values(), regions), count_goals(
            tuple(outlines.values()), regions
        )

    @property
    def entries(self) -> Entries:
        """Return the registered entries over the years."""
        self._catalogue.reads.note("counted:entries")
        return self.counted[0]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Return how far the project's goals are reached."""
        self._catalogue.reads.note("counted:goals")
        return self.counted[1]

    def standing(self, nuts2: str) -> Standing:
        """Return the deadlines of a region now; its members belong to the plan of the page."""
        members = (one for one in self._catalogue.outlines.values() if one.region == nuts2)
        return judge_all(members, self._catalogue.clock)

    def renewal(self, id_: str) -> Renewal | None:
        """Return where an entry stands now; None when it may not be called registered."""
        self._catalogue.reads.note(f"enterprise:{id_}")
        return judge_renewal(self._catalogue.outlines[id_], self._catalogue.clock)

    def odd_periods(self, id_: str) -> tuple[OddPeriod, ...]:
        """Return the periods of an entry that are longer than the Act's."""
        self._catalogue.reads.note(f"enterprise:{id_}")
        return read_odd_periods(self._catalogue.outlines[id_])

    def _note(self, name: str) -> None:
        self._catalogue.reads.note(f"figure:{name}")

    @property
    def registered(self) -> int:
        """Return how many enterprises may be shown as registered."""
        self._note("registered")
        return self.figures.registered

    @property
    def others(self) -> int:
        """Return how many are shown without a confirmed entry."""
        self._note("others")
        return self.figures.others

    @property
    def by_status(self) -> Mapping[str, int]:
        """Return how many there are of each status."""
        self._note("by_status")
        return self.figures.by_status

    @property
    def registered_in_district(self) -> Mapping[str, int]:
        """Return how many registered ones each district has, by its code."""
        self._note("registered_in_district")
        return self.figures.registered_in_district

    @property
    def registered_in_region(self) -> Mapping[str, int]:
        """Return how many registered ones each region has, by NUTS 2 code."""
        self._note("registered_in_region")
        return self.figures.registered_in_region

    @property
    def newest(self) -> tuple[Card, ...]:
        """Return the cards of those who applied last; an unknown date is never among them."""
        self._note("newest")
        return tuple(self._catalogue.cards[id_] for id_ in self.figures.newest)

    @property
    def coming(self) -> tuple[Event, ...]:
        """Return the events that are not over, the cancelled and postponed ones too."""
        clock = self._catalogue.clock
        found = (one for one in self._catalogue.events.values() if not is_over(one, clock))
        return tuple(sorted(found, key=lambda one: (one.starts_on is None, one.sort_key, one.id)))

    @property
    def past(self) -> tuple[Event, ...]:
        """Return the events that are over."""
        clock = self._catalogue.clock
        return tuple(one for one in self._catalogue.events.values() if is_over(one, clock))

    @property
    def event_groups(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many events there are of each kind, region and year."""
        self._note("event_groups")
        return self.figures.event_groups

    @property
    def months(self) -> tuple[str, ...]:
        """Return the months that something stands in, as "2026-12"."""
        self._note("months")
        return self.figures.months

    def calls_in(self, state: str) -> tuple[Call, ...]:
        """Return the calls in a state: open ones by deadline, others newest first."""
        clock = self._catalogue.clock
        found = [one for one in self._catalogue.calls.values() if call_state(one, clock) == state]
        if state == "open":
            found.sort(key=lambda one: (one.data["closes_on"] is None, one.sort_key, one.id))
        return tuple(found)

    def editions(self, event: Event) -> tuple[Event, ...]:
        """Return the other events of the same series, newest first."""
        series = event.data["series"]
        if not series:
            return ()
        events = self._catalogue.events.values()
        return tuple(one for one in events if one.data["series"] == series and one.id != event.id)

    def fairs(
        self, enterprise: Enterprise
    ) -> tuple[tuple[tuple[Participation, Event], ...], tuple[tuple[Participation, Event], ...]]:
        """Return the events an enterprise takes part in: the next, soonest first; the past."""
        clock, events = self._catalogue.clock, self._catalogue.events
        both = [(part, events[part.event]) for part in enterprise.participations]
        both.sort(key=lambda pair: (pair[1].sort_key, pair[1].id))
        coming = tuple(pair for pair in both if not is_over(pair[1], clock))
        past = tuple(pair for pair in reversed(both) if is_over(pair[1], clock))
        return coming, past

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return all calls, newest first."""
        return tuple(self._catalogue.calls.values())

    @property
    def region_pages(self) -> Mapping[str, RegionLink]:
        """Return what a link to each region needs, by NUTS 2 code."""
        self._note("region_pages")
        return self.region_links


def draw_figures(outlines: Iterable[Outline]) -> Figures:
    """Return the figures of a catalogue."""
    everybody = tuple(outlines)
    registered = [one for one in everybody if one.is_registered]
    dated = sorted(
        (one for one in registered if one.applied_on),
        key=lambda one: (one.applied_on, one.id),
        reverse=True,
    )
    return Figures(
        registered=len(registered),
        others=len(everybody) - len(registered),
        by_status=_count(one.status for one in everybody),
        registered_in_district=_count(one.district for one in registered if one.district),
        registered_in_region=_count(one.region for one in registered if one.region),
        newest=tuple(one.id for one in dated[:NEWEST_SHOWN]),
    )


def _count(keys: Iterable[str]) -> Mapping[str, int]:
    return MappingProxyType(dict(sorted(Counter(keys).items())))
