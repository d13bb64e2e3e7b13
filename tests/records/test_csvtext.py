"""Cells that a spreadsheet program would run are text in every CSV we write (OWASP)."""

import csv
import io
import unicodedata

import pytest

from mrezha.records.csvtext import is_formula, neutralise_cell, write_csv

RUN = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "\uff0bSUM(1)",
    "\uff20SUM(1)",
    "'=1+1",
    '"=1+1',
    "Хляб;=1+1",
    "Хляб,\uff1d1+1",
    "Хляб\n=1+1",
    "Хляб\t@SUM(1)",
]


def starts(text):
    """Every place where some program may begin a cell: the start, and behind a delimiter."""
    for part in text.replace("\r", "\n").replace("\t", "\n").replace(";", "\n").split("\n"):
        for one in part.split(","):
            yield unicodedata.normalize("NFKC", one).strip()


@pytest.mark.parametrize("text", RUN)
def test_what_would_be_run_begins_no_cell(text):
    (row,) = csv.reader(io.StringIO(write_csv([[text]]), newline=""))
    assert all(not one.startswith(tuple("=+-@")) for one in starts(row[0]))
    assert not row[0].startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("text", ["Хляб и сол", "12", "-3,5", "+359 52 600 000", "a=b", "", "А+"])
def test_other_text_and_numbers_stay_as_they_are(text):
    assert text == neutralise_cell(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", True),
        ("＝A1", True),
        ("+HYPERLINK(1)", True),
        ("@SUM(1)", True),
        ("Плюс ЕООД", False),
        ("+Плюс ЕООД", False),
        ("@дома", False),
        ("А+", False),
    ],
)
def test_a_formula_is_told_from_a_name(text, expected):
    assert expected == is_formula(text)
