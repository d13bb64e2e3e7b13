"""Read the snapshots that stand beside the content folder, less what was withdrawn."""

import dataclasses
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from mrezha.history.model import History, Snapshot, SnapshotRow, parse_snapshot
from mrezha.problems import WHOLE_FILE, Problem

FOLDER = "register-history"
_RECORDS = "enterprises"


def history_folder(content: Path) -> Path:
    """Return where the snapshots of a content folder stand: beside it, committed with it.

    Not in it: snapshots are the program's, and an editor has nothing to do there.
    """
    return content.parent / FOLDER


def read_history(
    folder: Path, withdrawn: Collection[str] = (), moved: Mapping[str, str] | None = None
) -> tuple[History, tuple[Problem, ...]]:
    """Read all snapshots, oldest first, and the problems of those that cannot be read.

    Rows about withdrawn records are left out; the id of a renamed record is its new one. Both
    are given as "folder/id". A folder that is not there is an empty history. Raises OSError
    when a file cannot be read.
    """
    snapshots: list[Snapshot] = []
    problems: list[Problem] = []
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else ():
        raw = path.read_bytes()
        shown = f"{folder.name}/{path.name}"
        try:
            found = parse_snapshot(raw)
        except ValueError as error:
            problems.append(
                Problem("history-file", shown, int(str(error)), WHOLE_FILE, {"value": str(error)})
            )
            continue
        kept = tuple(_follow(one, moved or {}) for one in found.rows if _stays(one, withdrawn))
        snapshots.append(dataclasses.replace(found, rows=kept))
        digest.update(path.name.encode() + b"\0" + raw)
    digest.update(repr((sorted(withdrawn), sorted((moved or {}).items()))).encode())
    snapshots.sort(key=lambda one: (one.date, one.checksum))
    return History(tuple(snapshots), digest.digest()), tuple(problems)


def _stays(row: SnapshotRow, withdrawn: Collection[str]) -> bool:
    return f"{_RECORDS}/{row.id}" not in withdrawn


def _follow(row: SnapshotRow, moved: Mapping[str, str]) -> SnapshotRow:
    new = moved.get(f"{_RECORDS}/{row.id}")
    return dataclasses.replace(row, id=new.partition("/")[2]) if new else row
