"""`mrezha place` and `mrezha search`: ask from the command line."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console

if TYPE_CHECKING:
    from mrezha.search import SearchAnswer


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `place` and `search` to the command line."""
    parser = verbs.add_parser("place", parents=[common], help="find the EKATTE code of an address")
    parser.add_argument("address", nargs="?", metavar="ADDRESS")
    parser.add_argument("--batch", metavar="FILE", help="an address a line; answers as JSON")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.set_defaults(run=run_place)
    search = verbs.add_parser("search", parents=[common], help="ask the built site's own search")
    search.add_argument("query", nargs="?", metavar="QUERY")
    search.add_argument("--batch", metavar="FILE", help="a query a line; ids in rank order as JSON")
    search.add_argument(
        "--site",
        metavar="DIR",
        help="the built site (default: output)",
    )
    search.add_argument("--content", metavar="DIR", help="search these records, without a site")
    search.add_argument("--explain", action="store_true", help="say how the query was read")
    search.add_argument("--json", action="store_true", help="the answer as JSON")
    search.set_defaults(run=run_search)


def run_place(args: argparse.Namespace, console: Console) -> int:
    """Print the code and the reasoning; 1 when there is no single answer."""
    from mrezha.places import load_gazetteer
    from mrezha.places.report import batch, explain
    from mrezha.places.resolve import resolve_address

    gazetteer = load_gazetteer()
    if args.batch:
        lines = read_lines(args.batch)
        print(json.dumps(batch(lines), ensure_ascii=False, indent=2))
        return GOOD
    if not args.address:
        raise CommandError("mrezha place ADDRESS | --batch FILE")
    found = resolve_address(args.address, gazetteer)
    if args.json:
        print(json.dumps({args.address: found.ekatte or found.outcome}, ensure_ascii=False))
    else:
        print(explain(found, gazetteer, "bg" if console.lang == "bg" else "en"))
    return GOOD if found.outcome == "code" else PROBLEMS


def read_lines(name: str) -> list[str]:
    """Read a file of one question a line, blank lines left out; "-" is standard input.

    A line is kept as it stands: who asked finds the answer under the very same words.
    Raises OSError when it cannot be read, CommandError when it is not UTF-8.
    """
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: UTF-8 ({error.start})") from None
    # Not splitlines(): a question may hold other signs that Python takes for ends of lines.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return [line for line in lines if line.strip()]


def run_search(args: argparse.Namespace, console: Console) -> int:
    """Print the ids that answer a query, best first; 1 when nothing fits."""
    from mrezha.search import SearchError, search_folder

    if not args.batch and args.query is None:
        raise CommandError("mrezha search QUERY | --batch FILE [--site DIR | --content DIR]")
    queries = list(dict.fromkeys(read_lines(args.batch))) if args.batch else [_mend(args.query)]
    with tempfile.TemporaryDirectory() as made:
        folder = _find_index(args, console, Path(made))
        try:
            options = ["--explain"] if args.explain else []
            answers = search_folder(folder, queries, *options)
        except SearchError as error:
            raise CommandError(console.say(f"search-{error.code}", why=error.detail)) from None
    if args.batch or args.json:
        print(json.dumps(_as_data(args, queries, answers), ensure_ascii=False, indent=2))
        return GOOD
    (answer,) = answers
    for id_ in answer.ids:
        print(id_)
    if args.explain:
        print("\n".join(_explain(answer, console)))
    if not answer.ids:
        console.tell("search-none")
    return GOOD if answer.ids else PROBLEMS


def _mend(query: str) -> str:
    """Read an argument as UTF-8 whatever the locale; what is none becomes U+FFFD."""
    return query.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _find_index(args: argparse.Namespace, console: Console, made: Path) -> Path:
    """Return the folder of search files: those of a site, or made of the records given."""
    from mrezha.search.runner import SEARCH_FOLDER

    if args.content:
        return _index_records(args, console, made)
    site = Path(args.site).resolve() if args.site else console.root / "output"
    return site / SEARCH_FOLDER


def _as_data(
    args: argparse.Namespace, queries: Sequence[str], answers: "Sequence[SearchAnswer]"
) -> dict[str, Any]:
    """Return query -> ids in rank order; with --explain query -> ids and readings."""
    return {
        query: {"ids": list(answer.ids), "readings": list(answer.readings)}
        if args.explain
        else list(answer.ids)
        for query, answer in zip(queries, answers, strict=True)
    }


def _explain(answer: "SearchAnswer", console: Console) -> list[str]:
    """Say in sentences how a query was read and which words of the index each word stands for."""
    lines: list[str] = []
    for reading in answer.readings:
        lines.append(console.say(f"search-read-{reading['kind']}", query=reading["query"]))
        for word in reading.get("words", ()):
            face = " → ".join(dict.fromkeys(w for w in (word["word"], word["reading"]) if w))
            if word["hint"]:
                face += f" ({console.say('search-hint-' + word['hint'])})"
            terms = ", ".join(word["terms"]) or console.say("search-no-word")
            lines.append(f"  {face}: {terms}")
    return lines


def _index_records(args: argparse.Namespace, console: Console, folder: Path) -> Path:
    """Index a folder of records without building its pages."""
    from mrezha.catalogue import build_catalogue
    from mrezha.places import load_gazetteer
    from mrezha.records.loading import load_content
    from mrezha.schema import load_schema
    from mrezha.search.gather import index_catalogue

    loaded = load_content(console.content(args), console.root)
    if loaded.problems:
        console.tell("search-left-out", count=len({problem.file for problem in loaded.problems}))
    catalogue = build_catalogue(loaded, load_schema(), load_gazetteer())
    cache = console.root / ".cache" / "search"
    files = index_catalogue(catalogue, lambda id_: f"enterprises/{id_}/", cache)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
