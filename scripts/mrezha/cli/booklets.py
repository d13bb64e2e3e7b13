"""`mrezha catalogue`: a region or a category of offers as a PDF for print."""

import argparse
import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console
from mrezha.cli.fair import find_site_url, load_catalogue

if TYPE_CHECKING:  # the catalogue's import would cost every command a twentieth of a second
    from mrezha.catalogue import Catalogue


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `catalogue` to the command line."""
    parser = verbs.add_parser(
        "catalogue", parents=[common], help="a region or a category of offers as a PDF for print"
    )
    parser.add_argument("key", metavar="ID", help="the id of a region or of a category of offers")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--output", help="the folder to write to (default: catalogues)")
    parser.add_argument("--siteurl", help="the full address of the site, for links and QR codes")
    parser.set_defaults(run=run_catalogue)


def run_catalogue(args: argparse.Namespace, console: Console) -> int:
    """Write the catalogue of a region or a category in both languages."""
    from mrezha.booklets.data import Addresses, gather_category, gather_region
    from mrezha.booklets.pdf import set_booklet
    from mrezha.booklets.speech import LANGUAGES, load_speech

    catalogue = load_catalogue(args, console)
    if catalogue is None:
        return PROBLEMS
    is_region = find_kind(catalogue, args.key, console) == "regions"
    gather, parent = (gather_region, "regions") if is_region else (gather_category, "offers")
    site_url = find_site_url(args, console)
    if not site_url:
        console.tell("fair-no-address")
    folder = Path(args.output) if args.output else console.root / "catalogues"
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        addresses = Addresses(site_url, "" if lang == LANGUAGES[0] else f"{lang}/")
        page = f"{parent}/{args.key}/"
        tree = gather(catalogue, args.key, load_speech(lang), addresses, page)
        (folder / f"{args.key}-{lang}.pdf").write_bytes(set_booklet(tree))
    console.tell("fair-kit-done", count=len(LANGUAGES), folder=folder)
    return GOOD


def find_kind(catalogue: "Catalogue", key: str, console: Console) -> str:
    """Return the list an id belongs to.

    Raises CommandError with the nearest ids when it belongs to none.
    """
    terms = catalogue.schema.vocabularies["offer-categories"].terms
    if key in catalogue.regions:
        return "regions"
    if key in terms:
        return "offers"
    near = difflib.get_close_matches(key, [*catalogue.regions, *terms], n=3, cutoff=0.4)
    known = ", ".join(near or catalogue.regions)
    raise CommandError(console.say("catalogue-unknown", value=key, known=known))
