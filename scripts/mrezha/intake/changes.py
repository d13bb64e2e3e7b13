"""What differs between two states of a record, place by place."""

from collections.abc import Mapping
from dataclasses import dataclass

from mrezha.intake.leaves import Leaf


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a record that the submission would set; None is nothing said."""

    place: str
    before: Leaf | None
    after: Leaf | None


def compare(before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> list[Change]:
    """Return the places that differ, in the order of the record."""
    order = dict.fromkeys((*after, *before))
    return [
        Change(place, before.get(place), after.get(place))
        for place in order
        if before.get(place) != after.get(place)
    ]


def show_leaf(value: Leaf | None) -> str:
    """Write a value on one line; a dash for nothing."""
    if value is None:
        return "—"
    return value if isinstance(value, str) else ", ".join(value)
