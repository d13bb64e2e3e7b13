"""The figures of the search go into their document and nowhere else."""

from pathlib import Path

import pytest

from mrezha.bench.searching import BEGIN, END, replace_part
from mrezha.cli.console import CommandError

DOCUMENT = Path(__file__).parents[2] / "docs" / "search.md"


def test_only_the_part_between_the_marks_is_replaced() -> None:
    text = replace_part(f"before {BEGIN} old {END} after", "new")
    assert f"before {BEGIN}\n\nnew\n\n{END} after" == text


def test_a_document_without_marks_is_told() -> None:
    with pytest.raises(CommandError):
        replace_part("nothing", "new")


def test_the_document_has_a_place_for_the_figures() -> None:
    assert "| lunr, tuned |" in replace_part(DOCUMENT.read_text("utf-8"), "| lunr, tuned |")
