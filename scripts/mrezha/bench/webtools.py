"""The judges that are programs of their own: the Nu HTML validator and Lighthouse.

Both come from tests/benchmarks/web/package-lock.json, for this measurement only.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mrezha.bench.process import BenchError
from mrezha.bench.webpages import Target

FOLDER = Path("tests/benchmarks/web")
_VNU = "node_modules/vnu-jar/build/dist/vnu.jar"
_LIGHTHOUSE = "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_TIMEOUT_S = 180


@dataclass(frozen=True, slots=True)
class Scores:
    """What Lighthouse gave one page, 0 to 100 by category, and what it complains of."""

    target: Target
    scores: dict[str, int]
    failing: tuple[str, ...]


def install(root: Path) -> None:
    """Install the judges by their lock file, once. Raises BenchError when that fails."""
    folder = root / FOLDER
    if (folder / _LIGHTHOUSE).is_file():
        return
    npm = shutil.which("npm", path=_path(root))
    if npm is None:
        raise BenchError("npm: make site")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"npm ci, {FOLDER}: {done.stderr.strip().splitlines()[-1:]}")


def _path(root: Path) -> str:
    return os.pathsep.join((str(root / ".venv" / "bin"), os.environ.get("PATH", "")))


def has_java() -> bool:
    """Say whether the Nu validator can run here: it is a Java program."""
    return shutil.which("java") is not None


def validate(root: Path, files: Sequence[Path]) -> tuple[str, tuple[str, ...]]:
    """Return the Nu validator's version and what it finds, errors and warnings alike."""
    jar = root / FOLDER / _VNU
    java = ["java", "-Xss4m", "-jar", str(jar)]
    number = subprocess.run([*java, "--version"], capture_output=True, text=True, check=False)
    command = [*java, "--format", "json", "--exit-zero-always", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, KeyError):
        raise BenchError(f"vnu: {done.stderr[:200]}") from None
    # A file on disk has no origin: there 'self' of the policy fits nothing.
    messages = [
        one
        for one in messages
        if one.get("subType") != "info" and "Content Security Policy" not in one["message"]
    ]
    found = (
        f"{one.get('url', '').rpartition('/site/')[2]}:{one.get('lastLine', '?')}: "
        f"{one.get('subType') or one['type']}: {one['message']}"
        for one in messages
    )
    return number.stdout.strip(), tuple(found)


def run_lighthouse(
    root: Path, chromium: str, home: str, targets: Sequence[Target], work: Path
) -> Iterator[Scores]:
    """Yield Lighthouse's scores for a phone, page by page, each in a browser of its own."""
    node = shutil.which("node", path=_path(root))
    if node is None:
        raise BenchError("node: make site")
    report = work / "lighthouse.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    for target in targets:
        report.unlink(missing_ok=True)
        command = [node, str(root / FOLDER / _LIGHTHOUSE), home + target.address, "--quiet"]
        command += ["--output=json", f"--output-path={report}", f"--chrome-flags={flags}"]
        command += [f"--only-categories={','.join(CATEGORIES)}"]
        # Wrong addresses are served with 404, and are to be judged all the same.
        command += ["--ignore-status-code"] if target.kind == "not-found" else []
        env = {**os.environ, "CHROME_PATH": chromium}
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
        )
        if not report.is_file():
            raise BenchError(f"lighthouse: {target.name}: {done.stderr.strip()[-200:]}")
        yield _read_report(target, json.loads(report.read_text(encoding="utf-8")))


def _read_report(target: Target, report: Any) -> Scores:
    categories, audits = report["categories"], report["audits"]
    scores = {name: round((categories[name]["score"] or 0) * 100) for name in CATEGORIES}
    refs = (ref for name in CATEGORIES[1:] for ref in categories[name]["auditRefs"])
    failing = tuple(
        ref["id"]
        for ref in refs
        if ref["weight"] and (audits[ref["id"]]["score"] or 0) < 1 and _applies(audits[ref["id"]])
    )
    return Scores(target, scores, failing)


def _applies(audit: Any) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
