"""Every kind of page in a real browser: axe, width, keyboard."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mrezha.outputs.hosting import HEADERS
from mrezha.plugin.assets import Assets

pytestmark = pytest.mark.browser
# One address for each template, and the English side of the fullest ones.
ADDRESSES = (
    "",
    "en/",
    "search/",
    "enterprises/",
    "enterprises/izmislena-furna/",
    "enterprises/nikade-nyamashto/",
    "en/enterprises/izmislena-furna/",
    "eik/999990010/",
    "offers/",
    "offers/food/",
    "regions/",
    "regions/yugozapaden/",
    "districts/",
    "districts/VAR/",
    "districts/VID/",
    "map/",
    "events/",
    "events/izmislen-bazar-2026/",
    "calls/",
    "calls/izmislena-protsedura/",
    "pages/dostapnost/",
    "404.html",
)
# WCAG 2.2 A and AA, and axe's own best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST_PX = 320  # WCAG 1.4.10: 1280 px at 400 %
LEAST_TARGET_PX = 24  # WCAG 2.5.8


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(
    pages: dict[str, str], assets: Assets, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("theme-site")
    files = {name: html.encode() for name, html in pages.items()} | dict(assets.files)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser(root: Path) -> Iterator[Browser]:
    known = root / ".venv" / "chromium-path"
    path = known.read_text("utf-8").strip() if known.is_file() else "/usr/bin/chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


def open_page(browser: Browser, width: int = 1280, **how: Any) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
        service_workers="block",  # these pages stand without the file it is in
        **how,
    )
    return context.new_page()


@pytest.mark.parametrize(
    ("scheme", "forced"), [("light", "none"), ("dark", "none"), ("light", "active")]
)
def test_axe_finds_nothing(
    browser: Browser, address: str, root: Path, scheme: str, forced: str
) -> None:
    axe = (root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    page = open_page(browser, color_scheme=scheme, forced_colors=forced, bypass_csp=True)
    found = []
    for one in ADDRESSES:
        page.goto(address + one)
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found += [(one, fault["id"], fault["nodes"][0]["html"]) for fault in result["violations"]]
    page.context.close()
    assert [] == found


def test_axe_would_see_a_fault(browser: Browser, root: Path) -> None:
    axe = (root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    page = open_page(browser)
    page.set_content('<html><body><img src="x.png"><p style="color:#ddd">слабо</p></body></html>')
    page.evaluate(axe)
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    page.context.close()
    assert {"image-alt", "html-has-lang"} <= {fault["id"] for fault in result["violations"]}


def test_no_page_scrolls_sideways_on_the_narrowest_screen(browser: Browser, address: str) -> None:
    page = open_page(browser, NARROWEST_PX)
    wide = []
    for one in ADDRESSES:
        page.goto(address + one)
        if page.evaluate("document.documentElement.scrollWidth") > NARROWEST_PX:
            wide.append(one)
    page.context.close()
    assert [] == wide


def test_every_page_obeys_the_policy_and_asks_nobody_else(browser: Browser, address: str) -> None:
    page = open_page(browser)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for one in ADDRESSES:
        page.goto(address + one)
    page.context.close()
    blocked = "Service Worker registration blocked by Playwright"
    assert [] == [one for one in said if one != blocked]
    assert [] == [url for url in asked if not url.startswith(address)]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, address: str
) -> None:
    page = open_page(browser)
    for one in ("", "enterprises/izmislena-furna/", "events/izmislen-bazar-2026/"):
        page.goto(address + one)
        count = page.evaluate("document.querySelectorAll('a[href], button, input').length")
        reached = []
        for _ in range(count):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    """() => {
                      const here = document.activeElement, box = here.getBoundingClientRect();
                      return [here.tagName, getComputedStyle(here).outlineWidth,
                              Math.round(box.width), Math.round(box.height),
                              Boolean(here.closest("p"))];
                    }"""
                )
            )
        assert "BODY" not in {tag for tag, *_ in reached}, one
        assert {"3px"} == {outline for _, outline, *_ in reached}, one
        # Links inside a sentence are excepted by the criterion itself.
        small = [it for it in reached if not it[4] and min(it[2:4]) < LEAST_TARGET_PX]
        assert [] == small, one
    page.context.close()


def test_the_skip_link_leads_to_the_content(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "main" == page.evaluate("document.activeElement.id")
    page.context.close()


def test_without_javascript_a_search_leads_to_the_lists(browser: Browser, address: str) -> None:
    page = open_page(browser, java_script_enabled=False)
    page.goto(address)
    page.fill("#q", "хляб")
    page.click("form[role=search] button")
    assert page.url.startswith(f"{address}search/?q=")
    assert page.is_visible("#ways")
    page.context.close()
