"""Read a workbook through openpyxl's read-only mode: values only, no macros, no links."""

import datetime
import io
import re
import warnings
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from mrezha.register.sheets import (
    LAST_ROW,
    MAX_ROWS,
    MAX_SHEETS,
    Row,
    Sheet,
    SourceError,
    limit_rows,
)
from mrezha.register.source_archive import Archive

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_ZEROS = re.compile(r"0{5,15}")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# openpyxl has no exception of its own for a damaged part of a workbook.
_WRONG = (
    InvalidFileException,
    zipfile.BadZipFile,
    ET.ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    RecursionError,
    OSError,
    ArithmeticError,
    NotImplementedError,
)
_SHOWN_FORMULAS = 5


def read_xlsx(raw: bytes, archive: Archive, shown: str) -> tuple[Sheet, ...]:
    """Read the sheets of a checked workbook, hidden ones marked. Raises SourceError."""
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(raw)) as parts:
            # What openpyxl warns of (styles, extensions) is nothing to a reader of values.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(raw), read_only=True, data_only=True, keep_links=False, keep_vba=False
            )
            sheets = [_read_sheet(one, parts, shown) for one in book.worksheets[:MAX_SHEETS]]
            book.close()
    except SourceError:
        raise
    except _WRONG as error:
        raise SourceError("import-file", shown, value=Path(shown).name) from error
    return tuple(sheets)


def _read_sheet(sheet: Any, parts: zipfile.ZipFile, shown: str) -> Sheet:
    sheet.reset_dimensions()
    rows = tuple(limit_rows(_rows(sheet, shown), shown))
    part = parts.read(sheet._worksheet_path)
    without = _FORMULA.findall(part)[:_SHOWN_FORMULAS] if b"<f" in part else []
    return Sheet(
        title=sheet.title,
        rows=rows,
        hidden_rows=len(_HIDDEN_ROW.findall(part)),
        is_hidden=sheet.sheet_state != "visible",
        no_values=tuple(one.decode() for one in without),
        is_1904=sheet.parent.epoch == CALENDAR_MAC_1904,
    )


def _rows(sheet: Any, shown: str) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        # A row may claim any number, and openpyxl fills the gap before it with empty rows.
        if number > LAST_ROW:
            raise SourceError("import-rows", shown, limit=str(MAX_ROWS))
        yield Row(number, tuple([_cell_text(cell) for cell in cells]))


def _cell_text(cell: Any) -> str:
    """Return a workbook cell as text: dates in ISO form, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value in _ERRORS else value
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
