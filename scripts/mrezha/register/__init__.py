"""Import register files: read, clean, match, plan; then apply the plan, all or nothing."""

from mrezha.register.apply import (
    BusyImportError,
    StalePlanError,
    apply_plan,
    hold_import,
    write_review,
)
from mrezha.register.plan import plan_from_file, plan_import
from mrezha.register.planned import ImportOptions, Plan
from mrezha.register.report import plan_as_json, render_plan
from mrezha.register.review import render_review
from mrezha.register.snapshots import make_snapshot
from mrezha.register.sources import SourceError

__all__ = [
    "BusyImportError",
    "ImportOptions",
    "Plan",
    "SourceError",
    "StalePlanError",
    "apply_plan",
    "hold_import",
    "make_snapshot",
    "plan_as_json",
    "plan_from_file",
    "plan_import",
    "render_plan",
    "render_review",
    "write_review",
]
