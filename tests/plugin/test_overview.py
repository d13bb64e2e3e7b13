"""Figures shown on many pages: only who may be called registered is counted as such."""

import pytest

from mrezha.catalogue import build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.overview import Overview
from mrezha.records.loading import Loaded
from mrezha.schema import load_schema


@pytest.fixture(scope="module")
def overview(loaded_fixture: Loaded) -> Overview:
    return Overview(build_catalogue(loaded_fixture, load_schema(), load_gazetteer()))


def test_registered_are_those_listed_reported_or_due_for_renewal(overview: Overview) -> None:
    # Counted by hand in tests/fixtures/content/enterprises.
    assert (3, 2) == (overview.registered, overview.others)
    assert {
        "listed": 1,
        "reported": 1,
        "renewal-due": 1,
        "expired": 1,
        "unconfirmed": 1,
    } == dict(overview.by_status)


def test_places_count_the_registered_only(overview: Overview) -> None:
    # Приказна работилница in Бургас is expired; Никъде нямащо in BG34 is unconfirmed.
    assert {"VAR": 2, "SOF": 1} == dict(overview.registered_in_district)
    assert {"BG33": 2, "BG41": 1} == dict(overview.registered_in_region)


def test_an_unknown_application_date_is_never_among_the_newest(overview: Overview) -> None:
    assert ["izmislena-furna"] == [one.id for one in overview.newest]


def test_events_to_come_stand_apart_from_those_held(overview: Overview) -> None:
    assert ["izmislen-bazar-2026"] == [one.id for one in overview.coming]
    assert ["minal-forum-2024"] == [one.id for one in overview.past]
