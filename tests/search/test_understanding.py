"""What people type is understood: forms, scripts, layouts, slips, English, questions."""

from collections.abc import Callable

import pytest

First = Callable[..., dict[str, str | None]]

EXPECTED = {
    "forms": {"хлябът": "bread", "тортите": "bread", "свещта": "candles", "килимите": "laundry"},
    "families": {"счетоводство": "books", "счетоводител": "books", "сапунени": "candles"},
    "beginnings": {"вело": "bikes", "счетов": "books", "жест": "sign"},
    "the law": {"hlyab": "bread", "schetovodni": "books", "velosipedi": "bikes"},
    "chat": {
        "s4etovodstvo": "books",
        "jestov ezik": "sign",
        "sve6ti": "candles",
        "wosy4ni": "candles",
    },
    "layouts": {
        "le.firmeor": "bikes",  # велосипеди, BDS keys
        "sve]i": "candles",  # свещи, new phonetic keys
        "jf,jr": "bread",  # торти, BDS keys
        "ьъъдкхшсхж": "books",  # accounting, BDS layout on
        "цандлес": "candles",  # candles, phonetic layout on
        "ур.р;р": "laundry",  # килими, BDS keys, phonetic layout on
    },
    "slips": {
        "велосипди": "bikes",
        "счетоводнни": "books",
        "килмии": "laundry",
        "velosipdi": "bikes",
    },
    "English": {
        "accounting": "books",
        "candles": "candles",
        "bike repair": "bikes",
        "rye bread": "bread",
        "sign language": "sign",
    },
    "names": {"каритарт": "candles", "„златен клас“ ЕООД": "bread", "zlaten klas": "bread"},
    "places": {
        "гр. Варна": "bread",
        "гр.Варна": "bread",
        "Varna": "bread",
        "ж.к. Люлин": "sign",
        "жк люлин": "sign",
        "област Пловдив": "bikes",
        "хляб варна": "bread",
    },
    "numbers": {
        "200000004": "bread",
        "ЕИК 200 000 004": "bread",
        "BG200000004": "bread",
        "2000000": "bread",
    },
    "questions": {
        "къде мога да поръчам торта за рожден ден": "bread",
        "кой ще ми изпере килима": "laundry",
        "кой може да ми поправи колелото": "bikes",
        "трябва ми преводач за глухи": "sign",
    },
}


@pytest.mark.parametrize("kind", list(EXPECTED))
def test_a_way_of_typing_leads_to_the_record(kind: str, first_ids: First) -> None:
    assert EXPECTED[kind] == first_ids(*EXPECTED[kind])


def test_of_words_nobody_answers_together_the_noun_is_answered(first_ids: First) -> None:
    expected = {
        "ръжен торти": "bread",  # the one that is baked
        "книги с твърди корици": "books",
        "сапуни за чувствителна кожа": "candles",
        "восъчни сапуни": "candles",
        "предпечат на етикети": "books",
        "смяна на килими": "laundry",
        "жестов език за начинаещи": "sign",
    }
    assert expected == first_ids(*expected)


def test_a_word_that_says_little_alone_is_no_answer(first_ids: First) -> None:
    queries = (
        "ремонт на покриви",
        "услуги за автомобили",
        "пране на автомобили",
        "мотоциклетни торти",
        "car repair",
        "ремонт за хладилници",
    )
    assert dict.fromkeys(queries) == first_ids(*queries)


def test_a_place_is_never_dropped(first_ids: First) -> None:
    queries = (
        "хляб от Бяла",
        "хляб Пловдив",
        "ръжен хляб Шумен",
        "счетоводни услуги Варна",
        "candles Varna",
        "bread Plovdiv",
        "хляб Горна Оряховица",
        "свещи от Банско",
    )
    assert dict.fromkeys(queries) == first_ids(*queries)


def test_nothing_fitting_gives_nothing(first_ids: First) -> None:
    queries = (
        "автомобилни гуми",
        "ипотечен кредит",
        "Видин",
        "гр. Габрово",  # a street bears the name
        "Габрово",
        "Нова Загора",
        "Vidin",
        "къде мога да купя телевизор",
        "999999999",
        "хляб Видин",
        "qwzx",
        "???",
        "",
    )
    assert dict.fromkeys(queries) == first_ids(*queries)


def test_a_street_is_found_when_it_is_asked_for(first_ids: First) -> None:
    assert {"ул. Габрово": "laundry"} == first_ids("ул. Габрово")


def test_words_of_asking_alone_are_searched_as_they_are(ask: Callable[..., list]) -> None:
    assert [] == [a for a in ask("търся", "къде") if a.ids and len(a.ids) > 6]


def test_explanation_says_how_the_query_was_read(ask: Callable[..., list]) -> None:
    layout, typed, slip, eik = (
        a.readings[0]["kind"] for a in ask("jf,jr", "торти", "велосипди", "ЕИК 200000004")
    )
    assert ("layout", "typed", "typo", "eik") == (layout, typed, slip, eik)
