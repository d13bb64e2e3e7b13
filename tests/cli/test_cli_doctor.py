"""`mrezha doctor`: one line for everything looked at, a remedy where something is amiss."""

import json
import shutil
from pathlib import Path

import pytest

GOOD, PROBLEMS = 0, 1  # design, part 4
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def whole(checkout):
    """A checkout with its locks, known to git."""
    import subprocess

    for name in ("requirements.lock", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, checkout)
    subprocess.run(["git", "init", "-q", str(checkout)], check=True)
    return checkout


def bad_lines(done):
    return [line for line in done.out.splitlines() if line.startswith("!")]


def test_a_checkout_that_was_set_up_is_well(mrezha, whole):
    done = mrezha("doctor", cwd=whole)
    assert ([], GOOD) == (bad_lines(done), done.code)


def lock_another(folder):
    path = folder / "requirements.lock"
    path.write_text(path.read_text("utf-8").replace("\npelican==", "\npelican==0."), "utf-8")


def lose_npm(folder):
    path = folder / "package-lock.json"
    lock = json.loads(path.read_text("utf-8"))
    for name, entry in lock["packages"].items():
        if name:
            entry["version"] = "0.0.1"
    path.write_text(json.dumps(lock), "utf-8")


def break_record(folder):
    (folder / "content" / "events" / "x.md").write_text("---\nkind: [\n---\n", "utf-8")


def break_setting(folder):
    path = folder / "pelicanconf.py"
    path.write_text(path.read_text("utf-8").replace('"page_size": 24', '"page_size": 0'), "utf-8")


def break_syntax(folder):
    (folder / "pelicanconf.py").write_text("SITENAME = (\n", "utf-8")


def cut_a_write(folder):
    journal = folder / ".cache" / "journal"
    journal.mkdir(parents=True)
    (journal / "manifest.json").write_text("[]", "utf-8")


def forget_git(folder):
    shutil.rmtree(folder / ".git")


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lock_another, "pelican"),
        (lose_npm, "lunr (0.0.1)"),
        (break_record, "mrezha check"),
        (break_setting, "page_size"),
        (break_syntax, "pelicanconf.py"),
        (cut_a_write, "journal"),
        (forget_git, "git"),
    ],
)
def test_what_is_amiss_is_named_with_its_remedy(mrezha, whole, harm, word):
    harm(whole)
    done = mrezha("doctor", "--lang", "en", cwd=whole)
    assert PROBLEMS == done.code
    (line,) = bad_lines(done)
    assert word in line
    assert "Traceback" not in done.err
