"""Find the header of a register file and say which column holds what.

The alias table in layouts.yaml is the only place that knows column titles.
"""

import difflib
import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from mrezha.problems import Problem
from mrezha.records.cells import LOOK_ALIKES
from mrezha.records.signs import UNSEEN
from mrezha.register.sources import Row, Sheet, Source

TABLE = Path(__file__).parent / "layouts.yaml"
HEADER_WITHIN = 40
MAX_TITLE = 200
_PUNCTUATION = re.compile(r"[\W_]+")
_CASELESS = MappingProxyType({k.lower(): v.lower() for k, v in LOOK_ALIKES.items()} | {"h": "н"})


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of register file: the fields it must have and what its rows say by themselves."""

    id: str
    labels: Mapping[str, str]
    required: tuple[str, ...]
    status: str | None
    source: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A known column: what it says, whether it is read, and the titles it goes by."""

    field: str
    use: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aliases:
    """The alias table: layouts, columns by folded title, statuses and their ranks."""

    layouts: tuple[Layout, ...]
    columns: Mapping[str, Column]
    statuses: Mapping[str, str]
    ranks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Where the table of a file is: layout, columns by position, titles, first data row."""

    layout: Layout
    columns: Mapping[int, Column]
    titles: Mapping[int, str]
    rows: tuple[Row, ...]
    private: tuple[str, ...]
    sheet: Sheet

    @property
    def fields(self) -> dict[str, str]:
        """Return the title of every column that is read, by its field."""
        return {
            column.field: self.titles[place]
            for place, column in self.columns.items()
            if column.use == "read"
        }


@functools.cache
def load_aliases() -> Aliases:
    """Return the alias table that ships with the package."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load(TABLE.read_text("utf-8"), Loader=loader)  # noqa: S506 safe loader, our own file
    columns: dict[str, Column] = {}
    for one in raw["columns"]:
        column = Column(one["field"], one.get("use", "read"), tuple(one["titles"]))
        for title in column.titles:
            columns[fold_title(title)] = column
    layouts = tuple(
        Layout(
            one["id"],
            MappingProxyType(one["labels"]),
            tuple(one["required"]),
            one.get("status"),
            MappingProxyType(one["source"]) if "source" in one else None,
        )
        for one in raw["layouts"]
    )
    return Aliases(
        layouts,
        MappingProxyType(columns),
        MappingProxyType(raw["statuses"]),
        MappingProxyType(raw["ranks"]),
    )


def fold_title(title: str) -> str:
    """Return a title for comparison: case, spaces, punctuation and look-alikes do not count."""
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", title.replace("№", " nomer "))).lower()
    return "".join(_CASELESS.get(sign, sign) for sign in _PUNCTUATION.sub("", text))


@functools.lru_cache(maxsize=4096)
def find_column(title: str) -> Column | None:
    """Return the column a title names, with or without what stands in brackets behind it."""
    columns = load_aliases().columns
    if len(title) > MAX_TITLE or title.isdigit():
        return None
    plain = re.sub(r"\([^()]*\)", " ", title)
    return columns.get(fold_title(title)) or columns.get(fold_title(plain) or "-")


def find_layout(source: Source) -> tuple[Found | None, list[Problem]]:
    """Return the sheet with a known header; None and the reasons when there is none.

    Hidden sheets are looked at only when no shown one fits. Two sheets that both hold
    entries are for a person to choose from: taking one would lose the other's enterprises.
    """
    for hidden in (False, True):
        good: list[Found] = []
        nearest: tuple[int, list[Problem]] = (-1, [])
        for sheet in source.sheets:
            if sheet.is_hidden is not hidden:
                continue
            found, problems, known = _find_in_sheet(sheet, source.file)
            if found is not None and not problems:
                good.append(found)
            elif known > nearest[0]:
                nearest = known, problems
        filled = [one for one in good if one.rows]
        if len(filled) > 1 and len({one.rows for one in filled}) > 1:
            titles = ", ".join(one.sheet.title or "?" for one in filled)
            return None, [Problem("import-sheets", source.file, params={"value": titles})]
        if good:
            return (filled or good)[0], []
        if not hidden:
            reasons = nearest[1]
    return None, reasons or nearest[1]


