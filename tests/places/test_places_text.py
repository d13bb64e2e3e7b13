"""Folding of names: facts of the Bulgarian alphabet and the Transliteration Act."""

import pytest

from mrezha.places import load_gazetteer
from mrezha.places.text import fold_latin, fold_text, transliterate, unmix_word


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("  ГР.\u00a0 Варна \n", "гр. варна"),
        ("Ва\u0301рна", "варна"),  # stress mark
        ("Пѝрин", "пирин"),
        ("Пи\u0300рин", "пирин"),
        ("Й", "й"),  # a letter of its own
        ("И\u0306", "й"),  # the same, decomposed
        ("Ва\u00adр\u200bна\ufeff", "варна"),
        ("„Варна“", "варна"),
        ("Стара–Загора", "стара-загора"),
        ("№5", "# 5"),
        ("Ｖａｒｎａ", "varna"),
        ("Бы́ла", "била"),
    ],
)
def test_folding_keeps_only_what_tells_names_apart(written, expected):
    assert expected == fold_text(written)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("coфия", "софия"),  # Latin c and o
        ("sоfia", "sofia"),  # Cyrillic о
        ("варна", "варна"),
        ("varna", "varna"),
        ("sofiя", "sofiя"),  # f has no look-alike, я none either
    ],
)
def test_a_word_of_two_alphabets_goes_back_to_one(word, expected):
    assert expected == unmix_word(word)


def test_the_register_writes_all_names_but_one_by_the_act():
    different = [
        place.name_bg
        for place in load_gazetteer().settlements.values()
        if transliterate(place.name_bg.casefold()) != place.name_en.casefold()
    ]

    assert ["Томпсън"] == different  # Thompson in the register


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sofia", "sofiya"),
        ("sofia", "sofija"),
        ("banya", "bania"),
        ("yambol", "jambol"),
        ("veliko tarnovo", "weliko tarnowo"),
        ("haskovo", "khaskovo"),
        ("vratsa", "vratza"),
        ("pazardzhik", "pazardjik"),
    ],
)
def test_latin_spellings_of_one_sound_fold_together(one, other):
    assert fold_latin(one) == fold_latin(other)


def test_folding_latin_names_makes_no_new_namesakes():
    names = {p.name_en.casefold() for p in load_gazetteer().settlements.values()}

    assert len(names) == len({fold_latin(name) for name in names})
