"""Both languages over the built site: dates, numbers, plural forms, pairs of pages.

What a date looks like is written here by hand, from CLDR 48 (bg, en-GB), not asked of Babel.
"""

import re

import pytest

MONTHS = {
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "en": "January February March April May June July August September October November December",
}
MONTHS = {lang: names.split() for lang, names in MONTHS.items()}
# One of a thing is not written like several of it, in either language.
ONE = {
    "bg": "предприятие|събитие|ден|процедура|област|записано|вписано",
    "en": "enterprise|event|day|call|district|offer|need",
}
MANY = {
    "bg": "предприятия|събития|дни|процедури|области|центъра",
    "en": "enterprises|events|days|calls|districts|offers|needs|centres",
}


def language_of(element):
    return next(one.attrs["lang"] for one in element.up() if "lang" in one.attrs)


def texts(page):
    """Yield every text of a page with the language it is in."""
    for one in page.top.find("body")[0].walk():
        if one.tag not in {"script", "style", "template"}:
            for child in one.children:
                if isinstance(child, str) and child.strip():
                    yield language_of(one), " ".join(child.split())


def dates(page):
    """Yield the day, the words and the language of every date a page marks as one."""
    for one in page.top.find("time"):
        found = re.match(r"(\d{4})-(\d\d)-(\d\d)", one.attrs["datetime"])
        if found and one.text != str(int(found[3])):  # a day in the grid of a calendar
            yield tuple(map(int, found.groups())), one.text, language_of(one)


def test_dates_are_written_as_the_language_writes_them(site):
    wrong, seen = [], set()
    for page in site.values():
        for (year, month, day), words, lang in dates(page):
            seen.add(lang)
            months = "|".join(MONTHS[lang])
            end = r" \d{4}" + (r" г\." if lang == "bg" else "")
            named = MONTHS[lang][month - 1]
            if not re.search(rf"\b\d{{1,2}} ({months}){end}", words) or not (
                re.search(rf"(?<!\d){day}(?!\d)", words) and named in words and str(year) in words
            ):
                wrong.append(f"{page.file}: {words}")
    assert [] == wrong
    assert {"bg", "en"} == seen


def test_no_date_is_in_the_other_language_or_in_figures_of_machines(site):
    other = {"bg": "|".join(MONTHS["en"]), "en": "|".join(MONTHS["bg"])}
    wrong = [
        f"{page.file}: {words[:80]}"
        for page in site.values()
        for lang, words in texts(page)
        if re.search(rf"\d ({other[lang]})\b", words)
        # A code of a source may hold figures and dashes; a lone date may not stand as text.
        or re.fullmatch(r"\d{4}-\d\d-\d\d", words)
    ]
    assert [] == wrong


def test_amounts_have_the_separators_of_the_language(site):
    # bg: a comma before decimals and, from 10 000 on, a no-break space; en: a point, commas.
    forms = {
        "bg": r"\(?(\d{1,4}|\d{2,3}(\u00a0\d{3})+|\d(\u00a0\d{3}){2,})(,\d+)?\s.+",
        "en": r"\(?(\d{1,3}|\d{1,3}(,\d{3})+)(\.\d+)?\s.+",
    }
    wrong = [
        f"{page.file}: {one.text}"
        for page in site.values()
        for one in page.top.walk()
        if "money" in one.attrs.get("class", "").split()
        and not re.fullmatch(
            forms[language_of(one)], "".join(c for c in one.children if isinstance(c, str)).strip()
        )
    ]
    assert [] == wrong


@pytest.mark.parametrize("lang", ["bg", "en"])
def test_one_and_several_have_their_own_forms(site, lang):
    several_of_one = re.compile(rf"(?<![\d.,\u00a0])1 ({MANY[lang]})\b")
    one_of_several = re.compile(rf"(?<![\d.,/-])([2-9]|\d\d+) ({ONE[lang]})\b")
    wrong = [
        f"{page.file}: {words[:80]}"
        for page in site.values()
        for words_lang, words in texts(page)
        if words_lang == lang and (several_of_one.search(words) or one_of_several.search(words))
    ]
    assert [] == wrong


def test_the_check_of_plural_forms_sees_a_wrong_one():
    assert re.search(rf"(?<![\d.,])1 ({MANY['bg']})\b", "Има 1 предприятия.")
    assert not re.search(rf"(?<![\d.,])1 ({MANY['bg']})\b", "Има 21 предприятия.")


def test_pages_in_two_languages_name_each_other(placed):
    """Each alternate link leads to a page that has the very same pair (hreflang is mutual)."""
    base = "https://example.org/deep/mrezha/"

    def pair(page):
        links = [one for one in page.top.find("link") if "hreflang" in one.attrs]
        return {one.attrs["hreflang"]: one.attrs["href"] for one in links}

    counted = 0
    for page in placed.values():
        for lang, address in pair(page).items():
            file = address.removeprefix(base)
            other = placed[file + "index.html" if not file or file.endswith("/") else file]
            assert pair(page) == pair(other)
            assert lang in {other.lang, "x-default"}
            counted += 1
    assert counted
