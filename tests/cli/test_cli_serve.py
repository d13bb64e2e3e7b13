"""`mrezha serve`: the built site on a local port, built again on every change."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "mrezha"
RECORD = "content/enterprises/zelena-utopia.md"
PROFILE = "enterprises/zelena-utopia/"


def get(address):
    """Return status, type and text of an address of this machine."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 ours
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def wait_for(condition, seconds=30):
    """Ask until it is so."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


@contextlib.contextmanager
def serving(checkout, *options):
    """Serve a checkout; gives the process and the address it printed first."""
    with (checkout.parent / "words.txt").open("w") as words:
        running = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", *options],
            cwd=checkout,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
    try:
        line = running.stdout.readline()
        assert "http://127.0.0.1:" in line, (checkout.parent / "words.txt").read_text("utf-8")
        yield running, next(word for word in line.split() if word.startswith("http"))
    finally:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(10)
        finally:
            running.kill()
            running.stdout.close()
            running.wait()
    assert "Traceback" not in (checkout.parent / "words.txt").read_text("utf-8")


def test_the_printed_address_answers_and_a_lost_page_has_status_404(mrezha, checkout):
    mrezha("build", cwd=checkout)
    with serving(checkout, "--no-build") as (_, address):
        status, kind, text = get(address)
        assert (200, True) == (status, kind.startswith("text/html"))
        assert "<!DOCTYPE html>" in text
        assert "Зелена утопия" in get(address + PROFILE)[2]
        for style in ("style/", "en/style/"):
            status, _, text = get(address + style)
            assert (200, 1) == (status, text.count('<h2 id="component-enterprise-card"'))
            assert not (checkout / "output" / style).exists()
        lost = (checkout / "output" / "404.html").read_text("utf-8")
        for name in ("nowhere/", "en/nowhere", "static/", "../pelicanconf.py", "%2e%2e/content/"):
            assert (404, lost) == get(address + name)[::2], name


def test_without_a_site_there_is_nothing_to_serve(mrezha, checkout):
    done = mrezha("serve", "--no-build", "--port", "0", cwd=checkout)
    assert (2, "") == (done.code, done.out)
    assert "mrezha build" in done.err


def test_a_taken_port_is_told(mrezha, checkout):
    mrezha("build", cwd=checkout)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = mrezha("serve", "--no-build", "--port", port, cwd=checkout)
    assert (2, "") == (done.code, done.out)
    assert port in done.err
    assert "--port 0" in done.err


def test_records_with_problems_are_not_served_at_first(mrezha, broken):
    done = mrezha("serve", "--port", "0", cwd=broken)
    assert (1, "") == (done.code, done.out)
    assert f"{RECORD}:5: " in done.err


def test_an_edit_is_shown_a_wrong_one_is_told_and_the_old_site_stays(checkout):
    record = checkout / RECORD
    words = checkout.parent / "words.txt"
    with serving(checkout) as (running, address):
        text = record.read_text("utf-8")
        time.sleep(1)  # the watch starts just after the address is printed
        record.write_text(text.replace("bg: Зелена утопия", "bg: Синя утопия"), "utf-8")
        wait_for(lambda: "Синя утопия" in get(address + PROFILE)[2])
        record.write_text(text.replace("association", "assosiation"), "utf-8")
        wait_for(lambda: f"{RECORD}:5: " in words.read_text("utf-8"))
        assert "Синя утопия" in get(address + PROFILE)[2]
        record.write_text(text.replace("bg: Зелена утопия", "bg: Бяла утопия"), "utf-8")
        wait_for(lambda: "Бяла утопия" in get(address + PROFILE)[2])
        assert running.poll() is None


def test_an_edit_of_a_template_is_shown_and_a_broken_one_does_not_end_the_serving(checkout):
    template = checkout / "theme" / "templates" / "home.html"
    with serving(checkout) as (running, address):
        text = template.read_text("utf-8")
        time.sleep(1)
        template.write_text(text.replace("{% block main %}", "{% block main %}{% if %}"), "utf-8")
        wait_for(lambda: "home.html" in (checkout.parent / "words.txt").read_text("utf-8"))
        time.sleep(1)
        assert running.poll() is None
        template.write_text(
            text.replace("{% block main %}", '{% block main %}<p class="new">new</p>'), "utf-8"
        )
        wait_for(lambda: '<p class="new">new</p>' in get(address)[2])


@pytest.mark.parametrize("option", ["--no-build", None])
def test_ctrl_c_ends_the_serving_quietly(mrezha, checkout, option):
    mrezha("build", cwd=checkout)
    with serving(checkout, *([option] if option else [])) as (running, address):
        assert 200 == get(address)[0]
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        assert 130 == running.wait(10)  # 128 + SIGINT, as shells expect
