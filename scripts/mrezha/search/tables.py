"""The tables an index is kept in between builds: in the state beside the site, or in passing.

Disposable, and rebuilt from the documents when the code, the data or the settings changed.
"""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

# documents; terms with their postings; surfaces (forms that can be typed) and how many
# known words each confuses; lines of the vocabulary; long postings; values of facets;
# names of places; files by family and by the keys they begin and end with.
_TABLES = """
CREATE TABLE IF NOT EXISTS search_docs (
    id TEXT PRIMARY KEY, path TEXT, number INTEGER, eik TEXT, card TEXT, data BLOB
);
CREATE INDEX IF NOT EXISTS search_docs_path ON search_docs (path, id);
CREATE INDEX IF NOT EXISTS search_docs_number ON search_docs (number);
CREATE TABLE IF NOT EXISTS search_terms (
    term TEXT PRIMARY KEY, root TEXT, towns INTEGER, postings BLOB, forms BLOB
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_terms_root ON search_terms (root);
CREATE TABLE IF NOT EXISTS search_surfaces (form TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_confused (word TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_lines (
    key TEXT, sign TEXT, line TEXT, size INTEGER, records INTEGER, common INTEGER DEFAULT 0,
    PRIMARY KEY (key, sign)
);
CREATE INDEX IF NOT EXISTS search_lines_cut ON search_lines (key, sign, common, size);
CREATE INDEX IF NOT EXISTS search_lines_records ON search_lines (sign, records DESC, key, size);
CREATE INDEX IF NOT EXISTS search_lines_common ON search_lines (key) WHERE common;
CREATE TABLE IF NOT EXISTS search_pieces (key TEXT PRIMARY KEY, text TEXT, size INTEGER);
CREATE INDEX IF NOT EXISTS search_pieces_cut ON search_pieces (key, size);
CREATE TABLE IF NOT EXISTS search_facets (
    facet TEXT, value TEXT, numbers BLOB, text TEXT, PRIMARY KEY (facet, value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_places (name TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_blocks (
    family TEXT, first TEXT, last TEXT, name TEXT, PRIMARY KEY (family, first)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
DERIVED = ("terms", "surfaces", "confused", "lines", "pieces", "facets", "places")
NAMES = ("docs", *DERIVED, "blocks", "meta")


class Tables:
    """The tables of one index in a connection; the caller commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        for statement in _TABLES.split(";"):
            if statement.strip():
                connection.execute(statement)

    def run(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Run one statement; `docs` and so on are written as @docs."""
        return self.connection.execute(sql.replace("@", "search_"), tuple(values))

    def many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run one statement for many rows."""
        self.connection.executemany(sql.replace("@", "search_"), rows)

    def one(self, sql: str, values: Iterable[Any] = ()) -> Any:
        """Return the first cell of the first row, None when there is none."""
        row = self.run(sql, values).fetchone()
        return row[0] if row else None

    def column(self, sql: str, values: Iterable[Any] = ()) -> Iterator[Any]:
        """Yield the first cell of every row."""
        return (row[0] for row in self.run(sql, values))

    def get(self, name: str) -> Any:
        """Return a remembered value."""
        blob = self.one("SELECT value FROM @meta WHERE name = ?", (name,))
        return marshal.loads(blob) if blob else None  # noqa: S302 our own state

    def put(self, name: str, value: Any) -> None:
        """Remember a value."""
        self.run("INSERT OR REPLACE INTO @meta VALUES (?, ?)", (name, marshal.dumps(value)))

    def clear(self, names: Iterable[str] = NAMES) -> None:
        """Forget the rows of some tables."""
        for name in names:
            self.run(f"DELETE FROM @{name}")  # noqa: S608 fixed names

    def count(self, table: str, column: str, changes: dict[str, int]) -> tuple[set[str], set[str]]:
        """Add to counters; return the names that came and those that went."""
        came: set[str] = set()
        went: set[str] = set()
        for name, change in sorted(changes.items()):
            if not change:
                continue
            before = self.one(f"SELECT n FROM @{table} WHERE {column} = ?", (name,)) or 0  # noqa: S608
            after = before + change
            if after > 0:
                self.run(f"INSERT OR REPLACE INTO @{table} VALUES (?, ?)", (name, after))  # noqa: S608
            else:
                self.run(f"DELETE FROM @{table} WHERE {column} = ?", (name,))  # noqa: S608
            if not before:
                came.add(name)
            elif after <= 0:
                went.add(name)
        return came, went

    def blocks(self, family: str) -> dict[tuple[str, str], str]:
        """Return the files of a family by the keys they begin and end with."""
        sql = "SELECT first, last, name FROM @blocks WHERE family = ?"
        return {(first, last): name for first, last, name in self.run(sql, (family,))}

    def put_blocks(self, family: str, named: dict[tuple[str, str], str]) -> None:
        """Remember the files of a family."""
        before = self.blocks(family)
        gone = [(family, first) for (first, last) in before.keys() - named.keys()]
        self.many("DELETE FROM @blocks WHERE family = ? AND first = ?", gone)
        new = [(family, *cut, name) for cut, name in named.items() if before.get(cut) != name]
        self.many("INSERT OR REPLACE INTO @blocks VALUES (?, ?, ?, ?)", new)
