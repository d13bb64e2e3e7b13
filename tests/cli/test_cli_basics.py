"""What every command shares: exit codes, language, the checkout it works on, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Design, part 4: 0 good, 1 problems found, 2 misuse or the world failed.
GOOD, PROBLEMS, FAILED = 0, 1, 2
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).parent / "mrezha"
VERBS = ("check", "build", "serve", "import", "search", "place", "format", "docs", "new", "doctor")
RECORD = "content/enterprises/zelena-utopia.md"


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_has_help_on_stdout(mrezha, verb):
    done = mrezha(verb, "--help")
    assert (GOOD, "") == (done.code, done.err)
    assert done.out.startswith(f"usage: mrezha {verb}")
    assert all(option in done.out for option in ("--root", "--lang"))


def test_help_names_every_command(mrezha):
    done = mrezha("--help")
    assert GOOD == done.code
    assert [] == [verb for verb in VERBS if f"\n    {verb} " not in done.out]


def test_the_version_is_that_of_the_package(mrezha):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{mrezha("--version").out.strip()}"' in text


def test_without_a_checkout_a_command_says_how_to_name_one(mrezha, tmp_path):
    done = mrezha("check", cwd=tmp_path)
    assert (FAILED, "") == (done.code, done.out)
    assert "--root" in done.err


def test_a_command_works_from_any_folder_of_the_checkout(mrezha, checkout):
    done = mrezha("check", cwd=checkout / "content" / "enterprises" / "izmislena-furna")
    assert GOOD == done.code
    assert "13 " in done.err  # records of the imaginary content, counted by hand


def test_a_checkout_is_given_by_root_from_anywhere(mrezha, broken, tmp_path):
    done = mrezha("check", "--root", broken, cwd=tmp_path)
    assert PROBLEMS == done.code
    assert done.err.startswith(f"{RECORD}:5: register.legal_form: ")


def test_options_stand_before_or_after_the_files(mrezha, broken):
    after = mrezha("check", RECORD, "--lang", "en", cwd=broken)
    before = mrezha("check", "--lang", "en", RECORD, cwd=broken)
    assert (PROBLEMS, after.err) == (before.code, before.err)


def test_messages_are_bulgarian_unless_english_is_asked_for(mrezha, broken):
    bulgarian = mrezha("check", "--root", broken).err
    english = mrezha("check", "--root", broken, "--lang", "en").err
    assert "1 проблема в 1 от 13 записа" in bulgarian
    assert "1 problems in 1 of 13 records" in english
    assert english == mrezha("check", "--root", broken, env={"MREZHA_LANG": "en"}).err
    assert bulgarian == mrezha("check", "--root", broken, "--lang", "bg").err


def test_the_language_of_the_machine_changes_nothing(mrezha, broken):
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert mrezha("check", "--root", broken).err == mrezha("check", "--root", broken, env=plain).err


# Command line, what the sentence must speak of. No folder or file of these names exists.
MISUSE = [
    ("", "VERB"),
    ("frobnicate", "frobnicate"),
    ("check --frobnicate", "--frobnicate"),
    ("check --lang fr", "fr"),
    ("check --root nowhere", "--root"),
    ("check --content nowhere", "nowhere"),
    ("check nowhere.md", "nowhere.md"),
    ("check pelicanconf.py", "pelicanconf.py"),
    ("check --content pelicanconf.py", "pelicanconf.py"),
    ("check content", "content"),
    ("build --content nowhere", "nowhere"),
    ("build --output pelicanconf.py", "pelicanconf.py"),
    ("build --output content", "content"),
    ("build --output /proc/nowhere/site", "/proc/nowhere"),
    ("build --output pelicanconf.py/site", "pelicanconf.py"),
    ("build --siteurl example.org", "SITEURL"),
    ("build --siteurl ftp://example.org", "SITEURL"),
    ("build --siteurl https://example.org/?a=b", "SITEURL"),
    ("build --siteurl", "--siteurl"),
    ("serve --port abc", "--port"),
    ("serve --port 70000 --no-build", "70000"),
    ("serve --port -1 --no-build", "-1"),
    ("serve --no-build --output nowhere", "nowhere"),
    ("import", "FILE"),
    ("import nowhere.csv", "nowhere.csv"),
    ("import content", "content"),
    ("import nowhere.csv --date 2026-13-01", "2026-13-01"),
    ("import nowhere.csv --accept-loss many", "many"),
    ("place", "ADDRESS"),
    ("place --batch nowhere.txt", "nowhere.txt"),
    ("place --batch content", "content"),
    ("search", "QUERY"),
    ("search хляб", "output"),
    ("search хляб --site nowhere", "nowhere"),
    ("search хляб --content nowhere", "nowhere"),
    ("search --batch nowhere.txt", "nowhere.txt"),
    ("format --content nowhere", "nowhere"),
    ("docs extra", "extra"),
]


@pytest.mark.parametrize(("line", "word"), MISUSE, ids=[line or "nothing" for line, _ in MISUSE])
def test_misuse_is_told_in_a_sentence_and_ends_with_2(mrezha, checkout, tree, line, word):
    before = tree(checkout)
    done = mrezha(*line.split(), cwd=checkout)
    assert (FAILED, "") == (done.code, done.out)
    assert word in done.err
    assert {} == {
        name: content
        for name, content in tree(checkout).items()
        if before.get(name) != content and not name.startswith(".")  # what a build remembers
    }


def test_an_unknown_language_of_the_environment_is_misuse(mrezha, checkout):
    done = mrezha("check", cwd=checkout, env={"MREZHA_LANG": "de"})
    assert (FAILED, "") == (done.code, done.out)
    assert "MREZHA_LANG" in done.err


def test_what_the_system_refuses_is_said_in_the_language_of_the_user(mrezha, checkout):
    bulgarian = mrezha("place", "--batch", "nowhere.txt", cwd=checkout)
    english = mrezha("place", "--batch", "nowhere.txt", "--lang", "en", cwd=checkout)
    assert "nowhere.txt: няма такъв файл.\n" == bulgarian.err
    assert "nowhere.txt: there is no such file.\n" == english.err


@pytest.mark.parametrize("streams", ["1>&-", "2>&-", "1>&- 2>&-"])
def test_a_closed_stream_costs_no_more_than_the_words(checkout, tmp_path, streams):
    kept = tmp_path / "kept"
    line = f'"$1" check --json {streams} 1>>"$2" 2>>"$2"'
    if "1>&-" in streams:
        line = line.replace(' 1>>"$2"', "")
    if "2>&-" in streams:
        line = line.replace(' 2>>"$2"', "")
    done = subprocess.run(
        ["/bin/sh", "-c", line, "sh", PROGRAM, kept], cwd=checkout, timeout=60, check=False
    )
    assert done.returncode in (GOOD, FAILED)
    assert "Traceback" not in (kept.read_text("utf-8") if kept.exists() else "")


def test_a_reader_that_goes_away_gets_no_traceback(checkout, tmp_path):
    # Ten thousand answers do not fit into a pipe that nobody reads.
    lines = tmp_path / "addresses.txt"
    lines.write_text("\n".join(f"с. Никъдево {number}" for number in range(3000)), "utf-8")
    reading, writing = os.pipe()
    running = subprocess.Popen(
        [PROGRAM, "place", "--batch", lines],
        cwd=checkout,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    os.close(reading)
    _, err = running.communicate(timeout=60)
    assert (FAILED, b"") == (running.returncode, err)
