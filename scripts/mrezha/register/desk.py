"""What lies beside the records: rows set aside, decisions about them, the last figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mrezha.problems import Problem
from mrezha.register.decisions import QUARANTINE, Quarantine, read_quarantine, write_quarantine
from mrezha.register.layouts import Found
from mrezha.register.memory import MEMORY, Last, read_memory, write_memory
from mrezha.register.planned import FileChange, Quarantined


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies beside the records: the quarantine with its decisions, and the last figures."""

    root: Path = Path()
    quarantine: Quarantine = field(default_factory=Quarantine)
    memory: Mapping[str, Last] = field(default_factory=dict)
    memory_raw: bytes | None = None
    problems: tuple[Problem, ...] = ()


def read_desk(root: Path) -> Desk:
    """Read the quarantine and the figures of the last import below a checkout."""
    quarantine, problems = read_quarantine(root / QUARANTINE, QUARANTINE.as_posix())
    raw, memory = read_memory(root / MEMORY)
    return Desk(root, quarantine, memory, raw, tuple(problems))


def plan_files(
    desk: Desk,
    found: Found,
    now: Last,
    quarantined: Sequence[Quarantined],
    made: Mapping[str, str],
    file: str,
) -> tuple[FileChange, ...]:
    """Plan the files beside the records: the quarantine, and the figures for next time."""
    files = []
    text = write_quarantine(desk.quarantine, quarantined, made, found.fields, file)
    if text is not None:
        files.append(FileChange(desk.root / QUARANTINE, desk.quarantine.raw, text))
    figures = write_memory(desk.memory, found.layout.id, now)
    if figures != desk.memory_raw:
        files.append(FileChange(desk.root / MEMORY, desk.memory_raw, figures))
    return tuple(files)
