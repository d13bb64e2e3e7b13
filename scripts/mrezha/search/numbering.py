"""Give documents their numbers, and tell whose numbers a change moves."""

from mrezha.search.documents import SearchSettings
from mrezha.search.shelves import Layout, place_alone, place_documents, plan_shelves
from mrezha.search.tables import Tables
from mrezha.search.terms import Changes, Shares


def number_documents(
    tables: Tables, shares: dict[str, Shares], settings: SearchSettings, changes: Changes
) -> bool:
    """Number the documents; note in `shares` and `changes` what moved.

    A small directory is numbered without gaps. Returns True when all numbers are new.
    """
    if not shares:
        return False
    sql = "SELECT path, COUNT(*) FROM @docs GROUP BY path"
    counts: dict[str, int] = dict(tables.run(sql).fetchall())
    if sum(counts.values()) <= settings.small_limit:
        layout, spans = None, None
        rows = tables.run("SELECT id, number FROM @docs ORDER BY path, id").fetchall()
        wanted = {id_: at for at, (id_, _) in enumerate(rows)}
        held = dict(rows)
    else:
        layout = plan_shelves(counts)
        spans = dict(layout.spans)
        touched = {path for share in shares.values() for path in share.paths}
        is_fresh: bool = tables.get("spans") != spans
        wanted, held = _place(tables, layout, None if is_fresh else touched)
    is_new: bool = tables.get("spans") != spans
    tables.put("spans", spans)
    moved = {id_: number for id_, number in wanted.items() if held[id_] != number}
    tables.many("UPDATE @docs SET number = ? WHERE id = ?", [(n, i) for i, n in moved.items()])
    _note(tables, shares, moved, held, changes, is_new)
    return is_new


def _place(
    tables: Tables, layout: Layout, touched: set[str] | None
) -> tuple[dict[str, int], dict[str, int | None]]:
    """Return the numbers on all shelves, or on those of the touched places; and those before."""
    members: dict[str, list[str]] = {}
    for path, shelf in layout.shelf_of.items():
        members.setdefault(shelf, []).append(path)
    shelves = set(members)
    if touched is not None:
        shelves = {layout.shelf_of[path] for path in touched if path in layout.shelf_of}
    wanted: dict[str, int] = {}
    held: dict[str, int | None] = {}
    for shelf in sorted(shelves):
        base, width = layout.spans[shelf]
        rows: list[tuple[str, str]] = []
        for path in members[shelf]:
            sql = "SELECT id, number FROM @docs WHERE path = ?"
            for id_, number in tables.run(sql, (path,)):
                rows.append((id_, path))
                held[id_] = number
        if len(members[shelf]) == 1:
            wanted |= place_alone((id_ for id_, _ in rows), base, width)
        else:
            wanted |= place_documents(rows, base, width)
    return wanted, held


def _note(
    tables: Tables,
    shares: dict[str, Shares],
    moved: dict[str, int],
    held: dict[str, int | None],
    changes: Changes,
    is_new: bool,
) -> None:
    changes.moves_documents |= bool(moved)
    changes.touches_eiks |= bool(moved)
    for id_, share in shares.items():
        if share.new is not None:
            share.new_number = moved[id_] if id_ in moved else held.get(id_)
    if is_new:
        return
    for id_, number in moved.items():
        if id_ not in shares:
            data = tables.one("SELECT data FROM @docs WHERE id = ?", (id_,))
            shares[id_] = Shares(held[id_], number, data, data)
    for share in shares.values():
        changes.numbers |= {n for n in (share.old_number, share.new_number) if n is not None}
