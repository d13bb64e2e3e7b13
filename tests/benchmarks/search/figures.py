"""All figures of the search in one run: quality, bytes, requests and time, beside others."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from compare import ask_rivals, compare
from measure import BARS, write_index
from sizes import make_queries, measure_size, recombine

RIVAL_QUERIES = 60


def measure_all(
    sizes: Sequence[int],
    corpora: Sequence[str],
    rivals_up_to: int,
    queries: int,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Return the quality by engine and kind, and the costs by size."""
    scores: dict[str, dict[str, list[float]]] = {}
    for name in corpora:
        tell(f"quality: {name}")
        for engine, kinds in compare(name).items():
            for kind, some in kinds.items():
                scores.setdefault(engine, {}).setdefault(kind, []).extend(some)
    quality = {
        engine: {kind: sum(kinds[kind]) / len(kinds[kind]) for kind in BARS if kind in kinds}
        for engine, kinds in scores.items()
    }
    costs: list[dict[str, Any]] = []
    for count in sizes:
        tell(f"size: {count}")
        figures: dict[str, Any] = measure_size(count, queries)
        if count <= rivals_up_to:
            figures["rivals"] = measure_rivals(count)
        costs.append(figures)
    asked = {kind: len(some) for kind, some in next(iter(scores.values()), {}).items()}
    return {"quality": quality, "asked": asked, "costs": costs}


def measure_rivals(count: int) -> dict[str, dict[str, float]]:
    """Return what the other engines cost at a size; fewer questions, since they are slow."""
    documents = recombine(count)
    asked = make_queries(documents, RIVAL_QUERIES)
    with tempfile.TemporaryDirectory() as name:
        write_index(documents[:1], Path(name))
        found = ask_rivals(documents, asked, Path(name), "--plain")
    return {
        engine: {"index_kb": one["bytes"] / 1024, "cpu_p95_ms": one["ms"], "build_s": one["build"]}
        for engine, one in found.items()
    }


def render_figures(results: dict[str, Any]) -> str:
    """Return the tables of the document."""
    engines = list(results["quality"])
    lines = []
    if engines:
        lines += ["| nDCG@10 | questions | " + " | ".join(engines) + " |"]
        lines += ["|---|---|" + "---|" * len(engines)]
        for kind in results["asked"]:
            row = " | ".join(f"{results['quality'][engine][kind]:.3f}" for engine in engines)
            lines.append(f"| {kind} | {results['asked'][kind]} | {row} |")
        lines.append("")
    lines += [
        "| records | build | one changed | code and first data + manifest | cold query p50 / p95 "
        "| requests p95 | CPU p95 warm / cold |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in results["costs"]:
        lines.append(
            f"| {one['records']:,} | {one['build_s']:.2f} s | {one['edit_s']:.2f} s "
            f"| {one['start_kb']:.1f} + {one['manifest_kb']:.1f} KB "
            f"| {one['query_p50_kb']:.1f} / {one['query_p95_kb']:.1f} KB | {one['requests_p95']} "
            f"| {one['cpu_p95_ms']:.1f} / {one['cold_cpu_p95_ms']:.1f} ms |"
        )
    lines += [
        "",
        "| records | engine | index to download | CPU p95 | build |",
        "|---|---|---|---|---|",
    ]
    for one in results["costs"]:
        for engine, cost in one.get("rivals", {}).items():
            lines.append(
                f"| {one['records']:,} | {engine} | {cost['index_kb']:,.0f} KB "
                f"| {cost['cpu_p95_ms']:.1f} ms | {cost['build_s']:.2f} s |"
            )
    return "\n".join(lines)
