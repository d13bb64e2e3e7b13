"""`mrezha format`: records in their canonical form."""

import argparse
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `format` to the command line."""
    parser = verbs.add_parser("format", parents=[common], help="put records in canonical form")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--check", action="store_true", help="only say which would change")
    parser.set_defaults(run=run_format)


def run_format(args: argparse.Namespace, console: Console) -> int:
    """Write records in canonical form, or with --check only name those that are not."""
    from mrezha.records.formatting import format_record
    from mrezha.records.journal import write_all
    from mrezha.schema import load_schema

    content = console.content(args)
    changes = {}
    files = 0
    for table in load_schema().record_tables():
        for path in sorted((content / str(table.folder)).glob("*.md")):
            files += 1
            raw = path.read_bytes()
            wanted = format_record(raw.decode("utf-8", "surrogateescape"), table)
            formatted = wanted.encode("utf-8", "surrogateescape")
            if formatted != raw:
                changes[path.absolute()] = formatted
    if args.check:
        for path in changes:
            print(path)
        if changes:
            console.tell("format-check-bad", count=len(changes), files=files)
        return PROBLEMS if changes else GOOD
    write_all(changes, console.root_of(content))
    console.tell("format-done", count=len(changes), files=files)
    return GOOD
