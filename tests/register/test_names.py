"""When two spellings are one name, and when they are not."""

import pytest

from mrezha.register.names import forms_related, same_name, split_name


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("АВГУСТА ЕООД", "„АВГУСТА“ ЕООД"),
        ("ЕООД „Августа“", "Августа ЕООД"),
        ("ФЕРМИ БГ-2022", "„ФЕРМИ БГ-2022“ ЕООД"),
        ("ОБЩИНСКО ПРЕДПРИЯТИЕ КОМУНАЛНИ ДЕЙНОСТИ-ОМУРТАГ", "ОП „Комунални дейности“ – Омуртаг"),
        ("СНЦ Заедно за децата", "Сдружение „Заедно за децата“"),
        ("Исторически музeй Попово", "Исторически музей Попово"),
        ("СД АГРА - ИВАНОВИ И С-ИЕ", "СД „Агра – Иванови и С-ие“"),
    ],
)
def test_case_quotes_dashes_and_the_place_of_the_form_do_not_count(one, two):
    assert same_name(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Сдружение „Няма невъзможни неща“", "„Няма невъзможни неща“ ЕООД"),
        ("„Хляб“ ЕООД", "„Хляб и сол“ ЕООД"),
        ("Фондация „Св. Николай“", "Фондация „Св. Никола“"),
    ],
)
def test_other_words_or_another_form_make_another_name(one, two):
    assert not same_name(one, two)


@pytest.mark.parametrize(
    ("name", "core", "form"),
    [
        ("„Неща с душа“ ЕООД", "Неща с душа", "limited-sole"),
        ("Фондация „Света Анна“", "Света Анна", "foundation"),
        ("ОСП „Морски знаци“", "Морски знаци", "municipal-enterprise"),
        ("Мулти Култи Колектив", "Мулти Култи Колектив", None),
        ("Магазин към Фондация „Хляб“", "Магазин към Фондация „Хляб", None),
        ("Фондация", "Фондация", None),
    ],
)
def test_a_name_is_taken_apart_at_its_ends_only(name, core, form):
    found = split_name(name)
    assert (core, form) == (found.core, found.form)


def test_a_company_can_become_another_kind_of_company_but_no_association():
    assert forms_related("limited-sole", "limited")
    assert not forms_related("limited-sole", "association")
    assert forms_related(None, "association")
