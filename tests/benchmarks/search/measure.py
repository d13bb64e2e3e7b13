"""Measure the search: quality by kind, bytes and time. `python measure.py [corpus …]`."""

import argparse
import gzip
import math
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from distort import make_questions
from judged import OWN_NONE, Question, load_corpus, load_questions

from mrezha.places.gazetteer import load_gazetteer
from mrezha.search import SearchAnswer, SearchDocument, build_index, make_settings, search_folder

BARS = {
    "exact": 0.97,
    "inflected": 0.97,
    "prefix": 0.97,
    "translit": 0.97,
    "shlyokavitsa": 0.97,
    "wrong_layout": 0.97,
    "eik": 0.97,
    "town": 0.97,
    "name": 0.97,
    "typo": 0.95,
    "english": 0.95,
    "multiword": 0.95,
    "natural": 0.75,
    "none": 11 / 12,
}


def count_ndcg(ids: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return nDCG at `depth`; a question without answers wants an empty list."""
    if not grades:
        return 0.0 if ids else 1.0
    best = sorted(grades.values(), reverse=True)[:depth]
    ideal = sum((2**g - 1) / math.log2(i + 2) for i, g in enumerate(best))
    gain = sum(
        (2 ** grades.get(key, 0) - 1) / math.log2(i + 2) for i, key in enumerate(ids[:depth])
    )
    return gain / ideal


def write_index(
    documents: list[SearchDocument], folder: Path, is_large: bool = False
) -> dict[str, bytes]:
    """Build the index of some records into a folder, on request as large ones are built."""
    settings = make_settings(load_gazetteer())
    if is_large:
        settings = replace(settings, small_vocabulary=0, cards_per_block=8, small_limit=0)
    files = build_index(documents, settings)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return files


def measure_corpus(
    name: str,
    seed: int,
    misses: int,
    is_large: bool,
    is_page: bool = False,
    is_brief: bool = False,
) -> dict[str, list[float]]:
    """Return the scores of every kind over one directory; print the worst."""
    documents = load_corpus(name)
    made = () if is_brief else make_questions(documents, seed)
    questions: list[Question] = [*made, *load_questions(name)]
    if name not in OWN_NONE:
        questions += load_questions("none")
    with tempfile.TemporaryDirectory() as folder:
        files = write_index(documents, Path(folder), is_large)
        answers = search_folder(
            Path(folder),
            [q.query for q in questions],
            "--time",
            "--explain",
            *(["--first"] if is_large or is_page else []),
            *(["--cold"] if is_page else []),
        )
    scores: dict[str, list[float]] = {}
    times: list[float] = []
    shown: dict[str, int] = {}
    for question, answer in zip(questions, answers, strict=True):
        score = count_ndcg(answer.ids, question.grades)
        scores.setdefault(question.kind, []).append(score)
        times.append(answer.ms or 0.0)
        if score < 0.95 and shown.get(question.kind, 0) < misses:
            shown[question.kind] = shown.get(question.kind, 0) + 1
            words = answer.readings[0].get("words", []) if answer.readings else []
            read = " ".join(
                f"{w['word']}→{w['reading']}[{w['penalty']}]{w['terms'][:5]}" for w in words
            )
            wanted = sorted(question.grades)[:4]
            print(
                f"  {score:.2f} {question.kind}: {question.query} want {wanted}"
                f" got {list(answer.ids[:4])} | {read}"
            )
    times.sort()
    if is_page:
        tell_bytes(files, questions, answers)
    sizes = [len(gzip.compress(c, 9, mtime=0)) for c in files.values()]
    print(
        f"{name}: {len(documents)} records, {len(questions)} questions, "
        f"p95 {times[int(len(times) * 0.95)]:.1f} ms, {sum(sizes)} bytes gzip"
    )
    return scores


def tell_bytes(
    files: Mapping[str, bytes], questions: Sequence[Question], answers: Sequence[SearchAnswer]
) -> None:
    """Print what a first query of each kind loads beyond the manifest and the specification."""
    loads: dict[str, list[int]] = {}
    for question, answer in zip(questions, answers, strict=True):
        names = {n for n in answer.files if not n.startswith(("manifest", "spec"))}
        size = sum(len(gzip.compress(files[name], 9, mtime=0)) for name in names)
        loads.setdefault(question.kind, []).append(size)
    for kind, sizes in loads.items():
        sizes.sort()
        p95 = sizes[int(len(sizes) * 0.95)]
        print(f"  {kind:14} p50 {sizes[len(sizes) // 2]} p95 {p95} most {sizes[-1]} bytes gzip")


def main() -> int:
    """Print the table of kinds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora", nargs="*", default=["a", "b"])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--large", action="store_true", help="as a large directory is served")
    parser.add_argument("--page", action="store_true", help="as the page loads a small directory")
    parser.add_argument("--hand", action="store_true", help="the questions judged by hand alone")
    options = parser.parse_args()
    total: dict[str, list[float]] = {}
    for name in options.corpora:
        for kind, scores in measure_corpus(
            name, options.seed, options.misses, options.large, options.page, options.hand
        ).items():
            total.setdefault(kind, []).extend(scores)
    passed = True
    for kind, bar in BARS.items():
        scores = total.get(kind, [])
        mean = sum(scores) / len(scores) if scores else 0.0
        passed &= mean >= bar
        print(f"{kind:14} {mean:.3f} of {bar:.2f} {'' if mean >= bar else 'BELOW'} ({len(scores)})")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
