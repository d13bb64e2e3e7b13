"""`mrezha format`: records in their canonical form."""

import argparse
from typing import Any

from mrezha.cli.console import Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `format` to the command line."""
    parser = verbs.add_parser("format", parents=[common], help="put records in canonical form")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--check", action="store_true", help="only say which would change")
    parser.set_defaults(run=run_format)


def run_format(args: argparse.Namespace, console: Console) -> int:
    """Write records in canonical form, or with --check only count those that are not."""
    raise NotImplementedError
