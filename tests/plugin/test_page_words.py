"""Dates, money and addresses as people read them."""

import datetime
from decimal import Decimal

import pytest

from mrezha.plugin.pages import first_letter
from mrezha.plugin.words import as_euro, format_days, format_weekday, shown_address


@pytest.mark.parametrize(
    ("leva", "euro"),
    [
        ("1.95583", "1.00"),
        ("7500", "3834.69"),  # domain facts: thresholds of art. 7 and 8 in euro
        ("75000", "38346.89"),
        ("0", "0.00"),
    ],
)
def test_leva_become_euro_at_the_fixed_rate_rounded_to_cents(leva: str, euro: str) -> None:
    assert Decimal(euro) == as_euro(Decimal(leva))


@pytest.mark.parametrize(
    ("first", "last", "lang", "words"),
    [
        ("2025-12-12", "2025-12-12", "bg", "12 декември 2025 г."),
        ("2025-12-12", "2025-12-18", "bg", "12–18 декември 2025 г."),
        ("2025-11-28", "2025-12-03", "bg", "28 ноември – 3 декември 2025 г."),
        ("2025-12-28", "2026-01-03", "bg", "28 декември 2025 г. – 3 януари 2026 г."),
        ("2025-12-12", "2025-12-18", "en", "12–18 December 2025"),
        ("2025-11-28", "2025-12-03", "en", "28 November – 3 December 2025"),
    ],
)
def test_days_are_written_without_repeating_what_they_share(
    first: str, last: str, lang: str, words: str
) -> None:
    shown = format_days(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last), lang)
    # CLDR sets a no-break space before „г.“
    assert words == " ".join(shown.split())


def test_a_day_is_written_with_its_day_of_the_week() -> None:
    # 2025-12-12 was a Friday.
    shown = format_weekday(datetime.date(2025, 12, 12), "bg")
    assert "петък, 12 декември 2025 г." == " ".join(shown.split())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.org/", "example.org"),
        ("http://example.org/shop/?a=1", "example.org/shop"),
        ("https://example.org/%D1%85%D0%BB%D1%8F%D0%B1", "example.org/хляб"),
        ("https://example.org/" + "a" * 60, "example.org/" + "a" * 35 + "…"),
    ],
)
def test_web_addresses_are_shown_short_and_readable(url: str, shown: str) -> None:
    assert shown == shown_address(url)


@pytest.mark.parametrize(
    ("key", "letter"), [("августа", "А"), ("sos", "S"), ("2022", "#"), ("", "#")]
)
def test_names_stand_under_their_letter(key: str, letter: str) -> None:
    assert letter == first_letter(key)
