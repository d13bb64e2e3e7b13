"""Count and choose once what many pages show: figures, newest profiles, events in order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mrezha.catalogue import Card, Catalogue
from mrezha.catalogue.model import Call, Event
from mrezha.catalogue.outline import Outline
from mrezha.places import Settlement

NEWEST_SHOWN = 6
_COMING = ("scheduled", "postponed")


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the whole catalogue.

    `registered` counts enterprises that may be shown as registered, and nobody else;
    `by_status` counts all. The two mappings by place count registered ones only, keyed by
    district code and by NUTS 2 code. `newest` holds the ids of those who applied last.
    """

    registered: int
    others: int
    by_status: Mapping[str, int]
    registered_in_district: Mapping[str, int]
    registered_in_region: Mapping[str, int]
    newest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionLink:
    """What pages of a region's places say of it: its id, and where its centre is."""

    id: str
    centre_settlement: Settlement | None


class Overview:
    """The figures and orders as templates read them; every read is noted by name.

    `coming` is soonest first, unknown days last; `past` is newest first.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.figures = draw_figures(catalogue.outlines.values())
        self.region_links = {
            one.region.nuts2: RegionLink(
                one.id, one.centre.location.settlement if one.centre else None
            )
            for one in catalogue.regions.values()
        }

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
        """Return the events to come, by what the records say, not by today's date."""
        found = (one for one in self._catalogue.events.values() if one.data["status"] in _COMING)
        return tuple(sorted(found, key=lambda one: (one.starts_on is None, one.sort_key, one.id)))

    @property
    def past(self) -> tuple[Event, ...]:
        """Return all other events."""
        return tuple(
            one for one in self._catalogue.events.values() if one.data["status"] not in _COMING
        )

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
