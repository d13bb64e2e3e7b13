"""Read an OpenDocument spreadsheet: its content.xml in one pass, values as stored.

A library that builds the whole document would need gigabytes for a large sheet, and one that
lays out the used range can be made to need any amount by a repeated cell; so the part is
streamed through expat, and repetition is bounded before it is carried out.
Source: OpenDocument 1.3, part 3, 9.1 (tables) and 19.385 (office:value-type).
"""

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from mrezha.register.sheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Row,
    Sheet,
    SourceError,
    limit_rows,
)
from mrezha.register.source_archive import Archive

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_UNREAD = (_OFFICE + "annotation", _TABLE + "shapes", _OFFICE + "forms", _OFFICE + "scripts")
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "


@dataclass(slots=True)
class _Reader:
    """What has been read so far; `row` and `cell` are the ones that are open."""

    shown: str
    sheets: list[Sheet] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    title: str = ""
    is_hidden: bool = False
    hidden_rows: int = 0
    number: int = 0
    row: list[str] | None = None
    row_attributes: dict[str, str] = field(default_factory=dict)
    cell: dict[str, str] | None = None
    lines: list[str] = field(default_factory=list)
    text: list[str] | None = None
    unread: int = 0
    style: str = ""
    hidden_styles: set[str] = field(default_factory=set)
    depth: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self.depth += 1
        if self.depth > 200:
            raise SourceError("import-file", self.shown, value=Path(self.shown).name)
        if self.unread or name in _UNREAD:
            self.unread += 1
        elif name == _STYLE + "style":
            self.style = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties":
            if attributes.get(_TABLE + "display") == "false":
                self.hidden_styles.add(self.style)
        elif name == _TABLE + "table":
            if len(self.sheets) >= MAX_SHEETS:
                raise SourceError("import-file", self.shown, value=Path(self.shown).name)
            self.rows, self.number, self.hidden_rows = [], 0, 0
            self.title = attributes.get(_TABLE + "name", "")
            self.is_hidden = attributes.get(_TABLE + "style-name", "") in self.hidden_styles
        elif name == _TABLE + "table-row":
            self.row, self.row_attributes = [], attributes
        elif name in _CELLS and self.row is not None:
            self.cell, self.lines = attributes, []
        elif self.cell is not None:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TEXT + "p":
            self.text = []
        elif self.text is not None:
            if name == _TEXT + "s":
                self.text.append(" " * min(_count(attributes, _TEXT + "c"), 1000))
            elif name == _TEXT + "tab":
                self.text.append("\t")
            elif name == _TEXT + "line-break":
                self.text.append("\n")

    def data(self, text: str) -> None:
        """Take text of the open paragraph."""
        if self.text is not None and not self.unread:
            self.text.append(text)

    def end(self, name: str) -> None:
        """Close an element."""
        self.depth -= 1
        if self.unread:
            self.unread -= 1
        elif name == _TEXT + "p" and self.text is not None:
            self.lines.append("".join(self.text))
            self.text = None
        elif name in _CELLS and self.cell is not None and self.row is not None:
            self._end_cell(self.row, self.cell, name == _CELLS[1])
            self.cell = None
        elif name == _TABLE + "table-row" and self.row is not None:
            self._end_row(self.row)
            self.row = None
        elif name == _TABLE + "table":
            rows = tuple(limit_rows(self.rows, self.shown))
            self.sheets.append(Sheet(self.title, rows, self.hidden_rows, self.is_hidden))
            self.rows = []

    def _end_cell(self, row: list[str], cell: dict[str, str], is_covered: bool) -> None:
        value = "" if is_covered else _cell_text(cell, "\n".join(self.lines))
        if len(value) > MAX_CELL:
            params = {"row": str(self.number + 1), "limit": str(MAX_CELL)}
            raise SourceError("import-cell", self.shown, **params)
        times = _count(cell, _TABLE + "number-columns-repeated")
        if value and len(row) + times > MAX_COLUMNS:
            raise SourceError("import-columns", self.shown, limit=str(MAX_COLUMNS))
        # Empty cells may be "repeated" to the edge of the sheet: they need not be kept.
        row.extend([value] * min(times, MAX_COLUMNS + 1 - min(len(row), MAX_COLUMNS + 1)))

    def _end_row(self, row: list[str]) -> None:
        times = _count(self.row_attributes, _TABLE + "number-rows-repeated")
        is_hidden = self.row_attributes.get(_TABLE + "visibility", "visible") != "visible"
        if any(cell.strip() for cell in row):
            if times > MAX_ROWS or len(self.rows) + times > MAX_ROWS:
                raise SourceError("import-rows", self.shown, limit=str(MAX_ROWS))
            cells = tuple(row)
            self.rows += [Row(self.number + one, cells) for one in range(1, times + 1)]
            self.hidden_rows += times if is_hidden else 0
        self.number += times


def read_ods(raw: bytes, archive: Archive, shown: str) -> tuple[Sheet, ...]:
    """Read the sheets of a checked OpenDocument spreadsheet. Raises SourceError."""
    reader = _Reader(shown)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            parser.ParseFile(io.BytesIO(parts.read("content.xml")))
    except SourceError:
        raise
    except (expat.ExpatError, ET.ParseError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise SourceError("import-file", shown, value=Path(shown).name) from error
    if not reader.sheets:
        raise SourceError("import-file", shown, value=Path(shown).name)
    return tuple(reader.sheets)


def _cell_text(cell: dict[str, str], shown: str) -> str:
    """Return a cell as text: the stored value of a date or number, else what is written."""
    kind = cell.get(_OFFICE + "value-type", "")
    if cell.get(_CALC + "value-type") == "error":
        return ""
    if kind == "date":
        return cell.get(_OFFICE + "date-value", shown).replace("T00:00:00", "")
    if kind == "boolean":
        return cell.get(_OFFICE + "boolean-value", shown).upper()
    if kind in ("float", "percentage", "currency"):
        value = cell.get(_OFFICE + "value", shown)
        # A number shown with leading zeros is a code: 000123456, not 123456.
        digits = shown.strip()
        if digits.isascii() and digits.isdigit() and digits.lstrip("0") == value.removesuffix(".0"):
            return digits
        return value.removesuffix(".0")
    if kind == "string" and not shown:
        return cell.get(_OFFICE + "string-value", "")
    return shown


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1
