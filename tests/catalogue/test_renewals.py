"""Deadlines against a day; the Act's periods only point out what is odd, they compute nothing."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from mrezha.catalogue import build_catalogue
from mrezha.catalogue.clock import Clock
from mrezha.catalogue.outline import Outline
from mrezha.catalogue.reads import Reads
from mrezha.catalogue.renewals import judge_all, judge_renewal, read_odd_periods
from mrezha.places import load_gazetteer
from mrezha.records.loading import load_content
from mrezha.schema import load_schema


def noon(day: str) -> Clock:
    """The clock of a build at noon of a day in Sofia."""
    return Clock(datetime.datetime.fromisoformat(f"{day}T12:00+02:00"), Reads())


def entry(*renewals: str, **more: Any) -> Outline:
    return Outline(**{"id": "a", "is_registered": True, "renewals": renewals, **more})


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # 90 days before 24 September 2026 is 26 June 2026 (counted on a calendar).
        ("2026-06-25", ("valid", "2026-09-24", None)),
        ("2026-06-26", ("due", "2026-09-24", 90)),
        ("2026-09-24", ("due", "2026-09-24", 0)),
        ("2026-09-25", ("overdue", "2026-09-24", None)),
        ("2022-01-01", ("valid", "2023-09-24", None)),
    ],
)
def test_the_status_turns_at_the_written_date(today: str, expected: tuple[Any, ...]) -> None:
    # Deadlines of the oldest entry of the reference sheet.
    found = judge_renewal(entry("2023-09-24", "2026-09-24"), noon(today))
    assert found is not None
    assert expected == (found.kind, str(found.deadline), found.days)


def test_no_written_deadline_is_unknown_and_none_is_computed() -> None:
    found = judge_renewal(entry(started_on="2020-01-01", register_class="A"), noon("2040-01-01"))
    assert found is not None
    assert ("unknown", None) == (found.kind, found.deadline)


def test_nothing_is_said_of_one_that_is_not_registered() -> None:
    one = entry("2020-01-01", is_registered=False)
    assert judge_renewal(one, noon("2040-01-01")) is None


@pytest.mark.parametrize(
    ("register_class", "started_on", "deadline", "is_odd"),
    [
        ("A", "2020-09-24", "2023-09-24", False),
        ("A+", "2023-10-03", "2025-10-03", False),
        ("A+", "2023-10-03", "2025-11-03", False),  # within a month, art. 10 par. 12
        ("A+", "2023-10-03", "2025-11-04", True),
        ("A+", "2023-10-03", "2026-10-03", True),  # as in the real sheet
        ("A", "2023-10-03", "2027-10-03", True),
        ("A+", "2024-02-29", "2026-03-01", False),
        ("", "2020-01-01", "2030-01-01", False),  # the class is not known
        ("A+", "", "2026-10-03", False),
    ],
)
def test_a_period_longer_than_the_act_is_odd(
    register_class: str, started_on: str, deadline: str, is_odd: bool
) -> None:
    one = entry(deadline, register_class=register_class, started_on=started_on)
    assert is_odd == bool(read_odd_periods(one))


def test_the_real_records_have_the_four_odd_entries_of_the_sheet(root: Path) -> None:
    catalogue = build_catalogue(load_content(root / "content"), load_schema(), load_gazetteer())
    members = [one for one in catalogue.outlines.values() if one.region == "BG33"]
    found = judge_all(members, noon("2026-06-19"))
    assert 4 == len(found.odd)
    # The soonest deadline of the reference table, 24 September 2026, is 97 days away.
    assert () == found.due
    assert 4 == len(judge_all(catalogue.outlines.values(), noon("2026-06-19")).odd)
