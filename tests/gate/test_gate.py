"""The answer to a proposed change: in plain Bulgarian, with remedies, harmless to a forge."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from mrezha.gate.answer import MARK, write_annotations, write_code_quality
from mrezha.problems import Problem

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "content"
FURNA = "enterprises/izmislena-furna.md"


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "proposal" / "content"))


def change(content: Path, name: str, old: str, new: str) -> None:
    path = content / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def review(mrezha: Any, content: Path, *more: str | Path) -> Any:
    return mrezha("review", "--before", FIXTURES, "--content", content, *more)


def test_a_right_change_is_answered_by_what_will_be_visible(mrezha: Any, proposal: Path) -> None:
    change(proposal, FURNA, "bg: Печем хляб с квас", "bg: Печем питки с квас")
    (proposal / "pages" / "nova.md").write_text("---\ntitle:\n  bg: Нова\n---\nТекст\n", "utf-8")
    (proposal / "calls" / "ezhegodna-nagrada.md").unlink()
    done = review(mrezha, proposal)
    assert 0 == done.code, done.err
    assert done.out.startswith(MARK)
    assert "Промяната е наред" in done.out
    assert "Променен: `enterprises/izmislena-furna/`" in done.out
    assert re.search(r"\*\*Кратко представяне:\*\* `Печем хляб .*` → `Печем питки .*`", done.out)
    assert "Нов: `pages/nova/`" in done.out
    assert "Махнат: `calls/ezhegodna-nagrada/`" in done.out


def test_a_wrong_change_is_answered_by_problems_and_remedies(
    mrezha: Any, proposal: Path, tmp_path: Path
) -> None:
    change(proposal, FURNA, "999990010", "999990011")
    notes, report = tmp_path / "notes.txt", tmp_path / "report.json"
    done = review(mrezha, proposal, "--annotations", notes, "--code-quality", report)
    assert 1 == done.code
    assert "1 неща за поправяне" in done.out
    assert "контролната цифра" in done.out
    assert "Проверете" in done.out
    assert notes.read_text("utf-8").startswith(f"::error file=content/{FURNA},line=")
    (row,) = json.loads(report.read_text("utf-8"))
    assert ("eik-checksum", f"content/{FURNA}") == (row["check_name"], row["location"]["path"])


def test_no_change_says_so(mrezha: Any, proposal: Path) -> None:
    done = review(mrezha, proposal)
    assert (0, f"{MARK}\n## Нищо в записите не се променя\n") == (done.code, done.out)


def test_words_of_a_record_command_no_forge_and_call_nobody(mrezha: Any, proposal: Path) -> None:
    hostile = "x` @all <img src=x> [a](javascript:x) **b**"
    change(
        proposal,
        FURNA,
        "bg: Печем хляб с квас и даваме работа на хора с увреждания.",
        f'bg: "{hostile}"',
    )
    out = review(mrezha, proposal).out
    assert "@all" in out
    outside = re.sub(r"`[^`]*`", "", out)
    assert not set("@<[") & set(outside.replace(MARK, ""))


def test_annotations_cannot_be_broken_out_of() -> None:
    problem = Problem("text-sign", "content/a,b:c\n::set-env.md", 3, params={"value": "x\n::stop"})
    text = write_annotations([problem], "bg")
    assert 1 == text.count("\n")
    assert text.startswith("::error file=content/a%2Cb%3Ac%0A%3A%3Aset-env.md,line=3,")
    assert 64 == len(json.loads(write_code_quality([problem], "bg"))[0]["fingerprint"])


def test_a_missing_folder_is_said_in_a_sentence(mrezha: Any, tmp_path: Path) -> None:
    done = mrezha("review", "--before", tmp_path / "nyama", "--content", FIXTURES)
    assert (2, "") == (done.code, done.out)
    assert "nyama" in done.err
