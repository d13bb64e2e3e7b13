"""Words of the language are told from slips of the words that records say."""

import random

import pytest

from mrezha.search.confusable import MANY, Vicinity, count_slips, list_faces


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [
        ("хляб", "хляб", 0),
        ("хляб", "хлаб", 1),
        ("хляб", "хялб", 1),  # neighbours changed places
        ("хляб", "хляба", 1),
        ("килим", "клим", 1),
        ("килим", "калам", 2),
        ("са", "абв", 3),  # the restricted distance: no letter is moved twice
        ("", "хляб", 4),
    ],
)
def test_slips_are_counted_as_hands_make_them(a: str, b: str, slips: int) -> None:
    assert (slips, slips) == (count_slips(a, b), count_slips(b, a))


KNOWN = {
    "казин": ["казино"],
    "пе": ["пее"],
    "мебел": ["мебели"],
    "градинар": ["градинари"],
    "print": ["printing"],
    "дом": [],
}


@pytest.mark.parametrize(
    ("form", "near"),
    [
        ("камин", ("казин",)),  # one letter for another
        ("печат", ("пе",)),  # the beginning of it
        ("градиран", ("градинар",)),  # two slips in a long word
        ("дами", ()),  # too short to be mended
        ("принт", ("print",)),  # the plain reading of an English word
        ("мебел", ("мебел",)),
    ],
)
def test_known_words_near_a_form_are_found(form: str, near: tuple[str, ...]) -> None:
    assert near == Vicinity(list_faces(KNOWN)).find([form])[form]


def test_many_forms_at_once_are_judged_like_each_by_itself() -> None:
    chance = random.Random(3)  # noqa: S311 - a fixed seed, nothing secret
    words = ["".join(chance.choices("абвгд", k=chance.randrange(2, 10))) for _ in range(400)]
    vicinity = Vicinity(list_faces({word: [word + "а"] for word in words[:200]}))
    together = vicinity.find(words)
    assert len(words) > MANY
    assert together == {word: vicinity.find([word])[word] for word in words}
