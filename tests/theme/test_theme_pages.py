"""What a visitor reads on the pages of the small content folder of imaginary records.

Its five enterprises (tests/fixtures/content): Измислена фурна is listed, Сладка измислица
reported, Зелена утопия due for renewal: these three may be called registered. Приказна
работилница is expired and Никъде нямащо unconfirmed: these two may not.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from mrezha.catalogue import Catalogue
from mrezha.plugin.addresses import file_of, localise
from mrezha.plugin.assets import Assets
from mrezha.plugin.pages import plan_pages

Pages = Mapping[str, str]
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Reader(HTMLParser):
    """Notes tags with their attributes, and visible texts with the language they stand in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = [("", "")]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append((tag, found.get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open[-1][0], f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"head", "script"} & {tag for tag, _ in self.open}:
            self.texts.append((" ".join(data.split()), self.open[-1][1]))

    @property
    def text(self) -> str:
        return " ".join(text for text, _ in self.texts)


@pytest.fixture(scope="module")
def read(pages: Pages) -> Callable[[str], Reader]:
    return lambda name: Reader(pages[name])


def section(html: str, title_id: str) -> str:
    """Return the text of the section named by the heading with that id."""
    found = re.search(rf'<section[^>]*aria-labelledby="{title_id}".*?</section>', html, re.S)
    assert found, title_id
    return Reader(found[0]).text


def test_every_page_is_well_formed_with_one_title_and_headings_in_order(pages: Pages) -> None:
    for name, html in pages.items():
        reader = Reader(html)
        assert [("", "")] == reader.open, name
        levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
        assert 1 == levels.count(1) and 1 == levels[0], name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_every_page_says_its_language_title_and_description(pages: Pages) -> None:
    for name, html in pages.items():
        reader = Reader(html)
        lang = "en" if name.startswith("en/") else "bg"
        assert ("html", {"lang": lang}) in reader.tags, name
        metas = {
            one.get("name") or one.get("property"): one.get("content")
            for tag, one in reader.tags
            if tag == "meta"
        }
        assert all(metas[key] for key in ("description", "og:title", "og:description")), name
        assert re.search(r"<title>[^<]*\S[^<]*</title>", html), name


def test_no_two_elements_share_an_id_and_every_reference_has_one(pages: Pages) -> None:
    for name, html in pages.items():
        tags = Reader(html).tags
        ids = Counter(one["id"] for _, one in tags if one.get("id"))
        assert [] == [id_ for id_, times in ids.items() if times > 1], name
        asked = {
            one[key]
            for _, one in tags
            for key in ("aria-labelledby", "aria-describedby", "for")
            if one.get(key)
        }
        assert set() == asked - set(ids), name


def test_every_link_inside_the_site_leads_somewhere(
    pages: Pages, assets: Assets, catalogue: Catalogue
) -> None:
    known = set(pages) | set(assets.files) | {"site.webmanifest"}
    for plan in plan_pages(catalogue, 2):
        known |= {file_of(localise(plan.address, lang)) for lang in plan.languages}
    ids = {name: {one.get("id") for _, one in Reader(html).tags} for name, html in pages.items()}
    for name, html in pages.items():
        for tag, attributes in Reader(html).tags:
            link = attributes.get("href") or attributes.get("src") or attributes.get("action")
            if not link or urlsplit(link).scheme or link.endswith((".ics", ".atom")):
                continue
            path, fragment = urlsplit(link).path, unquote(urlsplit(link).fragment)
            target = name if not path else normpath(join("/", dirname(name), path))[1:]
            if path.endswith("/"):
                target = f"{target}/index.html".lstrip("/")
            assert target in known, (name, tag, link)
            assert not fragment or fragment in ids[target], (name, link)


def test_no_page_has_inline_style_or_script(pages: Pages) -> None:
    for name, html in pages.items():
        for tag, attributes in Reader(html).tags:
            assert tag != "style" and "style" not in attributes, name
            is_data = attributes.get("type") == "application/ld+json"
            assert tag != "script" or attributes.get("src") or is_data, name
            assert not [key for key in attributes if key.startswith("on")], name


def test_nothing_is_loaded_from_other_hosts(pages: Pages) -> None:
    for name, html in pages.items():
        for tag, attributes in Reader(html).tags:
            if tag in {"link", "img", "script"}:
                address = attributes.get("href") or attributes.get("src") or ""
                assert not urlsplit(address).netloc, (name, address)


def test_bulgarian_words_on_english_pages_are_marked_as_bulgarian(pages: Pages) -> None:
    unmarked = [
        (name, text)
        for name, html in pages.items()
        if name.startswith("en/")
        for text, lang in Reader(html).texts
        if re.search("[А-Яа-я]", text) and lang != "bg"
    ]
    assert [] == unmarked


def test_home_counts_the_registered_apart_from_the_others(read: Callable[[str], Reader]) -> None:
    text = read("index.html").text
    assert "вписани социални предприятия 3" in text
    assert "без потвърдено вписване 2" in text
    assert "1 е вписано според публичен източник" in text


def test_search_stands_first_on_the_home_page(pages: Pages) -> None:
    html = pages["index.html"]
    assert html.index('role="search"') < html.index('class="cards"')
    form = next(one for tag, one in Reader(html).tags if tag == "form")
    assert ("search/", "get") == (form["action"], form["method"])


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("nikade-nyamashto", "Вписването не е потвърдено."),
        ("prikazna-rabotilnitsa", "Срокът на вписването е изтекъл."),
    ],
)
def test_who_may_not_be_called_registered_says_so_on_profile_and_card(
    pages: Pages, read: Callable[[str], Reader], name: str, notice: str
) -> None:
    assert notice in read(f"enterprises/{name}/index.html").text
    cards = [
        Reader(card).text
        for html in pages.values()
        for card in re.findall(r'<article class="card">.*?</article>', html, re.S)
        if f"{name}/" in card and 'lang="en"' not in html[:200]
    ]
    assert cards
    assert all(notice in card for card in cards)


