"""`mrezha place` and `mrezha search`: ask from the command line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `place` to the command line."""
    parser = verbs.add_parser("place", parents=[common], help="find the EKATTE code of an address")
    parser.add_argument("address", nargs="?", metavar="ADDRESS")
    parser.add_argument("--batch", metavar="FILE", help="an address a line; answers as JSON")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.set_defaults(run=run_place)


def run_place(args: argparse.Namespace, console: Console) -> int:
    """Print the code and the reasoning; 1 when there is no single answer."""
    from mrezha.places import load_gazetteer
    from mrezha.places.report import batch, explain
    from mrezha.places.resolve import resolve_address

    gazetteer = load_gazetteer()
    if args.batch:
        lines = read_lines(args.batch)
        print(json.dumps(batch(lines), ensure_ascii=False, indent=2))
        return GOOD
    if not args.address:
        raise CommandError("mrezha place ADDRESS | --batch FILE")
    found = resolve_address(args.address, gazetteer)
    if args.json:
        print(json.dumps({args.address: found.ekatte or found.outcome}, ensure_ascii=False))
    else:
        print(explain(found, gazetteer, "bg" if console.lang == "bg" else "en"))
    return GOOD if found.outcome == "code" else PROBLEMS


def read_lines(name: str) -> list[str]:
    """Read a file of one question a line; "-" is standard input.

    Raises OSError when it cannot be read, CommandError when it is not UTF-8.
    """
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: UTF-8 ({error.start})") from None
    return [line.strip() for line in text.splitlines() if line.strip()]
