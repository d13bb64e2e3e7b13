"""Build the search files of a site from its documents, or bring them up to date.

What an index is made of is kept in tables; a change of some documents changes some rows, and
the files these stand in. The same documents give the same bytes, however one came to them.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from mrezha.search.blocks import Writer
from mrezha.search.contribute import contribute
from mrezha.search.documents import SearchDocument, SearchSettings
from mrezha.search.files import write_files
from mrezha.search.memory import Memory
from mrezha.search.numbering import number_documents
from mrezha.search.tables import DERIVED, Tables
from mrezha.search.terms import Changes, Shares, build_terms, renew_terms
from mrezha.search.vocabulary import renew_common, renew_words

# From this share of the documents on, all are counted anew: that is cheaper.
BULK_SHARE = 8
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Renewal:
    """The files to write, and the names of all files of the index."""

    files: dict[str, bytes]
    names: frozenset[str]


def build_index(
    documents: Iterable[SearchDocument],
    settings: SearchSettings | None = None,
    memory: Memory | None = None,
) -> dict[str, bytes]:
    """Return every search file: relative path -> content. The same input gives the same bytes.

    The entry is `manifest.json`; all other names carry the hash of their content.
    """
    connection = sqlite3.connect("", isolation_level=None)  # a temporary file of its own
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        tables = Tables(connection)
        return renew_index(tables, documents, (), settings, memory).files
    finally:
        connection.close()


def renew_index(
    tables: Tables,
    documents: Iterable[SearchDocument],
    gone: Iterable[str],
    settings: SearchSettings | None = None,
    memory: Memory | None = None,
) -> Renewal:
    """Bring the index up to date with documents that are new or changed, and ids that are gone.

    Returns the files that are new and the names of all; what is not named may be removed.
    """
    settings = settings or SearchSettings()
    memory = memory or Memory(settings.settlements)
    if not is_kept(tables, settings, memory):
        tables.clear()
        tables.put("key", _name_key(settings, memory))
    changes = Changes()
    shares = _keep_documents(tables, documents, gone, settings, changes)
    is_layout_new = number_documents(tables, shares, settings, changes)
    count: int = tables.one("SELECT COUNT(*) FROM @docs")
    changes.is_bulk = is_layout_new or len(shares) > count // BULK_SHARE or not tables.get("whole")
    if changes.is_bulk:
        tables.clear(DERIVED)
        build_terms(tables, settings, changes)
    else:
        renew_terms(tables, shares.values(), settings, changes)
    renew_words(tables, settings, memory, changes)
    renew_common(tables, settings, changes)
    tables.put("whole", value=True)
    writer = Writer()
    write_files(tables, settings, changes, writer)
    return Renewal(dict(sorted(writer.files.items())), frozenset(writer.names))


def is_kept(tables: Tables, settings: SearchSettings, memory: Memory) -> bool:
    """Tell whether the tables were made by this code of this data; else all documents are due."""
    return bool(tables.get("key") == _name_key(settings, memory))


def _name_key(settings: SearchSettings, memory: Memory) -> str:
    return f"{memory.key} {settings!r}"


def _keep_documents(
    tables: Tables,
    documents: Iterable[SearchDocument],
    gone: Iterable[str],
    settings: SearchSettings,
    changes: Changes,
) -> dict[str, Shares]:
    """Keep what the documents give; return what changed, by id."""
    shares: dict[str, Shares] = {}
    is_empty = tables.one("SELECT 1 FROM @docs LIMIT 1") is None
    rows: list[tuple[object, ...]] = []
    for document in documents:
        one = contribute(document, settings)
        row = (one.path, one.eik, one.card, one.pack())
        old = None
        if not is_empty:
            sql = "SELECT path, eik, card, data, number FROM @docs WHERE id = ?"
            old = tables.run(sql, (one.id,)).fetchone()
        if old and old[:4] == row:
            continue
        share = Shares(new=b"" if is_empty else row[3])
        if old:
            share.old, share.old_number, share.paths = old[3], old[4], (old[0], one.path)
            changes.touches_eiks |= old[1] != one.eik
        else:
            share.paths = (one.path,)
            changes.touches_eiks = True
        shares[one.id] = share
        rows.append((one.id, *row[:1], old[4] if old else None, *row[1:]))
        if len(rows) > BATCH:
            tables.many("INSERT OR REPLACE INTO @docs VALUES (?, ?, ?, ?, ?, ?)", rows)
            rows.clear()
    tables.many("INSERT OR REPLACE INTO @docs VALUES (?, ?, ?, ?, ?, ?)", rows)
    for id_ in gone:
        sql = "SELECT path, number, data FROM @docs WHERE id = ?"
        row = tables.run(sql, (id_,)).fetchone()
        if row:
            shares[id_] = Shares(old=row[2], old_number=row[1], paths=(row[0],))
            changes.touches_eiks = changes.moves_documents = True
            tables.run("DELETE FROM @docs WHERE id = ?", (id_,))
    return shares
