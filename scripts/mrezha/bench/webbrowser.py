"""Look at pages in Chromium: accessibility, reflow, keyboard, policy, paint times, weight."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from mrezha.bench import webscripts as ask
from mrezha.bench.process import BenchError
from mrezha.bench.webpages import Target

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page

WIDTHS = (320, 768, 1280)
LOOKS = ("light", "dark", "forced")
# Slow 4G as Lighthouse throttles it in a real browser: 150 ms and 1.6 Mbit/s of a network
# become 562.5 ms for each request and nine tenths of the rate.
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8 * 0.9,
    "uploadThroughput": 750 * 1024 / 8 * 0.9,
}
CPU_SLOWER = 4


@dataclass(frozen=True, slots=True)
class Paint:
    """When the largest thing was painted, and how far things moved; the median of rounds."""

    target: Target
    lcp_ms: float
    cls: float
    element: str


@dataclass(slots=True)
class Weight:
    """Bytes over the wire of one first visit, by what was loaded."""

    target: Target
    total: int = 0
    photos: int = 0
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def without_photos(self) -> int:
        """Return the bytes of everything but the photos of records."""
        return self.total - self.photos


def find_chromium(root: Path) -> str:
    """Return the Chromium that the set-up found, or the system's."""
    named = root / ".venv" / "chromium-path"
    kept = named.read_text(encoding="utf-8").strip() if named.is_file() else ""
    return os.environ.get("MREZHA_CHROMIUM") or kept or "/usr/bin/chromium"


@contextmanager
def open_browser(root: Path) -> Iterator["Browser"]:
    """Open Chromium without a window. Raises BenchError when it cannot be had."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BenchError("playwright: make test") from error
    # Chromium refuses its sandbox to root, as in containers of CI.
    is_root = sys.platform != "win32" and os.geteuid() == 0
    args = ["--disable-background-networking", *(["--no-sandbox"] if is_root else [])]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(root), args=args)
        except Error as error:
            raise BenchError(f"Chromium: {error.message.splitlines()[0]}") from error
        try:
            yield browser
        finally:
            browser.close()


def run_axe(
    browser: "Browser", home: str, targets: Sequence[Target], axe: Path
) -> Iterator[tuple[Target, list[str]]]:
    """Yield what axe finds on each page at every width in every look."""
    source = axe.read_text(encoding="utf-8")
    # The policy would stop axe; what it stops is judged by `visit_pages`.
    context = browser.new_context(bypass_csp=True, service_workers="block")
    page = context.new_page()
    for target in targets:
        page.goto(home + target.address, wait_until="load")
        page.evaluate(source)
        yield target, list(_axe_looks(page))
    context.close()


def _axe_looks(page: "Page") -> Iterator[str]:
    for look in LOOKS:
        page.emulate_media(
            color_scheme="dark" if look == "dark" else "light",
            forced_colors="active" if look == "forced" else "none",
            reduced_motion="reduce",
        )
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found = page.evaluate(ask.RUN_AXE, list(ask.AXE_TAGS))
            yield from (f"{width} px, {look}: {one}" for one in found)


def visit_pages(
    browser: "Browser", home: str, targets: Sequence[Target]
) -> Iterator[tuple[Target, dict[str, list[str]]]]:
    """Yield what a visitor meets on each page: faults, policy, foreign hosts, width, keyboard."""
    for target in targets:
        context = browser.new_context(
            service_workers="block",
            viewport={"width": 320, "height": 640},
            reduced_motion="reduce",
        )
        context.add_init_script(ask.WATCH_POLICY)
        foreign: list[str] = []
        _stop_foreign(context, home, foreign)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", _noting(faults))
        page.goto(home + target.address, wait_until="networkidle")
        found = {
            "foreign": foreign,
            "policy": list(page.evaluate("window.mrezhaBlocked")),
            "faults": faults,
            "reflow": page.evaluate(ask.OVERFLOW),
            "targets": page.evaluate(ask.SMALL_TARGETS),
            "keyboard": list(walk_by_keyboard(page)),
        }
        yield target, found
        context.close()


def _noting(faults: list[str]) -> Callable[["Error"], None]:
    return lambda error: faults.append(str(error))


def _stop_foreign(context: "BrowserContext", home: str, foreign: list[str]) -> None:
    origin = "/".join(home.split("/")[:3])

    def stop(route: Any) -> None:
        foreign.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((origin, "data:", "blob:")), stop)


def walk_by_keyboard(page: "Page", most: int = 600) -> Iterator[str]:
    """Go through a page by Tab; yield stops without a visible focus and what is never reached."""
    expected = page.evaluate(ask.COUNT_STOPS)
    for _ in range(min(expected, most) + 5):
        page.keyboard.press("Tab")
        here = page.evaluate(ask.FOCUS)
        if here is None or not here["isNew"]:
            break
        if not here["isGood"]:
            yield f"focus not visible: {here['words']}"
    if expected <= most:
        missed = "window.mrezhaStops.filter((one) => !one.dataset.mrezhaSeen)"
        yield from page.evaluate(f"{missed}.map((one) => 'missed: ' + one.outerHTML.slice(0, 100))")


def measure_paint(
    browser: "Browser", home: str, targets: Sequence[Target], rounds: int
) -> Iterator[Paint]:
    """Yield LCP and CLS of first visits by a phone on slow 4G with a processor slowed down."""
    for target in targets:
        seen = [_paint_once(browser, home + target.address) for _ in range(rounds)]
        lcp, cls = (median(one[name] for one in seen) for name in ("lcp", "cls"))
        yield Paint(target, lcp, cls, str(seen[-1]["what"]))


def _paint_once(browser: "Browser", address: str) -> dict[str, Any]:
    context = browser.new_context(
        service_workers="block",
        viewport={"width": 360, "height": 800},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
    )
    page = context.new_page()
    page.add_init_script(ask.WATCH_PAINT)
    session = context.new_cdp_session(page)
    _slow_down(session)
    page.goto(address, wait_until="networkidle")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    found: dict[str, Any] = page.evaluate("window.mrezhaPaint")
    context.close()
    return found


def _slow_down(session: "CDPSession") -> None:
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})


def weigh(browser: "Browser", home: str, target: Target) -> Weight:
    """Add up what a first visit loads, headers included, as the network counts it."""
    context = browser.new_context(service_workers="block", viewport={"width": 360, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    loaded: dict[str, tuple[str, bool]] = {}
    weight = Weight(target)

    def note(event: Any) -> None:
        size = int(event["encodedDataLength"])
        address, is_photo = loaded.get(event["requestId"], ("?", False))
        weight.total += size
        weight.photos += size if is_photo else 0
        weight.parts[address] = size

    def begin(event: Any) -> None:
        address = event["response"]["url"].removeprefix(home)
        # The theme's own pictures stand in the static folder.
        is_photo = event["type"] == "Image" and not address.startswith("static/")
        loaded[event["requestId"]] = (address, is_photo)

    session.on("Network.responseReceived", begin)
    session.on("Network.loadingFinished", note)
    session.send("Network.enable")
    page.goto(home + target.address, wait_until="networkidle")
    context.close()
    return weight
