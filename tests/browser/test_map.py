"""The interactive map: only for who asks for it, usable by keys, honest about where things are."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TILES = "https://tiles.example.bg"
SMALL = """() => [...document.querySelectorAll('main :is(a, button, input, select)')]
  .filter((one) => !one.closest('p, td, li') || one.matches('.map-point, button'))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""


def test_without_javascript_the_map_is_a_drawing_and_a_list_of_all(plain_visit):
    page = plain_visit.go("map/")
    assert page.locator("figure.map svg").is_visible()
    assert not page.get_by_role("button").count()
    assert "гр. Варна" in page.locator("#VAR").inner_text()
    assert page.locator("#VAR a", has_text="Измислена фурна").count()
    assert "точно място" in page.locator("#VAR").inner_text()


def test_nothing_of_the_map_is_loaded_before_somebody_asks(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url.removeprefix(visit.home)))
    page = visit.go("map/")
    heavy = ("leaflet", "supercluster", "map/view", "map/places", "map/districts")
    assert [] == [one for one in asked if any(name in one for name in heavy)]
    page.get_by_role("button", name="Покажи интерактивна карта").click()
    page.locator(".map-canvas .map-point").first.wait_for()
    assert {"leaflet.js", "leaflet.css"} <= {one.rsplit("/", 1)[-1] for one in asked}


def test_the_map_goes_by_keyboard_and_gives_the_focus_back(visit):
    page = visit.go("map/#VAR")
    page.locator(".map-canvas").get_by_role("button", name="места заедно").focus()
    page.keyboard.press("Enter")  # they come apart, and the focus stays among them
    point = page.locator(".map-canvas").get_by_role("button", name="Измислена фурна")
    point.wait_for()
    page.wait_for_function("document.activeElement.matches('.map-point')")
    point.focus()
    page.keyboard.press("Enter")
    box = page.locator(".leaflet-popup")
    box.wait_for()
    assert "Точно място, посочено от предприятието." in box.inner_text()
    assert "Измислена фурна" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").endswith("/enterprises/izmislena-furna/")
    page.keyboard.press("Escape")
    box.wait_for(state="detached")
    assert "Измислена фурна" in page.evaluate("document.activeElement.ariaLabel")


def test_list_and_filters_are_in_step_with_the_map(visit):
    page = visit.go("en/map/#VAR")
    page.locator(".map-canvas .map-point").first.wait_for()
    listed = page.locator(".map-list button")
    assert listed.count() and "izmislena" not in page.url
    for name in listed.all_inner_texts():
        assert page.locator("#VAR", has_text=name).count()
    page.get_by_label("Region or district").select_option("VID")
    page.get_by_text("No such enterprises here.").wait_for()
    assert not page.locator(".map-canvas .map-point").count()
    assert page.url.endswith("#VID")


def test_a_settlements_point_says_it_is_no_address(visit):
    page = visit.go("map/")
    page.get_by_role("button", name="Покажи интерактивна карта").click()
    page.locator(".map-list button", has_text="гр. ").first.click()
    box = page.locator(".leaflet-popup")
    box.wait_for()
    assert "Точката е центърът на населеното място, не адресът." in box.inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_the_open_map(inspected_visit, width, scheme):
    page = inspected_visit.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    inspected_visit.go("map/")
    page.get_by_role("button", name="Покажи интерактивна карта").click()
    page.locator(".map-list button").first.click()
    page.locator(".leaflet-popup").wait_for()
    page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [] == page.evaluate(SMALL)


@pytest.fixture(scope="module")
def tiled_site(mrezha: Callable[..., object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with pictures behind the map, from a host of its owner's choice."""
    root = tmp_path_factory.mktemp("tiled")
    conf = (ROOT / "pelicanconf.py").read_text("utf-8")
    conf = conf.replace('"map_tiles": ""', f'"map_tiles": "{TILES}/{{z}}/{{x}}/{{y}}.png"')
    conf = conf.replace('"map_tiles_attribution": ""', '"map_tiles_attribution": "© Измислени"')
    (root / "pelicanconf.py").write_text(conf, "utf-8")
    shutil.copytree(ROOT / "theme", root / "theme")
    content = ROOT / "tests" / "fixtures" / "content"
    shutil.copytree(content, root / "content")
    pages = root / "content" / "pages"
    shutil.copy(ROOT / "content" / "pages" / "poveritelnost.md", pages)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    done = mrezha("build", "--root", root, "--output", root / "site")
    assert 0 == done.code, done.err
    return root / "site"


@pytest.fixture
def tiled_home(tiled_site: Path, host_site: Callable[[Path], Iterator[str]]) -> Iterator[str]:
    yield from host_site(tiled_site)


def test_pictures_of_another_host_are_asked_for_on_the_open_map_alone(browser, tiled_home):
    context = browser.new_context(service_workers="block")
    asked: list[str] = []
    faults: list[str] = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=204)

    context.route(f"{TILES}/**", answer)
    page = context.new_page()
    page.on("console", lambda one: faults.append(one.text) if "olicy" in one.text else None)
    page.goto(f"{tiled_home}map/#VAR")
    page.get_by_role("button", name="Покажи интерактивна карта").wait_for()
    assert TILES in page.locator("main").inner_text()
    assert [] == asked  # a link to a place does not open the map: the visitor was not told yet
    with page.expect_request(f"{TILES}/**"):
        page.get_by_role("button", name="Покажи интерактивна карта").click()
    page.locator(".map-canvas .map-point").first.wait_for()
    assert "© Измислени" in page.locator("main").inner_text()
    assert [] == faults
    context.close()


def test_the_policy_and_the_privacy_page_say_where_pictures_come_from(tiled_site: Path) -> None:
    assert f"img-src 'self' {TILES} data:" in (tiled_site / "_headers").read_text("utf-8")
    named = {
        path.relative_to(tiled_site).as_posix()
        for path in tiled_site.rglob("*.html")
        if TILES in path.read_text("utf-8")
    }
    pages = ("map/index.html", "pages/poveritelnost/index.html")
    assert {*pages, *(f"en/{one}" for one in pages)} == named
