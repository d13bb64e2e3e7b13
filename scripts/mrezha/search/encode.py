"""Write numbers, postings and vocabulary entries as short text."""

from collections.abc import Iterable, Sequence

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

Posting = tuple[int, int, int]


def encode_number(value: int) -> str:
    """Write a number of five bits a sign, low bits first, the sixth bit saying `more`."""
    out = ""
    while True:
        value, bits = value >> 5, value & 31
        if not value:
            return out + DIGITS[bits]
        out += DIGITS[bits | 32]


def encode_gaps(numbers: Sequence[int]) -> str:
    """Write rising numbers as gaps; neighbours in a row as one run."""
    out: list[str] = []
    at, last = 0, 0
    while at < len(numbers):
        end = at
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        run = end - at + 1
        gap = numbers[at] - last
        if run > 1:
            out.append(encode_number(gap * 2 + 1) + encode_number(run - 2))
        else:
            out.append(encode_number(gap * 2))
        last = numbers[end]
        at = end + 1
    return "".join(out)


def encode_postings(postings: Iterable[Posting]) -> str:
    """Write (document, field bits, impact) grouped by impact and bits, strongest first."""
    groups: dict[tuple[int, int], list[int]] = {}
    for document, mask, impact in postings:
        groups.setdefault((-impact, mask), []).append(document)
    out: list[str] = []
    for (impact, mask), documents in sorted(groups.items()):
        gaps = encode_gaps(sorted(documents))
        out.append(encode_number(mask) + encode_number(-impact) + encode_number(len(documents)))
        out.append(gaps)
    return "".join(out)


def encode_forms(stem: str, forms: Iterable[str]) -> str:
    """Write surface forms of a stem; `-` stands for the stem itself."""
    ordered = sorted(forms)
    if ordered == [stem]:
        return ""
    return " ".join("-" + form[len(stem) :] if form.startswith(stem) else form for form in ordered)
