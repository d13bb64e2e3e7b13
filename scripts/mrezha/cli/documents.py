"""`mrezha docs`: what is made from the schema: field reference, JSON Schemas, issue forms."""

import argparse
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, Console

# A checkout without one of these folders has no use for what would stand in it.
_OPTIONAL = (".github", ".gitlab", "docs/schemas")


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `docs` to the command line."""
    words = "generate docs/fields.md, JSON Schemas and issue forms"
    parser = verbs.add_parser("docs", parents=[common], help=words)
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    parser.set_defaults(run=run_docs)


def run_docs(args: argparse.Namespace, console: Console) -> int:
    """Write the generated documents, or with --check only compare them."""
    from mrezha.forms.documents import generated_files
    from mrezha.schema import load_schema
    from mrezha.schema.submission import load_contract

    stale = {
        name: text
        for name, text in generated_files(load_schema(), load_contract()).items()
        if _is_wanted(console.root, name) and _read(console.root / name) != text
    }
    if args.check:
        if stale:
            console.tell("docs-bad", names=", ".join(stale))
        return PROBLEMS if stale else GOOD
    for name, text in stale.items():
        path = console.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    console.tell("docs-done", count=len(stale))
    return GOOD


def _is_wanted(root: Path, name: str) -> bool:
    return all((root / one).is_dir() for one in _OPTIONAL if name.startswith(f"{one}/"))


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
