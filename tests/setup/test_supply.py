"""What is installed is listed with its licence, and its weaknesses are never guessed."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def supply():
    sys.path.insert(0, str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location("supply", ROOT / "scripts" / "supply.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(ROOT / "scripts"))
    return module


def test_every_locked_package_is_on_the_page_of_licences():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    python = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    npm = {
        path.rpartition("node_modules/")[2]
        for path, one in packages.items()
        if path and not one.get("dev")
    }
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (\S+) \| (?:PyPI|npm) \| (.+) \|$", page, re.MULTILINE))
    assert python | npm == set(rows)
    assert not [name for name, licence in rows.items() if licence.strip() in {"", "?", "UNKNOWN"}]


@pytest.mark.parametrize(
    ("python", "node", "weak", "unknown"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}',
         '{"vulnerabilities": {}}', [], 0),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}',
         '{"vulnerabilities": {"b": {"severity": "high"}}}', ["a 1: PYSEC-1", "b: high"], 0),
        ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}',
         '{"message": "offline"}', [], 2),
        ("", "<html>", [], 2),
    ],
)  # fmt: skip
def test_an_audit_tells_nothing_known_from_nothing_asked(supply, python, node, weak, unknown):
    found, unasked = supply.judge(python, node)
    assert (weak, unknown) == (found, len(unasked))


def test_the_list_of_parts_is_made_in_the_standard_format(supply):
    command = supply.npm(
        "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"
    )
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    parts = json.loads(done.stdout)
    assert "CycloneDX" == parts["bomFormat"]
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = {f"{p.rpartition('node_modules/')[2]}@{one['version']}"
              for p, one in packages.items() if p and not one.get("dev")}  # fmt: skip
    assert wanted == {one["bom-ref"] for one in parts["components"]}


def test_no_npm_package_may_run_a_script_when_installed():
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text("utf-8").splitlines()
