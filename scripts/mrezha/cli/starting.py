"""`mrezha new`: a record to fill in."""

import argparse
from typing import Any

from mrezha.cli.console import GOOD, CommandError, Console


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `new` to the command line."""
    parser = verbs.add_parser("new", parents=[common], help="begin a record to fill in")
    parser.add_argument("kind", choices=("enterprise", "event", "call", "page"))
    parser.add_argument("name", metavar="NAME", help="its name in Bulgarian; the id follows")
    parser.add_argument("--id", help="another id than the one made from the name")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.set_defaults(run=run_new)


def run_new(args: argparse.Namespace, console: Console) -> int:
    """Write the skeleton of a record; an existing one is never touched."""
    from mrezha.records.ids import make_id
    from mrezha.records.journal import write_all
    from mrezha.records.signs import UNSEEN
    from mrezha.records.starting import start_record
    from mrezha.schema import load_schema

    content = console.content(args)
    name = " ".join(args.name.split())
    id_ = make_id(name) if args.id is None else args.id
    if not id_ or id_ != make_id(id_) or UNSEEN.search(name):
        raise CommandError(console.say("new-name", value=args.id or args.name))
    table = next(one for one in load_schema().record_tables() if one.kind == args.kind)
    path = content / str(table.folder) / f"{id_}.md"
    if path.exists() or path.is_symlink():
        raise CommandError(console.say("new-exists", value=path))
    text = start_record(table, name, console.lang)
    write_all({path: text.encode("utf-8")}, console.root_of(content))
    print(path)
    console.tell("new-done", value=path)
    return GOOD
