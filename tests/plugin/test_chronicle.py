"""Figures of the indicators and of the register's history: zeroes are zeroes, not gaps."""

import dataclasses
import datetime
from collections.abc import Mapping

import pytest

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.history import History, Snapshot, SnapshotRow
from mrezha.places import load_gazetteer
from mrezha.plugin.charts import add_up, draw_chart, years_of
from mrezha.plugin.chronicle import chart_snapshots, count_entries, count_goals
from mrezha.records.loading import Loaded
from mrezha.schema import load_schema

REGIONS = ("BG31", "BG32", "BG33", "BG34", "BG41", "BG42")


@pytest.fixture(scope="module")
def catalogue(loaded_fixture: Loaded) -> Catalogue:
    return build_catalogue(loaded_fixture, load_schema(), load_gazetteer())


def numbers(chart: object) -> Mapping[str, list[int]]:
    return {one.key: [bar.count for bar in one.bars] for one in chart.series}  # type: ignore[attr-defined]


def test_goals_count_dated_visits_only_with_a_zero_for_every_region(catalogue: Catalogue) -> None:
    surveyed, digitalised = count_goals(tuple(catalogue.outlines.values()), REGIONS)
    # izmislena-furna alone: surveyed 2025-03-10, digitalised 2025-09-01.
    assert [(1, 200), (1, 100)] == [(one.total, one.target) for one in (surveyed, digitalised)]
    assert dict.fromkeys((*REGIONS, ""), 0) | {"BG33": 1} == dict(surveyed.by_region)
    assert {"all": [1]} == numbers(surveyed.chart)


def test_no_visit_at_all_is_zero_of_the_target() -> None:
    surveyed, _ = count_goals((), REGIONS)
    assert (0, 200, ()) == (surveyed.total, surveyed.target, surveyed.chart.periods)


def test_entries_are_added_up_by_the_year_and_undated_ones_are_named(catalogue: Catalogue) -> None:
    found = count_entries(catalogue.outlines.values(), REGIONS)
    # Three are registered; only izmislena-furna has a day, of 2024, in BG33, class A+.
    assert 2 == found.undated
    assert ("2024",) == found.by_class.periods
    assert {"A": [0], "A+": [1], "": [0]} == numbers(found.by_class)
    assert {one: [int(one == "BG33")] for one in REGIONS} == numbers(found.by_region)


def test_years_without_an_entry_are_not_left_out() -> None:
    years = years_of(["2020-09-24", "2023-01-01", ""])
    assert ("2020", "2021", "2022", "2023") == years
    days = [("a", "2020-12-31"), ("a", "2023-01-01")]
    assert {"a": {"2020": 1, "2021": 1, "2022": 1, "2023": 2}} == add_up(days, years)


def test_bars_share_one_scale_and_a_small_number_is_still_seen() -> None:
    chart = draw_chart(("1", "2"), {"a": {"1": 1000, "2": 1}, "b": {"1": 500}}, ("a", "b"))
    assert [[64, 1], [32, 0]] == [[bar.height for bar in one.bars] for one in chart.series]
    assert all(bar.y + bar.height == chart.base for one in chart.series for bar in one.bars)


def test_one_snapshot_is_no_chart_over_time() -> None:
    rows = (SnapshotRow(1, "a", "а", status="listed", region="BG33", register_class="A"),)
    one = Snapshot(datetime.date(2026, 3, 1), "t", "t", "0" * 64, "c", True, rows)
    assert chart_snapshots(History((one,)), REGIONS) is None
    later = dataclasses.replace(one, date=datetime.date(2026, 6, 1), rows=())
    charts = chart_snapshots(History((one, later)), REGIONS)
    assert charts is not None
    assert {"BG33": [1, 1]} == numbers(charts[0])  # a file without rows covers no region
