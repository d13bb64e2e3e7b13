"""Where events and calls stand in time: what they say themselves, and what is past by now.

Only what stays true is ever told as a fact: "over" and "closed" never turn back. What may
end before the page is built again (an open call) is shown with its absolute date.
"""

import calendar
import datetime

from mrezha.catalogue.clock import Clock
from mrezha.catalogue.model import Call, Event

Term = tuple[datetime.date, str | None]
CALL_STATES = ("open", "coming", "recurring", "unknown", "closed")
_LOUD = ("cancelled", "postponed")


def beginning_of(event: Event) -> Term | None:
    """Return the first day with its hour; None when the days are not known."""
    return (event.days[0]["date"], event.days[0]["opens"]) if event.days else None


def ending_of(event: Event) -> Term | None:
    """Return the last day with its hour, or the last day of a known month or year."""
    if event.days:
        return event.days[-1]["date"], event.days[-1]["closes"]
    year, _, month = (event.data["period"] or "").partition("-")
    if not year:
        return None
    last = int(month or 12)
    return datetime.date(int(year), last, calendar.monthrange(int(year), last)[1]), None


def is_over(event: Event, clock: Clock) -> bool:
    """Say whether an event is past: by its record, or by its last day."""
    if event.data["status"] == "held":
        return True
    end = ending_of(event)
    return end is not None and clock.is_past(*end)


def event_phase(event: Event, clock: Clock) -> str:
    """Return cancelled, postponed, held, over, moved or scheduled."""
    status: str = event.data["status"]
    if status in (*_LOUD, "held"):
        return status
    if is_over(event, clock):
        return "over"
    return "moved" if event.data["moved_from"]["date"] or status == "moved" else "scheduled"


def application_phase(event: Event, clock: Clock) -> str:
    """Return coming, open, closed or unknown for the applications to an event."""
    one = event.data["application"]
    if event.data["status"] == "cancelled" or is_over(event, clock):
        return "closed"
    if one["closes_on"] and clock.is_past(one["closes_on"], one["closes_at"]):
        return "closed"
    if one["opens_on"] and not clock.has_begun(one["opens_on"], one["opens_at"]):
        return "coming"
    return "open" if one["closes_on"] or one["opens_on"] else "unknown"


def call_state(call: Call, clock: Clock) -> str:
    """Return one of CALL_STATES; a call past its deadline is closed, whatever it says."""
    data = call.data
    status: str = data["status"]
    if status == "closed":
        return "closed"
    if data["closes_on"] and clock.is_past(data["closes_on"], data["closes_at"]):
        return "closed"
    if data["opens_on"] and not clock.has_begun(data["opens_on"], data["opens_at"]):
        return "coming"
    if status == "open" or data["closes_on"]:
        return "coming" if status == "planned" and not data["opens_on"] else "open"
    return {"planned": "coming"}.get(status, status)
