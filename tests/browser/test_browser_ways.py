"""Ways through the site: without JavaScript, with the keyboard alone, in both languages."""

import pytest

pytestmark = pytest.mark.browser
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
    style.boxShadow !== "none";
  return {
    words: (one.innerText || one.getAttribute("aria-label") || one.name || "").trim(),
    href: one.getAttribute("href"), tag: one.tagName, ring,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 &&
      box.left < innerWidth && box.top < innerHeight,
  };
}"""


def walk(page, most=200):
    """Press Tab through a page; yield what has the focus at every stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None:
            return
        yield here
    raise AssertionError("the focus goes round in a circle")


def test_without_javascript_one_goes_from_home_to_a_profile_and_back(plain_visit):
    page = plain_visit.go()
    page.locator(".site-nav a", has_text="Предприятия").click()
    assert page.url.endswith("/deep/mrezha/enterprises/")
    page.locator("main a", has_text="Измислена фурна").first.click()
    assert page.url.endswith("/enterprises/izmislena-furna/")
    assert "Хляб с квас" in page.locator("main").inner_text()
    page.locator(".breadcrumbs a").first.click()
    assert page.url == plain_visit.home
    page.go_back()
    assert page.url.endswith("/enterprises/izmislena-furna/")


@pytest.mark.parametrize(
    ("menu", "link", "words"),
    [
        ("Продукти и услуги", "Хлебни", "Хляб с квас"),
        ("Събития", "Измислен коледен базар", "Кръгла маса"),
        ("Финансиране", "Измислена процедура", "27"),
        ("Райони", "Североизточен", "Измислен регионален център"),
    ],
)
def test_without_javascript_every_list_leads_to_something_to_read(plain_visit, menu, link, words):
    page = plain_visit.go()
    page.locator(".site-nav a", has_text=menu).click()
    page.locator("main a", has_text=link).first.click()
    assert words in page.locator("main").inner_text()


def test_without_javascript_a_district_is_reached_and_read(plain_visit):
    page = plain_visit.go()
    page.locator("main a[href$='districts/VAR/']").first.click()
    assert "Област Варна" in page.locator("h1").inner_text()
    assert "Измислена фурна" in page.locator("main").inner_text()


def test_without_javascript_the_search_form_leads_to_lists(plain_visit):
    page = plain_visit.go()
    page.locator("main input[type=search]").fill("хляб")
    page.locator("main input[type=search]").press("Enter")
    assert "/search/?q=" in page.url
    assert page.locator("main noscript .notice, main .notice:not([hidden])").first.is_visible()
    page.locator("main a[href*='enterprises/']").first.click()
    assert page.url.endswith("/enterprises/")


def test_without_javascript_every_fact_of_a_profile_is_there(plain_visit):
    text = plain_visit.go("enterprises/izmislena-furna/").locator("main").inner_text()
    for words in ("999990010", "Хляб с квас", "Вход от двора", "брашно", "Измислен коледен базар"):
        assert words in text, words


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit):
    for address in ("", "enterprises/izmislena-furna/", "en/events/"):
        page = visit.go(address)
        page.keyboard.press("Tab")
        first = page.evaluate(FOCUS)
        assert ("#main", True) == (first["href"], first["seen"]), address
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null"), address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "search/",
        "enterprises/",
        "enterprises/izmislena-furna/",
        "offers/food/",
        "districts/",
        "events/izmislen-bazar-2026/",
        "en/calls/izmislena-protsedura/",
    ],
)
def test_every_stop_of_the_keyboard_is_seen_and_in_the_order_of_the_page(visit, address):
    visit.page.emulate_media(reduced_motion="reduce")  # or the page still glides to the stop
    page = visit.go(address)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
          .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0).length"""
    )
    stops = list(walk(page))
    assert [] == [one for one in stops if not (one["seen"] and one["ring"])]
    assert wanted == len(stops)


def test_enter_follows_a_link_the_keyboard_stands_on(visit):
    page = visit.go()
    for here in walk(page):
        if here["words"] == "Предприятия":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/enterprises/")


def test_typing_and_enter_are_enough_to_search(visit):
    page = visit.go()
    for here in walk(page):
        if here["tag"] == "INPUT":
            break
    page.keyboard.type("хляб")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")


@pytest.mark.parametrize(
    "address",
    ["", "enterprises/", "enterprises/izmislena-furna/", "events/izmislen-bazar-2026/", "search/"],
)
def test_the_switch_of_language_keeps_the_page(visit, address):
    page = visit.go(address)
    page.locator("a[hreflang=en]").click()
    assert page.url == f"{visit.home}en/{address}"
    assert "en" == page.locator("html").get_attribute("lang")
    page.locator("a[hreflang=bg]").click()
    assert page.url == visit.home + address


def test_a_lost_address_gets_the_page_that_helps_on(visit):
    # A host shows 404.html at any address; without SITEURL its links start at the root.
    page = visit.go("404.html")
    assert page.locator("main input[type=search]").is_visible()
    assert page.locator("main a[href$='enterprises/']").first.is_visible()


def test_letters_lead_to_their_place_in_the_list(real_visit):
    real_visit.page.emulate_media(reduced_motion="reduce")
    page = real_visit.go("enterprises/")
    link = page.locator(".letters a").last
    letter = link.inner_text()
    link.click()
    page.wait_for_url("**#*")
    page.wait_for_function(
        """() => { const one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
                   return one && one.getBoundingClientRect().top < innerHeight; }""",
        timeout=5000,
    )
    heading = page.evaluate(
        "document.getElementById(decodeURIComponent(location.hash.slice(1))).innerText"
    )
    assert letter == heading
