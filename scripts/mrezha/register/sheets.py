"""What a register file is once read: sheets of text cells, and the limits every reader keeps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mrezha.problems import Problem

MAX_BYTES = 96 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
MAX_SHEETS = 20
LAST_ROW = 1_048_576  # of a worksheet (ECMA-376 part 1, 18.3.1.73); empty rows count too


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
    """One table as read: text cells, dates as ISO text; `title` is empty for CSV.

    `hidden_rows` counts the rows a spreadsheet program does not show; they are in `rows`.
    `no_values` holds the first cells whose formula was saved without its value; `is_1904`
    says that days are counted from 1904 in it.
    """

    title: str
    rows: tuple[Row, ...]
    hidden_rows: int = 0
    is_hidden: bool = False
    no_values: tuple[str, ...] = ()
    is_1904: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A register file as read: its sheets in order and its SHA-256 checksum.

    `has_macros` says that the file carries programs; they are never read, let alone run.
    """

    file: str
    checksum: str
    sheets: tuple[Sheet, ...]
    has_macros: bool = False


def limit_rows(rows: Iterable[Row], shown: str) -> Iterator[Row]:
    """Pass filled rows on; refuse a table that is out of all proportion."""
    count = 0
    for row in rows:
        if row.number > LAST_ROW:
            raise SourceError("import-rows", shown, limit=str(MAX_ROWS))
        cells = row.cells
        size = len(cells)
        while size and not cells[size - 1].strip():
            size -= 1
        if not size:
            continue
        if size > MAX_COLUMNS:
            raise SourceError("import-columns", shown, limit=str(MAX_COLUMNS))
        if size != len(cells):
            row = Row(row.number, cells[:size])
        for cell in row.cells:
            if len(cell) > MAX_CELL:
                params = {"row": str(row.number), "limit": str(MAX_CELL)}
                raise SourceError("import-cell", shown, **params)
        count += 1
        if count > MAX_ROWS:
            raise SourceError("import-rows", shown, limit=str(MAX_ROWS))
        yield row