def _find_in_sheet(sheet: Sheet, file: str) -> tuple[Found | None, list[Problem], int]:
    best = max(
        range(min(HEADER_WITHIN, len(sheet.rows))), key=lambda i: _count(sheet, i), default=0
    )
    if not sheet.rows or _count(sheet, best) < 2:
        first = sheet.rows[0].cells if sheet.rows else ()
        return None, [_missing(file, 1, first, load_aliases().layouts[0])], 0
    header = sheet.rows[best]
    below = sheet.rows[best + 1] if best + 1 < len(sheet.rows) else None
    second = below if below is not None and _is_header(below.cells) else None
    titles = _join_titles(header.cells, second.cells if second else ())
    rows = sheet.rows[best + (2 if second else 1) :]
    aliases = load_aliases()
    columns: dict[int, Column] = {}
    problems: list[Problem] = []
    for place, pair in titles.items():
        column = next((c for t in pair if (c := find_column(t))), None) or find_column(
            " ".join(reversed(pair))
        )
        if column is not None:
            columns[place] = column
        elif any(place < len(row.cells) and row.cells[place].strip() for row in rows):
            problems.append(_unknown(file, header.number, " ".join(pair), titles))
    problems += _doubles(file, header.number, columns, titles)
    layout = _choose({column.field for column in columns.values()}, aliases.layouts)
    missing = [name for name in layout.required if name not in {c.field for c in columns.values()}]
    if missing:
        problems.append(_missing(file, header.number, header.cells, layout, missing))
    shown = {place: pair[0] for place, pair in titles.items()}
    private = tuple(shown[place] for place, c in sorted(columns.items()) if c.use == "private")
    return Found(layout, columns, shown, rows, private, sheet), problems, len(columns)


def _count(sheet: Sheet, index: int) -> int:
    found = (find_column(cell) for cell in sheet.rows[index].cells if cell.strip())
    return len({column.field for column in found if column})


def _is_header(cells: Sequence[str]) -> bool:
    """Say whether a row is the second row of a header: known titles and nothing else."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(find_column(cell) for cell in filled)


def _join_titles(upper: Sequence[str], lower: Sequence[str]) -> dict[int, tuple[str, ...]]:
    titles: dict[int, tuple[str, ...]] = {}
    for place in range(max(len(upper), len(lower))):
        pair = [cells[place] if place < len(cells) else "" for cells in (lower, upper)]
        shown = tuple(" ".join(title.split()) for title in pair if title.strip())
        if shown:
            titles[place] = shown
    return titles


def _choose(fields: set[str], layouts: Sequence[Layout]) -> Layout:
    """Return the layout that lacks least; rows that say their status are never told one."""
    fitting = [one for one in layouts if not (one.status and "status" in fields)]
    return min(fitting, key=lambda layout: len(set(layout.required) - fields))


def _doubles(
    file: str,
    row: int,
    columns: Mapping[int, Column],
    titles: Mapping[int, tuple[str, ...]],
) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for place, column in sorted(columns.items()):
        if column.use == "read" and column.field in seen:
            params = {"value": titles[place][0], "other": titles[seen[column.field]][0]}
            problems.append(Problem("import-column-twice", file, row, titles[place][0], params))
        seen.setdefault(column.field, place)
    return problems


def _unknown(file: str, row: int, title: str, titles: Mapping[int, tuple[str, ...]]) -> Problem:
    known = {fold_title(t): t for c in load_aliases().columns.values() for t in c.titles}
    near = difflib.get_close_matches(fold_title(title), list(known), n=1, cutoff=0.6)
    shown = " | ".join(pair[0] for pair in titles.values())
    params = {"value": title, "suggestion": known[near[0]] if near else "", "titles": shown}
    return Problem("import-column", file, row, title, params)


def _missing(
    file: str,
    row: int,
    cells: Sequence[str],
    layout: Layout,
    missing: Sequence[str] | None = None,
) -> Problem:
    titles = {c.field: c.titles[0] for c in reversed(list(load_aliases().columns.values()))}
    wanted = ", ".join(f"„{titles[name]}“" for name in (missing or layout.required))
    shown = [" ".join(cell.split()) for cell in cells if cell.strip()]
    near = [_nearest(titles[name], shown) for name in (missing or ())]
    nearest = ", ".join(f"„{one}“" for one in dict.fromkeys(near) if one)
    params = {"value": " | ".join(shown), "known": wanted, "suggestion": nearest}
    return Problem("import-layout", file, row, params=params)


def _nearest(wanted: str, shown: Sequence[str]) -> str:
    """Return the title read that comes nearest to a wanted one and means nothing else."""
    free = {fold_title(one): one for one in shown if find_column(one) is None}
    near = difflib.get_close_matches(fold_title(wanted), list(free), n=1, cutoff=0.5)
    return free[near[0]] if near else ""
