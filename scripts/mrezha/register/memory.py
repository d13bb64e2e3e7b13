"""What is remembered of the last applied import, to notice a file that is not what it was."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mrezha.problems import Problem
from mrezha.register.planned import ImportOptions

MEMORY = Path("register") / "last-import.json"
# Fewer rows than this share of the last file's are taken for a cut-off file.
FEWEST = 0.8


@dataclass(frozen=True, slots=True)
class Last:
    """Figures of the last applied file of one layout: entries, and the columns that were read."""

    rows: int
    columns: tuple[str, ...]


def read_memory(path: Path) -> tuple[bytes | None, Mapping[str, Last]]:
    """Read the figures by layout; a file nobody can read is taken for none at all."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None, {}
    try:
        data = json.loads(raw)
        return raw, {
            str(layout): Last(int(one["rows"]), tuple(map(str, one["columns"])))
            for layout, one in data.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return raw, {}


def write_memory(memory: Mapping[str, Last], layout: str, now: Last) -> bytes:
    """Return the file with one layout's figures renewed."""
    renewed = {**memory, layout: now}
    data = {
        name: {"rows": one.rows, "columns": list(one.columns)}
        for name, one in sorted(renewed.items())
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def compare_with_last(
    last: Last | None, now: Last, titles: Mapping[str, str], file: str, options: ImportOptions
) -> Sequence[Problem]:
    """Say what a file lacks that the one before had: columns, or far too many rows."""
    if last is None:
        return ()
    problems = []
    lost = [one for one in last.columns if one not in now.columns]
    for one in lost:
        if one not in options.without and titles.get(one, one) not in options.without:
            params = {"value": titles.get(one, one)}
            problems.append(Problem("import-column-lost", file, None, "", params))
    fewer = last.rows - now.rows
    if (
        now.rows < FEWEST * last.rows
        and not options.is_partial
        and fewer > (options.accept_loss or 0)
    ):
        params = {"rows": str(now.rows), "last": str(last.rows), "gone": str(fewer)}
        problems.append(Problem("import-fewer", file, None, "", params))
    return problems
