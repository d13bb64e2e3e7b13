"""Without a network: visited pages and the search stay, and say that they are copies."""

import shutil
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
PROFILE = "enterprises/izmislena-furna/"
NOTICE = "main > .notice[role=status]"


class Net:
    """A host that can be cut off and come back at the same address."""

    def __init__(self, site: Path, handler) -> None:
        self.site, self.handler, self.port = site, handler, 0
        self.connect()

    def connect(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), self.handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def net(build_site, tmp_path, request):
    """The small site on a host of its own, which a test may change and cut off."""
    module = request.getfixturevalue("host_parts")
    made = build_site(Path(__file__).resolve().parents[1] / "fixtures" / "content")
    site = Path(shutil.copytree(made, tmp_path / "site"))

    class Brief(module.handler):
        protocol_version = "HTTP/1.0"  # a connection kept open would outlive the cut

    handler = partial(Brief, directory=str(site), rules=module.rules(site))
    found = Net(site, handler)
    yield found
    found.cut()


@pytest.fixture
def page(browser, net, host_parts):
    context = browser.new_context()
    page = context.new_page()
    page.home = f"http://127.0.0.1:{net.port}{host_parts.prefix}"
    page.goto(page.home)
    # Ready means that everything the search needs is kept.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield page
    context.close()


def test_a_visited_page_is_shown_as_a_copy_and_a_new_one_is_not_invented(page, net):
    page.goto(page.home + PROFILE)
    assert 0 == page.locator(NOTICE).count()
    net.cut()
    page.goto(page.home + PROFILE)
    assert "Хляб с квас" in page.locator("main").inner_text()
    assert "Това е копие" in page.locator(NOTICE).inner_text()
    assert "rgb" in page.locator("body").evaluate("one => getComputedStyle(one).color")
    page.goto(page.home + "enterprises/zelena-utopia/")
    assert "Това е копие" in page.locator(NOTICE).inner_text()
    assert "Зелена утопия" not in page.locator("h1").inner_text()
    net.connect()


def test_the_search_works_without_a_network_even_for_words_never_asked(page, net):
    net.cut()
    page.goto(page.home + "search/?q=хляб")
    page.locator(".search-results a", has_text="Измислена фурна").first.wait_for()
    page.goto(page.home + "en/search/?q=bread")
    page.locator(".search-results a").first.wait_for()
    assert "This is a copy" not in page.locator(".search-results").inner_text()
    assert "There is no network" in page.locator(NOTICE).inner_text()
    net.connect()


def test_with_a_network_what_is_new_is_shown_and_what_is_gone_is_forgotten(page, net):
    page.goto(page.home + PROFILE)
    file = net.site / PROFILE / "index.html"
    file.write_text(file.read_text("utf-8").replace("Хляб с квас", "Погача с мая"), "utf-8")
    page.goto(page.home + PROFILE)
    assert "Погача с мая" in page.locator("main").inner_text()
    assert 0 == page.locator(NOTICE).count()
    file.unlink()
    page.goto(page.home + PROFILE)
    net.cut()
    page.goto(page.home + PROFILE)
    assert "Погача с мая" not in page.locator("body").inner_text()
    net.connect()


def test_only_whole_answers_of_this_site_are_kept(page):
    kept = """async () => {
      const cache = await caches.open("mrezha-1");
      return (await cache.keys()).map(({ url }) => url);
    }"""
    page.goto(page.home + "nowhere/")
    page.goto(page.home + "search/?q=%D1%85")
    page.locator(".search-results").first.wait_for(state="attached")
    addresses = page.evaluate(kept)
    assert addresses
    assert [] == [one for one in addresses if not one.startswith(page.home) or "?" in one]
    assert [] == [one for one in addresses if "nowhere" in one]


def test_the_site_can_be_installed(page):
    address = page.locator("link[rel=manifest]").get_attribute("href")
    found = page.evaluate(
        """async (address) => {
          const base = new URL(address, location.href);
          const manifest = await (await fetch(base)).json();
          const icon = await fetch(new URL(manifest.icons[0].src, base));
          return [new URL(manifest.start_url, base).href, manifest.name, icon.ok];
        }""",
        address,
    )
    assert page.home == found[0]
    assert found[1] and found[2]
