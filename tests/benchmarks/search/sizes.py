"""Measure bytes and time of the search at growing sizes, records made by recombination."""

import argparse
import gzip
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from distort import list_content, slip
from judged import find_settlement, load_corpus, make_eik

from mrezha.places.gazetteer import load_gazetteer
from mrezha.search import SearchDocument, build_index, list_places, make_settings, search_folder
from mrezha.search.text import split_words, transliterate

THEME = Path(__file__).parents[3] / "theme/static/js/search"
CODE = (
    "search.js",
    "index.js",
    "query.js",
    "sentence.js",
    "words.js",
    "rank.js",
    "text.js",
    "slips.js",
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


def measure_size(count: int, asked: int) -> None:
    """Print one line of the table of sizes."""
    documents = recombine(count)
    settings = make_settings(load_gazetteer())
    start = time.perf_counter()
    files = build_index(documents, settings)
    built = time.perf_counter() - start
    packed = {name: len(gzip.compress(content, 9, mtime=0)) for name, content in files.items()}
    code = sum(len(gzip.compress((THEME / n).read_bytes(), 9, mtime=0)) for n in CODE)
    manifest = packed["manifest.json"]
    spec = next(size for name, size in packed.items() if name.startswith("spec"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        queries = make_queries(documents, asked)
        answers = search_folder(folder, queries, "--time", "--cold", "--first")
        warm = search_folder(folder, queries, "--time", "--first")
    cold: list[int] = []
    requests: list[int] = []
    for answer in answers:
        loaded = [
            f
            for f in dict.fromkeys(answer.files)
            if f != "manifest.json" and not f.startswith("spec")
        ]
        cold.append(sum(packed[f] for f in loaded))
        requests.append(len(loaded))
    times = sorted(a.ms or 0.0 for a in warm)
    cold.sort()
    requests.sort()
    total = sum(packed.values())
    print(
        f"{count:>7} records: build {built:5.1f} s, {len(files)} files, {total / 1024:.0f} KB;"
        f" start {(code + spec) / 1024:.1f} KB + manifest {manifest / 1024:.1f} KB;"
        f" cold query p50 {pick(cold, 0.5) / 1024:.1f} KB p95 {pick(cold, 0.95) / 1024:.1f} KB"
        f" in {pick(requests, 0.5):.0f}/{pick(requests, 0.95):.0f} requests;"
        f" CPU p50 {pick(times, 0.5):.1f} ms p95 {pick(times, 0.95):.1f} ms",
        flush=True,
    )


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
        measure_size(count, options.queries)


if __name__ == "__main__":
    main()
