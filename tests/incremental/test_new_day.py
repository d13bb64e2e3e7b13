"""Time alone changes a site: just the pages that rest on it, and nothing else."""

import datetime
import shutil
from pathlib import Path

import pytest

from mrezha.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", root / "content")
    shutil.copytree(ROOT / "theme", root / "theme")
    shutil.copy(ROOT / "pelicanconf.py", root / "pelicanconf.py")
    return root


def build(root: Path, output: str, *options: str) -> None:
    words = ["build", "--root", str(root), "--output", str(root.parent / output), *options]
    assert 0 == main(words)


def read_site(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def set_moment(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    moment = datetime.datetime.fromisoformat(text)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))


def test_the_end_of_a_term_renders_just_the_pages_that_say_so(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The imaginary bazaar takes applications until 20 November 2026, 17:00 in Sofia.
    set_moment(monkeypatch, "2026-11-20T16:59:59+02:00")
    build(checkout, "site")
    set_moment(monkeypatch, "2026-11-20T17:00:00+02:00")
    capsys.readouterr()
    build(checkout, "site", "--explain")
    rendered = {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()}
    assert {f"{lang}events/izmislen-bazar-2026/index.html" for lang in ("", "en/")} == rendered
    build(checkout, "clean", "--clean")
    clean, ours = read_site(checkout.parent / "clean"), read_site(checkout.parent / "site")
    assert [] == [name for name in {**clean, **ours} if clean.get(name) != ours.get(name)]
    # The same moment again: nothing is left to do.
    capsys.readouterr()
    build(checkout, "site", "--explain")
    assert "" == capsys.readouterr().out


def test_papers_beside_an_event_are_those_of_a_clean_build(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = checkout / "pelicanconf.py"
    conf.write_text(conf.read_text("utf-8").replace('"fair_kit": False', '"fair_kit": True'))
    build(checkout, "site")
    folder = checkout.parent / "site" / "events" / "izmislen-bazar-2026" / "kit"
    before = (folder / "programme.pdf").read_bytes(), (folder / "signs.pdf").read_bytes()
    record = checkout / "content" / "enterprises" / "izmislena-furna.md"
    text = record.read_text("utf-8")
    assert "  bg: Измислена фурна\n" in text
    record.write_text(text.replace("  bg: Измислена фурна\n", "  bg: Друга фурна\n"), "utf-8")
    build(checkout, "site")
    assert before[1] != (folder / "signs.pdf").read_bytes()
    build(checkout, "clean", "--clean")
    clean, ours = read_site(checkout.parent / "clean"), read_site(checkout.parent / "site")
    assert [] == [name for name in {**clean, **ours} if clean.get(name) != ours.get(name)]
    assert "events/izmislen-bazar-2026/kit/poster.pdf" in ours
    assert (
        b'href="../../events/izmislen-bazar-2026/kit/"'
        in ours["events/izmislen-bazar-2026/index.html"]
    )
