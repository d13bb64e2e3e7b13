"""Lists that are cut into pages, and where those stand."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from mrezha.plugin.addresses import address_of

_T = TypeVar("_T")


def cut_list(ids: Sequence[_T], size: int) -> Iterator[tuple[int, int, Sequence[_T]]]:
    """Cut a list into pages: (number from 1, how many, ids); an empty list is one page."""
    count = max(1, math.ceil(len(ids) / size))
    for number in range(1, count + 1):
        yield number, count, ids[(number - 1) * size : number * size]


def part_address(part: Mapping[str, Any], number: int) -> str:
    """Return the address of a page of a list that is cut into pages, counted from 1.

    `part` has `kind` and `key` of the list's address.
    """
    kind, key = part["kind"], part["key"]
    first = address_of(kind, key) if key else address_of(kind)
    return first if number == 1 else f"{first}page/{number}/"
