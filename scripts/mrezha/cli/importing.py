"""`mrezha import`: print what a register file would change; with --apply, change it."""

import argparse
import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import Problem, render_problem

if TYPE_CHECKING:
    from mrezha.register import Plan


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `import` to the command line."""
    parser = verbs.add_parser("import", parents=[common], help="plan, then apply, a register file")
    parser.add_argument("file", metavar="FILE", help="a .csv, .xlsx, .ods or .html register file")
    parser.add_argument("--apply", action="store_true", help="write the plan into the records")
    parser.add_argument(
        "--accept-loss", type=_count, metavar="N", help="go on although N enterprises go"
    )
    parser.add_argument(
        "--partial", action="store_true", help="the file is a part of the list: nobody is gone"
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="COLUMN", help="a column it may lack"
    )
    parser.add_argument("--date", type=datetime.date.fromisoformat, help="date of the source")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--json", action="store_true", help="the plan as JSON on stdout")
    parser.add_argument("--html", metavar="FILE", help="write the plan as a page for review")
    parser.set_defaults(run=run_import)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise argparse.ArgumentTypeError(f"{text!r}: 0, 1, 2 …")
    return int(text)


def run_import(args: argparse.Namespace, console: Console) -> int:
    """Print the plan; with --apply write it.

    1 when the plan is blocked or rows were left out for a person to decide.
    """
    from mrezha.records.journal import JournalError
    from mrezha.register import BusyImportError, SourceError, StalePlanError, hold_import

    content = console.content(args)
    root = console.root_of(content)
    try:
        with hold_import(root):
            return _import(args, console, content, root)
    except SourceError as error:
        raise CommandError(render_problem(error.problem, console.lang)) from None
    except BusyImportError:
        problem = Problem("import-busy", args.file)
    except StalePlanError as error:
        problem = Problem("import-stale", args.file, params={"value": str(error)})
    except JournalError:
        problem = Problem("import-journal", args.file)
    raise CommandError(render_problem(problem, console.lang))


def _import(args: argparse.Namespace, console: Console, content: Path, root: Path) -> int:
    from mrezha.plugin.moment import read_now
    from mrezha.records.hours import SOFIA
    from mrezha.register import ImportOptions, apply_plan, make_snapshot, plan_from_file

    today = read_now(os.environ).astimezone(SOFIA).date()
    path = Path(args.file).absolute()
    options = ImportOptions(
        date=args.date,
        accept_loss=args.accept_loss,
        today=today,
        is_partial=args.partial,
        without=tuple(args.without),
    )
    plan = plan_from_file(path, content, root, options)
    _show(plan, args, console)
    if plan.is_blocked:
        return PROBLEMS
    if args.apply:
        extra = make_snapshot(plan, path, content, root, args.date, today)
        count = apply_plan(plan, root, extra)
        for kept in extra:
            console.tell("history-kept", name=kept.name)
        if plan.quarantined and plan.files:
            console.tell("import-aside", count=len(plan.quarantined))
        console.tell("import-applied" if count else "import-nothing", count=count)
    elif not plan.is_empty:
        console.tell("import-dry")
    return PROBLEMS if any(one.severity == "error" for one in plan.problems) else GOOD


def _show(plan: "Plan", args: argparse.Namespace, console: Console) -> None:
    from mrezha.register import plan_as_json, render_plan, render_review, write_review

    print(plan_as_json(plan) if args.json else render_plan(plan, console.lang))
    if args.html:
        write_review(Path(args.html), render_review(plan, console.lang))
    told = {id(one.problem) for one in plan.quarantined}
    for problem in plan.problems:
        if not args.json and id(problem) not in told:
            print(render_problem(problem, console.lang), file=sys.stderr)
