"""Measure bytes and time of the search at growing sizes, records made by recombination."""

import argparse
import gzip
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from distort import list_content, slip
from judged import find_settlement, load_corpus, make_eik

from mrezha.places.gazetteer import load_gazetteer
from mrezha.plugin.scripts import shorten_script
from mrezha.search import (
    SearchDocument,
    SearchOffer,
    list_places,
    make_settings,
    search_folder,
)
from mrezha.search.build import renew_index
from mrezha.search.memory import Memory
from mrezha.search.tables import Tables
from mrezha.search.text import split_words, transliterate

THEME = Path(__file__).parents[3] / "theme/static/js/search"
CODE = (
    "search.js",
    "index.js",
    "vocabulary.js",
    "query.js",
    "sentence.js",
    "words.js",
    "rank.js",
    "text.js",
    "slips.js",
    "head.js",
)


def recombine(count: int, seed: int = 5) -> list[SearchDocument]:
    """Return records whose names, offers and places are mixed from the imaginary ones."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, nothing secret
    base = [d for name in ("a", "b") for d in load_corpus(name)]
    gazetteer = load_gazetteer()
    codes = sorted(gazetteer.settlements)
    towns = [find_settlement(gazetteer, d.places[0].bg) for d in base if d.places]
    names = sorted({w for d in base for w in split_words(d.name) if len(w) > 3})
    offers = [(o, c) for d in base for o, c in zip(d.offers, d.categories, strict=False)]
    documents: list[SearchDocument] = []
    for number in range(count):
        chosen = chance.sample(offers, chance.randrange(1, 5))
        places = list_places(gazetteer, chance.choice(towns if chance.random() < 0.7 else codes))
        syllables = "".join(
            chance.choice("бвгдзклмнпрст") + chance.choice("аеиоу") for _ in range(3)
        )
        name = f"„{chance.choice(names).title()} {chance.choice(names)} {syllables}“"
        documents.append(
            SearchDocument(
                id=f"r-{number:06d}",
                name=name,
                eik=make_eik(10_000_000 + number),
                legal_form=chance.choice(base).legal_form,
                offers=tuple(o for o, _ in chosen),
                categories=tuple(dict.fromkeys(c for _, c in chosen)),
                labels=chance.choice(base).labels,
                places=places,
                facets={
                    "district": tuple(p.bg for p in places if p.level == "district"),
                    "category": tuple(dict.fromkeys(c.id for _, c in chosen)),
                },
            )
        )
    return documents


def make_queries(documents: list[SearchDocument], count: int, seed: int = 3) -> list[str]:
    """Return a mix of queries as visitors type them."""
    chance = random.Random(seed)  # noqa: S311
    queries: list[str] = []
    while len(queries) < count:
        document = chance.choice(documents)
        word = chance.choice(list_content(document) or ["торта"])
        town = document.places[0].bg if document.places else "София"
        queries.append(
            chance.choice(
                (
                    word,
                    word[:5],
                    transliterate(word),
                    slip(word, chance) if len(word) > 5 else word,
                    document.name,
                    town,
                    f"{word} {town}",
                    document.offers[0].text,
                    document.eik,
                    f"къде мога да намеря {document.offers[0].text} в {town}",
                )
            )
        )
    return queries


def measure_size(count: int, asked: int) -> dict[str, float]:
    """Return what so many records cost: building, an edit, bytes, requests and time."""
    documents = recombine(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures, files = build_and_edit(documents, folder)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        packed = {name: len(gzip.compress(content, 9, mtime=0)) for name, content in files.items()}
        queries = make_queries(documents, asked)
        cold = search_folder(folder, queries, "--time", "--cold", "--first")
        warm = search_folder(folder, queries, "--time", "--first")
    code = sum(len(gzip.compress(shorten(n), 9, mtime=0)) for n in CODE)
    spec = next(size for name, size in packed.items() if name.startswith("spec"))
    loads = [
        {f for f in answer.files if f != "manifest.json" and not f.startswith("spec")}
        for answer in cold
    ]
    sizes = sorted(sum(packed[f] for f in names) for names in loads)
    requests = sorted(len(names) for names in loads)
    return figures | {
        "records": count,
        "files": len(files),
        "all_kb": sum(packed.values()) / 1024,
        "start_kb": (code + spec) / 1024,
        "manifest_kb": packed["manifest.json"] / 1024,
        "query_p50_kb": pick(sizes, 0.5) / 1024,
        "query_p95_kb": pick(sizes, 0.95) / 1024,
        "requests_p95": pick(requests, 0.95),
        "cpu_p95_ms": pick(sorted(a.ms or 0.0 for a in warm), 0.95),
        "cold_cpu_p95_ms": pick(sorted(a.ms or 0.0 for a in cold), 0.95),
    }


def build_and_edit(
    documents: list[SearchDocument], folder: Path
) -> tuple[dict[str, float], dict[str, bytes]]:
    """Build the index, change one record, and put it back; return the costs and the files."""
    settings = make_settings(load_gazetteer())
    memory = Memory(settings.settlements, folder / "cache")
    memory.near(["хляб"])  # the word lists are read once on a machine, not at each build
    connection = sqlite3.connect(folder / "state", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    tables = Tables(connection)
    changed = replace(documents[len(documents) // 2], offers=(SearchOffer("шарена рогозка"),))
    costs: list[float] = []
    files: dict[str, bytes] = {}
    for some in (documents, [changed], [documents[len(documents) // 2]]):
        memory = Memory(settings.settlements, folder / "cache")
        connection.execute("BEGIN")
        start = time.process_time()
        renewal = renew_index(tables, some, (), settings, memory)
        costs.append(time.process_time() - start)
        connection.execute("COMMIT")
        files = {n: c for n, c in (files | renewal.files).items() if n in renewal.names}
    connection.close()
    return {"build_s": costs[0], "edit_s": max(costs[1:])}, files


def shorten(name: str) -> bytes:
    """Return a script as it is sent."""
    return shorten_script((THEME / name).read_text("utf-8")).encode()


def pick(ordered: Sequence[float], share: float) -> float:
    """Return the value below which that share of the ordered ones lies."""
    return ordered[int(len(ordered) * share)]


def main() -> None:
    """Measure the sizes asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1_000, 10_000, 100_000])
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    for count in options.sizes:
        figures = measure_size(count, options.queries)
        print(", ".join(f"{k} {v:.4g}" for k, v in figures.items()), flush=True)


if __name__ == "__main__":
    main()
