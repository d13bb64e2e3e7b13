"""Loading a content folder: what is read, what is refused by name, what is left alone."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from mrezha.records.loading import Loaded, load_content, read_record_file
from mrezha.records.scan import is_id

Check = Callable[[Mapping[str, str | bytes]], Loaded]
PAGE = "---\ntitle:\n  bg: Страница\n---\n"


def faults(loaded: Loaded) -> list[tuple[str, str]]:
    return [(one.code, one.file) for one in loaded.problems]


def test_the_small_folder_is_loaded_without_a_problem(loaded_fixture: Loaded) -> None:
    assert () == loaded_fixture.problems
    assert (13, 13) == (loaded_fixture.files, len(loaded_fixture.records))
    counts = {name: len(rows) for name, rows in loaded_fixture.typed.items() if rows}
    assert {
        "enterprises": 5,
        "offers": 4,
        "needs": 2,
        "links": 4,
        "photos": 1,
        "events": 2,
        "sessions": 2,
        "programme": 2,
        "venues": 1,
        "organisers": 2,
        "participants": 3,
        "calls": 2,
        "changes": 1,
        "regions": 2,
        "centres": 1,
        "pages": 2,
        "sources": 9,
    } == counts
    assert {"enterprises/izmislena-furna": ("furna.png",)} == dict(loaded_fixture.pictures)


def test_the_small_folder_fills_every_field_once(loaded_fixture: Loaded) -> None:
    """So that tests of pages and outputs meet every field."""
    empty = [
        f"{table}.{name}"
        for table, rows in loaded_fixture.typed.items()
        for name in rows[0].values
        if all(row.values[name] is None for row in rows)
    ]
    assert [] == empty


def test_loading_twice_gives_the_same(loaded_fixture: Loaded, fixtures: Path) -> None:
    again = load_content(fixtures / "content")
    assert loaded_fixture.records == again.records
    assert loaded_fixture.typed == again.typed


@pytest.mark.parametrize(
    "name",
    ["a", "hlyab-i-sol", "2026", "a-1", "x" * 80],
)
def test_an_id_has_small_latin_letters_digits_and_hyphens(name: str) -> None:
    assert is_id(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "A",
        "a_b",
        "a b",
        "хляб",
        "a--b",
        "-a",
        "a-",
        "a.b",
        "..",
        "a/b",
        "a\n",
        "x" * 81,
        "é",
        "٣",
        "ａ",
    ],
)
def test_anything_else_is_no_id(name: str) -> None:
    assert not is_id(name)


def test_odd_files_are_refused_by_name(check: Check) -> None:
    loaded = check(
        {
            "pages/good.md": PAGE,
            "pages/Good.md": PAGE,
            "pages/save_as.md": PAGE,
            "pages/a b.md": PAGE,
            "pages/x.MD": PAGE,
            "pages/x.rst": "x",
            "pages/x.html": "<script>",
            "pages/x.md.bak": "x",
            "belezhka.md": PAGE,
            "withdrawn.yaml": "withdrawn: []",
            "firmi/x.md": PAGE,
        }
    )
    assert [
        ("file-kind", "content/belezhka.md"),
        ("folder-unknown", "content/firmi"),
        ("file-name", "content/pages/Good.md"),
        ("file-name", "content/pages/a b.md"),
        ("file-name", "content/pages/save_as.md"),
        ("file-kind", "content/pages/x.MD"),
        ("file-kind", "content/pages/x.html"),
        ("file-kind", "content/pages/x.md.bak"),
        ("file-kind", "content/pages/x.rst"),
        ("file-kind", "content/withdrawn.yaml"),
    ] == faults(loaded)
    assert ["good"] == [one.id for one in loaded.records]


def test_hidden_files_are_left_alone(check: Check) -> None:
    loaded = check({".gitkeep": "", "pages/.gitkeep": "", "pages/.x.md.swp": "\xff"})
    assert ([], 0) == (faults(loaded), loaded.files)


def test_a_picture_folder_holds_pictures_only(check: Check, fixtures: Path) -> None:
    picture = (fixtures / "content/enterprises/izmislena-furna/furna.png").read_bytes()
    loaded = check(
        {
            "enterprises/a/good.png": picture,
            "enterprises/a/good-2.jpeg": picture,
            "enterprises/a/good.webp": picture,
            "enterprises/a/bad.svg": b"x",
            "enterprises/a/bad.gif": b"x",
            "enterprises/a/bad_name.png": b"x",
            "enterprises/a/Bad.png": b"x",
            "enterprises/a/x.md": PAGE,
            "enterprises/a/deeper/x.png": b"x",
            "enterprises/Bad Name/x.png": b"x",
        }
    )
    assert [
        ("file-name", "content/enterprises/Bad Name"),
        ("file-kind", "content/enterprises/a/Bad.png"),
        ("file-kind", "content/enterprises/a/bad.gif"),
        ("file-kind", "content/enterprises/a/bad.svg"),
        ("file-kind", "content/enterprises/a/bad_name.png"),
        ("file-kind", "content/enterprises/a/deeper"),
        ("file-kind", "content/enterprises/a/x.md"),
    ] == faults(loaded)
    assert {"enterprises/a": ("good-2.jpeg", "good.png", "good.webp")} == dict(loaded.pictures)


def test_a_name_that_is_no_text_is_refused(check: Check, tmp_path: Path) -> None:
    check({"pages/good.md": PAGE})
    with open(os.fsencode(tmp_path / "content" / "pages") + b"/\xff.md", "w") as stream:  # noqa: PTH123 a name of bytes
        stream.write(PAGE)
    assert ["file-name"] == [one.code for one in load_content(tmp_path / "content").problems]


def test_a_pipe_in_place_of_a_record_is_refused_unread(check: Check, tmp_path: Path) -> None:
    check({"pages/good.md": PAGE})
    os.mkfifo(tmp_path / "content" / "pages" / "x.md")
    loaded = load_content(tmp_path / "content")
    assert [("file-kind", "content/pages/x.md")] == faults(loaded)


def test_a_folder_in_place_of_a_record_is_refused(check: Check, tmp_path: Path) -> None:
    check({"pages/good.md": PAGE})
    (tmp_path / "content" / "pages" / "x.md").mkdir()
    assert ["file-name"] == [one.code for one in load_content(tmp_path / "content").problems]


def test_a_huge_file_is_refused_without_being_read(check: Check, tmp_path: Path) -> None:
    check({"pages/good.md": PAGE})
    with (tmp_path / "content" / "pages" / "x.md").open("wb") as stream:
        stream.truncate(50 * 2**30)  # a sparse file: 50 GB that take no place
    assert [("file-size", "content/pages/x.md")] == faults(load_content(tmp_path / "content"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a user who owns nothing: root could read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_record_nobody_may_read_is_an_error_of_the_world(check: Check, tmp_path: Path) -> None:
    check({"pages/good.md": PAGE})
    path = tmp_path / "content" / "pages" / "good.md"
    path.chmod(0)
    with as_nobody(), pytest.raises(PermissionError):
        load_content(tmp_path / "content")


def test_a_folder_that_is_not_there_is_an_error_of_the_world(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_content(tmp_path / "none")


def test_files_are_named_from_the_checkout(check: Check, tmp_path: Path) -> None:
    check({"pages/X.md": PAGE})
    shown = load_content(tmp_path / "content", tmp_path).problems[0].file
    foreign = load_content(tmp_path / "content", Path("/nowhere")).problems[0].file
    deeper = load_content(tmp_path / "content", tmp_path.parent).problems[0].file
    assert ("content/pages/X.md", "content/pages/X.md") == (shown, foreign)
    assert f"{tmp_path.name}/content/pages/X.md" == deeper


def test_one_record_can_be_read_alone(fixtures: Path) -> None:
    path = fixtures / "content" / "events" / "izmislen-bazar-2026.md"
    record, problems = read_record_file(path, fixtures)
    assert record is not None and not problems
    assert ("event", "izmislen-bazar-2026") == (record.kind, record.id)
    assert "content/events/izmislen-bazar-2026.md" == record.file


WITHDRAWN = 'withdrawn:\n  - {id: enterprises/a, date: "2026-11-24"}\n'


@pytest.mark.parametrize(
    "text",
    [
        WITHDRAWN,
        "---\n" + WITHDRAWN,
        "\ufeff" + WITHDRAWN,
        WITHDRAWN.replace("\n", "\r\n"),
        "# бележка\n\n" + WITHDRAWN,
        "withdrawn:\n  - id: enterprises/a\n    date: 2026-11-24\n",
    ],
)
def test_a_withdrawn_id_is_read_however_the_file_is_written(check: Check, text: str) -> None:
    loaded = check({"withdrawn.yml": text})
    assert ([], {"enterprises/a"}) == (faults(loaded), loaded.withdrawn)


@pytest.mark.parametrize("text", ["", "# нищо\n", "withdrawn:\n", "withdrawn: []\n"])
def test_nothing_withdrawn_is_fine(check: Check, text: str) -> None:
    loaded = check({"withdrawn.yml": text})
    assert ([], frozenset()) == (faults(loaded), loaded.withdrawn)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("withdrawn:\n  - enterprises/a\n", "withdrawn-shape", 2),
        ("withdrawn:\n  - {id: enterprises/a}\n", "withdrawn-shape", 2),
        ("withdrawn:\n  - {date: 2026-11-24}\n", "withdrawn-shape", 2),
        ("withdrawn:\n  - {id: a, date: 2026-11-24}\n", "withdrawn-shape", 2),
        ("withdrawn:\n  - {id: firmi/a, date: 2026-11-24}\n", "withdrawn-shape", 2),
        ("withdrawn:\n  - {id: enterprises/a.md, date: 2026-11-24}\n", "withdrawn-shape", 2),
        ("withdrawn:\n  - {id: enterprises/a, date: вчера}\n", "withdrawn-shape", 2),
        ("withdrawn: enterprises/a\n", "withdrawn-shape", 1),
        ("withdrwn:\n  - {id: enterprises/a, date: 2026-11-24}\n", "unknown-key", 1),
        ("- enterprises/a\n", "yaml-shape", 1),
        ("withdrawn: [\n", "yaml-syntax", 2),
        ("withdrawn:\n  - {id: &x enterprises/a, date: 2026-11-24}\n", "yaml-anchor", 2),
    ],
)
def test_a_slip_in_the_withdrawn_list_is_never_silent(
    check: Check, text: str, code: str, line: int
) -> None:
    found = [(one.code, one.file, one.line) for one in check({"withdrawn.yml": text}).problems]
    assert [(code, "content/withdrawn.yml", line)] == found
