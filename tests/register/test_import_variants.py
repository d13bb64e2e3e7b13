"""One small sheet in a hundred forms: every form must give the same records."""

import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mrezha.records.eik import judge_eik
from mrezha.register import apply_plan, plan_from_file

EIKS = [str(n) for n in range(200000000, 200000200) if judge_eik(str(n)) is None]
SHORT = next(str(n) for n in range(93000, 94000) if judge_eik(str(n).zfill(9)) is None)
UPPER = (
    "№;Социално предприятие;ЕИК;дата на заявление за вписване;краен срок за първо подновяване;"
    "краен срок за второ подновяване;лице за контакт;контакти;;;предлагани продукти/услуги"
).split(";")
LOWER = ";;;;;;;телефон;e-mail;интернет страница;".split(";")
SINGLE = [low or up for up, low in zip(UPPER, LOWER, strict=True)]
PAGES_OF_TWO = "https://b.example/\nhttps://c.example/"
PERSON = ("Особа Измислена", "0888 1", "a@example.org")
FIRST = ["1", 'Фондация "Хляб и сол"', EIKS[0], "1.2.2026 г.", "1.2.2029 г.", "", *PERSON]
SECOND = ["2", '"Неща с дъга"ЕООД', EIKS[1], "2.2.2026 г.", "2.2.2029 г.", "", "", "", ""]
ROWS = [
    [*FIRST, "https://a.example/", "Хляб, Мед"],
    [*SECOND, PAGES_OF_TWO, "Шапки\nШалове"],
    ["3", "Сдружение „Мост към хората“", EIKS[2], "3.2.2026 г.", "3.2.2029 г.", *[""] * 6],
    ["4", "Работилница за всички ООД", SHORT.zfill(9), "4.2.2026 г.", "4.2.2029 г.", *[""] * 6],
    ["5", "КОШЕР БЪЛГАРИЯ ЕООД", EIKS[4], "5.2.2026 г.", "5.2.2029 г.", "5.2.2032 г.", *[""] * 5],
    ["6", "СНЦ Заедно за децата на Видин", *[""] * 9],
]
MONTHS = (
    "януари февруари март април май юни юли август септември октомври ноември декември"
).split()
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()
Rows = Sequence[Sequence[Any]]


def table(
    rows: Rows = ROWS,
    upper: Sequence[str] = UPPER,
    lower: Sequence[str] | None = LOWER,
    above: Rows = (),
    below: Rows = (),
    **options: Any,
) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=options.pop("sign", ";"), **options)
    writer.writerows([*above, upper, *([lower] if lower else []), *rows, *below])
    return stream.getvalue()


def change(place: int | Sequence[int], made: Callable[[str], str]) -> bytes:
    places = [place] if isinstance(place, int) else place
    rows = [[made(c) if i in places and c else c for i, c in enumerate(row)] for row in ROWS]
    return table(rows).encode()


def day(text: str) -> datetime.date:
    number, month, year = map(int, text.split()[0].split("."))
    return datetime.date(year, month, number)


def dates(made: Callable[[datetime.date], str]) -> bytes:
    return change((3, 4, 5), lambda text: made(day(text)))


def scientific(eik: str) -> str:
    digits = str(int(eik))
    return f"{int(eik) / 10 ** (len(digits) - 1):.8f}E+{len(digits) - 1:02}"


