"""Dates, numbers, plurals and periods as CLDR 48 has them for bg and en-GB.

The expected values were read from another implementation of CLDR: Intl of Node 24
(`new Intl.NumberFormat("bg").format(1234)` and so on).
"""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from mrezha.plugin import words

NBSP = "\u00a0"


def plain(text: str) -> str:
    """CLDR sets no-break and thin spaces; which ones differs from version to version."""
    return " ".join(text.split())


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "lang", "expected"),
    [
        ("2026-11-24", "bg", "24 ноември 2026 г."),
        ("2026-11-24", "en", "24 November 2026"),
        ("2024-05-01", "bg", "1 май 2024 г."),
        ("2024-05-01", "en", "1 May 2024"),
    ],
)
def test_a_day_is_written_in_full(date: str, lang: str, expected: str) -> None:
    assert expected == plain(words.format_day(day(date), lang))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("bg", "петък, 12 декември 2025 г."), ("en", "Friday, 12 December 2025")],
)
def test_a_day_of_the_week_is_named(lang: str, expected: str) -> None:
    assert expected == plain(words.format_weekday(day("2025-12-12"), lang))


@pytest.mark.parametrize(
    ("value", "bulgarian", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234, "1234", "1,234"),
        (-1234, "-1234", "-1,234"),
        (9999, "9999", "9,999"),
        (10000, f"10{NBSP}000", "10,000"),
        (12345, f"12{NBSP}345", "12,345"),
        (1234567, f"1{NBSP}234{NBSP}567", "1,234,567"),
        (Decimal("391166.50"), f"391{NBSP}166,5", "391,166.5"),
        (Decimal("0.5"), "0,5", "0.5"),
    ],
)
def test_a_number_has_the_separators_of_its_language(
    value: int | Decimal, bulgarian: str, english: str
) -> None:
    assert (bulgarian, english) == tuple(words.format_number(value, lang) for lang in ("bg", "en"))


@pytest.mark.parametrize(
    ("period", "lang", "expected"),
    [
        ("2023-12", "bg", "декември 2023 г."),
        ("2023-12", "en", "December 2023"),
        ("2024", "bg", "2024 г."),
        ("2024", "en", "2024"),
    ],
)
def test_a_period_is_a_month_or_a_year(period: str, lang: str, expected: str) -> None:
    assert expected == words.format_period(period, lang)


LABELS = {
    "count": {"one": "{n} запис", "other": "{n} записа"},
    "plain": "Търсене",
    "braces": "без {променливи}",
    "named": "От {who}",
}


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, "0 записа"), (1, "1 запис"), (2, "2 записа"), (11, "11 записа"), (21, "21 записа")],
)
def test_bulgarian_has_two_plural_forms(n: int, expected: str) -> None:
    """CLDR plural rules: bg one is n = 1 alone, so 21 is "other", unlike in Russian."""
    assert expected == words.say(LABELS, "bg", "count", n=n)


@pytest.mark.parametrize(
    ("n", "lang", "expected"),
    [(1, "en", "1 запис"), (0, "en", "0 записа"), (12345, "bg", f"12{NBSP}345 записа"),
     (1234, "en", "1,234 записа")],
)  # fmt: skip
def test_a_counted_label_writes_its_number(n: int, lang: str, expected: str) -> None:
    assert expected == words.say(LABELS, lang, "count", n=n)


def test_a_label_without_parameters_stays_as_it_is() -> None:
    assert ("Търсене", "без {променливи}") == (
        words.say(LABELS, "bg", "plain"),
        words.say(LABELS, "bg", "braces"),
    )


def test_a_parameter_is_never_a_pattern_itself() -> None:
    assert "От {n} {0.__class__}" == words.say(LABELS, "bg", "named", who="{n} {0.__class__}")


def test_a_label_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(KeyError):
        words.say(LABELS, "bg", "missing")


def test_labels_are_read_with_dotted_keys(tmp_path: Path) -> None:
    text = "a:\n  b:\n    c: Текст\n  n:\n    one: едно\n    other: много\n"
    (tmp_path / "bg.yml").write_text(text, "utf-8")
    assert {"a.b.c": "Текст", "a.n": {"one": "едно", "other": "много"}} == words.load_labels(
        tmp_path, "bg"
    )


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [
        ({"bg": "да", "en": "yes"}, "en", ("yes", "en")),
        ({"bg": "да", "en": None}, "en", ("да", "bg")),
        ({"bg": "да", "en": ""}, "en", ("да", "bg")),
        ({"bg": None, "en": "yes"}, "bg", ("yes", "en")),
        ({"bg": None, "en": None}, "bg", ("", "bg")),
        (None, "en", ("", "en")),
    ],
)
def test_a_missing_translation_is_shown_in_bulgarian(
    value: dict[str, str | None] | None, lang: str, expected: tuple[str, str]
) -> None:
    assert expected == words.choose(value, lang)


@pytest.mark.parametrize(
    ("text", "text_lang", "page_lang", "expected"),
    [
        ("да", "bg", "bg", "да"),
        ("да", "bg", "en", '<span lang="bg">да</span>'),
        ("a < b & c", "bg", "bg", "a &lt; b &amp; c"),
        ("<b>", "bg", "en", '<span lang="bg">&lt;b&gt;</span>'),
        ("", "bg", "en", ""),
    ],
)
def test_text_of_another_language_is_marked_and_escaped_once(
    text: str, text_lang: str, page_lang: str, expected: str
) -> None:
    assert expected == words.mark_language(text, text_lang, page_lang)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/%D0%BF%D1%8A%D1%82", "example.org/път"),
        ("https://example.org/%E2%80%AEgpj.exe", "example.org/%E2%80%AEgpj.exe"),
        ("https://example.org/%00", "example.org/%00"),
        ("https://example.org/%FF", "example.org/%FF"),
    ],
)
def test_an_address_never_shows_signs_that_cannot_be_seen(url: str, expected: str) -> None:
    assert expected == words.shown_address(url)


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+359 52 000 000", "tel:+35952000000"),
        ("(052) 00-00/00", "tel:052000000"),
        ("+1\n2;ext=3", "tel:+123"),
    ],
)
def test_a_number_is_dialled_by_its_digits_alone(phone: str, expected: str) -> None:
    assert expected == words.dial(phone)


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("o'hara+x@example.org", "mailto:o'hara+x@example.org"),
        ("a@b.example?cc=x@y.z", "mailto:a@b.example%3Fcc%3Dx@y.z"),
        ("a@b.example\nBcc: x", "mailto:a@b.example%0ABcc%3A%20x"),
    ],
)
def test_a_letter_goes_to_one_address_and_brings_no_header(email: str, expected: str) -> None:
    assert expected == words.write_to(email)
