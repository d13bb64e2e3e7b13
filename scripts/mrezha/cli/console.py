"""What every command shares: the checkout, the language, printing, exit codes."""

import errno
import sys
from argparse import ArgumentTypeError, Namespace
from dataclasses import dataclass
from pathlib import Path

from mrezha.problems import load_messages

GOOD, PROBLEMS, FAILED = 0, 1, 2
_BAR_WIDTH = 24
_NEW_LINE = "\r\x1b[2K"  # back to the start, and the line wiped (ECMA-48)


class CommandError(Exception):
    """A command cannot go on: misuse, or the world failed. Exit code 2."""


@dataclass(frozen=True, slots=True)
class Console:
    """The language of the words and the checkout they speak of."""

    lang: str
    root: Path

    def say(self, key: str, **params: object) -> str:
        """Return a sentence of the command line in the user's language."""
        text = str(load_messages(f"cli-{self.lang}")[key])
        return text.format(**params)

    def tell(self, key: str, **params: object) -> None:
        """Print a sentence for a person, on stderr: stdout is for results."""
        print(self.say(key, **params), file=sys.stderr, flush=True)

    def count(self, key: str, done: int, total: int) -> None:
        """Show how far long work is: one line on a terminal, nothing in a pipe.

        The line goes away when everything is done.
        """
        if not sys.stderr.isatty():
            return
        line = ""
        if done < total:
            full = _BAR_WIDTH * done // total
            bar = "█" * full + "░" * (_BAR_WIDTH - full)
            line = f"{bar} {self.say(key, done=done, total=total)}"
        print(f"{_NEW_LINE}{line}", end="", file=sys.stderr, flush=True)

    def reason(self, error: OSError) -> str:
        """Say why the system refused, in the user's language where we have the words."""
        key = f"why-{errno.errorcode.get(error.errno or 0, '')}"
        known = load_messages(f"cli-{self.lang}")
        return self.say(key) if key in known else str(error.strerror or error)

    def content(self, args: Namespace) -> Path:
        """Return the content folder a command works on.

        Raises CommandError when it does not exist.
        """
        path = Path(args.content).resolve() if args.content else self.root / "content"
        if not path.is_dir():
            raise CommandError(self.say("no-content", value=path))
        return path

    def root_of(self, content: Path) -> Path:
        """Return the folder writes under `content` are kept to: the checkout, or its parent."""
        return self.root if self.root in content.parents else content.parent

    def output(self, args: Namespace) -> Path:
        """Return the folder of the built site."""
        return Path(args.output).resolve() if args.output else self.root / "output"


def port_number(text: str) -> int:
    """Read the value of --port; argparse tells of a wrong one."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise ArgumentTypeError(f"{text!r}: 0–65535")
    return int(text)


def find_root(given: str | None) -> Path | None:
    """Return the checkout: the folder given, or the nearest one up that has pelicanconf.py."""
    start = Path(given).resolve() if given else Path.cwd()
    folders = [start] if given else [start, *start.parents]
    return next((one for one in folders if (one / "pelicanconf.py").is_file()), None)
