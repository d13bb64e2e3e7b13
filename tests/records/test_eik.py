"""Check digits of the EIK, against numbers worked out by hand from the published weights.

Nine digits: weights 1..8, the rest modulo 11; a rest of 10 asks for weights 3..10, and a
second 10 means 0. Thirteen: the same for the first nine, then digits 9 to 12 with weights
2, 7, 3, 5, and 4, 9, 5, 7 the second time.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrezha.records.eik import judge_eik


@pytest.mark.parametrize(
    ("eik", "expected"),
    [
        ("123456786", None),  # 1·1+2·2+…+8·8 = 204 = 18·11 + 6
        ("123456780", "eik-checksum"),
        ("175074752", None),  # 178 = 16·11 + 2
        ("000000047", None),  # 4·8 = 32 -> 10; 4·10 = 40 -> 7
        ("000000040", "eik-checksum"),
        ("605000000", None),  # 6+15 = 21 -> 10; 18+25 = 43 -> 10; so 0
        ("605000001", "eik-checksum"),
        ("1234567860016", None),  # 2·6+5·1 = 17 -> 6
        ("1234567860010", "eik-checksum"),
        ("1234567860048", None),  # 12+20 = 32 -> 10; 24+28 = 52 -> 8
        ("1234567864100", None),  # 12+28+3 = 43 -> 10; 24+36+5 = 65 -> 10; so 0
        ("1234567864101", "eik-checksum"),
        ("1234567800016", "eik-checksum"),  # its first nine digits are wrong
        ("000000000", None),
        ("", "eik-length"),
        ("12345678", "eik-length"),
        ("1234567860", "eik-length"),
        ("12345678600167", "eik-length"),
        ("BG123456786", "eik-length"),
        ("12345678б", "eik-length"),
        ("12345678６", "eik-length"),  # full-width six
        ("١٢٣٤٥٦٧٨٦", "eik-length"),
        ("123 456 786", "eik-length"),
        ("-12345678", "eik-length"),
    ],
)
def test_eik_is_checked_like_the_commercial_register_does(eik: str, expected: str | None) -> None:
    assert expected == judge_eik(eik)


@given(st.text("0123456789", min_size=8, max_size=8))
def test_just_one_of_ten_check_digits_is_right(start: str) -> None:
    assert 1 == sum(judge_eik(start + digit) is None for digit in "0123456789")


@given(st.integers(0, 10**8 - 1), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_nearly_always_found(number: int, place: int, add: int) -> None:
    """Not always: rests of 10 fall back to other weights, so some pairs share a digit."""
    start = f"{number:08d}"
    right = next(start + digit for digit in "0123456789" if judge_eik(start + digit) is None)
    total = sum(int(digit) * weight for weight, digit in enumerate(start, 1))
    wrong_digit = (int(right[place]) + add) % 10
    wrong = f"{right[:place]}{wrong_digit}{right[place + 1 :]}"
    other = total + (wrong_digit - int(right[place])) * (place + 1)
    if total % 11 != 10 and other % 11 != 10:
        assert "eik-checksum" == judge_eik(wrong)
