"""What must hold for every address, sensible or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrezha.places import load_gazetteer
from mrezha.places.report import explain
from mrezha.places.resolve import Resolution, resolve_address

PIECES = st.sampled_from(
    "гр. с. село гр./с. общ. обл. община област Столична Софийска София Варна Бяла Баня Изгрев "
    "Ново Търново В. Ст. Загора Русе Карлово Добрич селска столица ул. бул. ж.к. кв. бл. вх. п.к. "
    "№ 9000 1618 12 , , , ( ) / - : . ; „ “ България Sofia Varna s. obl. municipality of village "
    "district Blvd the Мусомища Рилски манастир населено място тел. 2024 г.".split()
)
MADE_UP = st.lists(PIECES, max_size=12).map(" ".join)
SPACES = st.sampled_from([" ", "  ", "\t", "\n", "\u00a0", "\u2003 "])


def resolve(address: str) -> Resolution:
    return resolve_address(address, load_gazetteer())


@given(st.one_of(st.text(), MADE_UP))
def test_an_answer_is_always_whole(address):
    resolution = resolve(address)

    if resolution.outcome == "code":
        assert (resolution.ekatte,) == resolution.candidates
    else:
        assert resolution.ekatte is None
        assert len(resolution.candidates) != 1
        assert bool(resolution.candidates) == (resolution.outcome == "ambiguous")
    assert list(resolution.candidates) == sorted(set(resolution.candidates))
    assert set(resolution.candidates) <= set(load_gazetteer().settlements)


@given(st.one_of(st.text(), MADE_UP), st.sampled_from(["bg", "en"]))
def test_every_answer_can_be_explained(address, lang):
    assert explain(resolve(address), load_gazetteer(), lang).strip()


@given(MADE_UP)
def test_capital_letters_change_nothing(address):
    expected = resolve(address)

    assert expected == resolve(address.upper())
    assert expected == resolve(address.lower())
    assert expected == resolve(address.swapcase())


@given(MADE_UP, st.data())
def test_spaces_change_nothing(address, data):
    spaced = "".join(data.draw(SPACES) if sign == " " else sign for sign in address)

    assert resolve(address) == resolve(f"\n {spaced}\t ")


@given(MADE_UP)
def test_what_the_writer_says_about_a_municipality_is_never_ignored(address):
    resolution = resolve(f"{address}, общ. Трявна")

    assert all(
        load_gazetteer().municipality_of(ekatte).code == "GAB35"
        for ekatte in resolution.candidates
        if resolution.outcome == "code"
    )


@pytest.mark.parametrize(
    "address",
    [
        "гр. " * 2500,
        "с." * 5000,
        "(" * 10_000,
        "1234 " * 2000,
        "населено място " * 660,
        "district " * 1100,
        "а" * 10_000,
        "a@" * 5000,
        "гр. Варна, ул. София 5, " * 420,
    ],
)
@pytest.mark.timeout(10)  # one file costs at most 10 s; a backtracking pattern takes hours
def test_a_long_text_is_no_address(address):
    assert "unknown" == resolve(address).outcome


def test_spaces_do_not_make_an_address_too_long():
    assert "10135" == resolve("гр. Варна," + " " * 10_000 + "ул. Шипка 3").ekatte