ORDER = [10, 2, 1, 3, 5, 4, 9, 8, 7, 6, 0]
TEXTS: dict[str, bytes] = {
    **{f"in {one}": table().encode(one) for one in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")},
    **{f"in {one}": table().encode(one) for one in ("utf-16-be", "cp1251")},
    "utf-16-be with mark": b"\xfe\xff" + table().encode("utf-16-be"),
    **{f"parted by {sign!r}": table(sign=sign).encode() for sign in ";,\t|"},
    **{f"1251 parted by {sign!r}": table(sign=sign).encode("cp1251") for sign in ",\t"},
    "all in quotes": table(quoting=csv.QUOTE_ALL).encode(),
    "plain line ends": table(lineterminator="\n").encode(),
    "a line that says the delimiter": ("sep=;\r\n" + table()).encode(),
    "quotes nobody doubled": "\n".join(
        "\t".join(cell.replace("\n", " ") for cell in row) for row in (UPPER, LOWER, *ROWS)
    )
    .replace("Шапки Шалове", "Шапки; Шалове")
    .encode(),
    "a title above": table(above=[["Регистър към 24.11.2026 г."], [], ["Област Видин"]]).encode(),
    "totals and signatures below": table(
        below=[
            [],
            ["", "Общо:", "6"],
            ["Общо 6 предприятия"],
            ["", "Изготвил: Измислен Човек"],
            ["Съгласувал:", "", "/подпис/"],
            ["Дата: 24.11.2026 г."],
        ]
    ).encode(),
    "titles in capitals": table(upper=[one.upper() for one in UPPER]).encode(),
    "titles with odd spaces": table(
        upper=[f"  {one.replace(' ', '  ')}\n" for one in UPPER]
    ).encode(),
    "titles with look-alikes": table(
        upper=[one.replace("о", "o").replace("а", "a") for one in UPPER]
    ).encode(),
    "titles with unseen signs": table(
        upper=[f"{one[:2]}\u200b{one[2:]}" for one in UPPER]
    ).encode(),
    "titles with notes": table(
        upper=[f"{one} (дд.мм.гггг)" if "дата" in one else one for one in UPPER]
    ).encode(),
    "titles with colons": table(upper=[f"{one}:" if one else "" for one in UPPER]).encode(),
    "columns in another order": table(
        [[row[i] for i in ORDER] for row in ROWS], [SINGLE[i] for i in ORDER], None
    ).encode(),
    "one header row": table(upper=SINGLE, lower=None).encode(),
    "the header on every page": table([*ROWS[:3], UPPER, LOWER, *ROWS[3:]]).encode(),
    "lines that part": table(
        [["Област Видин"], *ROWS[:3], ["", "Община Белоградчик"], *ROWS[3:]]
    ).encode(),
    "empty rows between": table([one for row in ROWS for one in (row, [""] * 11)]).encode(),
    "numbered empty rows": table([*ROWS, *([str(n), *[""] * 10] for n in range(7, 20))]).encode(),
    "from the last to the first": table(ROWS[::-1]).encode(),
    "dashes for nothing": table([[cell or "-" for cell in row] for row in ROWS]).encode(),
    "tabs and wide spaces": table(
        [[f"\t{cell}\u00a0 " if cell else "" for cell in row] for row in ROWS]
    ).encode(),
    "unseen signs": change((1, 2, 3), lambda cell: f"{cell[:1]}\u200b{cell[1:]}"),
    "mixed alphabets": change(1, lambda cell: cell.replace("о", "o").replace("Х", "X")),
    "EIK with BG": change(2, lambda eik: f"BG{eik}"),
    "EIK with spaces": change(2, lambda eik: f"{eik[:3]} {eik[3:6]}\u00a0{eik[6:]}"),
    "EIK as a large number": change(2, scientific),
    "EIK as a large number with a comma": change(2, lambda eik: scientific(eik).replace(".", ",")),
    "EIK without zeros": change(2, lambda eik: eik.lstrip("0")),
    "EIK with a fraction": change(2, lambda eik: f"{int(eik)}.0"),
    "EIK with an apostrophe": change(2, lambda eik: f"'{eik}"),
    "EIK as a formula of text": change(2, lambda eik: f'="{eik}"'),
    "EIK with its name": change(2, lambda eik: f"ЕИК: {eik}"),
    "ISO days": dates(lambda one: one.isoformat()),
    "days with slashes": dates(lambda one: f"{one:%d/%m/%Y}"),
    "days with names": dates(lambda one: f"{one.day} {MONTHS[one.month - 1]} {one.year} г."),
    "days with Roman months": dates(lambda one: f"{one.day}.{ROMAN[one.month - 1]}.{one.year} г."),
    "days by number": dates(lambda one: str((one - datetime.date(1899, 12, 30)).days)),
    "days with hours": dates(lambda one: f"{one} 00:00:00"),
    "days with short years": dates(lambda one: f"{one:%d.%m.%y}"),
    "days with spaces": dates(lambda one: f"{one:%d. %m. %Y} г."),
}


def fill(sheet: Any, is_dated: bool = True, is_numbered: bool = False) -> None:
    sheet.append(UPPER)
    sheet.append(LOWER)
    for row in ROWS:
        cells: list[Any] = [cell or None for cell in row]
        if is_dated:
            cells[3:6] = [day(cell) if cell else None for cell in row[3:6]]
        if is_numbered and row[2]:
            cells[2] = int(row[2])
        sheet.append(cells)


def book(change: Callable[[Any, Any], None] = lambda book, sheet: None, **options: Any) -> bytes:
    made = openpyxl.Workbook()
    if epoch := options.pop("epoch", None):
        made.epoch = epoch
    fill(made.active, **options)
    change(made, made.active)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def merge(made: Any, sheet: Any) -> None:
    sheet.merge_cells("H1:J1")
    for column in "ABCDEFGK":
        sheet.merge_cells(f"{column}1:{column}2")


def hide(made: Any, sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True


def put_before(made: Any, sheet: Any, title: str, is_hidden: bool) -> None:
    other = made.create_sheet(title, 0)
    other["A1"] = "Как се попълва"
    if is_hidden:
        other.delete_rows(1)
        fill(other)
        other["B3"] = "Стара фирма ЕООД"
        other.sheet_state = "hidden"


def as_serials(start: datetime.date) -> Callable[[Any, Any], None]:
    def put(made: Any, sheet: Any) -> None:
        for row in sheet.iter_rows(min_row=3, min_col=4, max_col=6):
            for cell in row:
                if cell.value:
                    cell.value = (cell.value - start).days
                    cell.number_format = "General"

    return put


def calculate(raw: bytes) -> bytes:
    """Turn the EIKs of a workbook into formulas with the values a program has kept."""
    import re

    def put(data: bytes) -> bytes:
        pattern = rb'<c r="C(\d+)"([^>]*)><v>(\d+)</v></c>'
        changed = re.sub(pattern, rb'<c r="C\1"\2><f>1*\3</f><v>\3</v></c>', data)
        assert changed != data
        return changed

    return repack(raw, {"xl/worksheets/sheet1.xml": put})


def repack(
    raw: bytes, changed: dict[str, Callable[[bytes], bytes]], added: dict[str, bytes] | None = None
) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changed.get(name, lambda data: data)(old.read(name)))
        for name, data in (added or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


BOOKS: dict[str, bytes] = {
    "a workbook": book(),
    "days as text": book(is_dated=False),
    "EIKs as numbers": book(is_numbered=True),
    "days from 1904": book(epoch=CALENDAR_MAC_1904),
    "bare numbers of days": book(as_serials(datetime.date(1899, 12, 30))),
    "bare numbers of days from 1904": book(
        as_serials(datetime.date(1904, 1, 1)), epoch=CALENDAR_MAC_1904
    ),
    "merged titles": book(merge),
    "hidden rows": book(hide),
    "a sheet of advice first": book(lambda made, sheet: put_before(made, sheet, "Указания", False)),
    "a hidden sheet first": book(lambda made, sheet: put_before(made, sheet, "стар", True)),
    "formulas with values": calculate(book(is_numbered=True)),
    "macros": repack(book(), {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"x" * 99}),
}
NAMES = " ".join(
    f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
    for one in ("office", "table", "text")
)


def open_document(rows: Rows, hidden: Sequence[int] = ()) -> bytes:
    def cell(value: object) -> str:
        if isinstance(value, datetime.date):
            kind = f'office:value-type="date" office:date-value="{value}"'
            return f"<table:table-cell {kind}><text:p>{value:%d.%m.%y}</text:p></table:table-cell>"
        if isinstance(value, int):
            kind = f'office:value-type="float" office:value="{value}"'
            return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
        if not value:
            return "<table:table-cell/>"
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    far = '<table:table-cell table:number-columns-repeated="16370"/>'
    body = ""
    for number, row in enumerate(rows):
        seen = ' table:visibility="filter"' if number in hidden else ""
        body += f"<table:table-row{seen}>{''.join(map(cell, row))}{far}</table:table-row>"
    body += f'<table:table-row table:number-rows-repeated="1048500">{far}</table:table-row>'
    text = (
        f"<office:document-content {NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="СП">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", text)
    return stream.getvalue()


DATED = [[*row[:3], *(day(one) if one else "" for one in row[3:6]), *row[6:]] for row in ROWS]
NUMBERED = [[*row[:2], int(row[2]) if row[2] else "", *row[3:]] for row in ROWS]
DOCUMENTS = {
    "a document": open_document([UPPER, LOWER, *DATED]),
    "a document with a filter": open_document([UPPER, LOWER, *DATED], hidden=(3, 4)),
    "a document of texts": open_document([UPPER, LOWER, *ROWS]),
    "a document with numbers": open_document([UPPER, LOWER, *NUMBERED]),
}
HEAD = (
    "<tr>"
    + "".join(f"<th rowspan=2>{one}</th>" for one in UPPER[:7])
    + f"<th colspan=3>контакти</th><th rowspan=2>{UPPER[10]}</th></tr>"
    + "<tr><th>телефон</th><th>e-mail</th><th>интернет страница</th></tr>"
)


def page(charset: str = "utf-8", around: str = "{}", is_closed: bool = True) -> str:
    ends = ("</td>", "</tr>") if is_closed else ("", "")
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{escape(c).replace(chr(10), '<br>')}{ends[0]}" for c in row)
        + ends[1]
        for row in ROWS
    )
    inner = around.format(f"<table><thead>{HEAD}</thead><tbody>{rows}</tbody></table>")
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><script>"<table>"</script>'
        f"<title>Регистър</title></head><body><h1>Регистър</h1>{inner}</body></html>"
    )


