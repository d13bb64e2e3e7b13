"""Read the enterprise records an import is compared with."""

from dataclasses import dataclass
from pathlib import Path

from mrezha.places import Gazetteer
from mrezha.problems import Problem
from mrezha.records.document import read_document, read_mapping
from mrezha.records.scan import WITHDRAWN, is_id
from mrezha.register.matching import Known, make_known

FOLDER = "enterprises"


@dataclass(frozen=True, slots=True)
class Records:
    """The enterprise records of a content folder, and the ids that may not come back."""

    known: tuple[Known, ...]
    withdrawn: frozenset[str]
    folder: Path
    problems: tuple[Problem, ...]


def read_records(content: Path, root: Path, gazetteer: Gazetteer) -> Records:
    """Read all enterprise records as matching sees them."""
    folder = content / FOLDER
    known: list[Known] = []
    problems: list[Problem] = []
    paths = sorted(folder.glob("*.md")) if folder.is_dir() else []
    for path in paths:
        shown = show_path(path, root)
        raw = path.read_bytes()
        document, found = read_document(raw, shown)
        if document is None or found or not is_id(path.stem) or path.is_symlink():
            problems.append(Problem("import-record", shown))
            continue
        block = document.data.get("register")
        block = block if isinstance(block, dict) else {}
        known.append(make_known(path.stem, shown, path, raw, block, gazetteer))
    return Records(tuple(known), _read_withdrawn(content / WITHDRAWN), folder, tuple(problems))


def _read_withdrawn(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    document, _ = read_mapping(path.read_bytes(), path.name)
    items = document.data.get("withdrawn") if document else None
    ids = [one.get("id") for one in items or [] if isinstance(one, dict)]
    return frozenset(str(one).removeprefix(f"{FOLDER}/") for one in ids)


def show_path(path: Path, base: Path) -> str:
    """Return a path as messages show it: relative to the checkout where possible."""
    try:
        return path.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
