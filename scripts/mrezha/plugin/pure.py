"""Helpers of the templates that need neither the page nor its language."""

from collections.abc import Callable, Iterable
from typing import Any

from mrezha.catalogue.matching import find_helpers, find_kin, find_seekers, open_needs
from mrezha.outputs.hosting import meta_policy
from mrezha.places.shapes import draw_districts
from mrezha.plugin import words
from mrezha.plugin.occasions import load_occasions
from mrezha.plugin.pages import first_letter


def unique(values: Iterable[Any]) -> list[Any]:
    """Return the values without repeats, in their order."""
    return list(dict.fromkeys(values))


PURE: tuple[Callable[..., Any], ...] = (
    unique,
    first_letter,
    draw_districts,
    load_occasions,
    find_helpers,
    find_kin,
    find_seekers,
    open_needs,
    meta_policy,
    words.as_euro,
    words.dial,
    words.write_to,
    words.shown_address,
)
