"""`mrezha bench search`: how well the search answers and what it costs, beside others."""

import argparse
import importlib
import sys
from typing import Any

from mrezha.bench.measure import describe_machine
from mrezha.bench.report import describe_in_words
from mrezha.cli.console import GOOD, CommandError, Console

BEGIN = "<!-- bench search: begin -->"
END = "<!-- bench search: end -->"
_DOCUMENT = "docs/search.md"
_FOLDER = "tests/benchmarks/search"


def add_search(benches: Any, common: argparse.ArgumentParser) -> None:
    """Add `bench search`."""
    parser = benches.add_parser(
        "search", parents=[common], help="how well the search answers, and at what cost"
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[100, 1_000, 10_000, 100_000],
        metavar="N",
        help="records, made by recombining fields (default: 100 1000 10000 100000)",
    )
    parser.add_argument(
        "--corpora",
        nargs="*",
        default=["a", "b", "c", "d", "e", "f"],
        metavar="NAME",
        help="imaginary directories with judged questions (default: all)",
    )
    parser.add_argument("--queries", type=int, default=200, help="questions at each size")
    parser.add_argument(
        "--rivals-up-to", type=int, default=10_000, metavar="N", help="0 leaves the others out"
    )
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    parser.set_defaults(run=run_bench_search)


def run_bench_search(args: argparse.Namespace, console: Console) -> int:
    """Measure and print the tables; with --publish renew their part of docs/search.md."""
    folder = console.root / _FOLDER
    if not (folder / "figures.py").is_file():
        raise CommandError(f"{folder}: figures.py?")
    if any(size < 10 for size in args.sizes):
        raise CommandError("--sizes >= 10")
    sys.path.insert(0, str(folder))
    figures = importlib.import_module("figures")
    results = figures.measure_all(
        sorted(set(args.sizes)), args.corpora, args.rivals_up_to, args.queries, _tell
    )
    text = "\n".join(
        (
            describe_in_words(describe_machine()),
            "",
            f"    {_command(args)}",
            "",
            figures.render_figures(results),
        )
    )
    if args.publish:
        document = console.root / _DOCUMENT
        document.write_text(replace_part(document.read_text("utf-8"), text), encoding="utf-8")
    print(text)
    return GOOD


def replace_part(document: str, measured: str) -> str:
    """Return a document with its measured part, between the markers, replaced.

    Raises CommandError when the markers are not there.
    """
    before, _, rest = document.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise CommandError(f"{_DOCUMENT}: {BEGIN} {END}")
    return f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}"


def _command(args: argparse.Namespace) -> str:
    sizes = " ".join(map(str, sorted(set(args.sizes))))
    words = f"mrezha bench search --sizes {sizes} --corpora {' '.join(args.corpora)}"
    return f"{words} --queries {args.queries} --rivals-up-to {args.rivals_up_to}"


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
