"""The whole road: a form filled in a browser, a file, a branch, a check, a merge, the page."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "tests" / "fixtures" / "content"
FURNA = "izmislena-furna"
PHOTO = CONTENT / "enterprises" / FURNA / "furna.png"
SECRET = {"MREZHA_LINK_SECRET": "a secret of the imaginary centre"}


def git(folder: Path, *args: str) -> str:
    who = ("-c", "user.name=Координатор", "-c", "user.email=centre@example.org")
    done = subprocess.run(
        ["git", *who, *args], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


class Backend(BaseHTTPRequestHandler):
    """Serves repositories by git's own CGI program, as a web server does."""

    root = Path()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        size = int(self.headers.get("Content-Length") or 0)
        env = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "centre",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type") or "",
            "CONTENT_LENGTH": str(size),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "",
        }
        given = self.rfile.read(size)
        done = subprocess.run(
            ["git", "http-backend"], env=env, input=given, capture_output=True, check=True
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        lines = [line.partition(":") for line in head.decode().split("\r\n")]
        status = next((value for name, _, value in lines if name == "Status"), "200")
        self.send_response(int(status.split()[0]))
        for name, _, value in lines:
            if name != "Status":
                self.send_header(name, value.strip())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A bare repository of the imaginary records, and its address over HTTP."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(ROOT / "pelicanconf.py", first)
    shutil.copytree(CONTENT, first / "content")
    (first / ".gitignore").write_text(".cache/\n", "utf-8")
    git(first, "init", "--quiet", "--initial-branch=main")
    git(first, "add", "--all")
    git(first, "commit", "--quiet", "--message", "Start")
    git(tmp_path, "clone", "--quiet", "--bare", "first", "records.git")
    handler = type("Here", (Backend,), {"root": tmp_path})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path / "records.git", f"http://127.0.0.1:{server.server_port}/records.git"
    server.shutdown()
    server.server_close()


def forward(page: Page, *steps: str) -> None:
    for step in steps:
        page.click("[data-part=next]")
        expect(page.locator(f"#step-{step}")).to_be_visible()


def fill_in(page: Page, address: str) -> Path:
    """Correct a profile by the form, opened by a signed link; return the file it makes."""
    page.goto(address)
    page.wait_for_selector("form[data-state=ready]")
    forward(page, "words")
    page.fill("#f-fields-summary-bg", "Печем и козунаци.")
    page.fill("#f-fields-body", "Нова пещ.\n\n---\n\nКазваме „добре дошли“: всеки ден.")
    forward(page, "work", "offers")
    page.click("[data-rows='fields.offers'] [data-part=add]")
    page.fill("[name='fields.offers[2].name.bg']", "Козунак с орехи")
    page.select_option("[name='fields.offers[2].kind']", "product")
    page.select_option("[name='fields.offers[2].category']", "food-bakery")
    forward(page, "needs", "contacts")
    page.fill("#f-fields-contacts-phone", "+359 52 111 111")
    forward(page, "photos")
    page.set_input_files("#f-photo", PHOTO)
    page.fill("#f-photo-1", "Козунак на дъска")
    forward(page, "person", "send")
    page.fill("#f-sender-name", "Тайна Особа")
    page.fill("#f-sender-email", "taina@furna.example.org")
    page.fill("#f-note", "Само за вас")
    page.check("#f-consent-personal-data")
    forward(page, "ready")
    with page.expect_download() as waiting:
        page.click("[data-part=download]")
    return Path(waiting.value.path())


def test_what_a_visitor_sends_is_seen_on_the_site_once_a_person_merges_it(
    visit: Any,
    browser: Browser,
    home: str,
    forge: tuple[Path, str],
    mrezha: Callable[..., Any],
    build_site: Callable[..., Path],
    host_site: Callable[[Path], Iterator[str]],
    tmp_path: Path,
) -> None:
    bare, address = forge
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", address, "clone")
    link = mrezha("intake", "link", FURNA, "--siteurl", home, cwd=clone, env=SECRET).out.strip()
    made = fill_in(visit.page, link)

    done = mrezha(
        "intake", made, "--repo", bare, "--private", tmp_path / "private", cwd=clone, env=SECRET
    )
    assert 0 == done.code, done.err
    assert "Подписаната връзка на центъра е за този запис и важи." in done.out
    assert "Посоченият имейл е от домейна на сайта" in done.out

    git(clone, "fetch", "--quiet", "origin")
    (branch,) = re.findall(r"origin/(intake/\S+)", git(clone, "branch", "--remotes"))
    git(clone, "checkout", "--quiet", branch)
    checked = mrezha("check", cwd=clone)
    assert 0 == checked.code, checked.err
    everything = git(clone, "log", "-p", "--format=fuller", f"origin/main..{branch}")
    for secret in ("Тайна", "taina", "Само за вас"):
        assert secret not in everything
    register = [line for line in everything.splitlines() if re.match(r"[+-]  (eik|status)", line)]
    assert [] == register

    git(clone, "checkout", "--quiet", "main")
    git(clone, "merge", "--quiet", "--no-edit", "--no-ff", branch)
    git(bare, "config", "http.receivepack", "true")
    git(clone, "push", "--quiet", "origin", "main")
    again = tmp_path / "again"
    git(tmp_path, "clone", "--quiet", address, "again")
    for site_home in host_site(
        build_site(again / "content", "--siteurl", "https://example.org/deep/mrezha/")
    ):
        page = browser.new_page()
        page.goto(f"{site_home}enterprises/{FURNA}/")
        text = page.inner_text("main")
        for words in ("Печем и козунаци.", "Козунак с орехи", "+359 52 111 111", "Нова пещ."):
            assert words in text
        image = page.locator("img[alt='Козунак на дъска']").first
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert 0 < image.evaluate("one => one.naturalWidth")
        page.close()
        break
    replay = mrezha("intake", made, "--repo", bare, cwd=clone)
    assert 0 == replay.code and "вече е прието" in replay.err
