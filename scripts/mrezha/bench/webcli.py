"""`mrezha bench web`: the bars of a built site, one page of every type in both languages."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mrezha.bench.measure import describe_machine
from mrezha.bench.process import BenchError
from mrezha.bench.report import describe_in_words
from mrezha.bench.webjudge import PARTS, WebPlan, judge
from mrezha.bench.webreport import render_report, replace_figures
from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console

_DOCUMENT = "docs/web.md"


def add_web(benches: Any, common: argparse.ArgumentParser) -> None:
    """Add `bench web`."""
    parser = benches.add_parser(
        "web", parents=[common], help="accessibility, speed and weight of the built pages"
    )
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument(
        "--parts",
        nargs="+",
        choices=PARTS,
        default=list(PARTS),
        help="what to judge (default: all)",
    )
    parser.add_argument(
        "--types", nargs="+", default=[], metavar="TYPE", help="these page types only"
    )
    parser.add_argument(
        "--scored", nargs="+", default=[], metavar="TYPE", help="these page types for Lighthouse"
    )
    parser.add_argument("--rounds", type=int, default=3, help="paint times: the median of so many")
    parser.add_argument("--work", help="a folder for the site (default: a temporary one)")
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    parser.set_defaults(run=run_bench_web)


def run_bench_web(args: argparse.Namespace, console: Console) -> int:
    """Build, judge, print; with --publish renew the figures of docs/web.md. 1: a bar is broken."""
    if args.rounds < 1:
        raise CommandError("--rounds >= 1")
    plan = WebPlan(tuple(args.parts), tuple(args.types), args.rounds, tuple(args.scored))
    with _folder(args.work) as work:
        try:
            report = judge(plan, console.root, console.content(args), work, _tell)
        except BenchError as error:
            raise CommandError(str(error)) from None
    text = render_report(report, describe_in_words(describe_machine()), _command(args))
    if args.publish:
        document = console.root / _DOCUMENT
        whole = replace_figures(document.read_text(encoding="utf-8"), text)
        document.write_text(whole, encoding="utf-8")
    print(text)
    return GOOD if report.is_held else PROBLEMS


@contextmanager
def _folder(given: str | None) -> Iterator[Path]:
    work = Path(given).resolve() if given else Path(tempfile.mkdtemp(prefix="mrezha-web-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        yield work
    finally:
        if given is None:
            shutil.rmtree(work, ignore_errors=True)


def _command(args: argparse.Namespace) -> str:
    words = f"mrezha bench web --rounds {args.rounds}"
    if list(args.parts) != list(PARTS):
        words += f" --parts {' '.join(args.parts)}"
    words += f" --types {' '.join(args.types)}" if args.types else ""
    return words + (f" --scored {' '.join(args.scored)}" if args.scored else "")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
