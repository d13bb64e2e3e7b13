"""The outlines of districts, flattened for a drawing; see data/README.md for their source."""

import functools
import json
import math
from dataclasses import dataclass
from importlib import resources
from itertools import groupby

WIDTH = 800
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One district in a drawing: its path, and a point well inside for its number."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All districts in one picture, in units of which it is `width` by `height`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


@functools.cache
def draw_districts() -> Drawing:
    """Return the drawing: equirectangular, true at the middle latitude, north up."""
    rings = _read_rings()
    points = [point for parts in rings.values() for ring in parts for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = WIDTH / (east - west)
    stretch = scale / math.cos(math.radians((south + north) / 2))

    def place(point: _Point) -> tuple[int, int]:
        return round((point[0] - west) * scale), round((north - point[1]) * stretch)

    shapes = []
    for code, parts in sorted(rings.items()):
        drawn = [[place(point) for point in ring] for ring in parts]
        x, y = _middle(max(drawn, key=len))
        shapes.append(Shape(code, "".join(map(_path, drawn)), x, y))
    return Drawing(WIDTH, math.ceil((north - south) * stretch), tuple(shapes))


@functools.cache
def outline_districts() -> dict[str, list[list[_Point]]]:
    """Return the outlines of districts, by code, as rings of (lon, lat).

    Three decimals are about a hundred metres: finer than the source, and lighter.
    """
    return {
        code: [
            [point for point, _ in groupby((round(x, 3), round(y, 3)) for x, y in ring)]
            for ring in parts
        ]
        for code, parts in sorted(_read_rings().items())
    }


def _read_rings() -> dict[str, list[list[_Point]]]:
    text = resources.files("mrezha.places").joinpath("data/districts.geojson").read_text("utf-8")
    return {
        one["properties"]["code"]: _outer_rings(one["geometry"])
        for one in json.loads(text)["features"]
    }


def _outer_rings(geometry: dict[str, list]) -> list[list[_Point]]:  # type: ignore[type-arg]
    coordinates = geometry["coordinates"]
    polygons = coordinates if str(geometry["type"]) == "MultiPolygon" else [coordinates]
    return [[(point[0], point[1]) for point in polygon[0]] for polygon in polygons]


def _path(ring: list[tuple[int, int]]) -> str:
    """Write a closed ring as relative steps, points that fall together once."""
    x, y = ring[0]
    steps = []
    for here in ring[1:]:
        if here != (x, y):
            steps.append(f"{here[0] - x} {here[1] - y}")
            x, y = here
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _middle(ring: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the centroid of a ring (shoelace formula)."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (round(x / (3 * area)), round(y / (3 * area))) if area else ring[0]
