"""What templates of events and calls ask: phases, moments for scripts, names of lists."""

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mrezha.catalogue import Call, Catalogue, Event, phases
from mrezha.markup import json_block
from mrezha.outputs.eventdata import describe_event
from mrezha.plugin import words
from mrezha.plugin.addresses import localise
from mrezha.plugin.agenda import UNKNOWN_YEAR
from mrezha.plugin.settings import DEFAULT_LANGUAGE, SiteSettings
from mrezha.records.hours import end_of, moment_of

if TYPE_CHECKING:
    from mrezha.plugin.render import PageView


def make_time_helpers(
    page: "PageView", lang: str, site: SiteSettings, catalogue: Catalogue, labels: words.Labels
) -> Mapping[str, Callable[..., Any]]:
    """Return the helpers of one language by the names templates call them by."""
    clock = catalogue.clock

    def event_phase(event: Event) -> str:
        return phases.event_phase(event, clock)

    def application_phase(event: Event) -> str:
        return phases.application_phase(event, clock)

    def call_state(call: Call) -> str:
        return phases.call_state(call, clock)

    def webcal(address: str) -> str:
        return f"webcal:{site.site_url.partition(':')[2]}/{localise(address, lang)}"

    def group_name(group: str, key: str) -> str:
        if group == "kind":
            return catalogue.schema.label("event-kinds", key, lang)
        if group == "region":
            region = catalogue.regions[key].region
            return region.name_bg if lang == DEFAULT_LANGUAGE else region.name_en
        if key == UNKNOWN_YEAR:
            return words.say(labels, lang, "agenda.year-unknown")
        return words.format_period(key, lang)

    def weekday_names() -> tuple[tuple[str, str], ...]:
        return words.weekday_names(lang)

    def event_json(event: Event, picture: str = "") -> Markup:
        address = f"{site.site_url}/{localise(page.address, lang)}" if site.site_url else ""
        image = f"{site.site_url}/{picture}" if site.site_url and picture else ""
        found = describe_event(event, lang, catalogue.gazetteer, address, image)
        # Markup made by our own writer of JSON: markup.py.
        return Markup(json_block(found)) if found else Markup("")  # noqa: S704

    helpers = (event_phase, application_phase, call_state, instant, last_instant)
    more = (webcal, group_name, weekday_names, event_json, phases.beginning_of, phases.ending_of)
    return {one.__name__: one for one in (*helpers, *more)}


def instant(day: datetime.date, hour: str | None = None) -> str:
    """Write a moment in Sofia with its offset: 2026-12-12T10:00:00+02:00."""
    return moment_of(day, hour).isoformat()


def last_instant(day: datetime.date, hour: str | None = None) -> str:
    """Write when a term ends; a day without an hour ends at midnight."""
    return end_of(day, hour).isoformat()
