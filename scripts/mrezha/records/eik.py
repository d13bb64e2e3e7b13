"""Check digits of the unified identification code (ЕИК/БУЛСТАТ)."""

from typing import Literal

_NINE = ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10))
_THIRTEEN = ((2, 7, 3, 5), (4, 9, 5, 7))


def judge_eik(value: str) -> Literal["eik-length", "eik-checksum"] | None:
    """Say which rule an EIK breaks; None when it is right.

    Source: the published weights of the Registry Agency's code (python-stdnum, bg.vat).
    """
    if not (value.isascii() and value.isdigit() and len(value) in (9, 13)):
        return "eik-length"
    digits = [int(sign) for sign in value]
    if _check_digit(digits[:8], _NINE) != digits[8]:
        return "eik-checksum"
    if len(digits) == 13 and _check_digit(digits[8:12], _THIRTEEN) != digits[12]:
        return "eik-checksum"
    return None


def _check_digit(digits: list[int], weights: tuple[tuple[int, ...], tuple[int, ...]]) -> int:
    for row in weights:
        rest = sum(digit * weight for digit, weight in zip(digits, row, strict=True)) % 11
        if rest < 10:
            return rest
    return 0
