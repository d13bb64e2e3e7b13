"""Read a register file into rows of text cells, recognised by its content, not its name.

CSV in UTF-8 (with or without BOM), UTF-16 or Windows-1251, with `,` `;` or tab; XLSX
through openpyxl's read-only mode, formulas by their cached values, no macros, no links.
Everything read is hostile until checked: sizes are limited before anything is unpacked.
"""

import csv
import datetime
import hashlib
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from mrezha.problems import Problem

MAX_BYTES = 96 * 1024 * 1024
MAX_UNPACKED = 160 * 1024 * 1024
# XML of a real workbook packs 5 to 20 times; a member far beyond that is a bomb.
MAX_RATIO = 150
SMALL_MEMBER = 1024 * 1024
MAX_MEMBERS = 500
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
MAX_SHEETS = 20
SAMPLE = 200_000
SAMPLE_ROWS = 40
_CYRILLIC = re.compile("[А-Яа-я]")
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_ZEROS = re.compile(r"0{5,15}")


class SourceError(OSError):
    """A file that cannot be taken as a register file at all; `problem` has the words."""

    def __init__(self, code: str, file: str, **params: str) -> None:
        super().__init__(code, file)
        self.problem = Problem(code, file, params={"file": Path(file).name, **params})


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it; `number` is the row of the sheet, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as read: text cells, dates as ISO text; `title` is empty for CSV."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A register file as read: its sheets in order and its SHA-256 checksum."""

    file: str
    checksum: str
    sheets: tuple[Sheet, ...]


def read_source(path: Path, shown: str) -> Source:
    """Read a register file. Raises SourceError when it cannot be one, or cannot be read."""
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise SourceError("import-size", shown, limit=f"{MAX_BYTES // 1024 // 1024} MB")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("import-missing", shown) from error
    except IsADirectoryError as error:
        raise SourceError("import-folder", shown) from error
    except PermissionError as error:
        raise SourceError("import-permission", shown) from error
    return parse_source(raw, shown)


def parse_source(raw: bytes, shown: str) -> Source:
    """Turn the bytes of a register file into sheets of text cells."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SourceError("import-empty-file", shown)
    if raw.startswith(b"PK\x03\x04"):
        sheets = _read_workbook(raw, shown)
    elif raw.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!")):
        raise SourceError("import-file", shown, value=Path(shown).name)
    else:
        sheets = (_read_csv(_decode(raw, shown), shown),)
    return Source(shown, hashlib.sha256(raw).hexdigest(), sheets)


def _decode(raw: bytes, shown: str) -> str:
    encodings = ["utf-8-sig", "cp1251"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in raw:
        encodings = _guess_wide(raw)
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or (encoding == "cp1251" and not _is_bulgarian(text)):
            continue
        if re.match(r"\s*<(!doctype|html|\?xml|table)", text, re.IGNORECASE):
            raise SourceError("import-file", shown, value=Path(shown).name)
        return text
    raise SourceError("import-encoding", shown)


def _guess_wide(raw: bytes) -> list[str]:
    """Return the UTF-16 a text without a mark may be in: the high bytes are nearly all 0 or 4."""
    sample = raw[:2000]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if sum(byte in (0, 4) for byte in high) >= 0.8 * len(high):
            return [encoding]
    return []


def _is_bulgarian(text: str) -> bool:
    """Say whether text read as Windows-1251 came out as Cyrillic words, not as noise."""
    odd = [sign for sign in text if not sign.isascii() and not sign.isspace()]
    good = len(_CYRILLIC.findall(text)) + sum(text.count(sign) for sign in "„“”«»№–—’")
    lower = sum(sign.islower() for sign in odd)
    return bool(odd) and good >= 0.9 * len(odd) and lower >= 0.3 * good


def _read_csv(text: str, shown: str) -> Sheet:
    line = 1
    try:
        delimiter = _find_delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = []
        for row in _limit(_numbered(reader), shown):
            line = reader.line_num
            rows.append(row)
    except csv.Error as error:
        params = {"row": str(line), "limit": str(MAX_CELL)}
        code = "import-cell" if "field limit" in str(error) else "import-csv"
        raise SourceError(code, shown, **params) from error
    return Sheet("", tuple(rows))


def _numbered(rows: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        yield Row(number, tuple(cells))


def _find_delimiter(text: str) -> str:
    """Return the sign that cuts the first rows into the same number of cells most often."""
    lines = text[:SAMPLE].splitlines(keepends=True)[:SAMPLE_ROWS]

    def score(sign: str) -> int:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if any(row))
        return max((times * (cells - 1) for cells, times in counts.items()), default=0)

    return max(";,\t", key=score)


def _limit(rows: Iterator[Row], shown: str) -> Iterator[Row]:
    """Pass filled rows on; refuse a table that is out of all proportion."""
    count = 0
    for row in rows:
        cells = row.cells
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) > MAX_COLUMNS:
            raise SourceError("import-columns", shown, limit=str(MAX_COLUMNS))
        for cell in cells:
            if len(cell) > MAX_CELL:
                params = {"row": str(row.number), "limit": str(MAX_CELL)}
                raise SourceError("import-cell", shown, **params)
        if not cells:
            continue
        count += 1
        if count > MAX_ROWS:
            raise SourceError("import-rows", shown, limit=str(MAX_ROWS))
        yield Row(row.number, cells)


def _read_workbook(raw: bytes, shown: str) -> tuple[Sheet, ...]:
    _check_archive(raw, shown)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(raw), read_only=True, data_only=True, keep_links=False, keep_vba=False
        )
        sheets = []
        for sheet in book.worksheets[:MAX_SHEETS]:
            sheet.reset_dimensions()
            rows = (
                Row(number, tuple(_cell_text(cell) for cell in cells))
                for number, cells in enumerate(sheet.iter_rows(), 1)
            )
            sheets.append(Sheet(sheet.title, tuple(_limit(rows, shown))))
        book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        ET.ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
    ) as error:
        # openpyxl has no exception of its own for a damaged part of a workbook.
        raise SourceError("import-file", shown, value=Path(shown).name) from error
    return tuple(sheets)


def _check_archive(raw: bytes, shown: str) -> None:
    """Refuse an archive that is no workbook, unpacks too far, or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or any(_is_bomb(one) for one in members):
                raise SourceError("import-file", shown, value=Path(shown).name)
            if sum(one.file_size for one in members) > MAX_UNPACKED:
                raise SourceError("import-size", shown, limit=f"{MAX_UNPACKED // 1024**2} MB")
            if "xl/workbook.xml" not in archive.namelist():
                raise SourceError("import-file", shown, value=Path(shown).name)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as stream:
                        if b"<!DOCTYPE" in stream.read(4096).upper():
                            raise SourceError("import-entities", shown)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceError("import-file", shown, value=Path(shown).name) from error


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    """Say whether a member unpacks out of all proportion."""
    size = member.file_size
    return size > SMALL_MEMBER and size > MAX_RATIO * max(1, member.compress_size)


def _cell_text(cell: object) -> str:
    """Return a workbook cell as text: dates in ISO form, whole numbers without a point."""
    value = getattr(cell, "value", None)
    if value is None or (isinstance(value, str) and value in _ERRORS):
        return ""
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        pattern = str(getattr(cell, "number_format", ""))
        width = len(pattern) if _ZEROS.fullmatch(pattern) else 0
        return str(value).zfill(width)
    return str(value)
