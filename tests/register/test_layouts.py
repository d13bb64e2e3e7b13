"""Headers: which titles are known, and what happens to the others."""

import pytest

from mrezha.register.layouts import find_layout
from mrezha.register.sources import parse_source

REQUIRED = "Социално предприятие;ЕИК;дата на заявление за вписване;краен срок за първо подновяване"


def find(text: str):
    return find_layout(parse_source(text.encode(), "x.csv"))


@pytest.mark.parametrize(
    "header",
    [
        REQUIRED,
        REQUIRED.upper(),
        "социално  предприятие ;EИK;Дата на заявление за вписване:;краен срок за първо подновяване",
        ";".join(reversed(REQUIRED.split(";"))),
    ],
)
def test_titles_are_known_whatever_their_case_spaces_letters_and_order(header):
    found, problems = find(f"Регистър към юни\n{header}\nа;б;в;г\n")
    assert [] == problems
    assert {"name", "eik", "applied_on", "renewal_1"} == {c.field for c in found.columns.values()}
    assert ("certificates", 1) == (found.layout.id, len(found.rows))


def test_a_lost_column_stops_the_import_and_is_named():
    found, problems = find("Социално предприятие;ЕИК\nа;1\n")
    assert (None, ["import-layout"]) == (found, [one.code for one in problems])
    assert "дата на заявление за вписване" in problems[0].params["known"]
    assert "Социално предприятие | ЕИК" == problems[0].params["value"]


def test_an_unknown_column_stops_the_import_and_the_nearest_title_is_offered():
    found, problems = find(f"{REQUIRED};интернет страничка;празна\nа;1;;;https://a.bg;\n")
    assert (None, ["import-column"]) == (found, [one.code for one in problems])
    assert "интернет страница" == problems[0].params["suggestion"]


def test_an_unknown_column_without_values_does_no_harm():
    found, problems = find(f"{REQUIRED};нещо\nа;1;;;\n")
    assert [] == problems and found is not None


def test_two_columns_that_say_the_same_stop_the_import():
    _, problems = find(f"{REQUIRED};БУЛСТАТ\nа;1;;;2\n")
    assert ["import-column-twice"] == [one.code for one in problems]


def test_rows_that_say_their_own_status_are_never_told_they_are_listed():
    _, problems = find(f"{REQUIRED};Статус\nа;1;;;unconfirmed\n")
    assert ["import-layout"] == [one.code for one in problems]


def test_a_page_or_a_letter_is_no_register():
    for text in ("Уважаеми колеги,\nизпращам таблицата.\n", "404\n"):
        found, problems = find(text)
        assert (None, ["import-layout"]) == (found, [one.code for one in problems])
