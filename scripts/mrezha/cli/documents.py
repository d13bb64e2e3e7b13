"""`mrezha docs`: the field reference, generated from the schema."""

import argparse
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `docs` to the command line."""
    parser = verbs.add_parser("docs", parents=[common], help="generate docs/fields.md")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    parser.set_defaults(run=run_docs)


def run_docs(args: argparse.Namespace, console: Console) -> int:
    """Write the generated documents, or with --check only compare them."""
    from mrezha.schema import load_schema
    from mrezha.schema.reference import render_fields

    path = console.root / "docs" / "fields.md"
    wanted = render_fields(load_schema())
    current = path.read_text("utf-8") if path.is_file() else ""
    if args.check:
        if current == wanted:
            return GOOD
        console.tell("docs-bad", names="docs/fields.md")
        return PROBLEMS
    if current != wanted:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted, "utf-8")
    console.tell("docs-done", count=int(current != wanted))
    return GOOD
