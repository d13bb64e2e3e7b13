"""The pages of events and calls in their orders: months, kinds, regions, years, states."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mrezha.catalogue import Catalogue, Event
from mrezha.catalogue.outline import digest_of
from mrezha.plugin.addresses import address_of
from mrezha.plugin.months import Month, entries_by_day, lay_out, lay_out_months
from mrezha.plugin.plans import PagePlan

# States that have a page of their own; the page of all calls shows every state.
STATE_PAGES = ("open", "coming", "closed")
UNKNOWN_YEAR = "unknown"
Context = Callable[[], Mapping[str, Any]]


def plan_agenda(catalogue: Catalogue) -> Iterator[PagePlan]:
    """Yield the pages of the calendar and of calls by state."""
    days = entries_by_day(catalogue)
    months = lay_out_months(days)
    shown = {key: tuple(month.days.items()) for key, month in months.items()}

    def current() -> Mapping[str, Any]:
        return {"month": _current(catalogue, months), "months": tuple(months), "is_now": True}

    stamp = digest_of(shown)
    yield PagePlan(address_of("calendar"), "calendar", current, stamp)
    for key, month in months.items():
        yield PagePlan(
            address_of("month", key),
            "calendar",
            _month(month, tuple(months)),
            digest_of((tuple(months), shown[key])),
        )
    for group, members in events_by_group(catalogue).items():
        for key, ids in members.items():
            yield PagePlan(
                address_of(f"events-{group}", key),
                "event-list",
                _events(catalogue, group, key, ids),
                digest_of((group, key, ids)),
            )
    for state in STATE_PAGES:
        yield PagePlan(address_of("call-state", state), "call-list", _state(state), b"")


def events_by_group(catalogue: Catalogue) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the ids of events by kind, region and year, in list order.

    Every region has its list, empty or not; kinds and years only when something is in them.
    """
    events = tuple(catalogue.events.values())
    kinds = catalogue.schema.vocabularies["event-kinds"].terms
    by_kind = {kind: tuple(one.id for one in events if one.data["kind"] == kind) for kind in kinds}
    regions = {id_: tuple(one.events) for id_, one in catalogue.regions.items()}
    years: dict[str, tuple[str, ...]] = {}
    for one in events:
        year = year_of(one)
        years[year] = (*years.get(year, ()), one.id)
    kept = {kind: ids for kind, ids in by_kind.items() if ids}
    return {"kind": kept, "region": regions, "year": years}


def year_of(event: Event) -> str:
    """Return the year an event is filed under; a year nobody gave is never guessed."""
    year = event.sort_key[:4]
    return year if year.strip("0") else UNKNOWN_YEAR


def _current(catalogue: Catalogue, months: Mapping[str, Month]) -> Month:
    key = catalogue.clock.month
    return months.get(key) or lay_out(key, {}, tuple(months))


def _month(month: Month, keys: Sequence[str]) -> Context:
    return lambda: {"month": month, "months": keys, "is_now": False}


def _events(catalogue: Catalogue, group: str, key: str, ids: Sequence[str]) -> Context:
    return lambda: {
        "group": group,
        "key": key,
        "events": tuple(catalogue.events[id_] for id_ in ids),
    }


def _state(state: str) -> Context:
    return lambda: {"state": state}
