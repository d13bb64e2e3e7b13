"""From a phone to a page: form, file, intake, branch over HTTP, check, merge, build."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "tests" / "fixtures" / "content"
WORDS = "Месим ръчно и печем на дърва."
STEPS = ("words", "work", "offers", "needs", "contacts", "photos", "person", "send")


def git(folder: Path, *words: str) -> str:
    who = {"GIT_AUTHOR_NAME": "Т", "GIT_AUTHOR_EMAIL": "t@example.org"}
    who |= {"GIT_COMMITTER_NAME": "Т", "GIT_COMMITTER_EMAIL": "t@example.org"}
    env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(
        ["git", "-C", folder, *words], env=env, capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


class GitHost(BaseHTTPRequestHandler):
    """Serves bare repositories by git's own program for HTTP."""

    root: Path

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self._serve(body)

    def _serve(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        env = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_USER": "moderator",
        }
        done = subprocess.run(
            ["git", "http-backend"], env=env, input=body, capture_output=True, check=False
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.send_response(int(fields.pop("Status", "200 OK").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """A clone of a bare repository that is served over HTTP, with the imaginary records."""
    bare, clone = tmp_path / "forge" / "records.git", tmp_path / "work"
    bare.mkdir(parents=True)
    git(bare, "init", "-q", "--bare", "-b", "main")
    git(bare, "config", "http.receivepack", "true")
    handler = type("Handler", (GitHost,), {"root": bare.parent})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/records.git"
    git(tmp_path, "clone", "-q", address, str(clone))
    shutil.copytree(CONTENT, clone / "content")
    git(clone, "checkout", "-q", "-B", "main")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "Records")
    git(clone, "push", "-q", "origin", "main")
    yield clone
    server.shutdown()
    server.server_close()


def fill(page: Page, home: str, folder: Path) -> Path:
    """Correct a profile on a phone and bring the file home."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{home}enterprises/zelena-utopia/")
    page.click(".correct a")
    page.wait_for_selector("form[data-state=ready]")
    for step in STEPS:
        page.click("[data-part=next]")
        expect(page.locator(f"#step-{step}")).to_be_visible()
        if step == "words":
            page.fill("#f-fields-summary-bg", WORDS)
    page.fill("#f-sender-name", "Тайна Особа")
    page.fill("#f-sender-email", "taina@example.net")
    page.check("#f-consent-personal-data")
    page.click("[data-part=next]")
    expect(page.locator("#step-ready")).to_be_visible()
    with page.expect_download() as waiting:
        page.click("[data-part=download]")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_a_correction_goes_from_a_phone_to_the_page(
    visit: Any,
    home: str,
    work: Path,
    mrezha: Callable[..., Any],
    build_site: Callable[..., Path],
    tmp_path: Path,
) -> None:
    file = fill(visit.page, home, tmp_path)
    taken = mrezha("intake", file, "--repo", work, "--push", "origin")
    assert 0 == taken.code, taken.err
    listed = git(work, "ls-remote", "--heads", "origin", "intake/*").split()
    assert 2 == len(listed), "one branch came to the forge over HTTP"
    branch = listed[1].removeprefix("refs/heads/")
    assert branch.startswith("intake/profile-change/zelena-utopia-")
    # A person reads the review, checks and merges.
    git(work, "fetch", "-q", "origin", branch)
    proposal = git(work, "log", "-1", "-p", "--format=%an %ae %B", "FETCH_HEAD")
    assert WORDS in proposal
    assert "Тайна" not in proposal
    assert "taina@" not in proposal
    git(work, "merge", "-q", "--no-edit", "FETCH_HEAD")
    assert 0 == mrezha("check", "--content", work / "content").code
    git(work, "push", "-q", "origin", "main")
    page = build_site(work / "content") / "enterprises" / "zelena-utopia" / "index.html"
    assert WORDS in page.read_text("utf-8")
