"""The benchmark's corpus: valid, the same every time, skewed as the country is."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from mrezha.bench.corpus import build_corpus_world, make_corpus
from mrezha.bench.enterprises import make_eik, make_enterprise
from mrezha.bench.world import CAPITAL
from mrezha.records.eik import judge_eik
from mrezha.records.loading import load_content

ROOT = Path(__file__).parents[2]
SIZE = 120


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "content"
    make_corpus(SIZE, folder, real_content=ROOT / "content")
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.md"))
    }


def test_every_record_passes_the_check(corpus: Path) -> None:
    loaded = load_content(corpus, corpus.parent)
    assert () == tuple(one for one in loaded.problems if one.severity == "error")


def test_it_has_as_many_records_as_asked_for(corpus: Path) -> None:
    counts = Counter(name.partition("/")[0] for name in digests(corpus))
    # One event for 50 enterprises, one call for 200 but at least one, six planning regions.
    assert {"enterprises": SIZE, "events": 2, "calls": 1, "regions": 6} == {
        name: counts[name] for name in ("enterprises", "events", "calls", "regions")
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 0), ("same", 0), ("other", 1)):
        make_corpus(SIZE, tmp_path / name, seed)
    assert digests(tmp_path / "one") == digests(tmp_path / "same")
    assert digests(tmp_path / "one") != digests(tmp_path / "other")


def test_a_record_does_not_depend_on_how_many_are_made() -> None:
    few, many = build_corpus_world(50, 0), build_corpus_world(500, 0)
    assert make_enterprise(few, 7) == make_enterprise(many, 7)


def test_a_record_weighs_what_real_ones_do(corpus: Path) -> None:
    sizes = [path.stat().st_size for path in (corpus / "enterprises").iterdir()]
    assert 5_500 < sum(sizes) / len(sizes) < 7_500  # the profiles measured had 6.5 KB


def test_invented_eiks_are_valid_and_never_the_same() -> None:
    eiks = [make_eik(number) for number in range(3_000)]
    assert len(set(eiks)) == 3_000
    assert {None} == {judge_eik(eik) for eik in eiks}


def test_the_capital_has_more_enterprises_than_any_other_place() -> None:
    world = build_corpus_world(600, 0)
    places = Counter(
        make_enterprise(world, number).data["register"]["settlement"] for number in range(600)
    )
    assert CAPITAL == places.most_common(1)[0][0]
    assert len(places) > 100


def test_some_enterprises_are_linked_and_nobody_to_itself() -> None:
    world = build_corpus_world(200, 0)
    records = [make_enterprise(world, number) for number in range(200)]
    links = [(one.id, link["to"]) for one in records for link in one.data["links"]]
    assert links
    assert [] == [pair for pair in links if pair[0] == pair[1]]
