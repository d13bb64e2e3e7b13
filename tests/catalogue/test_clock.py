"""The moment of a build: what is past, and until when the answers hold."""

import datetime

import pytest

from mrezha.catalogue.clock import Clock
from mrezha.catalogue.reads import Reads
from mrezha.plugin.moment import read_now
from mrezha.records.hours import is_within

# In Sofia it is two hours later than in UTC in winter, three in summer.
WINTER = datetime.datetime(2026, 11, 14, 14, 59, 59, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 14)


@pytest.mark.parametrize(
    ("now", "hour", "expected"),
    [
        ("2026-11-14T14:59:59", "17:00", False),
        ("2026-11-14T15:00:00", "17:00", True),
        ("2026-11-14T15:00:00", None, False),  # a day without an hour lasts to its end
        ("2026-11-14T21:59:59", None, False),
        ("2026-11-14T22:00:00", None, True),
    ],
)
def test_a_term_ends_at_its_hour_in_sofia(now: str, hour: str | None, expected: bool) -> None:
    moment = datetime.datetime.fromisoformat(now).replace(tzinfo=datetime.UTC)
    assert expected == Clock(moment, Reads()).is_past(DAY, hour)


def test_a_summer_hour_is_three_hours_ahead() -> None:
    now = datetime.datetime(2026, 7, 1, 14, 0, tzinfo=datetime.UTC)
    assert Clock(now, Reads()).is_past(datetime.date(2026, 7, 1), "17:00")


def test_answers_hold_from_the_last_moment_asked_for_to_the_next() -> None:
    reads = Reads()
    clock = Clock(WINTER, reads)
    with reads.noting() as names:
        clock.is_past(DAY, "17:00")
        clock.is_past(datetime.date(2026, 10, 1))
    span = clock.span(names)
    assert ("2026-10-01T21:00:00+00:00", "2026-11-14T15:00:00+00:00") == span
    assert is_within(WINTER, span)
    assert not is_within(WINTER + datetime.timedelta(seconds=1), span)
    assert not is_within(datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC), span)


def test_a_page_that_says_the_day_holds_for_the_day() -> None:
    reads = Reads()
    clock = Clock(WINTER, reads)
    with reads.noting() as names:
        assert DAY == clock.today
    assert ("2026-11-13T22:00:00+00:00", "2026-11-14T22:00:00+00:00") == clock.span(names)


def test_a_page_that_says_the_month_holds_for_the_month() -> None:
    reads = Reads()
    clock = Clock(WINTER, reads)
    with reads.noting() as names:
        assert "2026-11" == clock.month
    # Sofia is two hours ahead on 1 December, and on 1 November.
    assert ("2026-10-31T22:00:00+00:00", "2026-11-30T22:00:00+00:00") == clock.span(names)


def test_nothing_asked_for_holds_for_ever() -> None:
    assert is_within(WINTER, Clock(WINTER, Reads()).span([]))


def test_the_moment_may_be_given_from_outside() -> None:
    expected = datetime.datetime(2026, 5, 5, tzinfo=datetime.UTC)
    assert expected == read_now({"SOURCE_DATE_EPOCH": "1777939200"})


@pytest.mark.parametrize("value", ["", "yesterday", "-5", "1e9", "٣"])
def test_a_moment_that_is_no_number_is_not_used(value: str) -> None:
    assert read_now({"SOURCE_DATE_EPOCH": value}).year >= 2026
