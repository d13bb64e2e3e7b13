"""Every page as a reader of its markup meets it: language, headings, names, validity."""

import itertools
import re

import html5lib
import pytest

CYRILLIC = re.compile("[а-яА-Я]")
# Where a text is read aloud, though it is no text of the page.
SPOKEN = ("alt", "title", "aria-label", "placeholder")
KINDS = (
    "404.html",
    "home",
    "search",
    "submit",
    "submit/*",
    "enterprises",
    "enterprises/*",
    "eik/*",
    "offers",
    "offers/*",
    "regions",
    "regions/*",
    "districts",
    "districts/*",
    "map",
    "events",
    "events/*",
    "calls",
    "calls/*",
    "calendar",
    "calendar/*",
    "changes",
    "indicators",
    "needs",
    "network",
    "occasions/*",
    "pages/*",
)


def test_every_element_is_closed_in_its_order_and_names_no_attribute_twice(site):
    assert [] == [f"{page.file}: {fault}" for page in site.values() for fault in page.faults]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_valid_for_an_independent_strict_parser(small, real, kind):
    # html5lib implements the parsing rules of the HTML standard; strict: any error raises.
    for site, most in ((small, 12), (real, 4)):
        for page in site.of_kind(kind)[:: max(1, len(site.of_kind(kind)) // most)]:
            html5lib.HTMLParser(strict=True).parse(page.html)


def test_the_strict_parser_does_refuse_bad_markup():
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse("<!DOCTYPE html><p><div></p>")


def test_every_kind_of_page_is_known_to_these_tests(small):
    assert set(KINDS) == {page.kind for page in small.values()}


def test_a_page_says_its_language_and_its_encoding_and_lets_people_zoom(site):
    for page in site.values():
        (html,) = page.top.find("html")
        assert page.lang == html.attrs.get("lang"), page.file
        assert page.html.startswith("<!DOCTYPE html>"), page.file
        assert page.html.find('charset="utf-8"') < 1024, page.file
        (viewport,) = page.top.find("meta", name="viewport")
        assert "width=device-width, initial-scale=1" == viewport.attrs["content"], page.file


def language_of(element):
    return next(one.attrs["lang"] for one in element.up() if "lang" in one.attrs)


def is_exempt(element):
    """Say whether nobody could mark it: the head, a web address, an English text of a record
    that quotes a Bulgarian word (Markdown has no languages)."""
    classes = {name for one in element.up() for name in one.attrs.get("class", "").split()}
    return bool({"out", "prose"} & classes) or any(one.tag == "head" for one in element.up())


def test_what_is_not_translated_is_marked_as_bulgarian_on_english_pages(site):
    unmarked = set()
    for page in site.values():
        if page.lang != "en":
            continue
        for one in page.top.walk():
            own = [child for child in one.children if isinstance(child, str)]
            own += [one.attrs[name] for name in SPOKEN if name in one.attrs]
            for words in own:
                if CYRILLIC.search(words) and not is_exempt(one) and language_of(one) != "bg":
                    unmarked.add(f"{page.file}: {words.strip()[:60]}")
    assert set() == unmarked


def test_bulgarian_words_on_bulgarian_pages_are_not_called_english(site):
    wrong = {
        f"{page.file}: {one.text[:60]}"
        for page in site.values()
        if page.lang == "bg"
        for one in page.top.find(lang="en")
        if CYRILLIC.search(one.text)
    }
    assert set() == wrong


def test_words_of_the_pages_are_labels_not_their_names(site):
    for page in site.values():
        text = page.top.find("body")[0].text
        assert not re.search(
            r"\{\w+\}|\bNone\b|Undefined|\{\{|\{%", text.replace("{{ 7*7 }}", "")
        ), page.file


def is_unseen(one):
    return "hidden" in one.attrs or one.tag == "template"  # filled by a script before it shows


def test_one_main_heading_and_no_level_skipped(site):
    for page in site.values():
        levels = [int(one.tag[1]) for one in page.top.find("h1", "h2", "h3", "h4", "h5", "h6")]
        assert 1 == levels.count(1), page.file
        jumps = [pair for pair in itertools.pairwise(levels) if pair[1] - pair[0] > 1]
        assert ([], 1) == (jumps, levels[0]), page.file
        named = page.top.find("h1", "h2", "h3", "h4", "a", "button")
        shown = [one for one in named if not any(map(is_unseen, one.up()))]
        assert all(one.text for one in shown), page.file


def test_landmarks_stand_once_and_have_names_where_there_are_several(site):
    for page in site.values():
        for tag in ("main", "body", "title"):
            found = [one for one in page.top.find(tag) if "svg" not in {up.tag for up in one.up()}]
            assert 1 == len(found), f"{page.file}: {tag}"
        names = [one.attrs.get("aria-label") for one in page.top.find("nav")]
        assert None not in names, page.file
        assert len(names) == len(set(names)), f"{page.file}: {names}"


def test_ids_are_unique_and_whatever_points_to_one_finds_it(site):
    for page in site.values():
        ids = [one.attrs["id"] for one in page.top.walk() if "id" in one.attrs]
        assert len(ids) == len(set(ids)), page.file
        wanted = [
            name
            for one in page.top.walk()
            for key in ("aria-labelledby", "aria-describedby", "aria-controls", "for")
            for name in one.attrs.get(key, "").split()
        ]
        assert [] == [name for name in wanted if name not in ids], page.file


def test_every_field_has_a_label_and_every_picture_its_words_and_size(site):
    for page in site.values():
        labels = {one.attrs.get("for") for one in page.top.find("label") if one.text}
        for one in page.top.find("input", "select", "textarea"):
            named = one.attrs.get("id") in labels or "aria-label" in one.attrs
            assert named or one.attrs.get("type") == "hidden", page.file
        for one in page.top.find("img"):
            assert {"alt", "width", "height"} <= set(one.attrs), page.file


def test_the_first_stop_skips_to_the_content(site):
    for page in site.values():
        first = page.top.find("a")[0]
        assert f"#{page.main.attrs['id']}" == first.attrs["href"], page.file
        assert first.text


def test_every_page_has_a_title_and_a_description_of_its_own(site):
    for lang in ("bg", "en"):
        titles, descriptions = {}, {}
        for page in site.values():
            if page.lang == lang and page.file != "404.html":
                (description,) = page.top.find("meta", name="description")
                titles.setdefault(page.top.find("title")[0].text, []).append(page.file)
                descriptions.setdefault(description.attrs["content"], []).append(page.file)
        assert "" not in titles
        assert "" not in descriptions
        assert [] == [files for files in titles.values() if len(files) > 1]
        assert [] == [files for files in descriptions.values() if len(files) > 1]


def test_titles_fit_a_result_list_and_descriptions_hold_no_markup(site):
    for page in site.values():
        description = page.top.find("meta", name="description")[0].attrs["content"]
        assert not re.search(r"</?[a-z]|&[a-z]+;|\s\s|^\s|\s$", description), page.file
        assert len(description) <= 400, page.file


def test_the_page_one_stands_on_is_marked_in_the_menu(small):
    for kind in ("enterprises", "offers", "regions", "events", "calls"):
        for page in small.of_kind(kind):
            here = [one for one in page.top.find("a") if one.attrs.get("aria-current") == "page"]
            assert [page.file.removeprefix("en/")] == [
                f"{kind}/index.html" for one in here if any(up.tag == "nav" for up in one.up())
            ][:1], page.file
