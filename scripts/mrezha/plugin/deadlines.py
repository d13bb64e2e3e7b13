"""The pages and calendars of the deadlines for renewal, of each entry and each centre.

Calendars hold every written deadline, past ones too, so that they rest on the records and not
on the day.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.catalogue.outline import Outline
from mrezha.catalogue.renewals import read_deadlines
from mrezha.outputs.calendars import Occasion, render_calendar
from mrezha.plugin.addresses import address_of
from mrezha.plugin.plans import PagePlan

Helpers = Mapping[str, Any]
# A centre sees a deadline coming three months and one month ahead.
REMINDERS = (90, 30)


def plan_entry_calendar(one: Outline) -> Iterator[PagePlan]:
    """Yield the calendar of an enterprise, if it is registered and has a deadline."""
    if one.is_registered and one.renewals:

        def make(helpers: Helpers) -> bytes:
            title = helpers["t"]("renewal.calendar-of", name=one.name)
            return render_calendar(title, _occasions([one], helpers))

        address = address_of("enterprise-calendar", one.id)
        owner = f"enterprises/{one.id}"
        yield PagePlan(address, "calendar", dict, owner=owner, listed=False, make=make)


def plan_region_deadlines(catalogue: Catalogue) -> Iterator[PagePlan]:
    """Yield the page of deadlines and the calendar of every regional centre."""
    members: dict[str, list[Outline]] = {}
    for one in catalogue.outlines.values():
        if one.is_registered:
            members.setdefault(one.region, []).append(one)
    for id_, region in catalogue.regions.items():
        found = members.get(region.region.nuts2, [])
        stamp = _stamp(found)
        yield PagePlan(address_of("renewals", id_), "renewals", _page(catalogue, id_), stamp)
        make = _calendar(region.region, found)
        address = address_of("region-calendar", id_)
        yield PagePlan(address, "calendar", dict, stamp, listed=False, make=make)


def _stamp(found: list[Outline]) -> bytes:
    """Return the digest of all that a region's page and calendar say; plain repr for speed."""
    said = [(o.id, o.name, o.renewals, o.seen_on, o.started_on, o.register_class) for o in found]
    return hashlib.blake2b(repr(said).encode(), digest_size=16).digest()


def _page(catalogue: Catalogue, id_: str) -> Callable[[], Mapping[str, Any]]:
    return lambda: {"region": catalogue.regions[id_]}


def _calendar(region: Any, found: list[Outline]) -> Callable[[Helpers], bytes]:
    def make(helpers: Helpers) -> bytes:
        title = helpers["t"]("renewal.calendar-of-region", name=helpers["place"](region))
        return render_calendar(title, _occasions(found, helpers))

    return make


def _occasions(found: Iterable[Outline], helpers: Helpers) -> Iterator[Occasion]:
    for one in found:
        day = one.seen_on or one.started_on or "".join(one.renewals[:1])
        for number, deadline in enumerate(read_deadlines(one), 1):
            yield Occasion(
                key=f"renewal/{one.id}/{number}",
                title=helpers["t"]("renewal.event", name=one.name),
                starts=deadline,
                changed_on=datetime.date.fromisoformat(day),
                description=helpers["t"]("renewal.event-note"),
                url=helpers["absolute"]("enterprise", one.id),
                reminder_days=REMINDERS,
            )
