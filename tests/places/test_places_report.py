"""What a reader is told about an address, in both languages."""

import string
from pathlib import Path

import pytest

from mrezha import places
from mrezha.places import load_gazetteer
from mrezha.places.report import batch, explain, load_texts
from mrezha.places.resolve import resolve_address

SOURCE = Path(places.__file__).parent


def steps(address: str) -> list[str]:
    return [step.code for step in resolve_address(address, load_gazetteer()).steps]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Габрово", ["settlement-name", "seat-preferred", "found"]),
        (
            "с. Баня, общ. Карлово",
            ["municipality", "settlement-name", "municipality-kept", "kind-dropped", "found"],
        ),
        ("гр. Бяла 9101", ["postcode", "settlement-name", "kind-kept", "postcode-kept", "found"]),
        ("Ст. Загора", ["settlement-short", "found"]),
        ("Мусомища", ["settlement-old", "found"]),
        ("Бяла", ["settlement-name", "several"]),
        ("гр. Варна и гр. София", ["two-settlements", "several"]),
        ("Варна, Звездица", ["settlement-name", "place-inside", "several"]),
        ("Изгрев, Варна", ["settlement-name", "quarter-or-village", "several"]),
        ("", ["no-settlement"]),
        ("с. Непознато", ["name-unknown"]),
        ("с. Черно море", ["settlement-closed"]),
        (
            "с. Рудник, общ. Бургас",
            ["municipality", "settlement-name", "municipality-conflict", "settlement-closed-too"],
        ),
        ("гр. Бяла Слатна", ["settlement-name", "name-cut"]),
        ("гр. Варна, общ. Непозната", ["admin-unknown"]),
        ("гр. Варна, обл. Русе", ["district", "settlement-name", "district-conflict"]),
        ("с. Браниполе, Варна", ["settlement-name", "hint-conflict"]),
        ("8000 Варна", ["postcode", "settlement-name", "postcode-conflict"]),
        ("а" * 3000, ["too-long"]),
    ],
)
def test_the_steps_say_how_an_address_was_understood(address, expected):
    assert expected == steps(address)


def test_an_answer_names_the_place_its_code_and_the_reasons():
    gazetteer = load_gazetteer()
    resolution = resolve_address("с. Баня, общ. Карлово", gazetteer)

    assert (
        "гр. Баня (община Карлово, област Пловдив), ЕКАТТЕ 02720\n"
        "Защо:\n"
        "  - община „карлово“: Карлово\n"
        "  - името на населеното място е „баня“\n"
        "  - остават само местата в тази община\n"
        "  - нито едно от тях не е село; видът може да се е променил, затова не се гледа\n"
        "  - остава едно: гр. Баня (община Карлово, област Пловдив)"
    ) == explain(resolution, gazetteer, "bg")
    assert (
        "Banya (Karlovo municipality, Plovdiv district), EKATTE 02720\n"
        "Why:\n"
        '  - municipality "карлово": Karlovo\n'
        '  - the settlement is called "баня"\n'
        "  - only the places in that municipality are left\n"
        "  - none of them is a village; kinds change over the years, so this is set aside\n"
        "  - one is left: Banya (Karlovo municipality, Plovdiv district)"
    ) == explain(resolution, gazetteer, "en")


def test_an_ambiguous_answer_lists_the_places_and_says_what_to_add():
    gazetteer = load_gazetteer()
    lines = explain(resolve_address("гр. Бяла", gazetteer), gazetteer, "bg").splitlines()

    assert [
        "Адресът подхожда на повече от едно населено място:",
        "  07598  гр. Бяла (община Бяла, област Варна)",
        "  07603  гр. Бяла (община Бяла, област Русе)",
    ] == lines[:3]
    assert lines[-1].startswith("Посочете вида, общината и областта")


def test_a_batch_answers_each_address_in_short():
    assert {
        "с. Абланица, общ. Хаджидимово": "00014",
        "Бяла": "ambiguous",
        "": "unknown",
    } == batch(["с. Абланица, общ. Хаджидимово", "Бяла", "", "Бяла"])


def test_every_text_exists_in_both_languages_with_the_same_blanks():
    for group in load_texts().values():
        for code, text in group.items():
            assert {"bg", "en"} == set(text), code
            assert blanks(text["bg"]) == blanks(text["en"]), code


def test_every_text_of_a_step_is_used_in_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    code += "settlement-name settlement-short settlement-old"  # made from the spelling

    assert [] == [step for step in load_texts()["steps"] if step not in code]


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