def test_who_may_be_called_registered_has_no_such_notice(pages: Pages) -> None:
    for name in ("izmislena-furna", "sladka-izmislitsa", "zelena-utopia"):
        assert 'class="notice' not in pages[f"enterprises/{name}/index.html"]


def test_a_reported_entry_says_it_comes_from_a_public_source(read: Callable[[str], Reader]) -> None:
    assert "по публичен източник" in read("enterprises/sladka-izmislitsa/index.html").text


def test_a_profile_says_what_its_source_does_not_give(pages: Pages) -> None:
    register = section(pages["enterprises/nikade-nyamashto/index.html"], "register")
    assert "Клас класът не е посочен" in register
    assert "ЕИК не е посочен в източника" in register


def test_renewal_deadlines_are_shown_as_the_source_wrote_them(pages: Pages) -> None:
    register = section(pages["enterprises/izmislena-furna/index.html"], "register")
    assert "17 май 2025 г.; 17 май 2026 г. Както са записани в източника" in register


def test_both_sides_of_a_link_tell_of_it(pages: Pages) -> None:
    here = section(pages["enterprises/izmislena-furna/index.html"], "relations")
    there = section(pages["enterprises/sladka-izmislitsa/index.html"], "relations")
    assert "Доставя на Сладка измислица" in here
    assert "Купува от Измислена фурна" in there


def test_a_person_is_shown_with_recorded_consent(pages: Pages) -> None:
    contacts = section(pages["enterprises/izmislena-furna/index.html"], "contacts")
    assert "Измислена Особа +359 888 000 000 osoba@example.org" in contacts


def test_a_person_without_recorded_consent_is_not_shown(
    content_copy: Path, render_content: Callable[[Path], Pages]
) -> None:
    path = content_copy / "enterprises" / "izmislena-furna.md"
    path.write_text(path.read_text("utf-8").replace('    consent_on: "2026-11-01"\n', ""), "utf-8")
    for name, html in render_content(content_copy).items():
        assert "Измислена Особа" not in html, name
        assert "888 000 000" not in html, name


def test_record_text_is_never_markup(pages: Pages) -> None:
    html = pages["enterprises/sladka-izmislitsa/index.html"]
    assert "Измислена страница за &lt;сладки&gt; &amp; &#34;торти&#34;" in html


def test_a_centre_says_what_is_not_published_yet(pages: Pages) -> None:
    assert "още не е публикуван" in section(pages["regions/yugozapaden/index.html"], "centre")


def test_each_contact_of_a_centre_that_is_not_known_is_said_to_be_unpublished(
    content_copy: Path, render_content: Callable[[Path], Pages]
) -> None:
    path = content_copy / "regions" / "severoiztochen.md"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [one for one in lines if not one.startswith(("  phone:", "  email:"))]
    path.write_text("".join(kept), "utf-8")
    centre = section(render_content(content_copy)["regions/severoiztochen/index.html"], "centre")
    assert "Телефон още не е публикуван Имейл още не е публикуван" in centre


