"""`mrezha review`: the answer to a proposed change, for the change itself."""

import argparse
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `review` to the command line."""
    parser = verbs.add_parser(
        "review", parents=[common], help="say what a change of records means, for the change itself"
    )
    parser.add_argument("--content", help="the proposed content folder (default: content)")
    parser.add_argument("--before", required=True, help="the content folder as it is now")
    parser.add_argument("--output", help="write the answer there instead of stdout")
    parser.add_argument("--annotations", help="write workflow commands of GitHub there")
    parser.add_argument("--code-quality", help="write GitLab's Code Quality report there")
    parser.set_defaults(run=run_review)


def run_review(args: argparse.Namespace, console: Console) -> int:
    """Write the answer; 1 when the proposed records have a problem."""
    from mrezha.gate.answer import write_annotations, write_answer, write_code_quality
    from mrezha.gate.changes import compare_records
    from mrezha.records.loading import load_content
    from mrezha.schema import load_schema

    content, before = console.content(args), Path(args.before).resolve()
    if not before.is_dir():
        raise CommandError(console.say("world", what=before, why=console.say("why-ENOENT")))
    now = load_content(content, content.parent)
    was = load_content(before, before.parent)
    changes = compare_records(was.records, now.records, load_schema())
    answer = write_answer(now.problems, changes, console.lang, console.say)
    if args.output:
        Path(args.output).write_text(answer, "utf-8")
    else:
        print(answer, end="")
    for name, write in (
        (args.annotations, write_annotations),
        (args.code_quality, write_code_quality),
    ):
        if name:
            Path(name).write_text(write(now.problems, console.lang), "utf-8")
    return PROBLEMS if any(one.severity == "error" for one in now.problems) else GOOD
