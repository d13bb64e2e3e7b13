"""`mrezha fair applications`: show who applied, and make participants of those accepted."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mrezha.catalogue import Catalogue, Event
from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.fairkit.applications import (
    COLUMNS,
    STATES,
    Application,
    judge_applications,
    make_participant,
    read_application,
    render_sheet,
    table_of,
)
from mrezha.problems import clean_text, render_problem

# What a terminal has room for; the sheet has every column.
_SHOWN = ("state", "enterprise", "offers", "needs", "made_on", "sender", "email", "phone")
_STAND_LENGTH = 40


def show(
    args: argparse.Namespace, console: Console, catalogue: Catalogue, event: Event, folder: Path
) -> int:
    """Print the applications as a table; with --xlsx write all columns as a sheet."""
    found, odd = _applications(catalogue, event, folder)
    words = {name: console.say(f"fair-{name}") for name in (*COLUMNS, *STATES)}
    rows = table_of(found, catalogue, words, console.lang)
    if args.xlsx:
        Path(args.xlsx).write_bytes(render_sheet(rows, event.id))
        console.tell("fair-sheet-done", file=args.xlsx, count=len(found))
    else:
        for line in _lay_out([[row[COLUMNS.index(name)] for name in _SHOWN] for row in rows]):
            print(line)
    for name in odd:
        console.tell("fair-odd-file", file=name)
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    console.tell("fair-applications", count=len(found), new=counts["new"], folder=folder)
    return GOOD


def accept(
    args: argparse.Namespace, console: Console, catalogue: Catalogue, event: Event, folder: Path
) -> int:
    """Make participants of the applicants named; all of them, or nobody.

    Raises CommandError when one cannot be accepted; nothing is written then.
    """
    stand = args.stand
    if stand is not None and (len(args.accept) > 1 or not 0 < len(stand) <= _STAND_LENGTH):
        raise CommandError(console.say("fair-one-stand"))
    found, _ = _applications(catalogue, event, folder)
    rows = []
    for id_ in dict.fromkeys(args.accept):
        own = [one for one in found if one.enterprise == id_]
        best = min(own, key=lambda one: STATES.index(one.state), default=None)
        if best is None:
            raise CommandError(console.say("fair-no-application", value=id_, folder=folder))
        if best.state != "new":
            why = console.say(f"fair-{best.state}")
            raise CommandError(console.say("fair-not-accepted", value=id_, why=why))
        rows.append(make_participant(best, stand))
    return _write(args, console, event, rows)


def _write(
    args: argparse.Namespace, console: Console, event: Event, rows: list[dict[str, Any]]
) -> int:
    """Add the rows to the record, check everything, and take them back if that finds a fault."""
    from mrezha.records.appending import append_rows
    from mrezha.records.journal import write_all
    from mrezha.records.loading import load_content
    from mrezha.records.writing import BlockError
    from mrezha.schema import load_schema

    content = console.content(args)
    path, root = content / "events" / f"{event.id}.md", console.root_of(content)
    before = path.read_bytes()
    try:
        text = append_rows(before.decode(), "participants", rows, load_schema().tables["events"])
    except BlockError:
        raise CommandError(console.say("fair-unreadable", file=path)) from None
    write_all({path: text.encode()}, root)
    errors = [one for one in load_content(content, root).problems if one.severity == "error"]
    if errors:
        write_all({path: before}, root)
        for problem in errors:
            print(render_problem(problem, console.lang), file=sys.stderr)
        console.tell("fair-refused", count=len(errors))
        return PROBLEMS
    names = ", ".join(row["enterprise"] for row in rows)
    console.tell("fair-accepted", names=names, file=path)
    return GOOD


def _applications(
    catalogue: Catalogue, event: Event, folder: Path
) -> tuple[tuple[Application, ...], list[str]]:
    """Return the applications in a folder, and the names of files that are none."""
    submissions, odd = [], []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        one = None if path.is_symlink() else read_application(path.read_bytes())
        if one is None:
            odd.append(path.name)
        else:
            submissions.append((path.name, one))
    return judge_applications(submissions, event, catalogue), odd


def _lay_out(rows: list[list[str]]) -> Iterator[str]:
    shown = [[clean_text(cell, 40) for cell in row] for row in rows]
    widths = [max(len(row[number]) for row in shown) for number in range(len(shown[0]))]
    for row in shown:
        pairs = zip(row, widths, strict=True)
        yield "  ".join(cell.ljust(width) for cell, width in pairs).rstrip()
