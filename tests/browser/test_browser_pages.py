"""Every kind of page in a real browser: no error, no overflow, nothing inaccessible."""

from pathlib import Path

import pytest

from mrezha.bench.webpages import plan_site
from mrezha.plugin.style import read_style

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "",
    "search/",
    "enterprises/",
    "enterprises/izmislena-furna/",
    "enterprises/nikade-nyamashto/",
    "enterprises/prikazna-rabotilnitsa/",
    "eik/999990010/",
    "offers/",
    "offers/food/",
    "offers/food-bakery/",
    "offers/crafts-toys/",
    "map/",
    "regions/",
    "regions/severoiztochen/",
    "regions/yugozapaden/",
    "districts/",
    "districts/VAR/",
    "districts/VID/",
    "events/",
    "events/izmislen-bazar-2026/",
    "events/minal-forum-2024/",
    "calls/",
    "calls/izmislena-protsedura/",
    "pages/za-izmislitsata/",
    "offers/places/VAR/",
    "changes/",
    "indicators/",
    "needs/",
    "network/",
    "occasions/business/",
    "regions/severoiztochen/renewals/",
    "calendar/",
    "calendar/kinds/bazaar/",
    "calls/state/closed/",
    "submit/",
    "submit/profile-change/",
    "404.html",
)
REAL_PAGES = (
    "",
    "enterprises/",
    "enterprises/page/2/",
    "enterprises/za-podkrepa-na-litsa-s-umstveni-zatrudnenia-darimimechta/",
    "enterprises/renesans-inter/",
    "events/",
    "events/koleden-bazar-gabrovo-2025/",
    "calls/p41-razvitie-na-sotsialnata-ikonomika/",
    "regions/severoiztochen/",
    "pages/kak-da-se-vklyuchite/",
    "pages/poveritelnost/",
)
LANGUAGES = ("", "en/")
WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
LOOKED_AT = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
# Rules whose answer depends on the size of the window or on the colours.
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (only) => {
  const rules = Object.fromEntries(only.map((id) => [id, {enabled: true}]));
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: only.length ? {type: "rule", values: only} : {type: "tag", values: %s},
  });
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth <= wide ? [] :
    [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > wide + 1)
      .map((one) => one.outerHTML.slice(0, 120));
}"""
SMALL_TARGETS = """() => {
  const inText = (one) => one.closest("p, dd, li, td, h1, h2, h3, h4, label, summary") &&
    getComputedStyle(one).display === "inline";
  return [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip-link, svg a[tabindex='-1']") &&
      !inText(one))
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width < 24 || box.height < 24;
    }).map((one) => one.outerHTML.slice(0, 160));
}"""


def test_every_type_of_page_is_looked_at():
    plans = plan_site(ROOT / "tests" / "fixtures" / "content", 24)
    looked_at = {plan.template for plan in plans if plan.address in PAGES}
    assert {plan.template for plan in plans} == looked_at


def localised(pages):
    return [lang + page for page in pages for lang in LANGUAGES if lang + page != "en/404.html"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_load_without_an_error_a_violation_or_a_foreign_request(visit, lang):
    for address in PAGES:
        if lang + address == "en/404.html":
            continue
        page = visit.go(lang + address)
        for width, scheme in LOOKED_AT:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert page.locator("h1").is_visible(), address
        assert [] == visit.faults, lang + address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_at_any_width_and_in_any_scheme(inspected_visit, lang):
    source = AXE.read_text("utf-8")
    run = RUN_AXE % TAGS
    found = []
    for address in PAGES:
        if lang + address == "en/404.html":
            continue
        page = inspected_visit.go(lang + address)
        page.evaluate(source)
        for number, (width, scheme) in enumerate(LOOKED_AT):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            only = LOOKS if number else []  # everything once, looks in every combination
            found += [
                f"{lang}{address} {width} {scheme}: {one}" for one in page.evaluate(run, only)
            ]
    assert [] == found


def test_axe_does_find_what_is_wrong(inspected_visit):
    page = inspected_visit.go()
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"\">')"
    )
    assert any(one.startswith("image-alt") for one in page.evaluate(RUN_AXE % TAGS, []))
    inspected_visit.faults.clear()


def test_nothing_is_wider_than_a_window_of_320_pixels(visit, real_visit):
    # WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels, as 1280 pixels at 400 %.
    wide = []
    for one, pages in ((visit, PAGES), (real_visit, REAL_PAGES)):
        one.page.set_viewport_size({"width": 320, "height": 640})
        for address in localised(pages):
            wide += [f"{address}: {it}" for it in one.go(address).evaluate(OVERFLOW)]
    assert [] == wide


def test_targets_are_at_least_24_pixels_high_and_wide(visit):
    # WCAG 2.2, 2.5.8 Target Size (Minimum); links within a sentence are excepted there, and so
    # are those of a drawing that the keyboard leaves out because a list repeats them.
    visit.page.set_viewport_size({"width": 360, "height": 800})
    small = []
    for address in PAGES:
        small += [f"{address}: {one}" for one in visit.go(address).evaluate(SMALL_TARGETS)]
    assert [] == small


def test_text_spaced_as_people_need_it_loses_nothing(visit):
    # WCAG 2.2, 1.4.12 Text Spacing.
    visit.page.set_viewport_size({"width": 360, "height": 800})
    lost = []
    for address in ("", "enterprises/", "enterprises/izmislena-furna/", "events/"):
        page = visit.go(address)
        page.evaluate(
            """() => { for (const one of document.querySelectorAll("body, body *")) {
              one.style.setProperty("line-height", "1.5", "important");
              one.style.setProperty("letter-spacing", "0.12em", "important");
              one.style.setProperty("word-spacing", "0.16em", "important"); } }"""
        )
        lost += [f"{address}: {one}" for one in page.evaluate(OVERFLOW)]
    assert [] == lost


def test_the_printed_page_has_no_menus_and_keeps_the_content(visit):
    for address in ("enterprises/izmislena-furna/", "events/izmislen-bazar-2026/", "enterprises/"):
        page = visit.go(address)
        assert page.locator(".site-nav").is_visible()
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        shown = [one for one in page.locator("nav, form").all() if one.is_visible()]
        assert [] == [one.evaluate("one => one.outerHTML.slice(0, 80)") for one in shown]
        assert not page.locator(".skip-link").is_visible()
        page.emulate_media(media="screen")


def test_the_policy_does_stop_an_inline_script(visit):
    page = visit.go()
    page.evaluate(
        """() => { const one = document.createElement("script");
                   one.textContent = "window.ran = true"; document.head.append(one); }"""
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in visit.faults)
    visit.faults.clear()


def test_colours_change_with_the_scheme_of_the_visitor(visit):
    page = visit.go()
    seen = set()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        seen.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert 2 == len(seen)


def test_nothing_moves_while_the_page_loads(visit):
    visit.page.set_viewport_size({"width": 360, "height": 800})
    for address in ("", "enterprises/izmislena-furna/", "enterprises/"):
        page = visit.go(address)
        shift = page.evaluate(
            """() => new Promise((done) => {
              let sum = 0;
              new PerformanceObserver((list) => list.getEntries().forEach((it) => {
                if (!it.hadRecentInput) sum += it.value; }))
                .observe({type: "layout-shift", buffered: true});
              requestAnimationFrame(() => setTimeout(() => done(sum), 100));
            })"""
        )
        assert shift <= 0.02, address


def test_bulgarian_letters_are_drawn_in_their_own_font_and_form(visit):
    page = visit.go("enterprises/izmislena-furna/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter((it) => it.status === 'loaded').length")
    assert loaded >= 2  # the Cyrillic and the Latin file
    page.evaluate(
        """() => { for (const lang of ["bg", "ru"]) {
          const one = document.createElement("p");
          Object.assign(one, {lang, id: lang, textContent: "вгджзиклпт"});
          document.querySelector("main").prepend(one); } }"""
    )
    bulgarian, russian = (page.locator(f"#{lang}").screenshot() for lang in ("bg", "ru"))
    assert bulgarian != russian


def test_axe_finds_nothing_on_the_style_page_either(inspected_visit):
    content = ROOT / "tests" / "fixtures" / "content"
    body = read_style(ROOT, content)["/style/"].decode()
    page = inspected_visit.page
    page.route("**/style/", lambda route: route.fulfill(body=body, content_type="text/html"))
    inspected_visit.go("style/")
    page.evaluate(AXE.read_text("utf-8"))
    found = []
    for number, (width, scheme) in enumerate(LOOKED_AT):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(RUN_AXE % TAGS, LOOKS if number else [])
    # Two components bear a heading of the same words: never both on one page but here.
    assert [] == [one for one in found if not one.startswith("landmark-unique")]
