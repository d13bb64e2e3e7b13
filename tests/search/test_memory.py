"""What the word lists give is kept between builds, and never believed blindly."""

from pathlib import Path

import pytest

from mrezha.search import memory as module
from mrezha.search.lexicon import Target
from mrezha.search.memory import Memory, Words

FORMS = ["хляб", "камини", "печат", "~печат"]


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Words(
        aliases={"bread": (Target(("хляб",), 9),)},
        wide={},
        known={"казин": ("казино",), "хлаб": ()},
        rooted={"печап": ("печапе",)},
    )
    monkeypatch.setattr(module, "gather_words", lambda _: words)


def test_words_and_likeness_are_the_same_when_kept(tmp_path: Path) -> None:
    plain = Memory(("Варна",))
    wanted = (plain.words(), plain.near(FORMS))
    for _ in range(2):
        kept = Memory(("Варна",), tmp_path)
        assert wanted == (kept.words(), kept.near(FORMS))
    assert {"near", "words"} == {path.name.split("-")[0] for path in tmp_path.iterdir()}


def test_forms_and_roots_are_told_apart() -> None:
    near = Memory().near(FORMS)
    assert {"хляб": ("хлаб",), "камини": (), "печат": (), "~печат": ("печапе",)} == near


def test_what_is_kept_spares_reading_the_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Memory((), tmp_path).near(FORMS)
    monkeypatch.setattr(module, "gather_words", None)
    assert wanted == Memory((), tmp_path).near(FORMS)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xfb"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    wanted = Memory((), tmp_path).near(FORMS)
    for path in tmp_path.iterdir():
        path.write_bytes(content)
    assert wanted == Memory((), tmp_path).near(FORMS)


def test_other_names_of_settlements_have_another_file(tmp_path: Path) -> None:
    Memory(("Варна",), tmp_path).words()
    Memory(("Русе",), tmp_path).words()
    assert 1 == len(list(tmp_path.glob("words-*")))
    assert Memory(("Варна",)).key != Memory(("Русе",)).key


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert Memory(()).near(FORMS) == Memory((), blocked).near(FORMS)
