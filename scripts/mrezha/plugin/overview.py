"""Count and choose once what many pages show: figures, newest profiles, events in order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mrezha.catalogue import Catalogue
from mrezha.catalogue.model import Call, Enterprise, Event, RegionPage

NEWEST_SHOWN = 6
_COMING = ("scheduled", "postponed")


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures of the whole catalogue.

    `registered` counts enterprises that may be shown as registered, and nobody else;
    `by_status` counts all. The two mappings by place count registered ones only, keyed by
    district code and by NUTS 2 code. `coming` is soonest first, unknown days last; `past`
    is newest first.
    """

    registered: int
    others: int
    by_status: Mapping[str, int]
    registered_in_district: Mapping[str, int]
    registered_in_region: Mapping[str, int]
    newest: tuple[Enterprise, ...]
    coming: tuple[Event, ...]
    past: tuple[Event, ...]
    calls: tuple[Call, ...]
    region_pages: Mapping[str, RegionPage]


def draw_overview(catalogue: Catalogue) -> Overview:
    """Return the figures of a catalogue."""
    everybody = tuple(catalogue.enterprises.values())
    registered = tuple(one for one in everybody if one.is_registered)
    events = tuple(catalogue.events.values())
    coming = (one for one in events if one.data["status"] in _COMING)
    return Overview(
        registered=len(registered),
        others=len(everybody) - len(registered),
        by_status=_count(one.data["register"]["status"] for one in everybody),
        registered_in_district=_count(
            one.location.district.code for one in registered if one.location.district
        ),
        registered_in_region=_count(
            one.location.region.nuts2 for one in registered if one.location.region
        ),
        newest=_newest(registered),
        coming=tuple(sorted(coming, key=lambda one: (one.starts_on is None, one.sort_key, one.id))),
        past=tuple(one for one in events if one.data["status"] not in _COMING),
        calls=tuple(catalogue.calls.values()),
        region_pages=MappingProxyType(
            {one.region.nuts2: one for one in catalogue.regions.values()}
        ),
    )


def _count(keys: Iterable[str]) -> Mapping[str, int]:
    return MappingProxyType(Counter(keys))


def _newest(registered: tuple[Enterprise, ...]) -> tuple[Enterprise, ...]:
    """Return those who applied last; an unknown date is never among the newest."""
    dated = [one for one in registered if one.data["register"]["applied_on"]]
    dated.sort(key=lambda one: (one.data["register"]["applied_on"], one.id), reverse=True)
    return tuple(dated[:NEWEST_SHOWN])
