"""What is remembered from one build to the next: one SQLite file beside the output.

Disposable: without it, or with one of another version, everything is built anew. It is
never trusted over the content: a file whose stamp changed is read and its digest compared.
Parsed records are a cache of their own, valid by digest; all else is written in one
transaction, after the new site stands.
"""

import pickle
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "4"
# Names that are compared by outlines and files, not by fingerprints (see `read_names`).
UNPRINTED = ("card:", "enterprise:", "facts:", "picture:")
_STAMP = struct.Struct("<4q")
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trees (key TEXT PRIMARY KEY, digest BLOB, facts BLOB, tree BLOB);
CREATE TABLE IF NOT EXISTS outlines (id TEXT PRIMARY KEY, row BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, stamp BLOB, digest BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (
    path TEXT PRIMARY KEY, template TEXT, owner TEXT, stamp BLOB, reads TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (
    owner TEXT, path TEXT, PRIMARY KEY (owner, path)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outputs_owner ON outputs (owner);
CREATE INDEX IF NOT EXISTS outputs_template ON outputs (template);
CREATE TABLE IF NOT EXISTS reads (
    name TEXT, path TEXT, PRIMARY KEY (name, path)
) WITHOUT ROWID;
"""


class Output(NamedTuple):
    """One output file: what made it and what it read. Shared pages have no owner."""

    path: str
    template: str
    owner: str
    stamp: bytes
    reads: tuple[str, ...]


class State:
    """The state file. Open with `open_state`; nothing changes on disk before `commit`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def clear(self) -> None:
        """Forget everything but the parsed records, which are valid by their digest.

        For a site that is built into an empty folder.
        """
        for table in ("files", "outlines", "outputs", "reads", "published"):
            self.connection.execute(f"DELETE FROM {table}")  # noqa: S608 fixed names
        self.connection.execute("DELETE FROM meta WHERE name != 'format'")

    def forget_records(self, is_thorough: bool = False) -> None:
        """Forget what was read of the records, so that all are read and rendered anew.

        The outputs stay known: those that are not planned any more have to be removed.
        `is_thorough` writes zeros over what is deleted from here on.
        """
        if is_thorough:
            self.connection.execute("PRAGMA secure_delete = ON")
        self.connection.execute("DELETE FROM trees")
        self.connection.execute("DELETE FROM files")
        self.connection.execute("DELETE FROM meta WHERE name IN ('common', 'pictures')")

    def get(self, name: str) -> Any:
        """Return a remembered value, None when there is none."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return pickle.loads(row[0]) if row else None  # noqa: S301 our own file, see the module

    def put(self, name: str, value: Any) -> None:
        """Remember a value."""
        blob = pickle.dumps(value, protocol=5)
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, blob))

    def files(self) -> dict[str, tuple[Any, bytes]]:
        """Return the stamp and digest of every record file of the last build."""
        rows = self.connection.execute("SELECT key, stamp, digest FROM files")
        unpack = _STAMP.unpack
        return {key: (unpack(stamp), digest) for key, stamp, digest in rows}

    def put_files(self, files: Mapping[str, tuple[Any, bytes]]) -> None:
        """Remember stamps and digests of files."""
        rows = ((key, _STAMP.pack(*stamp), digest) for key, (stamp, digest) in files.items())
        self.connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)

    def drop_files(self, keys: Iterable[str]) -> None:
        """Forget files that are gone, and their parsed records."""
        rows = [(key,) for key in keys]
        self.connection.executemany("DELETE FROM files WHERE key = ?", rows)
        self.connection.executemany("DELETE FROM trees WHERE key = ?", rows)

    def outlines(self) -> Iterator[tuple[Any, ...]]:
        """Yield the outline of every enterprise of the last build, as a plain tuple."""
        for (row,) in self.connection.execute("SELECT row FROM outlines"):
            yield pickle.loads(row)  # noqa: S301

    def put_outlines(self, outlines: Iterable[tuple[Any, ...]]) -> None:
        """Remember outlines, whose first value is the id."""
        rows = ((one[0], pickle.dumps(tuple(one), protocol=5)) for one in outlines)
        self.connection.executemany("INSERT OR REPLACE INTO outlines VALUES (?, ?)", rows)

    def drop_outlines(self, ids: Iterable[str]) -> None:
        """Forget outlines of enterprises that are gone."""
        self.connection.executemany("DELETE FROM outlines WHERE id = ?", ((id_,) for id_ in ids))

    def tree(self, key: str) -> dict[str, Any]:
        """Return the parsed record of a key.

        Raises KeyError when there is none.
        """
        row = self.connection.execute("SELECT tree FROM trees WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        found: dict[str, Any] = pickle.loads(row[0])  # noqa: S301
        return found

    def has_tree(self, key: str, digest: bytes) -> bool:
        """Say whether the parsed record of exactly this file is known."""
        row = self.connection.execute("SELECT digest FROM trees WHERE key = ?", (key,)).fetchone()
        return row is not None and row[0] == digest

    def facts(self, key: str) -> bytes:
        """Return the digest of the checked cells of a record; empty when it is not known."""
        row = self.connection.execute("SELECT facts FROM trees WHERE key = ?", (key,)).fetchone()
        return row[0] if row else b""

    def put_trees(self, rows: Iterable[tuple[str, bytes, bytes, bytes]]) -> None:
        """Remember parsed records: key, digests of the file and of its facts, pickled tree."""
        self.connection.executemany("INSERT OR REPLACE INTO trees VALUES (?, ?, ?, ?)", rows)

    def outputs(self, condition: str = "1", values: tuple[Any, ...] = ()) -> Iterator[Output]:
        """Return outputs by a fixed SQL condition."""
        sql = f"SELECT path, template, owner, stamp, reads FROM outputs WHERE {condition}"  # noqa: S608
        for path, template, owner, stamp, reads in self.connection.execute(sql, values):
            yield Output(path, template, owner, stamp, tuple(reads.split("\n")) if reads else ())

    def count_outputs(self) -> int:
        """Return how many outputs there are."""
        found: int = self.connection.execute("SELECT COUNT(*) FROM outputs").fetchone()[0]
        return found

    def put_outputs(self, outputs: Iterable[Output]) -> None:
        """Remember outputs in the place of what was known of them."""
        for one in outputs:
            self._drop_reads(one.path)
            row = (one.path, one.template, one.owner, one.stamp, "\n".join(one.reads))
            self.connection.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)", row)
            self.connection.executemany(
                "INSERT OR IGNORE INTO reads VALUES (?, ?)",
                [(name, one.path) for name in one.reads],
            )

    def drop_outputs(self, paths: Iterable[str]) -> None:
        """Forget outputs that are gone."""
        for path in paths:
            self._drop_reads(path)
            self.connection.execute("DELETE FROM outputs WHERE path = ?", (path,))

    def _drop_reads(self, path: str) -> None:
        found = self.connection.execute("SELECT reads FROM outputs WHERE path = ?", (path,))
        row = found.fetchone()
        if row and row[0]:
            rows = [(name, path) for name in row[0].split("\n")]
            self.connection.executemany("DELETE FROM reads WHERE name = ? AND path = ?", rows)

    def readers(self, names: Iterable[str]) -> set[str]:
        """Return the outputs that read any of the names."""
        found: set[str] = set()
        for name in names:
            rows = self.connection.execute("SELECT path FROM reads WHERE name = ?", (name,))
            found.update(path for (path,) in rows)
        return found

    def read_names(self) -> list[str]:
        """Return every name that is read, but those of single enterprises and pictures."""
        sql = (
            "SELECT DISTINCT name FROM reads "
            "WHERE name < 'card:' OR (name >= 'card;' AND name < 'enterprise:') "
            "OR (name >= 'enterprise;' AND name < 'picture:') OR name >= 'picture;'"
        )
        return [name for (name,) in self.connection.execute(sql)]

    def owners(self, folder: str) -> set[str]:
        """Return the ids of a folder's records that have pages in the site."""
        sql = "SELECT DISTINCT owner FROM outputs WHERE owner LIKE ?"
        found = self.connection.execute(sql, (f"{folder}/%",))
        return {owner.partition("/")[2] for (owner,) in found}

    def published(self, owner: str) -> set[str]:
        """Return the paths of an enterprise's picture files in the site."""
        sql = "SELECT path FROM published WHERE owner = ?"
        return {path for (path,) in self.connection.execute(sql, (owner,))}

    def publishers(self) -> set[str]:
        """Return the enterprises that have picture files in the site."""
        sql = "SELECT DISTINCT owner FROM published"
        return {owner for (owner,) in self.connection.execute(sql)}

    def put_published(self, owner: str, paths: Iterable[str]) -> None:
        """Remember an enterprise's picture files in the place of what was known of them."""
        self.connection.execute("DELETE FROM published WHERE owner = ?", (owner,))
        rows = [(owner, path) for path in paths]
        self.connection.executemany("INSERT INTO published VALUES (?, ?)", rows)

    def begin(self) -> None:
        """Start the transaction of a build; the parsed records may be committed before."""
        if not self.connection.in_transaction:
            self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make everything durable."""
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self.connection.close()


def open_state(path: Path) -> State:
    """Open the state file, made anew when it is missing, damaged or of another format.

    Raises OSError when the folder is not writable.
    """
    try:
        return _open(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        try:
            return _open(path)
        except sqlite3.Error as error:
            raise OSError(None, str(error), str(path)) from error


def _open(path: Path) -> State:
    connection = sqlite3.connect(path, isolation_level=None, timeout=1)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_TABLES)
    version = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    state = State(connection, path)
    if version is None or pickle.loads(version[0]) != FORMAT:  # noqa: S301
        state.clear()
        state.forget_records()
        state.put("format", FORMAT)
    return state
