"""Setting up from nothing: done once, told plainly when it cannot be done, never a traceback."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "bootstrap.py"
INPUTS = (
    "requirements.lock",
    "requirements-test.lock",
    "package.json",
    "package-lock.json",
    "pyproject.toml",
)


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """Load the script on a checkout in which nothing is set up and nothing can be installed."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in INPUTS:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "node_modules").mkdir()
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "PYTHON": python,
        "STAMPS": tmp_path / ".venv" / ".stamps",
        "CHROMIUM_PATH": tmp_path / ".venv" / "chromium-path",
        "apt_prefix": lambda: None,
        "ran": [],
    }.items():
        monkeypatch.setattr(module, name, value, raising=False)
    monkeypatch.setattr(module, "run", lambda command: module.ran.append(command) or True)
    monkeypatch.setattr(module, "works", lambda command: True)
    monkeypatch.delenv("MREZHA_CHROMIUM", raising=False)
    return module


def installs(module) -> list[str]:
    """Say which lock each recorded installation was from, and clear the record."""
    words = [" ".join(command) for command in module.ran]
    module.ran.clear()
    known = {
        "-r requirements.lock": "python site",
        "-r requirements-test.lock": "python test",
        "--editable": "project",
        "ci --omit=dev": "npm site",
        "ci --include=dev": "npm test",
    }
    return [name for line in words for part, name in known.items() if part in line]


def is_told(stderr: str) -> bool:
    """Say whether a person is told something in both languages, and shown no traceback."""
    lines = stderr.splitlines()
    has_bulgarian = any("а" <= char <= "я" for char in lines[-2])
    return has_bulgarian and lines[-1].isascii() and "Traceback" not in stderr


def test_a_site_is_set_up_without_the_test_packages(bootstrap):
    bootstrap.set_up("site")
    assert ["python site", "project", "npm site"] == installs(bootstrap)


def test_a_second_run_installs_nothing(bootstrap):
    bootstrap.set_up("site")
    installs(bootstrap)
    bootstrap.set_up("site")
    assert [] == installs(bootstrap)


def test_what_serves_the_tests_serves_the_site_too(bootstrap):
    bootstrap.set_up("dev")
    assert ["python test", "project", "npm test"] == installs(bootstrap)
    bootstrap.set_up("site")
    assert [] == installs(bootstrap)


def test_the_test_packages_are_added_to_a_site(bootstrap):
    bootstrap.set_up("site")
    installs(bootstrap)
    bootstrap.set_up("dev")
    assert ["python test", "project", "npm test"] == installs(bootstrap)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("requirements.lock", ["python site", "project"]),
        ("package-lock.json", ["npm site"]),
        ("pyproject.toml", ["project"]),
    ],
)
def test_a_changed_lock_is_installed_again_and_nothing_else(bootstrap, changed, expected):
    bootstrap.set_up("site")
    installs(bootstrap)
    with (bootstrap.ROOT / changed).open("a") as file:
        file.write("\n")
    bootstrap.set_up("site")
    assert expected == installs(bootstrap)


def test_an_installation_that_failed_is_tried_again(bootstrap, monkeypatch, capfd):
    works = bootstrap.run
    monkeypatch.setattr(bootstrap, "run", lambda command: "--require-hashes" not in command)
    assert 2 == bootstrap.guard(lambda: bootstrap.set_up("site"))
    assert is_told(capfd.readouterr().err)
    monkeypatch.setattr(bootstrap, "run", works)
    bootstrap.set_up("site")
    assert ["python site", "project", "npm site"] == installs(bootstrap)


def test_every_python_package_is_checked_against_its_hash_and_none_is_built(bootstrap):
    bootstrap.ensure_python_packages("site")
    assert "--require-hashes" in bootstrap.ran[0]
    assert "--only-binary=:all:" in bootstrap.ran[0]


def test_npm_never_runs_a_script_of_a_package(bootstrap):
    bootstrap.ensure_npm_packages("site")
    assert "--ignore-scripts" in bootstrap.ran[0]


