"""`mrezha bench build`: what a build costs, beside its peers; the other benches join here."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from mrezha.bench.measure import (
    RESIDENT,
    SCENARIOS,
    Plan,
    describe_machine,
    measure,
    merge_results,
)
from mrezha.bench.process import BenchError
from mrezha.bench.report import render_chart, render_report, replace_measured
from mrezha.bench.searching import add_search
from mrezha.bench.tools import HUGO, PELICAN
from mrezha.bench.webcli import add_web
from mrezha.cli.console import GOOD, CommandError, Console

_DOCUMENT = "performance.md"
_CHART = "performance-build.svg"
_RESULTS = "performance-build.json"


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `bench` to the command line, with its sub-commands."""
    bench = verbs.add_parser("bench", help="measure speed and size")
    benches = bench.add_subparsers(dest="bench", required=True, metavar="WHAT")
    add_build(benches, common)
    add_search(benches, common)
    add_web(benches, common)


def add_build(benches: Any, common: argparse.ArgumentParser) -> None:
    """Add `bench build`."""
    parser = benches.add_parser(
        "build", parents=[common], help="what a build costs, beside Hugo and stock Pelican"
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 1000], metavar="N", help="enterprises"
    )
    parser.add_argument("--rounds", type=int, default=3, help="the median of so many (default: 3)")
    parser.add_argument(
        "--scenarios",
        nargs="+",
        choices=(*SCENARIOS, *RESIDENT),
        default=[*SCENARIOS, *RESIDENT],
        help="what to measure (default: all)",
    )
    parser.add_argument(
        "--hugo-up-to", type=int, default=10_000, metavar="N", help="0 leaves Hugo out"
    )
    parser.add_argument(
        "--pelican-up-to", type=int, default=1_000, metavar="N", help="0 leaves Pelican out"
    )
    parser.add_argument("--seed", type=int, default=0, help="another corpus of the same kind")
    parser.add_argument("--work", help="a folder for the sites (default: a temporary one)")
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    parser.set_defaults(run=run_bench_build)


def run_bench_build(args: argparse.Namespace, console: Console) -> int:
    """Measure, print the table; with --publish renew docs/performance.md and its chart."""
    plan = Plan(
        sizes=tuple(sorted(set(args.sizes))),
        rounds=args.rounds,
        scenarios=tuple(args.scenarios),
        up_to={HUGO: args.hugo_up_to, PELICAN: args.pelican_up_to},
        seed=args.seed,
    )
    if plan.rounds < 1 or plan.sizes[0] < 10:
        raise CommandError("--rounds >= 1, --sizes >= 10")
    given = Path(args.work).resolve() if args.work else None
    work = given or Path(tempfile.mkdtemp(prefix="mrezha-bench-"))
    try:
        results = measure(plan, console.root, work, _tell)
    except BenchError as error:
        raise CommandError(str(error)) from None
    finally:
        if given is None:
            shutil.rmtree(work, ignore_errors=True)
    head = {"machine": describe_machine(), "command": _command(args)}
    if args.publish:
        _publish(console.root / "docs", results, head)
    print(render_report({**head, "sizes": results}, _CHART))
    return GOOD


def _publish(docs: Path, results: list[dict[str, Any]], head: dict[str, Any]) -> None:
    whole = merge_results(docs / _RESULTS, results, head)
    (docs / _CHART).write_text(render_chart(whole), encoding="utf-8")
    document = docs / _DOCUMENT
    text = replace_measured(document.read_text(encoding="utf-8"), render_report(whole, _CHART))
    document.write_text(text, encoding="utf-8")


def _command(args: argparse.Namespace) -> str:
    sizes = " ".join(map(str, sorted(set(args.sizes))))
    words = f"mrezha bench build --sizes {sizes} --rounds {args.rounds}"
    words += f" --hugo-up-to {args.hugo_up_to} --pelican-up-to {args.pelican_up_to}"
    if args.seed:
        words += f" --seed {args.seed}"
    return words


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
