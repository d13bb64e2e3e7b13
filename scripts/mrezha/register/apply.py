"""Carry out a plan: the one function of the import that writes, all files or none."""

from collections.abc import Mapping
from pathlib import Path

from mrezha.records.journal import write_all
from mrezha.register.planned import Plan


class StalePlanError(OSError):
    """A record changed after the plan was made; the import has to be planned again."""


def apply_plan(plan: Plan, root: Path, extra: Mapping[Path, bytes] | None = None) -> int:
    """Write the files of a plan and return how many records were written.

    `extra` files below the root go with them, all or none.
    Raises ValueError for a blocked plan, StalePlanError when a record is no longer what the
    plan was made from, OSError when the disk refuses; in every case nothing is written.
    """
    if plan.is_blocked:
        raise ValueError("a blocked plan may not be applied")
    for one in plan.records:
        now = one.path.read_bytes() if one.path.is_file() else None
        if now not in (one.before, one.after):
            raise StalePlanError(one.path.as_posix())
    changes = {one.path.absolute(): one.after for one in plan.records}
    changes |= {(root / path).absolute(): data for path, data in (extra or {}).items()}
    write_all(changes, root.absolute())
    return len(plan.records)
