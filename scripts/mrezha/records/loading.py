"""Load a content folder: find the files, read them, check everything, say all problems.

The only module that reads under content/. Symbolic links, odd names and files of any
other kind are refused by name; nothing outside the folder is ever opened.
"""

import collections
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mrezha.pictures.rules import Refusal
from mrezha.pictures.store import store_of
from mrezha.places import Gazetteer, load_gazetteer
from mrezha.problems import WHOLE_FILE, Problem
from mrezha.records.cells import PICTURE_NAME, check_cells
from mrezha.records.document import read_limited
from mrezha.records.lists import read_lists
from mrezha.records.mapping import RecordFile, Shape, build_shape, map_document
from mrezha.records.rows import check_relations, check_row
from mrezha.records.scan import LISTS, is_id
from mrezha.records.tables import TypedRow, check_tables
from mrezha.schema import Schema, Table, load_schema

# A file with more problems of one kind than anybody reads: the first ones are told.
_MOST_ALIKE = 100


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything read from a content folder.

    `typed` holds the rows of all tables, in file order, cells typed; a wrong cell is None.
    `withdrawn` holds "folder/id" of records taken down, `moved` the new one of renamed
    records. `files` counts record files.
    """

    records: tuple[RecordFile, ...]
    typed: Mapping[str, list[TypedRow]]
    withdrawn: frozenset[str]
    moved: Mapping[str, str]
    pictures: Mapping[str, tuple[str, ...]]
    files: int
    problems: tuple[Problem, ...]


def load_content(content: Path, root: Path | None = None) -> Loaded:
    """Read and check all records under `content`; file names are shown relative to `root`
    where it holds the folder, else to the folder's own parent.

    Raises OSError when the folder or a file cannot be read.
    """
    schema, gazetteer = load_schema(), load_gazetteer()
    base = root if root is not None and root in content.parents else content.parent
    problems: list[Problem] = []
    records: list[RecordFile] = []
    pictures: dict[str, tuple[str, ...]] = {}
    files = 0
    folders = {str(table.folder): table for table in schema.record_tables()}
    for entry in sorted(content.iterdir()):
        shown = _show(entry, base)
        if entry.is_symlink():
            problems.append(
                Problem("file-symlink", shown, field=WHOLE_FILE, params={"value": entry.name})
            )
        elif entry.is_dir() and entry.name in folders:
            found = list(_find_files(entry, base))
            problems += [one for one in found if isinstance(one, Problem)]
            paths = [one for one in found if isinstance(one, Path)]
            table = folders[entry.name]
            shape = build_shape(schema, table)
            for path in paths:
                if path.suffix == ".md":
                    files += 1
                    record, misfits = _read_record(path, base, table, shape)
                    problems += misfits
                    if record is not None:
                        records.append(record)
                else:
                    key = f"{entry.name}/{path.parent.name}"
                    pictures[key] = (*pictures.get(key, ()), path.name)
        elif entry.is_dir():
            params = {"value": entry.name, "known": ", ".join(folders)}
            problems.append(Problem("folder-unknown", shown, field=WHOLE_FILE, params=params))
        elif not (entry.name in LISTS and entry.is_file()) and not entry.name.startswith("."):
            params = {"value": entry.name}
            problems.append(Problem("file-kind", shown, field=WHOLE_FILE, params=params))
    lists = read_lists(content, _show(content, base))
    problems += lists.problems
    typed, found_problems = check_tables(records, schema)
    problems += [*found_problems, *_check_own(records, typed, schema, gazetteer, pictures)]
    problems += _check_pictures(content, base, pictures, root)
    ordered = sorted(_without_doubles(problems), key=Problem.sort_key)
    return Loaded(
        tuple(records), typed, lists.withdrawn, lists.moved, pictures, files, tuple(ordered)
    )


def read_record_file(path: Path, root: Path) -> tuple[RecordFile | None, list[Problem]]:
    """Read one record file of a content folder by its place, without cross checks."""
    schema = load_schema()
    table = next(table for table in schema.record_tables() if table.folder == path.parent.name)
    return _read_record(path, root, table, build_shape(schema, table))


def _check_own(
    records: list[RecordFile],
    typed: Mapping[str, list[TypedRow]],
    schema: Schema,
    gazetteer: Gazetteer,
    pictures: Mapping[str, tuple[str, ...]],
) -> Iterator[Problem]:
    for record in records:
        for row in record.rows:
            fields = schema.tables[row.table].fields.values()
            yield from check_cells(record, row, fields, schema, gazetteer)
    for rows in typed.values():
        for typed_row in rows:
            yield from check_row(typed_row, gazetteer)
    yield from check_relations(typed, gazetteer)
    for row_ in typed["photos"]:
        name = str(row_.values["file"] or "")
        folder = f"enterprises/{row_.values['enterprise']}"
        if PICTURE_NAME.fullmatch(name) and name not in pictures.get(folder, ()):
            params = {"value": name, "folder": f"content/{folder}/"}
            yield row_.record.problem("picture-missing", row_.source.paths["file"], **params)


def _check_pictures(
    content: Path, base: Path, pictures: Mapping[str, tuple[str, ...]], root: Path | None
) -> Iterator[Problem]:
    """Judge the picture files by what is in them; one judged before is only read."""
    paths = (content / key / name for key, names in pictures.items() for name in names)
    for path, found in store_of(root).prepare_all(paths):
        if isinstance(found, Refusal):
            yield Problem(found.code, _show(path, base), field=WHOLE_FILE, params=found.params)


def _find_files(folder: Path, base: Path) -> Iterator[Path | Problem]:
    for entry in sorted(folder.iterdir()):
        shown = _show(entry, base)
        params = {"value": entry.name}
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield Problem("file-symlink", shown, field=WHOLE_FILE, params=params)
        elif entry.is_dir() and not is_id(entry.name):
            yield Problem("file-name", shown, field="id", params=params)
        elif entry.is_dir():
            yield from _find_pictures(entry, base)
        elif entry.suffix != ".md" or not entry.is_file():
            yield Problem("file-kind", shown, field=WHOLE_FILE, params=params)
        elif not is_id(entry.stem):
            yield Problem("file-name", shown, field="id", params={"value": entry.stem})
        else:
            yield entry


def _find_pictures(folder: Path, base: Path) -> Iterator[Path | Problem]:
    for entry in sorted(folder.iterdir()):
        shown = _show(entry, base)
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield Problem("file-symlink", shown, field=WHOLE_FILE, params={"value": entry.name})
        elif not entry.is_file() or not PICTURE_NAME.fullmatch(entry.name):
            yield Problem("file-kind", shown, field=WHOLE_FILE, params={"value": entry.name})
        else:
            yield entry


def _read_record(
    path: Path, base: Path, table: Table, shape: Shape
) -> tuple[RecordFile | None, list[Problem]]:
    document, problems = read_limited(path, _show(path, base))
    if document is None:
        return None, problems
    record, misfits = map_document(document, path.stem, table, shape)
    return record, problems + misfits


def _without_doubles(problems: list[Problem]) -> list[Problem]:
    """Drop repeats, what only follows from a group that has the wrong shape, and floods."""
    shapes = {(one.file, one.field) for one in problems if one.code.startswith("shape-")}
    seen: set[tuple[str, int | None, str, str]] = set()
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    kept = []
    for one in problems:
        key = (one.file, one.line, one.field, one.code)
        follows = one.code == "required" and any(
            one.file == file and one.field.startswith(f"{field}.") for file, field in shapes
        )
        if key not in seen and not follows and counts[one.file, one.code] < _MOST_ALIKE:
            seen.add(key)
            counts[one.file, one.code] += 1
            kept.append(one)
    return kept


def _show(path: Path, base: Path) -> str:
    try:
        return path.relative_to(base).as_posix()
    except ValueError:
        return path.as_posix()
