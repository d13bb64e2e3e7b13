"""`mrezha register`: what the register said on a day, what changed, and whose deadline is near."""

import argparse
import datetime
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import GOOD, PROBLEMS, Console
from mrezha.problems import render_problem

if TYPE_CHECKING:
    from mrezha.catalogue import Catalogue
    from mrezha.history import History, SnapshotRow


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `register` with its verbs to the command line."""
    register = verbs.add_parser("register", help="the register's history and its deadlines")
    more = register.add_subparsers(dest="register_verb", required=True, metavar="VERB")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--content", help="the content folder (default: content)")
    shared.add_argument("--json", action="store_true", help="the result as JSON on stdout")
    parents = [common, shared]
    as_of = more.add_parser("as-of", parents=parents, help="what the register said on a day")
    as_of.add_argument("day", metavar="DATE", type=_day, help="YYYY-MM-DD")
    as_of.set_defaults(run=run_as_of)
    changes = more.add_parser("changes", parents=parents, help="who came, left, was renamed")
    changes.set_defaults(run=run_changes)
    renewals = more.add_parser("renewals", parents=parents, help="deadlines due and past")
    renewals.add_argument("--day", metavar="DATE", type=_day, help="YYYY-MM-DD (default: today)")
    renewals.set_defaults(run=run_renewals)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: YYYY-MM-DD") from None


def run_as_of(args: argparse.Namespace, console: Console) -> int:
    """Print the entries as the snapshots until a day leave them."""
    from mrezha.history import read_as_of

    history, code = _read_history(args, console)
    found = read_as_of(history, args.day)
    if args.json:
        data = {
            "date": args.day.isoformat(),
            "snapshots": [
                {"date": one.date.isoformat(), "source": one.source, "file": one.file,
                 "checksum": one.checksum, "is_dated": one.is_dated}
                for one in found.snapshots
            ],
            "entries": [
                {**_entry(row), "as_of": snapshot.date.isoformat()}
                for row, snapshot in found.entries
            ],
        }  # fmt: skip
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return code
    for row, snapshot in found.entries:
        status = console.say("history-aside") if row.is_aside else row.status
        cells = (row.name, row.eik, row.register_class, status, row.region)
        print("\t".join((*cells, "; ".join(row.renewals), snapshot.date.isoformat())))
    if found.entries:
        sources = "; ".join(f"{one.source}, {one.date.isoformat()}" for one in found.snapshots)
        console.tell("history-as-of", day=args.day, count=len(found.entries), sources=sources)
    elif history.snapshots:
        console.tell("history-before", day=args.day, first=history.snapshots[0].date)
    else:
        console.tell("history-none")
    return code


def run_changes(args: argparse.Namespace, console: Console) -> int:
    """Print every change between the snapshots, newest first."""
    from mrezha.history import find_changes

    history, code = _read_history(args, console)
    found = find_changes(history)
    if args.json:
        keys = ("kind", "id", "name", "region", "old", "new")
        rows = [
            {"date": one.date.isoformat(), **{key: getattr(one, key) for key in keys}}
            for one in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return code
    for one in found:
        what = console.say(f"history-{one.kind}", old=one.old, new=one.new)
        print(f"{one.date.isoformat()}\t{one.name}\t{what}")
    console.tell("history-changes", count=len(found), snapshots=len(history.snapshots))
    return code


def run_renewals(args: argparse.Namespace, console: Console) -> int:
    """Print the deadlines of every region: due within 90 days, past as written, odd, unknown."""
    from mrezha.catalogue.clock import Clock
    from mrezha.catalogue.reads import Reads
    from mrezha.catalogue.renewals import judge_all
    from mrezha.plugin.moment import read_now
    from mrezha.records.hours import moment_of

    loaded = _load(args, console)
    if loaded is None:
        return PROBLEMS
    now = moment_of(args.day, "12:00") if args.day else read_now(os.environ)
    clock = Clock(now, Reads())
    data: dict[str, Any] = {}
    for nuts2 in sorted({one.region for one in loaded.outlines.values()}):
        members = [one for one in loaded.outlines.values() if one.region == nuts2]
        found = judge_all(members, clock)
        rows = {
            kind: [
                {"id": id_, "name": loaded.outlines[id_].name, "deadline": str(one.deadline),
                 **({} if one.days is None else {"days": one.days})}
                for id_, one in pairs
            ]
            for kind, pairs in (("due", found.due), ("overdue", found.overdue))
        }  # fmt: skip
        data[nuts2] = {**rows, "unknown": list(found.unknown), "odd": list(found.odd)}
    shown = {"date": clock.today.isoformat(), "regions": data}
    if args.json:
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return GOOD
    for nuts2, found_here in data.items():
        for kind in ("due", "overdue"):
            for one in found_here[kind]:
                print(
                    "\t".join((nuts2, console.say(f"renewal-{kind}"), one["deadline"], one["name"]))
                )
        for kind in ("odd", "unknown"):
            for id_ in found_here[kind]:
                name = loaded.outlines[id_].name
                print("\t".join((nuts2, console.say(f"renewal-{kind}"), "", name)))
    return GOOD


def _read_history(args: argparse.Namespace, console: Console) -> "tuple[History, int]":
    from mrezha.history import history_folder, read_history
    from mrezha.records.lists import read_lists

    content = console.content(args)
    lists = read_lists(content, content.name)
    history, problems = read_history(history_folder(content), lists.withdrawn, lists.moved)
    for problem in problems:
        print(render_problem(problem, console.lang), file=sys.stderr)
    return history, PROBLEMS if problems else GOOD


def _load(args: argparse.Namespace, console: Console) -> "Catalogue | None":
    from mrezha.catalogue import build_catalogue
    from mrezha.places import load_gazetteer
    from mrezha.records.loading import load_content
    from mrezha.schema import load_schema

    content = console.content(args)
    loaded = load_content(content, console.root)
    errors = [one for one in loaded.problems if one.severity == "error"]
    for problem in errors:
        print(render_problem(problem, console.lang), file=sys.stderr)
    if errors:
        return None
    return build_catalogue(loaded, load_schema(), load_gazetteer())


def _entry(row: "SnapshotRow") -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "eik": row.eik,
        "class": row.register_class,
        "status": row.status,
        "region": row.region,
        "applied_on": row.applied_on,
        "renewals": list(row.renewals),
        "is_aside": row.is_aside,
        "read": dict(row.read),
    }
