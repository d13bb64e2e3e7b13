"""Who applied to a fair, and how an applicant becomes a participant."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mrezha.fairkit.applications import read_application, render_sheet

EVENT = "minal-forum-2024"


def application(enterprise: str = "izmislena-furna", **more: Any) -> dict[str, Any]:
    row = {"enterprise": enterprise, "offers": ["hlyab"], "needs": {"power": "yes"}}
    return {
        "format": "mrezha-submission",
        "version": 1,
        "kind": "fair-application",
        "id": EVENT,
        "made_on": "2026-11-11",
        "fields": {"participants": [{**row, **more.pop("row", {})}]},
        "sender": {"name": "Измислен Подател", "email": "podatel@example.org"},
        "note": "Ще дойдем двама.",
        **more,
    }


@pytest.fixture
def run(mrezha: Callable[..., Any], content_copy: Path, tmp_path: Path) -> Callable[..., Any]:
    """Run the command on a copy of the small folder, with these applications."""

    def command(*options: str, given: tuple[dict[str, Any], ...] = (application(),)) -> Any:
        folder = tmp_path / "applications"
        folder.mkdir(exist_ok=True)
        for number, one in enumerate(given):
            (folder / f"{number}.json").write_text(json.dumps(one), "utf-8")
        words = ("fair", "applications", EVENT, "--content", content_copy, "--from", folder)
        return mrezha(*words, *options)

    return command


def test_applications_are_shown_as_a_table(run: Callable[..., Any]) -> None:
    done = run()
    assert 0 == done.code, done.err
    title, row = done.out.splitlines()
    assert title.startswith("Състояние")
    assert ["нова", "izmislena-furna"] == row.split()[:2]
    assert "Хляб с квас" in row and "podatel@example.org" in row


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ((application("nyama-takava"),), "няма такъв профил"),
        ((application(row={"offers": ["kozunak"]}),), "посочва чужди продукти или услуги"),
        ((application(id="drugo-sabitie"),), None),
        (
            (application(made_on="2026-11-12"), application(made_on="2026-11-11")),
            "има по-нова от същото предприятие",
        ),
    ],
)
def test_an_application_says_why_it_cannot_be_accepted(
    run: Callable[..., Any], given: tuple[dict[str, Any], ...], state: str | None
) -> None:
    out = run(given=given).out
    assert (state is None and 1 == len(out.splitlines())) or (state or "?") in out


def test_an_accepted_applicant_is_a_participant_and_nothing_private_is_written(
    run: Callable[..., Any], content_copy: Path, mrezha: Callable[..., Any]
) -> None:
    path = content_copy / "events" / f"{EVENT}.md"
    before = path.read_text("utf-8")
    done = run("--accept", "izmislena-furna", "--stand", "7")
    assert 0 == done.code, done.err
    after = path.read_text("utf-8")
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert [
        "participants:", "  - enterprise: izmislena-furna", '    stand: "7"', "    offers:",
        "      - hlyab",
    ] == added  # fmt: skip
    assert "podatel" not in after.casefold() and "Подател" not in after
    assert 0 == mrezha("check", "--content", content_copy).code
    assert "вече е участник" in run().out
    again = run("--accept", "izmislena-furna")
    assert 2 == again.code
    assert after == path.read_text("utf-8")


def test_an_applicant_nobody_knows_is_refused_and_nothing_is_written(
    run: Callable[..., Any], content_copy: Path
) -> None:
    path = content_copy / "events" / f"{EVENT}.md"
    before = path.read_bytes()
    done = run("--accept", "nyama-takava", given=(application("nyama-takava"),))
    assert 2 == done.code
    assert before == path.read_bytes()


def test_the_sheet_holds_everything_as_text(run: Callable[..., Any], tmp_path: Path) -> None:
    one = application(note="=HYPERLINK(1)")
    assert 0 == run("--xlsx", str(tmp_path / "a.xlsx"), given=(one,)).code
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"s"} == set(cells.values())
    assert {"izmislena-furna", "podatel@example.org", "=HYPERLINK(1)"} <= set(cells)


def test_signs_a_sheet_cannot_hold_are_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_sheet([["а\x00б"]], "x")))
    assert "аб" == book.active["A1"].value


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"name": "„ИЗМИСЛЕНА ФУРНА“"}, "izmislena-furna"),
        ({"name": "Измислена пекарна"}, ""),
        ({"name": "Измислена фурна", "eik": "000000000"}, ""),  # a number that is not theirs
    ],
)
def test_who_applies_is_found_by_number_or_by_the_very_name(
    run: Callable[..., Any], about: dict[str, str], expected: str
) -> None:
    one = application("", about=about)
    (_, row) = run(given=(one,)).out.splitlines()
    assert (expected in row.split()) if expected else ("няма такъв профил" in row)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'{"kind": "fair-application"}', b"[" * 100_000, b"\xff"]
)
def test_anything_else_is_no_application(raw: bytes) -> None:
    assert read_application(raw) is None
