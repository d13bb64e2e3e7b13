"""`mrezha import`: print what a register file would change; with --apply, change it."""

import argparse
import datetime
from typing import Any

from mrezha.cli.console import Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `import` to the command line."""
    parser = verbs.add_parser("import", parents=[common], help="plan, then apply, a register file")
    parser.add_argument("file", metavar="FILE", help="a .csv or .xlsx file of the register")
    parser.add_argument("--apply", action="store_true", help="write the plan into the records")
    parser.add_argument(
        "--accept-loss", type=int, default=0, metavar="N", help="go on although N enterprises go"
    )
    parser.add_argument("--date", type=datetime.date.fromisoformat, help="date of the source")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--json", action="store_true", help="the plan as JSON on stdout")
    parser.set_defaults(run=run_import)


def run_import(args: argparse.Namespace, console: Console) -> int:
    """Print the plan; with --apply write it. 1 when rows were left out or the plan refused."""
    raise NotImplementedError
