"""Long work shows how far it is on a terminal, and is quiet in a pipe."""

import io
import sys
from pathlib import Path

import pytest

from mrezha.cli.console import Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("lang", "words"),
    [("bg", "Построени страници: 50 от 200"), ("en", "Pages built: 50 of 200")],
)
def test_a_terminal_shows_one_line_with_counts(
    lang: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    Console(lang, tmp_path).count("count-pages", 50, 200)
    assert words in terminal.getvalue()
    assert 6 == terminal.getvalue().count("█")
    assert "\n" not in terminal.getvalue()
    Console(lang, tmp_path).count("count-pages", 200, 200)
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_a_pipe_hears_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    Console("bg", tmp_path).count("count-pages", 50, 200)
    assert "" == pipe.getvalue()
