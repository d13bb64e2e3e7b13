"""Read the arguments, run the command, turn every failure into a sentence."""

import argparse
import contextlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from mrezha.cli import (
    booklets,
    building,
    checking,
    documents,
    examining,
    fair,
    formatting,
    importing,
    intake,
    lookup,
    progressing,
    registering,
    reviewing,
    serving,
    starting,
)
from mrezha.cli.console import FAILED, CommandError, Console, find_root
from mrezha.problems import LANGUAGES


def main(argv: Sequence[str] | None = None) -> int:
    """Run `mrezha`; returns the exit code: 0 good, 1 problems found, 2 misuse or failure."""
    _use_utf8()
    words = sys.argv[1:] if argv is None else list(argv)
    parser = _build_parser(with_bench=words[:1] == ["bench"])
    args = parser.parse_args(words)
    if args.lang not in LANGUAGES:
        parser.error(f"MREZHA_LANG={args.lang}: {' | '.join(LANGUAGES)}")
    root = find_root(args.root)
    console = Console(args.lang, root or Path.cwd())
    if root is None:
        console.tell("no-root")
        return FAILED
    try:
        code: int = args.run(args, console)
        sys.stdout.flush()
    except CommandError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        what = error.filename or error.__class__.__name__
        console.tell("world", what=what, why=console.reason(error))
        return FAILED
    except KeyboardInterrupt:
        console.tell("interrupted")
        return 130
    except Exception:
        # A bug of ours: the user gets a sentence, the developer the trace, in a file.
        log = console.root / ".cache" / "error.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(traceback.format_exc(), "utf-8")
        console.tell("bug", log=log)
        return FAILED
    return code


def _build_parser(with_bench: bool) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", help="the checkout (default: found from here upwards)")
    common.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=os.environ.get("MREZHA_LANG") or "bg",
        help="language of the messages (default: bg, or MREZHA_LANG)",
    )
    parser = argparse.ArgumentParser(
        prog="mrezha", description="Мрежа: records about social enterprises, checked and built."
    )
    parser.add_argument("--version", action="version", version=version("mrezha"))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for module in (
        checking,
        reviewing,
        building,
        serving,
        importing,
        registering,
        progressing,
        intake,
        lookup,
        starting,
        formatting,
        documents,
        fair,
        examining,
        booklets,
    ):
        module.add_commands(verbs, common)
    if with_bench:
        # Imported by need: nobody else pays for the tools of measuring.
        from mrezha.bench.cli import add_commands

        add_commands(verbs, common)
    else:
        verbs.add_parser("bench", help="measure speed and size")
    return parser


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
