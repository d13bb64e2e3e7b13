"""The two lists beside the records: what was withdrawn, and what was renamed.

`withdrawn.yml` names records taken down on request; every output honours it.
`moved.yml` says which id a renamed record has now, so that its old address leads there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mrezha.problems import Problem
from mrezha.records.cells import read_date
from mrezha.records.document import Value, read_limited, read_mapping, show_path
from mrezha.records.scan import MOVED, WITHDRAWN, is_id
from mrezha.schema import load_schema


@dataclass(frozen=True, slots=True)
class Lists:
    """Both lists; ids are written "folder/id". `moved` is old -> new."""

    withdrawn: frozenset[str]
    moved: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_lists(content: Path, shown: str) -> Lists:
    """Read both lists of a content folder; `shown` is the folder's name in messages.

    Raises OSError when a file cannot be read. A list that is not there is empty.
    """
    problems: list[Problem] = []
    withdrawn = set()
    for item, place in _read_items(content / WITHDRAWN, shown, "withdrawn", problems):
        key = _key(item, "id")
        if key is None:
            problems.append(Problem("withdrawn-shape", *place))
        else:
            withdrawn.add(key)
    moved: dict[str, str] = {}
    for item, place in _read_items(content / MOVED, shown, "moved", problems):
        old, new = _key(item, "from"), _key(item, "to")
        if old is None or new is None:
            problems.append(Problem("moved-shape", *place))
        elif (content / f"{old}.md").is_file() or old in moved:
            problems.append(Problem("moved-from", *place, params={"value": old}))
        elif not (content / f"{new}.md").is_file():
            problems.append(Problem("moved-to", *place, params={"value": new}))
        else:
            moved[old] = new
    kept = {old: new for old, new in sorted(moved.items()) if not {old, new} & withdrawn}
    return Lists(frozenset(withdrawn), MappingProxyType(kept), tuple(problems))


def _read_items(
    path: Path, folder: str, name: str, problems: list[Problem]
) -> Iterator[tuple[Value, tuple[str, int, str]]]:
    """Yield the items of a list file with their place; what is no list becomes a problem."""
    if path.is_symlink() or not path.is_file():
        return  # what else stands there is refused by `loading`
    shown = f"{folder}/{path.name}"
    document, found = read_limited(path, shown, read_mapping)
    problems += found
    if document is None:
        return
    for key in document.data:
        if key != name:
            params = {"value": key, "suggestion": name}
            problems.append(Problem("unknown-key", shown, document.line_of((key,)), key, params))
    items = document.data.get(name) or []
    for index, item in enumerate(items if isinstance(items, list) else [items]):
        at = (name, index)
        yield item, (shown, document.line_of(at), show_path(at))


def _key(item: Value, name: str) -> str | None:
    """Return "folder/id" of a dated item; None when it does not say one."""
    if not isinstance(item, dict) or read_date(str(item.get("date"))) is None:
        return None
    folder, _, id_ = str(item.get(name)).partition("/")
    folders = {table.folder for table in load_schema().record_tables()}
    return f"{folder}/{id_}" if folder in folders and is_id(id_) else None