def test_a_checkout_that_was_moved_gets_a_new_environment(bootstrap, monkeypatch):
    bootstrap.ensure_venv()
    assert [] == [command for command in bootstrap.ran if "venv" in command]
    monkeypatch.setattr(bootstrap, "ROOT", bootstrap.ROOT / "elsewhere")
    bootstrap.ensure_venv()
    assert 1 == len([command for command in bootstrap.ran if "venv" in command])


def test_a_python_without_ensurepip_is_told_which_package_to_install(bootstrap, monkeypatch, capfd):
    monkeypatch.setattr(bootstrap, "has_venv_module", lambda: False)
    assert 2 == bootstrap.guard(lambda: bootstrap.make_venv(bootstrap.VENV))
    error = capfd.readouterr().err
    assert is_told(error)
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in error


def test_debian_gets_the_missing_ensurepip_where_nobody_need_be_asked(bootstrap, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(bootstrap, "has_venv_module", lambda: next(answers))
    monkeypatch.setattr(bootstrap, "apt_prefix", lambda: ["sudo", "-n", "env"])
    bootstrap.make_venv(bootstrap.VENV)
    installed = [command for command in bootstrap.ran if "install" in command]
    assert [f"python3.{sys.version_info.minor}-venv"] == [
        word for word in installed[0] if word.endswith("-venv")
    ]
    assert ["sudo", "-n"] == installed[0][:2]


def test_no_browser_and_no_way_to_get_one_is_told(bootstrap, monkeypatch, capfd):
    monkeypatch.setattr(bootstrap, "find_browser", lambda: None)
    monkeypatch.setattr(bootstrap, "download_browser", lambda: None)
    assert 2 == bootstrap.guard(bootstrap.ensure_browser)
    error = capfd.readouterr().err
    assert is_told(error)
    assert "MREZHA_CHROMIUM" in error
    assert not bootstrap.CHROMIUM_PATH.exists()


def test_the_browser_found_is_written_down_for_the_tests(bootstrap, monkeypatch):
    monkeypatch.setenv("MREZHA_CHROMIUM", "/bin/sh")
    bootstrap.ensure_browser()
    assert "/bin/sh\n" == bootstrap.CHROMIUM_PATH.read_text()


def test_a_browser_that_does_not_start_is_passed_over(bootstrap, monkeypatch):
    monkeypatch.setenv("MREZHA_CHROMIUM", "/bin/sh")
    monkeypatch.setattr(bootstrap, "BROWSERS", ("/bin/cat",))
    monkeypatch.setattr(bootstrap, "works", lambda command: command[0] != "/bin/sh")
    assert "/bin/cat" == bootstrap.find_browser()


@pytest.mark.parametrize("name", ["bootstrap.py", "lock.py"])
def test_an_old_python_can_read_the_script_as_far_as_the_check(name):
    # Python 3.6 is the oldest that a distribution of this decade calls python3.
    tree = ast.parse((ROOT / "scripts" / name).read_text("utf-8"), feature_version=(3, 6))
    futures = [node for node in ast.walk(tree) if getattr(node, "module", "") == "__future__"]
    assert [] == futures


def test_setting_up_needs_the_standard_library_alone():
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert set() == imported - set(sys.stdlib_module_names)


def run_as_old_python(path: str) -> subprocess.CompletedProcess[str]:
    """Run the script in an interpreter that says it is Python 3.9, with `path` as PATH."""
    code = (
        "import runpy, sys\n"
        "sys.version_info = (3, 9, 18)\n"
        f"sys.argv = [{str(SCRIPT)!r}, 'site']\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


def test_an_old_python_is_told_which_one_is_needed(tmp_path):
    result = run_as_old_python(str(tmp_path))
    assert 2 == result.returncode
    assert is_told(result.stderr)
    assert "3.11" in result.stderr
    assert "3.9.18" in result.stderr


def test_an_old_python_hands_over_to_a_newer_one_that_works(tmp_path):
    for name, body in {
        "python3.14": "exit 127",  # what a version manager leaves behind
        "python3.12": '[ "$1" = -c ] || echo "set up by $0: $2"',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    result = run_as_old_python(str(tmp_path))
    assert f"set up by {tmp_path}/python3.12: site\n" == result.stdout
