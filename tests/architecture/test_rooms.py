"""The picture of the design, held by reading the source: who imports whom, who touches files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "scripts" / "mrezha"
MODULES = sorted(SOURCE.rglob("*.py"))
every_module = pytest.mark.parametrize(
    "path", MODULES, ids=[path.relative_to(SOURCE).as_posix() for path in MODULES]
)

BASE = {"problems", "schema", "places", "pictures", "records"}
# Room -> the rooms it may import beside its own: the base, and what stands before it in
# the picture of design.md, section 1.
ROOMS = {
    "problems": set(),
    "schema": set(),
    "places": {"schema"},
    "pictures": set(),
    "records": {"problems", "schema", "places", "pictures"},
    "history": BASE,
    "register": BASE | {"history"},
    "intake": BASE,
    "gate": BASE,
    "forms": BASE,
    "markup": BASE,
    "catalogue": BASE,
    "search": BASE | {"catalogue"},
    "outputs": BASE | {"catalogue"},
    "fairkit": BASE | {"catalogue"},
    "booklets": BASE | {"catalogue", "fairkit"},
    "plugin": BASE
    | {"history", "catalogue", "search", "outputs", "fairkit", "markup", "forms"}
    | {"booklets"},
    "publish": BASE | {"catalogue", "search", "outputs", "fairkit", "markup", "forms", "plugin"},
    "cli": BASE
    | {"register", "intake", "gate", "forms", "catalogue", "search", "outputs", "plugin", "publish"}
    | {"bench", "history", "fairkit", "booklets"},
    "__main__": {"cli"},
    "bench": BASE
    | {"register", "intake", "forms", "catalogue", "search", "outputs", "plugin", "publish"}
    | {"cli"},
}

OPENING = {"open", "read_text", "read_bytes", "fdopen", "memmap", "mmap"}
WRITING = {
    "write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "rmtree", "rename",
    "copyfile", "copytree", "symlink_to", "hardlink_to", "makedirs", "removedirs", "mkfifo",
    "os.remove", "os.replace", "os.write", "os.truncate", "shutil.copy",
    "shutil.copy2", "shutil.move",
}  # fmt: skip
# Rooms and modules that may write, and what.
WRITERS = {
    "records/journal.py": "record files, all or nothing",
    "records/writing.py": "record files",
    "register/apply.py": "record files, by the journal",
    "intake/workspace.py": "a copy of the records, for as long as the check takes",
    "intake/private.py": "the sender's data, in a folder outside the repository",
    "intake/receiving.py": "submissions as they came, in the server's store",
    "cli/intake.py": "the review, where it was asked for",
    "pictures/store.py": "the cache of redrawn pictures",
    "plugin/writer.py": "the site being built",
    "plugin/fonts.py": "the cache of cut fonts, beside the packages they are made of",
    "plugin/environment.py": "the cache of compiled templates",
    "search/memory.py": "the cache of what the word lists gave",
    "cli/lookup.py": "an index for one question, in a folder made for it",
    "plugin/state.py": "what the last build knew, beside the site",
    "publish.py": "the site folder that is swapped in",
    "cli/building.py": "the state of the last build, forgotten on --clean",
    "cli/documents.py": "what is made from the schema",
    "cli/reviewing.py": "the answer to a proposed change, where asked for",
    "cli/formatting.py": "record files in canonical form",
    "cli/booklets.py": "a catalogue for print, where it is asked for",
    "cli/fair.py": "the papers of a fair, where they are asked for",
    "cli/applying.py": "a sheet of applications, where it is asked for",
    "cli/main.py": "the error log of a bug",
    "bench/": "its own folders",
}
# Modules of rooms that open no files, and the one kind they may: data of the package.
READERS = {
    "booklets/speech.py": "words that ship with the room",
    "fairkit/speech.py": "words that ship with the room",
    "search/lexicon.py": "word lists that ship with the room",
    "search/memory.py": "what the word lists gave, kept in a cache",
    "search/spec.py": "the specification that ships with the room",
}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
# Longer ones, with the reason; the list may only shrink.
# Places that must catch all, with the reason.
CATCH_ALL = {
    "cli/main.py": "the last resort: a bug ends in a sentence and a log, not in a traceback",
    "bench/process.py": "a measured process is stopped whatever happens",
}
LONG_MODULES = {
    "places/parsing.py": "the grammar of addresses, which is read in one piece",
}
LONG_FUNCTIONS = {
    "catalogue/build.py:assemble": "one argument for every part of the catalogue",
    "plugin/render.py:_helpers": "the helpers of the templates, one small closure each",
}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(tree: ast.Module) -> Iterator[str]:
    """Every module of ours that is imported anywhere, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "mrezha":
                yield from (f"mrezha.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def rooms_imported(tree: ast.Module) -> set[str]:
    parts = (name.split(".") for name in imports_of(tree))
    return {steps[1] for steps in parts if steps[0] == "mrezha" and len(steps) > 1}


def calls_of(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            yield name or getattr(node.func, "id", ""), node


def opens_for_writing(call: ast.Call) -> bool:
    """Say whether an `open` has a mode that writes; a named mode nobody can read counts."""
    is_method = isinstance(call.func, ast.Attribute)  # path.open("w"), but open(path, "w")
    first = [one for one in call.args[0 if is_method else 1 :][:1] if isinstance(one, ast.Constant)]
    named = [one.value for one in call.keywords if one.arg == "mode"]
    return any(
        not isinstance(mode, ast.Constant) or bool(set(str(mode.value)) & set("wax+"))
        for mode in (*first, *named)
    )


def writes(tree: ast.Module) -> list[str]:
    return [
        name
        for name, call in calls_of(tree)
        if {name, ast.unparse(call.func)} & WRITING
        or (name in ("open", "fdopen") and opens_for_writing(call))
    ]


@every_module
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert set() == rooms_imported(tree_of(path))
        return
    assert room in ROOMS, f"{room} is not in the picture of the design"
    assert set() == rooms_imported(tree_of(path)) - ROOMS[room] - {room}


@every_module
def test_only_named_modules_write_files(path: Path) -> None:
    name = name_of(path)
    if name not in WRITERS and f"{room_of(path)}/" not in WRITERS:
        assert [] == writes(tree_of(path))


@pytest.mark.parametrize(
    "path", [p for p in MODULES if room_of(p) in ("search", "outputs")], ids=name_of
)
def test_search_and_outputs_open_no_file(path: Path) -> None:
    if name_of(path) not in READERS:
        assert [] == [name for name, _ in calls_of(tree_of(path)) if name in OPENING]


@every_module
def test_modules_and_functions_are_of_middle_size(path: Path) -> None:
    name = name_of(path)
    size = len(path.read_text("utf-8").splitlines())
    assert size <= LONGEST_MODULE or name in LONG_MODULES
    long = [
        f"{name}:{node.name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert set(long) <= set(LONG_FUNCTIONS)


def test_an_excuse_for_size_is_still_needed() -> None:
    for name in LONG_MODULES:
        assert len((SOURCE / name).read_text("utf-8").splitlines()) > LONGEST_MODULE, name
    for name in LONG_FUNCTIONS:
        file, function = name.split(":")
        tree = tree_of(SOURCE / file)
        sizes = [
            (node.end_lineno or 0) - node.lineno + 1
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name == function
        ]
        assert sizes and max(sizes) > LONGEST_FUNCTION, name


@every_module
def test_nobody_swallows_every_exception(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler) and name_of(path) not in CATCH_ALL:
            assert node.type is not None, f"bare except in line {node.lineno}"
            named = ast.unparse(node.type)
            assert "BaseException" not in named and "Exception" not in named.split("."), named


@every_module
def test_nobody_asks_the_clock_or_chance(path: Path) -> None:
    """Same input, same bytes: the day is passed in; only commands and measurements look up."""
    if room_of(path) in ("cli", "bench", "publish") or name_of(path) == "plugin/moment.py":
        return
    for name, call in calls_of(tree_of(path)):
        shown = ast.unparse(call.func)
        assert not shown.startswith(("random.", "secrets.", "uuid.")), shown
        assert not (name in ("now", "today", "utcnow") and "date" in shown), shown


# The guards themselves, seen red.
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from mrezha.plugin.words import say", {"plugin"}),
        ("import mrezha.plugin.words", {"plugin"}),
        ("from mrezha import plugin, markup", {"plugin", "markup"}),
        ("def f():\n    from mrezha.cli import main", {"cli"}),
        ("import os, re", set()),
    ],
)
def test_the_guard_sees_every_way_of_importing(source: str, expected: set[str]) -> None:
    assert expected == rooms_imported(ast.parse(source))


@pytest.mark.parametrize(
    ("source", "is_writing"),
    [
        ("path.write_text('x')", True),
        ("Path('x').write_bytes(b'')", True),
        ("open('x', 'w')", True),
        ("path.open('ab')", True),
        ("path.open(mode='x')", True),
        ("open('x', mode='r+b')", True),
        ("shutil.rmtree('x')", True),
        ("path.mkdir()", True),
        ("os.remove('x')", True),
        ("names.remove('x')", False),
        ("open('x')", False),
        ("path.open('rb')", False),
        ("path.open(encoding='utf-8', newline='')", False),
        ("path.read_text()", False),
    ],
)
def test_the_guard_sees_every_way_of_writing(source: str, is_writing: bool) -> None:
    assert is_writing == bool(writes(ast.parse(source)))
