"""Files of every kind, recognised by what is in them."""

import datetime
import io
import os
import zipfile

import openpyxl
import pytest

from mrezha.problems import describe
from mrezha.register.sources import SourceError, parse_source, read_source

TEXT = 'Име;ЕИК\nХляб ЕООД;"ред 1\nред 2"\n'
CELLS = [("Име", "ЕИК"), ("Хляб ЕООД", "ред 1\nред 2")]


def cells(raw: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in parse_source(raw, "x").sheets[0].rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"]
)
def test_every_usual_encoding_is_recognised(encoding):
    assert CELLS == cells(TEXT.encode(encoding))


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_every_usual_delimiter_is_recognised(sign):
    assert CELLS == cells(TEXT.replace(";", sign).encode())


def test_a_line_above_the_table_does_not_hide_the_delimiter():
    text = "Регистър, по данни на центъра, юни\nИме;ЕИК\nХляб, сол;1\nВода, мед;2\n"
    assert ("Хляб, сол", "1") == cells(text.encode())[2]


def workbook(*rows: tuple[object, ...], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, pattern in (formats or {}).items():
        sheet[place].number_format = pattern
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_workbook_cells_become_text_without_loss():
    day = datetime.datetime(2020, 9, 24)
    raw = workbook(
        ("a", day, 103877308, 8758171453, 1.5, None, "#REF!", "b"), formats={"D1": "0" * 13}
    )
    assert ("a", "2020-09-24", "103877308", "0008758171453", "1.5", "", "", "b") == cells(raw)[0]


def test_empty_rows_and_cells_behind_the_table_are_no_rows():
    raw = workbook(("a", None, None), (None, None), ("b",), (None,))
    rows = parse_source(raw, "x").sheets[0].rows
    assert [(1, ("a",)), (3, ("b",))] == [(row.number, row.cells) for row in rows]


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def with_member(raw: bytes, name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, data)
    return stream.getvalue()


SHEET_XML = "xl/worksheets/sheet1.xml"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "import-empty-file"),
        (b"\x00" * 100, "import-empty-file"),
        (b"%PDF-1.7 ...", "import-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "import-old-excel"),  # an .xls
        (b"PK\x03\x04 broken", "import-file"),
        (zipped(a=b"no workbook"), "import-file"),
        (with_member(workbook(("a",)), SHEET_XML, b"<worksheet><sheetData><row>"), "import-file"),
        (with_member(workbook(("a",)), SHEET_XML, ENTITY), "import-entities"),
        (with_member(workbook(("a",)), SHEET_XML, b" " * 50_000_000), "import-bomb"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "import-page"),
        (bytes(range(128, 256)) * 10, "import-encoding"),
        ("Име;ЕИК\nХляб\x00;1\n".encode(), "import-encoding"),
        ('Име;ЕИК\n"Хляб;1\nоще'.encode(), "import-csv"),
        (("Име;ЕИК\n" + "х" * 50_000 + ";1\n").encode(), "import-cell"),
        (("Име;ЕИК\n" + "х" * 1_000_000 + ";1\n").encode(), "import-cell"),
        ((";".join("а" * 300) + "\n").encode(), "import-columns"),
    ],
)
def test_what_is_no_register_file_is_refused_with_words(raw, code):
    with pytest.raises(SourceError) as caught:
        parse_source(raw, "file.bin")
    assert code == caught.value.problem.code
    for lang in ("bg", "en"):
        assert all(describe(caught.value.problem, lang))


def test_a_missing_file_and_a_folder_are_refused_with_words(tmp_path):
    for path, code in ((tmp_path / "no.csv", "import-missing"), (tmp_path, "import-folder")):
        with pytest.raises(SourceError) as caught:
            read_source(path, path.name)
        assert code == caught.value.problem.code


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_without_permission_is_refused_with_words(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(SourceError) as caught:
        read_source(path, path.name)
    assert "import-permission" == caught.value.problem.code