PAGES = {
    "a page": page().encode(),
    "a page in 1251": page("windows-1251").encode("cp1251"),
    "a page that says 1251 and is not": page("windows-1251").encode(),
    "a page in UTF-16": page("utf-16").encode("utf-16"),
    "a page in a frame of tables": page(
        around="<table><tr><td><ul><li>Меню</ul><td>{}</table>"
    ).encode(),
    "a page without end tags": page(is_closed=False).encode(),
    "a page with other tables": page(
        around="<table>" + "<tr><td>меню<td>още" * 30 + "</table>{}"
    ).encode(),
    "a page saved from the web": b"<!-- saved from url=(0014)about:internet -->\n"
    + page().encode(),
}
FORMS = {**TEXTS, **BOOKS, **DOCUMENTS, **PAGES}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return imported(tmp_path_factory.mktemp("expected"), BOOKS["a workbook"])


def imported(root: Any, raw: bytes) -> dict[str, bytes]:
    (root / "content" / "enterprises").mkdir(parents=True)
    path = root / "no-name-that-tells"
    path.write_bytes(raw)
    apply_plan(plan_from_file(path, root / "content", root), root)
    return {one.name: one.read_bytes() for one in sorted(root.rglob("*.md"))}


def test_the_sheet_gives_six_records_with_what_it_says(expected):
    assert 6 == len(expected)
    text = expected["rabotilnitsa-za-vsichki.md"].decode()
    assert f'eik: "{SHORT.zfill(9)}"' in text
    assert 'applied_on: "2026-02-04"' in text
    assert "Особа" not in "".join(one.decode() for one in expected.values())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_sheet_gives_the_same_records(tmp_path, expected, form):
    assert expected == imported(tmp_path, FORMS[form])


def test_two_sheets_with_entries_are_for_a_person_to_choose_from(tmp_path):
    def twice(made: Any, sheet: Any) -> None:
        fill(made.create_sheet("Враца"))
        made["Враца"]["B3"] = "Друга фирма ЕООД"

    (tmp_path / "content").mkdir()
    path = tmp_path / "x"
    path.write_bytes(book(twice))
    plan = plan_from_file(path, tmp_path / "content", tmp_path)
    assert (True, ["import-sheets"]) == (plan.is_blocked, [one.code for one in plan.problems])


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("hidden rows", "import-hidden-rows"),
        ("a hidden sheet first", "import-hidden-sheets"),
        ("a document with a filter", "import-hidden-rows"),
        ("macros", "import-macros"),
    ],
)
def test_what_a_person_should_know_of_the_file_is_said(tmp_path, form, code):
    (tmp_path / "content").mkdir()
    path = tmp_path / "x"
    path.write_bytes(FORMS[form])
    plan = plan_from_file(path, tmp_path / "content", tmp_path)
    assert code in [one.code for one in plan.problems]
    assert not plan.is_blocked