def test_the_capital_belongs_to_the_south_west(pages: Pages) -> None:
    # Planning regions (NUTS 2): BG411 София (столица) is in BG41.
    assert "София (столица)" in section(pages["regions/yugozapaden/index.html"], "districts")


def test_a_district_without_data_says_so_and_leads_on(read: Callable[[str], Reader]) -> None:
    page = read("districts/VID/index.html")
    assert "В тази област още нямаме публикувани предприятия." in page.text
    assert {f"../../districts/{code}/" for code in ("MON", "VRC", "PVN", "LOV")} <= {
        one.get("href") for _, one in page.tags
    }


def test_hours_that_are_not_announced_are_said_to_be_so(pages: Pages) -> None:
    when = section(pages["events/izmislen-bazar-2026/index.html"], "when")
    assert "събота, 12 декември 2026 г. 10:00–20:00 ч.; само за фирми" in when
    assert "неделя, 13 декември 2026 г. от 10:00 ч." in when
    assert "дните не са обявени" not in when
    past = section(pages["events/minal-forum-2024/index.html"], "when")
    assert "май 2024 г." in past


def test_participants_lead_to_their_profiles(pages: Pages) -> None:
    html = pages["events/izmislen-bazar-2026/index.html"]
    assert 'href="../../enterprises/izmislena-furna/"' in html
    assert "Гост без профил щанд 13" in section(html, "participants")
    assert "щанд 12; коледни сладки" in section(
        pages["enterprises/izmislena-furna/index.html"], "events"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [("cancelled", "Събитието е отменено."), ("postponed", "Събитието е отложено.")],
)
def test_an_event_called_off_or_put_off_says_so_loudly(
    content_copy: Path, render_content: Callable[[Path], Pages], status: str, words: str
) -> None:
    path = content_copy / "events" / "izmislen-bazar-2026.md"
    path.write_text(
        path.read_text("utf-8").replace("status: scheduled", f"status: {status}"), "utf-8"
    )
    html = render_content(content_copy)["events/izmislen-bazar-2026/index.html"]
    assert f'notice--{status}"><strong>{words}</strong>' in html


def test_a_call_shows_its_deadline_with_the_hour_and_the_day_of_its_status(
    read: Callable[[str], Reader],
) -> None:
    text = read("calls/izmislena-protsedura/index.html").text
    assert "Краен срок 14 ноември 2026 г., 17:00 ч." in text
    assert "Затворена към 24 ноември 2026 г." in text


def test_leva_are_followed_by_euro_at_the_fixed_rate(
    content_copy: Path, render_content: Callable[[Path], Pages]
) -> None:
    path = content_copy / "calls" / "izmislena-protsedura.md"
    changed = path.read_text("utf-8").replace("currency: EUR", "currency: BGN")
    path.write_text(changed.replace('total: "27000000"', 'total: "75000"'), "utf-8")
    html = render_content(content_copy)["calls/izmislena-protsedura/index.html"]
    # 75 000 leva = 38 346.89 euro, 50 000 = 25 564.59: by hand, at 1.95583.
    text = Reader(html).text.replace("\xa0", " ")
    assert "75 000 лева (38 346,89 евро)" in text
    assert "50 000 лева (25 564,59 евро)" in text


def test_language_links_need_the_address_the_site_is_published_at(
    pages: Pages, published_pages: Pages
) -> None:
    for name in ("index.html", "en/events/index.html", "enterprises/izmislena-furna/index.html"):
        assert "canonical" not in pages[name]
        assert "x-default" not in pages[name]
    html = published_pages["en/events/index.html"]
    assert '<link rel="canonical" href="https://example.org/deep/site/en/events/">' in html
    for lang, address in (("bg", "events/"), ("en", "en/events/"), ("x-default", "events/")):
        link = f'hreflang="{lang}" href="https://example.org/deep/site/{address}">'
        assert f'<link rel="alternate" {link}' in html


def test_the_lost_page_works_at_any_depth(published_pages: Pages) -> None:
    links = {one["href"] for _, one in Reader(published_pages["404.html"]).tags if one.get("href")}
    inside = {link for link in links if link and not urlsplit(link).scheme and link[0] != "#"}
    assert inside
    assert all(link.startswith("/deep/site/") for link in inside)


def test_a_mistake_in_a_profile_can_be_told(pages: Pages) -> None:
    link = 'href="../../submit/profile-change/?id=izmislena-furna"'
    assert link in pages["enterprises/izmislena-furna/index.html"]
    english = 'href="../../../en/submit/profile-change/?id=izmislena-furna"'
    assert english in pages["en/enterprises/izmislena-furna/index.html"]
