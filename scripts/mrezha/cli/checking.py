"""`mrezha check`: every record, every problem."""

import argparse
import sys
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import Problem, problems_as_json, render_problem


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `check` to the command line."""
    parser = verbs.add_parser("check", parents=[common], help="check every record")
    parser.add_argument("files", nargs="*", metavar="FILE", help="tell only of these records")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--json", action="store_true", help="problems as JSON on stdout")
    parser.set_defaults(run=run_check)


def run_check(args: argparse.Namespace, console: Console) -> int:
    """Print all problems; 1 when there is an error among them."""
    from mrezha.history import history_folder, read_history
    from mrezha.records.loading import load_content

    content = console.content(args)
    loaded = load_content(content, console.root)
    problems = list(loaded.problems)
    _, damaged = read_history(history_folder(content))
    problems += damaged
    files = loaded.files
    if args.files:
        wanted = {_shown_name(name, content, console) for name in args.files}
        problems = [one for one in problems if one.file in wanted]
        files = len(wanted)
    return report(problems, files, args.json, console)


def report(problems: list[Problem], files: int, as_json: bool, console: Console) -> int:
    """Print problems and the closing counts; return the exit code."""
    errors = [one for one in problems if one.severity == "error"]
    if as_json:
        print(problems_as_json(problems))
    else:
        for problem in problems:
            print(render_problem(problem, console.lang), file=sys.stderr)
    if not errors:
        console.tell("check-good", files=files)
        return GOOD
    records = len({one.file for one in errors})
    console.tell("check-bad", count=len(errors), records=records, files=files)
    return PROBLEMS


def _shown_name(name: str, content: Path, console: Console) -> str:
    path = Path(name).resolve()
    if not path.is_file():
        raise CommandError(console.say("world", what=name, why=console.say("why-ENOENT")))
    if content not in path.parents:
        raise CommandError(console.say("file-not-record", value=name, content=content))
    root = console.root if console.root in path.parents else content.parent
    return path.relative_to(root).as_posix()
