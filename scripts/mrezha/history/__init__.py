"""What the register said when: one small file for each applied import, and what follows."""

from mrezha.history.changes import AsOf, Change, count_over_time, find_changes, read_as_of
from mrezha.history.model import History, Snapshot, SnapshotRow, render_snapshot
from mrezha.history.reading import FOLDER, history_folder, read_history

__all__ = [
    "FOLDER",
    "AsOf",
    "Change",
    "History",
    "Snapshot",
    "SnapshotRow",
    "count_over_time",
    "find_changes",
    "history_folder",
    "read_as_of",
    "read_history",
    "render_snapshot",
]
