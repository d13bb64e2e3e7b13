"""`mrezha fair`: the papers of a fair, and who applied to take part."""

import argparse
import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import render_problem

if TYPE_CHECKING:  # the catalogue's import would cost every command a twentieth of a second
    from mrezha.catalogue import Catalogue, Event


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `fair` with its own verbs to the command line."""
    fair = verbs.add_parser("fair", help="papers of a fair, and its applications")
    own = fair.add_subparsers(dest="fair_verb", required=True, metavar="VERB")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("event", metavar="ID", help="the event: its file name without .md")
    shared.add_argument("--content", help="the content folder (default: content)")
    kit = own.add_parser(
        "kit", parents=[common, shared], help="catalogue, signs, labels, cards, programme, poster"
    )
    kit.add_argument("--output", help="where to (default: fair-kit/ID)")
    kit.add_argument("--siteurl", help="the full address of the site, for the QR codes")
    kit.set_defaults(run=run_kit)
    applications = own.add_parser(
        "applications", parents=[common, shared], help="who applied; take applicants in"
    )
    applications.add_argument(
        "--from", dest="folder", help="the folder of applications (default: applications/ID)"
    )
    applications.add_argument("--xlsx", metavar="FILE", help="write them as a sheet")
    applications.add_argument(
        "--accept", metavar="ENTERPRISE", action="append", default=[], help="make a participant"
    )
    applications.add_argument("--stand", help="the stand of the one accepted")
    applications.set_defaults(run=run_applications)


def run_kit(args: argparse.Namespace, console: Console) -> int:
    """Write the papers of an event in both languages into a folder of its own."""
    from mrezha.fairkit.data import Addresses, gather_kit
    from mrezha.fairkit.papers import set_papers
    from mrezha.fairkit.speech import LANGUAGES, load_speech

    catalogue = load_catalogue(args, console)
    if catalogue is None:
        return PROBLEMS
    event = find_event(catalogue, args.event, console)
    site_url = find_site_url(args, console)
    if not site_url:
        console.tell("fair-no-address")
    folder = Path(args.output) if args.output else console.root / "fair-kit" / event.id
    count = 0
    for lang in LANGUAGES:
        addresses = Addresses(site_url, "" if lang == LANGUAGES[0] else f"{lang}/")
        (folder / lang).mkdir(parents=True, exist_ok=True)
        for name, content in set_papers(gather_kit(catalogue, event, load_speech(lang), addresses)):
            (folder / lang / name).write_bytes(content)
            count += 1
    console.tell("fair-kit-done", count=count, folder=folder)
    return GOOD


def run_applications(args: argparse.Namespace, console: Console) -> int:
    """Show the applications to an event; with --accept make participants of some."""
    from mrezha.cli.applying import accept, show

    catalogue = load_catalogue(args, console)
    if catalogue is None:
        return PROBLEMS
    event = find_event(catalogue, args.event, console)
    folder = Path(args.folder) if args.folder else console.root / "applications" / event.id
    return (accept if args.accept else show)(args, console, catalogue, event, folder)


def load_catalogue(args: argparse.Namespace, console: Console) -> "Catalogue | None":
    """Return the checked records; None, and all problems told, when there are any."""
    import sys

    from mrezha.catalogue import build_catalogue
    from mrezha.places import load_gazetteer
    from mrezha.records.loading import load_content
    from mrezha.schema import load_schema

    loaded = load_content(console.content(args), console.root)
    errors = [one for one in loaded.problems if one.severity == "error"]
    for problem in errors:
        print(render_problem(problem, console.lang), file=sys.stderr)
    if errors:
        console.tell("fair-refused", count=len(errors))
        return None
    return build_catalogue(loaded, load_schema(), load_gazetteer())


def find_event(catalogue: "Catalogue", id_: str, console: Console) -> "Event":
    """Return an event by its id.

    Raises CommandError with the nearest ids when there is none.
    """
    event = catalogue.events.get(id_)
    if event is None:
        near = difflib.get_close_matches(id_, list(catalogue.events), n=3, cutoff=0.4)
        known = ", ".join(near or list(catalogue.events)[:10]) or "—"
        raise CommandError(console.say("fair-unknown", value=id_, known=known))
    return event


def find_site_url(args: argparse.Namespace, console: Console) -> str:
    """Return the address given, else that of pelicanconf.py; "" for none."""
    if args.siteurl is not None:
        return str(args.siteurl).rstrip("/")
    from pelican.settings import read_settings

    settings = read_settings(os.fspath(console.root / "pelicanconf.py"))
    return str(settings.get("SITEURL") or "").rstrip("/")
