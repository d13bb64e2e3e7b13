"""Read the tables of a saved page: cells as text, rowspan and colspan laid out.

Nothing is fetched and nothing is run: the page is a row of tags to us. Web addresses are
taken from links, because a register page often shows only a word there.
Source: HTML Living Standard, 4.9.12 (forming a table), in the parts a saved table uses.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

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

MAX_NESTING = 30
PIECE = 65_536
# What is kept unread waits for the end of a tag: a longer one is no tag of a register page.
MAX_TAG = 4 * PIECE
_PICTURE = re.compile(r"data:[\w/+.;=-]{1,80},[A-Za-z0-9+/=%]{100,}")
MAX_SPAN = 1000  # the limit of rowspan and colspan in the Living Standard is 65534 and 1000
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html|head|meta|body|table|div|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_SILENT = frozenset("script style template noscript head title select textarea svg".split())
_BREAKS = frozenset("br p div li tr h1 h2 h3 h4".split())


def is_page(text: str) -> bool:
    """Say whether a text is a page or a piece of one, not a table of cells."""
    start = text[:4000].lstrip("\ufeff \t\r\n")
    return (start.startswith("<") and _PAGE.match(start) is not None) or "<table" in start.lower()


@dataclass(slots=True)
class _Cell:
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class _Table:
    """A table being read; `waiting` holds the cells that reach down into later rows."""

    rows: list[Row] = field(default_factory=list)
    cells: list[_Cell] | None = None
    cell: _Cell | None = None
    number: int = 0
    waiting: dict[int, tuple[int, str]] = field(default_factory=dict)
    hidden_rows: int = 0


class _Reader(HTMLParser):
    def __init__(self, shown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = shown
        self.open: list[_Table] = []
        self.done: list[_Table] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
            return
        if self.silent and self.silent[-1] == "head" and tag in ("body", "table"):
            self.silent.clear()
        if tag == "table":
            self._start_table()
        elif self.open and tag == "tr":
            self._end_row(self.open[-1])
            self.open[-1].cells = []
            style = str(dict(attrs).get("style") or "") + str(dict(attrs).get("hidden") or "")
            self.open[-1].hidden_rows += "display:none" in style.replace(" ", "")
        elif self.open and tag in ("td", "th"):
            self._start_cell(self.open[-1], dict(attrs))
        elif self.open and self.open[-1].cell is not None:
            if tag in _BREAKS:
                self.open[-1].cell.text.append("\n")
            elif tag == "a" and (link := dict(attrs).get("href")):
                self.open[-1].cell.links.append(link[: MAX_CELL + 1])

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            if tag in self.silent:
                del self.silent[self.silent.index(tag) :]
            return
        if not self.open:
            return
        if tag == "table":
            self._end_table()
        elif tag == "tr":
            self._end_row(self.open[-1])
        elif tag in ("td", "th"):
            self._end_cell(self.open[-1])
        elif tag in ("p", "div", "li") and self.open[-1].cell is not None:
            self.open[-1].cell.text.append("\n")

    def handle_data(self, data: str) -> None:
        if self.open and not self.silent and self.open[-1].cell is not None:
            # Line ends of the source are spaces on a page; <br> is the line end.
            self.open[-1].cell.text.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def finish(self) -> list[_Table]:
        """Close what the page left open and return the tables in order."""
        while self.open:
            self._end_table()
        return self.done

    def _start_table(self) -> None:
        if len(self.open) >= MAX_NESTING or len(self.done) > MAX_SHEETS * 50:
            raise SourceError("import-file", self.shown, value=Path(self.shown).name)
        self.open.append(_Table())

    def _start_cell(self, table: _Table, attributes: dict[str, str | None]) -> None:
        self._end_cell(table)
        if table.cells is None:
            table.cells = []
        if len(table.cells) > MAX_COLUMNS:
            raise SourceError("import-columns", self.shown, limit=str(MAX_COLUMNS))
        rows, columns = (_span(attributes.get(name)) for name in ("rowspan", "colspan"))
        table.cell = _Cell(rows=rows, columns=columns)

    def _end_cell(self, table: _Table) -> None:
        if table.cell is not None and table.cells is not None:
            table.cells.append(table.cell)
        table.cell = None

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.cells is None:
            return
        table.number += 1
        if table.number > MAX_ROWS:
            raise SourceError("import-rows", self.shown, limit=str(MAX_ROWS))
        table.rows.append(Row(table.number, self._lay_out(table, table.cells)))
        table.cells = None

    def _lay_out(self, table: _Table, cells: list[_Cell]) -> tuple[str, ...]:
        """Put cells in their columns: behind those that reach down from rows above."""
        row: list[str] = []
        waiting: dict[int, tuple[int, str]] = {}
        for cell in cells:
            self._take_waiting(table, row, waiting)
            text = _cell_text(cell)
            for place in range(min(cell.columns, MAX_COLUMNS + 1)):
                # A title or value spread over columns stands in the first of them.
                shown = text if place == 0 else ""
                if cell.rows > 1:
                    waiting[len(row)] = (cell.rows - 1, shown)
                row.append(shown)
            if len(row) > MAX_COLUMNS:
                raise SourceError("import-columns", self.shown, limit=str(MAX_COLUMNS))
        self._take_waiting(table, row, waiting)
        for place, (left, text) in table.waiting.items():
            if place >= len(row) and left > 0:
                row += [""] * (place - len(row)) + [text]
                if left > 1:
                    waiting[place] = (left - 1, text)
        table.waiting = waiting
        return tuple(row)

    @staticmethod
    def _take_waiting(table: _Table, row: list[str], waiting: dict[int, tuple[int, str]]) -> None:
        while (held := table.waiting.pop(len(row), None)) is not None:
            left, text = held
            if left > 1:
                waiting[len(row)] = (left - 1, text)
            row.append(text)

    def _end_table(self) -> None:
        table = self.open.pop()
        self._end_row(table)
        self.done.append(table)


def read_page(text: str, shown: str) -> tuple[Sheet, ...]:
    """Read the tables of a page, the largest first. Raises SourceError when it has none."""
    reader = _Reader(shown)
    # A tag is never this long; a page without line ends of a million signs is no table.
    text = _PICTURE.sub("", text)
    for start in range(0, len(text), PIECE):
        reader.feed(text[start : start + PIECE])
        if len(reader.rawdata) > MAX_TAG:
            raise SourceError("import-file", shown, value=Path(shown).name)
    reader.close()
    tables = reader.finish()
    sheets = [Sheet("", tuple(limit_rows(one.rows, shown)), one.hidden_rows) for one in tables]
    sheets = [one for one in sheets if one.rows]
    if not sheets:
        raise SourceError("import-page", shown, value=Path(shown).name)
    return tuple(sorted(sheets, key=lambda one: -len(one.rows))[:MAX_SHEETS])


def _cell_text(cell: _Cell) -> str:
    text = "\n".join(" ".join(line.split(" ")).strip() for line in "".join(cell.text).split("\n"))
    text = re.sub(r"\n{2,}", "\n", text).strip("\n ")
    pages = [one for one in cell.links if one.startswith(("http://", "https://"))]
    if pages and not re.search(r"https?://|www\.", text):
        is_word = len(text.split()) <= 3
        return "\n".join(dict.fromkeys(pages)) if is_word and _looks_like_link(text) else text
    return text


def _looks_like_link(text: str) -> bool:
    """Say whether a link's words only say that it is one: „сайт“, „линк“, „тук“, nothing."""
    word = text.casefold().strip(" .:→»›")
    return word in ("", "сайт", "уебсайт", "линк", "тук", "виж", "страница", "website", "link")


def _span(text: str | None) -> int:
    value = (text or "").strip()
    is_number = value.isascii() and value.isdigit() and len(value) < 6
    return min(max(int(value), 1), MAX_SPAN) if is_number else 1
