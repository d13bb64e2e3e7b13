"""`mrezha progress`: bring in a centre's visits, and tell how far the project has come."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import render_problem


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `progress` with its verbs to the command line."""
    progress = verbs.add_parser("progress", help="surveys and digitalisations of enterprises")
    more = progress.add_subparsers(dest="progress_verb", required=True, metavar="VERB")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--content", help="the content folder (default: content)")
    shared.add_argument("--json", action="store_true", help="the result as JSON on stdout")
    parents = [common, shared]
    bring = more.add_parser("import", parents=parents, help="plan, then apply, a sheet of visits")
    bring.add_argument("file", metavar="FILE", help="a centre's own sheet of visits")
    bring.add_argument("--apply", action="store_true", help="write the plan into the records")
    bring.set_defaults(run=run_import)
    show = more.add_parser("show", parents=parents, help="how far the two goals are reached")
    show.set_defaults(run=run_show)


def run_import(args: argparse.Namespace, console: Console) -> int:
    """Print the plan; with --apply write it. 1 when a row was not understood."""
    from mrezha.plugin.moment import read_now
    from mrezha.records.hours import SOFIA
    from mrezha.register import SourceError, apply_plan
    from mrezha.register.visits import plan_visits

    content = console.content(args)
    root = console.root_of(content)
    today = read_now(os.environ).astimezone(SOFIA).date()
    try:
        plan = plan_visits(Path(args.file).absolute(), content, root, today)
    except SourceError as error:
        raise CommandError(render_problem(error.problem, console.lang)) from None
    if args.json:
        changes = [
            {"id": one.id, "name": one.name, "rows": list(one.rows),
             "changes": {c.field: {"old": c.old, "new": c.new} for c in one.changes}}
            for one in plan.records
        ]  # fmt: skip
        problems = [
            {"code": one.code, "row": one.line, "column": one.field, **one.params}
            for one in plan.problems
        ]
        shown = {"changed": changes, "unchanged": list(plan.unchanged), "problems": problems}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for one in plan.records:
            for change in one.changes:
                what = console.say(
                    f"progress-{change.field}", old=change.old or "–", new=change.new
                )
                print(f"{one.id}\t{one.name}\t{what}")
        for problem in plan.problems:
            print(render_problem(problem, console.lang), file=sys.stderr)
    if plan.is_blocked:
        return PROBLEMS
    if args.apply:
        count = apply_plan(plan, root)
        console.tell("import-applied" if count else "import-nothing", count=count)
    elif not plan.is_empty:
        console.tell("import-dry")
    return PROBLEMS if plan.problems else GOOD


def run_show(args: argparse.Namespace, console: Console) -> int:
    """Print how many are surveyed and digitalised, in all and by region, against the goals."""
    from mrezha.catalogue import build_catalogue
    from mrezha.places import load_gazetteer
    from mrezha.plugin.chronicle import count_goals
    from mrezha.records.loading import load_content
    from mrezha.schema import load_schema

    content = console.content(args)
    loaded = load_content(content, console.root)
    errors = [one for one in loaded.problems if one.severity == "error"]
    for problem in errors:
        print(render_problem(problem, console.lang), file=sys.stderr)
    if errors:
        return PROBLEMS
    gazetteer = load_gazetteer()
    catalogue = build_catalogue(loaded, load_schema(), gazetteer)
    goals = count_goals(tuple(catalogue.outlines.values()), tuple(gazetteer.regions))
    if args.json:
        shown = {
            one.name: {"total": one.total, "target": one.target, "regions": dict(one.by_region)}
            for one in goals
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return GOOD
    for one in goals:
        print(console.say(f"goal-{one.name}", total=one.total, target=one.target))
        for nuts2, count in one.by_region.items():
            print(f"  {nuts2 or '–'}\t{count}")
    return GOOD
