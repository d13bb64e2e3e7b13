"""Single cells: what is read, what is made of it, and what is left alone."""

import pytest

from mrezha.register.cleaning import (
    clean_class,
    clean_date,
    clean_eik,
    clean_name,
    clean_text,
    split_websites,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("103877308", "103877308"),  # a real one, Commercial Register
        ("\t207551150", "207551150"),
        ("BG 103 877 308", "103877308"),
        ("ЕИК: 103877308", "103877308"),
        ("103877308.0", "103877308"),
        ("1.03877308E+08", "103877308"),
        ("1,03877308e8", "103877308"),
        ("0008758171453", "0008758171453"),  # a municipal enterprise's, 13 digits
        ("8758171453", "0008758171453"),  # the same after a spreadsheet ate its zeros
        ("000000000", None),
        ("103877309", None),
        ("12345", None),
        ("няма", None),
    ],
)
def test_an_eik_is_repaired_only_when_its_check_digits_prove_it(raw, expected):
    cleaned = clean_eik(raw)
    assert expected == cleaned.value
    assert (expected is None) == bool(cleaned.wrong)


def test_a_repaired_eik_leaves_a_trace():
    assert [("8758171453", "0008758171453", "eik")] == [
        (one.read, one.made, one.why) for one in clean_eik("8758171453").repairs
    ]


def test_an_empty_eik_says_nothing():
    assert (None, "") == (clean_eik(" \t").value, clean_eik("").wrong)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("24.9.2020 г.", "2020-09-24"),
        ("24.09.2020", "2020-09-24"),
        ("24/9/2020 г", "2020-09-24"),
        ("2020-09-24", "2020-09-24"),
        ("2020-09-24 00:00:00", "2020-09-24"),
        ("24 септември 2020 г.", "2020-09-24"),
        ("44098", "2020-09-24"),  # Excel's serial number of that day
        ("31.2.2020 г.", None),
        ("24.9.20", "2020-09-24"),
        ("септември 2020", None),
        ("12", None),
    ],
)
def test_dates_are_read_in_every_usual_spelling_and_never_guessed(raw, expected):
    assert expected == clean_date("applied_on", raw).value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("А", "A"), ("A+", "A+"), ("А +", "A+"), ("клас А+", "A+"), ("а плюс", "A+"), ("Б", None)],
)
def test_the_class_is_the_same_in_both_alphabets(raw, expected):
    assert expected == clean_class(raw).value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('"Неща с душа"ЕООД', "„Неща с душа“ ЕООД"),
        ('Сдружение „Няма невъзможни неща"', "Сдружение „Няма невъзможни неща“"),
        ("Фондация „Света  Анна“ ", "Фондация „Света Анна“"),
        ("ФЕРМИ БГ-2022", "ФЕРМИ БГ-2022"),
        ('Сдружение"Хляб"', "Сдружение „Хляб“"),
        ("„Цех „Хляб и сол““ ЕООД", "„Цех „Хляб и сол““ ЕООД"),
        ('Фондация "Хляб', 'Фондация "Хляб'),  # a lone quote has no certain end
        ("\u200bХляб\u00a0и сол\ufeff", "Хляб и сол"),
        ("Sтудио Хляб", "Sтудио Хляб"),  # S has no Cyrillic twin: somebody chose it
    ],
)
def test_names_keep_their_words_and_get_bulgarian_quotes(raw, expected):
    assert expected == clean_name(raw).value


def test_mixed_letters_are_put_right_word_by_word():
    cleaned = clean_text("name", "музeй BMW Хляб")
    assert "музей BMW Хляб" == cleaned.value
    assert [("музeй", "музей")] == [(one.read, one.made) for one in cleaned.repairs]


@pytest.mark.parametrize(
    ("raw", "good", "wrong"),
    [
        ("https://a.bg/\nhttps://b.bg/x", ("https://a.bg/", "https://b.bg/x"), ()),
        ("https://a.bg/, https://b.bg/", ("https://a.bg/", "https://b.bg/"), ()),
        ("https://a.bg/%D0%BF%D0%B5?x=1,2", ("https://a.bg/%D0%BF%D0%B5?x=1,2",), ()),
        ("www.a.bg", ("http://www.a.bg",), ()),
        ("https://a.bg/ https://a.bg/", ("https://a.bg/",), ()),
        ("javascript:alert(1)", (), ("javascript:alert(1)",)),
        ("няма", (), ("няма",)),
        ("", (), ()),
    ],
)
def test_web_pages_are_parted_and_unsafe_ones_refused(raw, good, wrong):
    found, _, rest = split_websites(raw)
    assert (good, wrong) == (found, rest)
