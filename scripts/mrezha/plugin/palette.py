"""Colours of the style sheet and how well they stand on each other.

Contrast by WCAG 2.2 (relative luminance, contrast ratio): 4.5 for text (1.4.3), 3 for the
edges of controls and the focus (1.4.11).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LEAST_TEXT, LEAST_EDGE = 4.5, 3.0
_FRONTS = ("ink", "ink-soft", "red", "red-deep", "green")
_TEXT = (
    *((front, back) for front in _FRONTS for back in ("paper", "surface")),
    ("green", "green-wash"),
    ("ochre", "ochre-wash"),
    ("ink", "ochre-wash"),
    ("ink", "red-wash"),
    ("ink", "green-wash"),
    ("on-red", "red"),
    ("on-red", "red-deep"),
)
_EDGES = (("line-strong", "paper"), ("line-strong", "surface"), ("focus", "paper"))
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tokens that stand on each other, with their contrast in both schemes."""

    front: str
    back: str
    light: float
    dark: float
    least: float

    @property
    def is_clear(self) -> bool:
        """Say whether the contrast is enough in both schemes."""
        return min(self.light, self.dark) >= self.least


def read_tokens(css: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the colours of the light and of the dark scheme by token."""
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    first = dict(_COLOUR.findall(light))
    return first, {**first, **dict(_COLOUR.findall(dark))}


def judge_pairs(css: str) -> tuple[Pair, ...]:
    """Return every pair of tokens that the theme puts on each other."""
    light, dark = read_tokens(css)
    judged = [(pair, LEAST_TEXT) for pair in _TEXT] + [(pair, LEAST_EDGE) for pair in _EDGES]
    return tuple(
        Pair(
            front,
            back,
            contrast(light[front], light[back]),
            contrast(dark[front], dark[back]),
            least,
        )
        for (front, back), least in judged
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours like "#99202e", 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
