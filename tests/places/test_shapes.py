"""The drawing of districts: all of them, each where it lies."""

import re

import pytest

from mrezha.places.shapes import draw_districts


def test_every_district_has_a_closed_outline_within_the_picture() -> None:
    drawing = draw_districts()
    assert 28 == len(drawing.shapes) == len({one.code for one in drawing.shapes})
    for one in drawing.shapes:
        assert re.fullmatch(r"(M\d+ \d+l-?\d+[\d -]*z)+", one.path), one.code
        assert 0 < one.x < drawing.width and 0 < one.y < drawing.height


# From any atlas: the first lies west of, and the third north of, the next one.
@pytest.mark.parametrize(
    ("west", "east", "north", "south"),
    [("VID", "DOB", "RSE", "KRZ"), ("PER", "SZR", "VTR", "GAB"), ("BLG", "BGS", "VAR", "BGS")],
)
def test_districts_lie_as_on_any_map(west: str, east: str, north: str, south: str) -> None:
    at = {one.code: one for one in draw_districts().shapes}
    assert at[west].x < at[east].x and at[north].y < at[south].y


def test_bulgaria_is_wider_than_high_by_its_true_measure() -> None:
    # About 520 km by 330 km between the outermost points.
    drawing = draw_districts()
    assert 0.6 < drawing.height / drawing.width < 0.68
