"""`mrezha import`: print what a register file would change; with --apply, change it."""

import argparse
import datetime
import os
import sys
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import render_problem


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `import` to the command line."""
    parser = verbs.add_parser("import", parents=[common], help="plan, then apply, a register file")
    parser.add_argument("file", metavar="FILE", help="a .csv or .xlsx file of the register")
    parser.add_argument("--apply", action="store_true", help="write the plan into the records")
    parser.add_argument(
        "--accept-loss", type=int, metavar="N", help="go on although N enterprises go"
    )
    parser.add_argument("--date", type=datetime.date.fromisoformat, help="date of the source")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--json", action="store_true", help="the plan as JSON on stdout")
    parser.set_defaults(run=run_import)


def run_import(args: argparse.Namespace, console: Console) -> int:
    """Print the plan; with --apply write it.

    1 when the plan is blocked or rows were left out for a person to decide.
    """
    from mrezha.plugin.moment import read_now
    from mrezha.records.hours import SOFIA
    from mrezha.register import (
        ImportOptions,
        SourceError,
        apply_plan,
        make_snapshot,
        plan_as_json,
        plan_from_file,
        render_plan,
    )

    content = console.content(args)
    path = Path(args.file)
    options = ImportOptions(date=args.date, accept_loss=args.accept_loss)
    try:
        plan = plan_from_file(path.resolve(), content, console.root_of(content), options)
    except SourceError as error:
        raise CommandError(render_problem(error.problem, console.lang)) from None
    print(plan_as_json(plan) if args.json else render_plan(plan, console.lang))
    told = [one.problem for one in plan.quarantined]
    for problem in plan.problems:
        if not args.json and problem not in told:
            print(render_problem(problem, console.lang), file=sys.stderr)
    if plan.is_blocked:
        return PROBLEMS
    if args.apply:
        root = console.root_of(content)
        today = read_now(os.environ).astimezone(SOFIA).date()
        extra = make_snapshot(plan, path.resolve(), content, root, args.date, today)
        count = apply_plan(plan, root, extra)
        for kept in extra:
            console.tell("history-kept", name=kept.name)
        console.tell("import-applied" if count else "import-nothing", count=count)
    elif not plan.is_empty:
        console.tell("import-dry")
    return PROBLEMS if any(one.severity == "error" for one in plan.problems) else GOOD
