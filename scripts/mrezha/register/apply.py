"""Carry out a plan: the one function of the import that writes, all files or none."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from mrezha.records.journal import write_all
from mrezha.register.planned import FileChange, Plan, RecordPlan


class StalePlanError(OSError):
    """A record changed after the plan was made; the import has to be planned again."""


class BusyImportError(OSError):
    """Another import is at work in this checkout."""


@contextlib.contextmanager
def hold_import(root: Path) -> Iterator[None]:
    """Hold the right to import into a checkout; released by the system even after a kill.

    Raises BusyImportError when another import holds it, OSError when the disk refuses.
    """
    import fcntl

    # The folder itself is locked, so that a refused import leaves no file behind.
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyImportError(str(root)) from None
        yield
    finally:
        os.close(handle)


def apply_plan(plan: Plan, root: Path, extra: Mapping[Path, bytes] | None = None) -> int:
    """Write the files of a plan and return how many records were written.

    The quarantine and `extra` files below the root go with them, all or none.
    Raises ValueError for a blocked plan, StalePlanError when a file is no longer what the
    plan was made from, OSError when the disk refuses; in every case nothing is written.
    """
    if plan.is_blocked:
        raise ValueError("a blocked plan may not be applied")
    parts: tuple[RecordPlan | FileChange, ...] = (*plan.records, *plan.files)
    for one in parts:
        now = one.path.read_bytes() if one.path.is_file() else None
        if now not in (one.before, one.after):
            raise StalePlanError(one.path.as_posix())
    changes = {one.path.absolute(): one.after for one in parts}
    changes |= {(root / path).absolute(): data for path, data in (extra or {}).items()}
    write_all(changes, root.absolute())
    return len(plan.records)


def write_review(path: Path, page: str) -> None:
    """Write the page of a plan for review where a person wants it."""
    path.write_bytes(page.encode("utf-8", "backslashreplace"))
