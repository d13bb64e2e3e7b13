"""Rules of single values: addresses, phones, codes, pictures, letters."""

import pytest

from mrezha.places import load_gazetteer
from mrezha.records.cells import judge_value, mixed_letters, read_date
from mrezha.schema import load_schema


def judge(check: str, value: str) -> str | None:
    found = judge_value(check, value, load_schema(), load_gazetteer())
    return found[0] if found else None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://example.org", None),
        ("http://example.org/a/b?c=d&e=f#g", None),
        ("HTTPS://EXAMPLE.ORG/", None),
        ("https://example.org:8080/", None),
        ("https://пример.бг/път", None),
        ("https://xn--e1afmkfd.xn--90ae/", None),
        ("https://a-b.example.org./", None),
        ("https://example.org/%D0%B0", None),
        ("www.example.org", "url"),
        ("example.org/a", "url"),
        ("//example.org/", "url"),
        ("/a", "url"),
        ("../../etc/passwd", "url"),
        ("https://", "url"),
        ("https:///a", "url"),
        ("https:example.org", "url"),
        ("https://localhost/", "url"),
        ("https://./", "url"),
        ("https://..../", "url"),
        ("https://example..org/", "url"),
        ("https://-example.org/", "url"),
        ("https://exam ple.org/", "url"),
        ("https://example.org/a b", "url"),
        ("https://example.org/\ta", "url"),
        ("https://example.org/<script>", "url"),
        ('https://example.org/"x', "url"),
        ("https://example.org\\@evil.example/", "url-unsafe"),
        ("https://example.org/\\", "url"),
        ("https://example.org/{{7*7}}", "url"),
        ("https://example.org:99999/", "url"),
        ("https://[::1]/", "url"),
        ("https://[", "url"),
        ("https://exam%2eple.org/", "url"),
        ("https://a@example.org/", "url-unsafe"),
        ("https://a:b@example.org/", "url-unsafe"),
        ("https://@example.org/", "url-unsafe"),
        ("javascript:alert(1)", "url-unsafe"),
        ("JavaScript:alert(1)", "url-unsafe"),
        ("java\tscript:alert(1)", "url-unsafe"),
        ("javascript://example.org/%0aalert(1)", "url-unsafe"),
        ("data:text/html,x", "url-unsafe"),
        ("vbscript:x", "url-unsafe"),
        ("file:///etc/passwd", "url-unsafe"),
        ("ftp://example.org/", "url-unsafe"),
        ("mailto:a@example.org", "url-unsafe"),
        ("tel:+359", "url-unsafe"),
        ("{attach}../../.git/config", "url"),
        ("{static}/x", "url"),
    ],
)
def test_only_whole_web_addresses_are_linked_to(value: str, expected: str | None) -> None:
    assert expected == judge("url", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+359 52 000 000", None),
        ("052/000-000", None),
        ("(052) 000 000", "phone"),  # begins with a digit or a plus
        ("0888000000", None),
        ("+359(52)000000", None),
        ("12345", "phone"),
        ("обадете се", "phone"),
        ("0888 000 000 вътр. 1", "phone"),
        ("+359;ext=1", "phone"),
        ("+359\n52 000 000", "phone"),
        ("++359 52 000 000", "phone"),
        ("٠٨٨٨٠٠٠٠٠٠", "phone"),
        ("0888000000,0888000001", "phone"),
    ],
)
def test_a_phone_is_digits_that_can_be_dialled(value: str, expected: str | None) -> None:
    assert expected == judge("phone", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hlyab.jpg", None),
        ("hlyab-2.jpeg", None),
        ("1.png", None),
        ("a.webp", None),
        ("a.svg", "picture-name"),
        ("a.gif", "picture-name"),
        ("A.jpg", "picture-name"),
        ("a.JPG", "picture-name"),
        ("a_b.jpg", "picture-name"),
        ("a--b.jpg", "picture-name"),
        ("../a.jpg", "picture-name"),
        ("/a.jpg", "picture-name"),
        ("b/a.jpg", "picture-name"),
        ("a.jpg.html", "picture-name"),
        ("a.html.jpg", "picture-name"),
        (".jpg", "picture-name"),
        ("a.jpg\n", "picture-name"),
        ("снимка.jpg", "picture-name"),
        ("https://example.org/a.jpg", "picture-name"),
    ],
)
def test_a_picture_is_named_by_its_file_alone(value: str, expected: str | None) -> None:
    assert expected == judge("picture", value)


@pytest.mark.parametrize(
    ("value", "expected", "suggestion"),
    [
        ("15810000-9", None, None),  # Regulation (EC) 213/2008: bread products
        ("03000000-1", None, None),
        ("15811100-7", None, None),  # deeper than our list, by its class 1581
        ("15810000-8", "cpv", "15810000-9"),  # wrong check digit
        ("15810000", "cpv", "15810000-9"),
        ("15810000-", "cpv", "15810000-9"),
        ("99999999-9", "cpv", None),
        ("15810000-99", "cpv", "15810000-9"),
        ("хляб", "cpv", ""),
        ("", None, None),
    ],
)
def test_a_cpv_code_is_known_down_to_its_class(
    value: str, expected: str | None, suggestion: str | None
) -> None:
    found = judge_value("cpv", value, load_schema(), load_gazetteer())
    assert expected == (found[0] if found else None)
    if suggestion is not None and found:
        assert suggestion == found[1]["suggestion"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10135", None),  # Варна
        ("68134", None),  # София
        ("00000", "settlement"),
        ("1013", "settlement"),
        ("Варна", "settlement"),
        ("10135 ", "settlement"),
    ],
)
def test_a_settlement_is_a_code_of_ekatte(value: str, expected: str | None) -> None:
    assert expected == judge("settlement", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [*((f"BG{n}", None) for n in (31, 32, 33, 34, 41, 42)), ("BG35", "nuts2"), ("bg31", "nuts2")],
)
def test_there_are_six_planning_regions(value: str, expected: str | None) -> None:
    assert expected == judge("nuts2", value)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("музей", ()),
        ("museum", ()),
        ("музeй", ("e U+0065",)),  # a Latin e
        ("Cофия", ("C U+0043",)),
        ("paботa", ("p U+0070", "a U+0061")),
        ("brеad", ("е U+0435",)),  # a Cyrillic е
        ("Sтудио", ()),  # S has no twin: somebody chose the name
        ("BIOмаг", ()),
        ("А", ()),
        ("", ()),
        ("café", ()),
        ("ЕТ", ()),
    ],
)
def test_a_letter_of_the_other_alphabet_is_found_in_a_word(
    word: str, expected: tuple[str, ...]
) -> None:
    assert expected == mixed_letters(word)


@pytest.mark.parametrize(
    ("value", "is_date"),
    [
        ("2026-11-24", True),
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2026-13-01", False),
        ("2026-1-5", False),
        ("20261124", False),
        ("2026-W01-1", False),
        ("24.11.2026", False),
        ("2026-11-24T00:00", False),
        ("", False),
    ],
)
def test_a_date_is_year_month_day(value: str, is_date: bool) -> None:
    assert is_date == (read_date(value) is not None)
