"""Write numbers, postings and vocabulary entries as short text."""

from array import array
from collections.abc import Iterable, Sequence

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
IMPACT_BITS = 5
# A posting is one number: the document's, then the bits of fields, then the impact.
POSTING_BITS = 18
SHARE = (1 << POSTING_BITS) - 1
IMPACT = (1 << IMPACT_BITS) - 1
ONE = DIGITS[:32]


def encode_number(value: int) -> str:
    """Write a number of five bits a sign, low bits first, the sixth bit saying `more`."""
    if value < 32:
        return ONE[value]
    out = ""
    while True:
        value, bits = value >> 5, value & 31
        if not value:
            return out + DIGITS[bits]
        out += DIGITS[bits | 32]


def encode_gaps(numbers: Sequence[int]) -> str:
    """Write rising numbers as gaps; neighbours in a row as one run."""
    out: list[str] = []
    at, last, size = 0, 0, len(numbers)
    while at < size:
        first = numbers[at]
        end = at + 1
        while end < size and numbers[end] - first == end - at:
            end += 1
        run = end - at
        gap = first - last
        if run > 1:
            out.append(encode_number(gap * 2 + 1) + encode_number(run - 2))
        else:
            out.append(encode_number(gap * 2))
        last = first + run - 1
        at = end
    return "".join(out)


def encode_postings(postings: Iterable[int]) -> str:
    """Write postings, rising, grouped by impact and field bits, strongest first."""
    groups: dict[int, list[int]] = {}
    for posting in postings:
        share = posting & SHARE
        if share in groups:
            groups[share].append(posting >> POSTING_BITS)
        else:
            groups[share] = [posting >> POSTING_BITS]
    out: list[str] = []
    for share in sorted(groups, key=lambda s: (-(s & IMPACT), s)):
        numbers = groups[share]
        out.append(encode_number(share >> IMPACT_BITS) + encode_number(share & IMPACT))
        out.append(encode_number(len(numbers)) + encode_gaps(numbers))
    return "".join(out)


def encode_forms(stem: str, forms: Iterable[str]) -> str:
    """Write surface forms of a stem; `-` stands for the stem itself."""
    ordered = sorted(forms)
    if ordered == [stem]:
        return ""
    return " ".join("-" + form[len(stem) :] if form.startswith(stem) else form for form in ordered)


def read_array(blob: bytes) -> "array[int]":
    """Return the numbers kept in a state."""
    numbers = array("Q")
    numbers.frombytes(blob)
    return numbers
