"""Draw lines over two logarithmic axes as SVG, readable in light and in dark."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 240, 40, 48
# Told apart by lightness too, on white and on black.
_COLOURS = {"mrezha": "#c0392b", "hugo": "#2471a3", "pelican": "#7d8b2c"}
_OTHER = "#777777"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, whose colour it has, its points in rising order of x."""

    name: str
    colour_of: str
    dashed: bool
    points: tuple[tuple[float, float], ...]


def draw_chart(title: str, lines: Sequence[Line]) -> str:
    """Return the SVG; without lines only its title."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15" fill="#222222">{escape(title)}</text>',
    ]
    if points := [point for line in lines for point in line.points]:
        across = _Axis(*_decades(x for x, _ in points), _LEFT, _WIDTH - _RIGHT)
        up = _Axis(*_decades(y for _, y in points), _HEIGHT - _BOTTOM, _TOP)
        parts += _draw_grid(across, up)
        for number, line in enumerate(lines):
            parts += _draw_line(line, number, across, up)
    return "\n".join((*parts, "</svg>")) + "\n"


@dataclass(frozen=True, slots=True)
class _Axis:
    """From a power of ten to another, drawn from one pixel to another."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> range:
        return range(self.low, self.high + 1)


def _decades(values: Iterator[float]) -> tuple[int, int]:
    found = [math.log10(value) for value in values if value > 0] or [0.0]
    low = math.floor(min(found))
    return low, max(low + 1, math.ceil(max(found)))


def _draw_grid(across: _Axis, up: _Axis) -> Iterator[str]:
    for power in across.ticks():
        x = across.place(10.0**power)
        yield f'<path d="M{x} {up.start}V{up.end}" stroke="#dddddd"/>'
        yield _text(x, up.start + 18, f"{10**power:,}", "middle")
    for power in up.ticks():
        y = up.place(10.0**power)
        yield f'<path d="M{across.start} {y}H{across.end}" stroke="#dddddd"/>'
        yield _text(across.start - 8, y + 4, f"{10.0**power:,g}", "end")


def _draw_line(line: Line, number: int, across: _Axis, up: _Axis) -> Iterator[str]:
    colour = _COLOURS.get(line.colour_of, _OTHER)
    dash = ' stroke-dasharray="6 4"' if line.dashed else ""
    places = [(across.place(x), up.place(y)) for x, y in line.points if y > 0]
    path = "L".join(f"{x} {y}" for x, y in places)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places)
    x, y = across.end + 16, _TOP + 12 + number * 22
    yield f'<path d="M{x} {y - 4}h24" stroke="{colour}" stroke-width="2"{dash}/>'
    yield _text(x + 30, y, line.name, "start")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#222222">{escape(words)}</text>'
