"""An index brought up to date is the index that a clean build gives, byte for byte."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mrezha.places.gazetteer import load_gazetteer
from mrezha.search import SearchDocument, SearchOffer, build_index, list_places, make_settings
from mrezha.search.build import renew_index
from mrezha.search.documents import SearchSettings
from mrezha.search.memory import Memory
from mrezha.search.tables import Tables

WORDS = (
    "хляб торти сапуни свещи ремонт велосипеди пране килими шиене чанти мед билки сладки бижута"
    " счетоводство превод рози градини къщички играчки керамика курсове bread soap"
).split()
PLACES = ("10135", "83510", "68134", "56784", "00014", "00028", "63427")
SMALL = SearchSettings(
    vocabulary_block=300,
    small_vocabulary=0,
    common_block=300,
    postings_block=100,
    inline_postings=8,
    longest_postings=6,
    chunk_documents=16,
    cards_per_block=8,
    eiks_block=120,
    small_limit=0,
)


@pytest.fixture(scope="module")
def memory() -> Memory:
    return Memory(make_settings(load_gazetteer()).settlements)


@pytest.fixture(params=["large", "small"])
def settings(request: pytest.FixtureRequest) -> SearchSettings:
    country = make_settings(load_gazetteer())
    shape = SMALL if request.param == "large" else SearchSettings()
    return replace(
        shape,
        settlements=country.settlements,
        towns=country.towns,
        points=country.points,
        points_key=country.points_key,
    )


@pytest.fixture
def tables() -> Iterator[Tables]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield Tables(connection)
    connection.close()


def make_record(key: str, chance: random.Random) -> SearchDocument:
    places = list_places(load_gazetteer(), chance.choice(PLACES[: chance.randrange(1, 8)]))
    words = [chance.choice(WORDS) + chance.choice(("", "", "ар", "ка")) for _ in range(5)]
    return SearchDocument(
        id=key,
        name=f"„{words[0].title()} {chance.randrange(30)}“",
        eik=chance.choice(("", f"{chance.randrange(10**8, 10**9)}")),
        offers=tuple(SearchOffer(" ".join(words[at : at + 2])) for at in (1, 3)),
        places=places,
        text_bg=chance.choice(("", "Нова роля", "Габрово", "работим с хора")),
        facets={"district": tuple(p.bg for p in places if p.level == "district")},
    )


def check_renewals(
    tables: Tables, settings: SearchSettings, memory: Memory, seed: int, count: int, rounds: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, nothing secret
    records = {f"r{at}": make_record(f"r{at}", chance) for at in range(count)}
    folder: dict[str, bytes] = {}
    changed, gone = list(records.values()), list[str]()
    for at in range(rounds):
        renewal = renew_index(tables, changed, gone, settings, memory)
        folder = {n: c for n, c in (folder | renewal.files).items() if n in renewal.names}
        assert build_index(records.values(), settings, memory) == folder
        gone = chance.sample(sorted(records), chance.choice((0, 0, 1, 2)))
        for key in gone:
            del records[key]
        keys = [f"n{at}-{one}" for one in range(chance.choice((0, 0, 1, 3)))]
        keys += chance.sample(sorted(records), chance.choice((0, 1, 2)))
        changed = [make_record(key, chance) for key in keys]
        records |= {one.id: one for one in changed}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_edits_give_the_bytes_of_a_clean_build(
    tables: Tables, settings: SearchSettings, memory: Memory, seed: int
) -> None:
    check_renewals(tables, settings, memory, seed, count=120, rounds=14)


def test_few_records_are_renewed_like_many(
    tables: Tables, settings: SearchSettings, memory: Memory
) -> None:
    check_renewals(tables, settings, memory, seed=4, count=2, rounds=12)


def test_one_changed_record_leaves_most_files_alone(tables: Tables, memory: Memory) -> None:
    chance = random.Random(5)  # noqa: S311
    records = [make_record(f"r{at}", chance) for at in range(400)]
    renew_index(tables, records, (), SMALL, memory)
    changed = replace(records[7], offers=(SearchOffer("мед"),))
    renewal = renew_index(tables, [changed], (), SMALL, memory)
    assert len(renewal.names) > 4 * len(renewal.files)


def test_a_record_that_gives_the_same_changes_nothing(tables: Tables, memory: Memory) -> None:
    chance = random.Random(6)  # noqa: S311
    records = [make_record(f"r{at}", chance) for at in range(40)]
    first = renew_index(tables, records, (), SMALL, memory)
    again = renew_index(tables, records[:3], (), SMALL, memory)
    assert ({"manifest.json"}, first.names) == (set(again.files), again.names)


def test_other_settings_begin_anew(tables: Tables, memory: Memory) -> None:
    chance = random.Random(7)  # noqa: S311
    records = [make_record(f"r{at}", chance) for at in range(20)]
    renew_index(tables, records, (), SMALL, memory)
    other = replace(SMALL, cards_per_block=4)
    renewal = renew_index(tables, records, (), other, memory)
    assert build_index(records, other, memory) == renewal.files
