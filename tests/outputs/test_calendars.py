"""Calendars by RFC 5545, read back by vobject, which shares no code with what wrote them."""

import datetime
from typing import Any

import vobject
from hypothesis import given
from hypothesis import strategies as st

from mrezha.outputs.calendars import (
    Occasion,
    render_by_library,
    render_calendar,
    sequence_of,
    uid_of,
)

DAY = datetime.date(2026, 9, 24)
SEEN = datetime.date(2026, 6, 19)


def read(*occasions: Occasion) -> Any:
    return vobject.readOne(render_calendar("Срокове", occasions).decode())


def test_a_day_is_a_day_in_every_zone_and_ends_the_day_after() -> None:
    """RFC 5545, 3.6.1: the end of a VEVENT of days is exclusive."""
    event = read(Occasion("renewal/x", "Срок", DAY, SEEN)).vevent
    assert [DAY, DAY + datetime.timedelta(1)] == [event.dtstart.value, event.dtend.value]


def test_times_are_those_of_sofia_in_winter_and_summer() -> None:
    """EET is UTC+2; EEST, from the last Sunday of March to that of October, is UTC+3."""
    hours = {}
    for day in (datetime.datetime(2026, 1, 10, 10), datetime.datetime(2026, 7, 10, 10)):
        event = read(Occasion("e", "Панаир", day, SEEN, day.replace(hour=18))).vevent
        start = event.dtstart.value
        hours[start.month] = (start.hour, start.utcoffset() / datetime.timedelta(hours=1))
    assert {1: (10, 2), 7: (10, 3)} == hours


def test_nothing_comes_from_the_clock() -> None:
    event = read(Occasion("renewal/x", "Срок", DAY, SEEN)).vevent
    stamp = datetime.datetime(2026, 6, 19, tzinfo=datetime.UTC)
    assert stamp == event.dtstamp.value
    assert str((SEEN - datetime.date(2020, 1, 1)).days) == event.sequence.value
    assert sequence_of(SEEN) < sequence_of(DAY)


def test_a_uid_is_of_the_key_alone() -> None:
    assert "renewal-hlyab-1@mrezha" == uid_of("renewal/hlyab/1")


def test_long_and_hostile_texts_survive_and_lines_fold_by_octets() -> None:
    """RFC 5545, 3.1: lines of at most 75 octets; a letter of Cyrillic is two."""
    text = "„Хляб“, сол; и\\или\nBEGIN:VEVENT " + "щ" * 200
    raw = render_calendar("Срокове", [Occasion("x", text, DAY, SEEN, description=text)])
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert all(line.decode() is not None for line in raw.split(b"\r\n"))
    event = vobject.readOne(raw.decode()).vevent
    assert [text, text] == [event.summary.value, event.description.value]


def test_occasions_stand_in_order_of_time_whatever_the_order_given() -> None:
    one, two = Occasion("a", "А", DAY, SEEN), Occasion("b", "Б", SEEN, SEEN)
    assert render_calendar("С", [one, two]) == render_calendar("С", [two, one])
    assert ["Б", "А"] == [event.summary.value for event in read(one, two).vevent_list]


def test_reminders_place_and_standing_are_said() -> None:
    event = read(
        Occasion("x", "С", DAY, SEEN, status="CANCELLED", lon_lat=(27.9, 43.2), reminder_days=(30,))
    ).vevent
    assert ["CANCELLED", "43.2;27.9"] == [event.status.value, event.geo.value]
    assert datetime.timedelta(days=-30) == event.valarm.trigger.value


@given(
    st.text('аб,;\\\n „“Nn:"x', max_size=90),
    st.text("аб,;\\\n €x", max_size=200),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)),
    st.sampled_from([(), (90, 30), (1,)]),
    st.sampled_from(["", "CONFIRMED", "CANCELLED"]),
)
def test_whole_days_are_written_as_the_library_writes_them(
    title: str, description: str, day: datetime.date, reminders: tuple[int, ...], status: str
) -> None:
    """The quick way and the library's give the same bytes."""
    occasions = [
        Occasion(
            "renewal/x/1",
            title,
            day,
            SEEN,
            description=description,
            url="https://example.org/предприятия/" + "x" * len(title),
            status=status,
            reminder_days=reminders,
        ),
        Occasion("renewal/x/2", "Срок", day, SEEN, day + datetime.timedelta(3)),
    ]
    source = "https://example.org/календар.ics" if reminders else ""
    expected = render_by_library("Календар, „х“; у\\", occasions, source)
    assert expected == render_calendar("Календар, „х“; у\\", occasions, source)
