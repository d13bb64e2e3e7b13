"""`mrezha build`: a whole new site, or the old one untouched, and a sentence that says why."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GOOD, PROBLEMS, FAILED = 0, 1, 2
PROGRAM = Path(sys.executable).parent / "mrezha"
RECORD = "content/enterprises/zelena-utopia.md"
PROFILES = ("enterprises/zelena-utopia/index.html", "en/enterprises/zelena-utopia/index.html")


def rename(checkout, name):
    """Give the enterprise another Bulgarian name."""
    record = checkout / RECORD
    text = record.read_text("utf-8")
    record.write_text(text.replace("bg: Зелена утопия", f"bg: {name}"), "utf-8")


def test_a_first_build_makes_the_site_in_the_checkout(mrezha, checkout):
    done = mrezha("build", cwd=checkout)
    assert (GOOD, "") == (done.code, done.out)
    assert all((checkout / "output" / name).is_file() for name in PROFILES)


def test_english_is_spoken_when_asked_for(mrezha, checkout):
    done = mrezha("build", "--lang", "en", cwd=checkout)
    assert GOOD == done.code
    assert not [letter for letter in done.err if "а" <= letter <= "я"]


def test_an_edit_is_shown_by_the_next_build_and_an_undone_edit_is_gone(mrezha, checkout, tree):
    mrezha("build", cwd=checkout)
    before = tree(checkout / "output")
    rename(checkout, "Нова утопия")
    mrezha("build", cwd=checkout)
    assert "Нова утопия" in (checkout / "output" / PROFILES[0]).read_text("utf-8")
    record = checkout / RECORD
    record.write_text(record.read_text("utf-8").replace("Нова утопия", "Зелена утопия"), "utf-8")
    mrezha("build", cwd=checkout)
    assert before == tree(checkout / "output")


def test_a_site_of_many_edits_is_the_site_built_clean(mrezha, checkout, tree):
    mrezha("build", cwd=checkout)
    rename(checkout, "Яка утопия")
    (checkout / "content/events/minal-forum-2024.md").unlink()
    mrezha("build", cwd=checkout)
    edited = tree(checkout / "output")
    assert not any("minal-forum" in name for name in edited)
    done = mrezha("build", "--clean", cwd=checkout)
    assert (GOOD, edited) == (done.code, tree(checkout / "output"))


def test_explain_names_the_pages_an_edit_touched_and_no_other(mrezha, checkout):
    mrezha("build", cwd=checkout)
    assert "" == mrezha("build", "--explain", cwd=checkout).out
    rename(checkout, "Нова утопия")
    done = mrezha("build", "--explain", cwd=checkout)
    pages = {line.split("\t")[0] for line in done.out.splitlines()}
    assert {"enterprises/zelena-utopia/index.html", "enterprises/index.html"} <= pages
    assert not {page for page in pages if page.startswith(("calls/ezh", "districts/VID", "pages/"))}


def test_a_problem_stops_the_build_and_leaves_the_old_site_byte_for_byte(mrezha, checkout, tree):
    mrezha("build", cwd=checkout)
    before = tree(checkout / "output")
    record = checkout / RECORD
    record.write_text(record.read_text("utf-8").replace("activities:", "aktivities:"), "utf-8")
    done = mrezha("build", cwd=checkout)
    assert (PROBLEMS, "") == (done.code, done.out)
    assert f"{RECORD}:15: " in done.err
    assert "[unknown-key]" in done.err
    assert before == tree(checkout / "output")


def test_a_problem_in_a_first_build_leaves_no_site(mrezha, broken):
    assert PROBLEMS == mrezha("build", cwd=broken).code
    assert not (broken / "output").exists()


def test_all_problems_are_told_in_the_language_asked_for(mrezha, broken):
    text = (broken / RECORD).read_text("utf-8").replace("farming", "farmin")
    (broken / RECORD).write_text(text, "utf-8")
    told = mrezha("build", "--lang", "en", cwd=broken).err
    assert [f"{RECORD}:5", f"{RECORD}:16"] == [
        line.split(": ")[0] for line in told.splitlines() if line.startswith(RECORD)
    ]
    assert told == mrezha("build", "--lang", "en", cwd=broken).err


def test_skip_check_builds_in_spite_of_problems_and_says_so_loudly(mrezha, broken):
    done = mrezha("build", "--skip-check", cwd=broken)
    assert GOOD == done.code
    assert "ВНИМАНИЕ" in done.err
    assert "НЕ са проверени" in done.err
    assert all((broken / "output" / name).is_file() for name in PROFILES)
    after = mrezha("build", cwd=broken)
    assert (PROBLEMS, False) == (after.code, "ВНИМАНИЕ" in after.err)


def test_after_skip_check_a_mended_record_gives_the_usual_site(mrezha, broken, tree):
    mrezha("build", "--skip-check", cwd=broken)
    text = (broken / RECORD).read_text("utf-8").replace("assosiation", "association")
    (broken / RECORD).write_text(text, "utf-8")
    assert GOOD == mrezha("build", cwd=broken).code
    site = tree(broken / "output")
    mrezha("build", "--clean", cwd=broken)
    assert tree(broken / "output") == site


@pytest.mark.parametrize("options", [(), ("--skip-check",), ("--clean",)])
def test_a_folder_of_a_person_is_never_replaced(mrezha, checkout, tree, options):
    home = checkout.parent / "home"
    home.mkdir()
    (home / "thesis.odt").write_text("years of work")
    done = mrezha("build", "--output", home, *options, cwd=checkout)
    assert (FAILED, {"thesis.odt": b"years of work"}) == (done.code, tree(home))
    assert str(home) in done.err


def test_an_empty_folder_may_become_the_site(mrezha, checkout):
    (checkout / "public").mkdir()
    assert GOOD == mrezha("build", "--output", "public", cwd=checkout).code
    assert (checkout / "public" / "index.html").is_file()
    assert not (checkout / "output").exists()


def test_a_broken_template_is_told_in_a_sentence_and_the_old_site_stands(mrezha, checkout, tree):
    mrezha("build", cwd=checkout)
    before = tree(checkout / "output")
    template = checkout / "theme" / "templates" / "enterprise.html"
    for broken_end in ("{% if %}", "{{ no_such_helper() }}", "{% include 'nowhere.html' %}"):
        whole = template.read_text("utf-8")
        template.write_text(whole.replace("<article>", f"<article>{broken_end}", 1), "utf-8")
        done = mrezha("build", cwd=checkout)
        assert (FAILED, "") == (done.code, done.out), broken_end
        assert before == tree(checkout / "output")
        template.write_text(whole, "utf-8")


def test_a_missing_template_is_told_in_a_sentence(mrezha, checkout):
    (checkout / "theme" / "templates" / "home.html").unlink()
    done = mrezha("build", cwd=checkout)
    assert FAILED == done.code
    assert "home" in done.err


def test_a_missing_theme_is_told_in_a_sentence(mrezha, checkout):
    shutil.rmtree(checkout / "theme")
    done = mrezha("build", cwd=checkout)
    assert FAILED == done.code
    assert "theme" in done.err


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"page_size": 24', '"page_sise": 24', "page_sise"),
        ('"page_size": 24', '"page_size": 0', "page_size"),
        ('SITEURL = ""', 'SITEURL = "example.org"', "SITEURL"),
        ('"page_size": 24', '"page_size" 24', "pelicanconf.py"),
    ],
)
def test_a_wrong_setting_is_named(mrezha, checkout, old, new, word):
    conf = checkout / "pelicanconf.py"
    text = conf.read_text("utf-8")
    assert old in text
    conf.write_text(text.replace(old, new), "utf-8")
    done = mrezha("build", cwd=checkout)
    assert FAILED == done.code
    assert word in done.err
    assert not (checkout / "output").exists()


def test_lock_files_of_editors_are_no_records(mrezha, checkout):
    (checkout / "content" / "enterprises" / ".#zelena-utopia.md").write_text("me@here", "utf-8")
    (checkout / "content" / ".obsidian").mkdir()
    (checkout / "content" / ".obsidian" / "notes.md").write_text("mine", "utf-8")
    assert GOOD == mrezha("build", cwd=checkout).code


def test_the_site_never_lands_among_the_records(mrezha, checkout, tree):
    before = tree(checkout / "content")
    assert FAILED == mrezha("build", "--output", "content/site", cwd=checkout).code
    assert before == tree(checkout / "content")


def test_what_is_remembered_of_the_last_build_may_be_spoilt(mrezha, checkout, tree):
    mrezha("build", cwd=checkout)
    before = tree(checkout / "output")
    for path in checkout.glob(".output.*"):
        if path.is_file():
            path.write_bytes(b"not what it was")
    done = mrezha("build", cwd=checkout)
    assert (GOOD, before) == (done.code, tree(checkout / "output"))


def test_a_page_lost_from_the_site_comes_back(mrezha, checkout, tree):
    mrezha("build", cwd=checkout)
    before = tree(checkout / "output")
    (checkout / "output" / PROFILES[0]).unlink()
    mrezha("build", "--clean", cwd=checkout)
    assert before == tree(checkout / "output")


def test_two_builds_of_one_site_do_not_mix(checkout, tree):
    both = [
        subprocess.Popen([PROGRAM, "build"], cwd=checkout, stderr=subprocess.PIPE) for _ in "12"
    ]
    told = [one.communicate(timeout=60)[1].decode() for one in both]
    codes = sorted(one.returncode for one in both)
    assert codes in ([GOOD, GOOD], [GOOD, FAILED]), told
    assert (checkout / "output" / PROFILES[1]).is_file()
    assert "Traceback" not in "".join(told)


@pytest.mark.parametrize("wait", [0.7, 1.0, 1.4])
def test_a_killed_build_leaves_the_old_site_and_the_next_one_is_whole(mrezha, checkout, tree, wait):
    mrezha("build", cwd=checkout)
    before = tree(checkout / "output")
    rename(checkout, "Убита утопия")
    running = subprocess.Popen(
        [PROGRAM, "build", "--clean"], cwd=checkout, stderr=subprocess.DEVNULL
    )
    time.sleep(wait)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    killed = tree(checkout / "output")
    assert GOOD == mrezha("build", cwd=checkout).code
    whole = tree(checkout / "output")
    assert killed in (before, whole)
    mrezha("build", "--clean", cwd=checkout)
    assert tree(checkout / "output") == whole


def test_plain_pelican_refuses_a_bad_record_with_the_same_words(mrezha, broken):
    done = mrezha("-s", "pelicanconf.py", cwd=broken, program="pelican")
    assert 0 != done.code
    assert f"{RECORD}:5: register.legal_form: " in done.err
    assert not (broken / "output" / "index.html").exists()
