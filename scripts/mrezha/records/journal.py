"""Put many files on disk all or none, with a journal that survives a crash.

1. Every new file is staged in the journal folder and forced to disk.
2. The manifest is put in place by one rename: from here on the change counts as made.
3. Every staged file is renamed to its place; then the journal is removed.
A crash before 2 leaves nothing (the staged files are dropped by the next run), a crash
after it leaves all (the next run carries on with 3). The reference is the ordinary
write-ahead rule; rename is atomic within one file system (POSIX.1-2017, rename).
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

JOURNAL = Path(".cache") / "journal"
MANIFEST = "manifest.json"
MANY = 100


class JournalError(OSError):
    """A half-made change that cannot be carried on, or a place that must not be written."""


def write_all(changes: Mapping[Path, bytes], root: Path) -> int:
    """Write files below `root`, all of them or none; return how many were written.

    Files that already hold the wanted bytes are left alone. An unfinished earlier write is
    finished first. Raises OSError when the disk refuses or a path leads outside the root.
    """
    recover_writes(root)
    wanted = {
        _place(path, root): data
        for path, data in sorted(changes.items())
        if _read(root / path) != data
    }
    if not wanted:
        return 0
    folder = root / JOURNAL
    folder.mkdir(parents=True)
    # Thousands of files are forced to disk together: one by one takes 20 ms each.
    is_many = len(wanted) > MANY
    manifest = []
    for number, (path, data) in enumerate(wanted.items()):
        staged = f"{number:06}.new"
        _write(folder / staged, data, is_synced=not is_many)
        before = _read(root / path)
        manifest.append(
            {
                "path": path.as_posix(),
                "staged": staged,
                "before": _sum(before) if before is not None else None,
                "after": _sum(data),
            }
        )
    if is_many:
        os.sync()
    _write(folder / f"{MANIFEST}.tmp", json.dumps(manifest, indent=1).encode())
    (folder / f"{MANIFEST}.tmp").replace(folder / MANIFEST)
    _sync_folder(folder)
    return _replay(root)


def recover_writes(root: Path) -> int:
    """Finish a write that a crash cut off, or drop what it had only staged.

    Returns the number of files put in place. Raises JournalError when a file was changed
    by somebody since the crash: then a person has to decide.
    """
    folder = root / JOURNAL
    if not folder.is_dir():
        return 0
    if (folder / MANIFEST).is_file():
        return _replay(root)
    shutil.rmtree(folder)
    return 0


def _replay(root: Path) -> int:
    folder = root / JOURNAL
    entries = json.loads((folder / MANIFEST).read_text("utf-8"))
    for entry in entries:
        _check_untouched(root, folder, entry)
    for entry in entries:
        target = root / _place(Path(entry["path"]), root)
        staged = folder / entry["staged"]
        if staged.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                shutil.copymode(target, staged)
            staged.replace(target)
    for parent in sorted({(root / entry["path"]).parent for entry in entries}):
        _sync_folder(parent)
    (folder / MANIFEST).unlink()
    shutil.rmtree(folder)
    return len(entries)


def _check_untouched(root: Path, folder: Path, entry: Mapping[str, str | None]) -> None:
    path = str(entry["path"])
    now = _read(root / path)
    found = _sum(now) if now is not None else None
    staged = _read(folder / str(entry["staged"]))
    if found == entry["after"]:
        return
    if found != entry["before"] or staged is None or _sum(staged) != entry["after"]:
        raise JournalError(
            f"{path} was changed after an unfinished write; "
            f"look at {JOURNAL.as_posix()} and remove that folder"
        )


def _place(path: Path, root: Path) -> Path:
    """Return a path relative to the root; refuse places outside it and symbolic links."""
    whole = root / path
    inside = whole.parent.resolve() / whole.name
    if whole.is_symlink() or not inside.is_relative_to(root.resolve()):
        raise JournalError(f"{path} is not a plain place below {root}")
    return inside.relative_to(root.resolve())


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes, is_synced: bool = True) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        if is_synced:
            stream.flush()
            os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
