"""The whole new site, or nothing changes."""

import errno
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from mrezha import publish
from mrezha.plugin.settings import MARKER


def make_site(folder, word):
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("mrezha\n")
    for number in range(50):
        (folder / f"{number}.html").write_text(word)


def words_of(folder):
    return {path.read_text() for path in folder.glob("*.html")}


def test_a_new_site_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it(tmp_path):
    output = tmp_path / "site"
    make_site(output, "old")
    staging = publish.prepare(output)
    staging.rmdir()
    make_site(staging, "new")
    publish.swap(staging, output)
    assert {"new"} == words_of(output)
    assert ["site"] == [path.name for path in tmp_path.iterdir()]


def test_a_first_site_needs_no_old_one(tmp_path):
    staging = publish.prepare(tmp_path / "deep" / "site")
    (staging / "0.html").write_text("new")
    publish.swap(staging, tmp_path / "deep" / "site")
    assert {"new"} == words_of(tmp_path / "deep" / "site")


def test_a_swap_works_where_the_system_cannot_exchange_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    make_site(tmp_path / "site", "old")
    make_site(tmp_path / ".site.new", "new")
    publish.swap(tmp_path / ".site.new", tmp_path / "site")
    assert {"new"} == words_of(tmp_path / "site")
    assert ["site"] == [path.name for path in tmp_path.iterdir()]


def test_a_kill_between_two_renames_is_mended_by_the_next_build(tmp_path):
    make_site(tmp_path / ".site.old", "old")
    make_site(tmp_path / ".site.new", "new")
    publish.prepare(tmp_path / "site")
    assert {"old"} == words_of(tmp_path / "site")


def test_a_kill_after_the_swap_leaves_the_new_site_and_the_rest_is_cleared(tmp_path):
    make_site(tmp_path / ".site.old", "old")
    make_site(tmp_path / "site", "new")
    publish.prepare(tmp_path / "site")
    assert {"new"} == words_of(tmp_path / "site")
    assert not (tmp_path / ".site.old").exists()


def test_a_folder_with_a_persons_files_is_never_replaced(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.odt").write_text("years of work")
    with pytest.raises(publish.PublishError):
        publish.prepare(home)
    assert "years of work" == (home / "thesis.odt").read_text()


def test_a_refused_swap_leaves_the_old_site(tmp_path, monkeypatch):
    def refuse(one, other):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(other))

    monkeypatch.setattr(publish, "_exchange", refuse)
    make_site(tmp_path / "site", "old")
    make_site(tmp_path / ".site.new", "new")
    with pytest.raises(OSError, match="space"):
        publish.swap(tmp_path / ".site.new", tmp_path / "site")
    assert {"old"} == words_of(tmp_path / "site")


def test_two_builds_at_once_are_kept_apart_and_a_killed_one_frees_the_lock(tmp_path):
    code = f"""
        import sys, time
        from pathlib import Path
        from mrezha import publish
        with publish.hold_lock(Path({str(tmp_path / "site")!r})):
            print("held", flush=True)
            time.sleep(60)
    """
    other = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert "held\n" == other.stdout.readline()
    with pytest.raises(publish.BusyError), publish.hold_lock(tmp_path / "site"):
        pass
    other.send_signal(signal.SIGKILL)
    other.wait()
    with publish.hold_lock(tmp_path / "site"):
        pass


def test_killed_at_any_moment_the_old_or_the_new_whole_site_stands(tmp_path):
    output = tmp_path / "site"
    make_site(output, "0")
    code = f"""
        import shutil
        from pathlib import Path
        from mrezha import publish
        from mrezha.plugin.settings import MARKER
        output = Path({str(output)!r})
        print("go", flush=True)
        for turn in range(1, 100000):
            staging = publish.prepare(output)
            for name in [MARKER, *(f"{{n}}.html" for n in range(50))]:
                (staging / name).write_text(str(turn))
            publish.swap(staging, output)
    """
    for wait in range(8):
        builder = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
        )
        assert builder.stdout is not None
        builder.stdout.readline()
        try:
            builder.wait(0.02 + wait * 0.013)
        except subprocess.TimeoutExpired:
            builder.kill()
            builder.wait()
        publish.recover(output)
        assert 1 == len(words_of(output))
        assert 50 == len(list(output.glob("*.html")))
