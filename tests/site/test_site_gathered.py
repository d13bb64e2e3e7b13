"""A site with few files says what the whole one says, and its links, maps and search agree."""

import json
import re
from collections import Counter
from itertools import pairwise
from urllib.parse import urlsplit

SITE_URL = "https://example.org/deep/mrezha"


def profiles(site):
    return [page for page in site.values() if "/profiles/" in f"/{page.file}"]


def ids(page):
    return [one.attrs["id"] for one in page.top.walk() if "id" in one.attrs]


def test_every_profile_stands_once_in_each_language_under_its_anchor(gathered, small):
    whole = {
        page.file.split("/")[1] for page in small.of_kind("enterprises/*") if page.lang == "bg"
    }
    for lang in ("bg", "en"):
        own = [one for page in profiles(gathered) if page.lang == lang for one in ids(page)]
        assert whole <= set(own)
        assert [] == [one for one, count in Counter(own).items() if count > 1 and one in whole]


def test_a_gathered_profile_has_the_words_of_the_whole_one(gathered, small):
    """But for the links to its card and calendar, which are left out."""
    here = {one: page for page in profiles(gathered) if page.lang == "bg" for one in ids(page)}
    left_out = ("Визитка Запази в телефона (.vcf)", "Срокът за вашия календар (.ics)")
    for page in small.of_kind("enterprises/*"):
        if page.lang != "bg" or "renewals" in page.file:
            continue
        id_ = page.file.split("/")[1]
        (article,) = here[id_].top.find(id=id_)
        words = page.main.find("article")[0].text
        for one in left_out:
            words = words.replace(one, "")
        assert re.sub(r"\s+", "", words) == re.sub(r"\s+", "", article.text), id_


def test_no_id_is_given_twice_and_headings_go_down_step_by_step(gathered):
    for page in profiles(gathered):
        assert [] == [one for one, count in Counter(ids(page)).items() if count > 1], page.file
        levels = [int(one.tag[1]) for one in page.main.find("h1", "h2", "h3", "h4", "h5", "h6")]
        assert 1 == levels.count(1)
        assert all(now - before <= 1 for before, now in pairwise(levels))


def test_no_file_of_a_single_enterprise_or_event_is_left(gathered):
    names = [path.relative_to(gathered.folder).as_posix() for path in gathered.folder.rglob("*.*")]
    singles = re.compile(r"(en/)?(enterprises/[^/]+/(contact|renewal|index)\.|.*/event\.ics)")
    pages = re.compile(r"(en/)?enterprises/(page|index)")
    assert [] == [one for one in names if singles.match(one) and not pages.match(one)]
    assert (gathered.folder / "calendar" / "all.ics").is_file()


def test_search_leads_to_the_profiles(gathered):
    text = "".join(
        path.read_text("utf-8") for path in sorted((gathered.folder / "search").glob("*.*"))
    )
    found = set(re.findall(r"profiles/\d+/#[a-z0-9-]+", text))
    assert found
    assert not re.search(r"enterprises/[a-z0-9-]+/[\"\\]", text)
    for address in found:
        page, _, anchor = address.partition("#")
        assert anchor in ids(gathered[f"{page}index.html"])


def test_the_site_map_names_the_common_pages_once(gathered):
    text = (gathered.folder / "sitemap.xml").read_text("utf-8")
    places = re.findall(r"<loc>(.*?)</loc>", text)
    assert len(places) == len(set(places))
    common = {f"{SITE_URL}/{page.file.removesuffix('index.html')}" for page in profiles(gathered)}
    assert common <= set(places)
    lists = {f"{SITE_URL}/{lang}enterprises/" for lang in ("", "en/")}
    own = {one for one in places if "/enterprises/" in one and "/page/" not in one}
    assert lists == own


def test_a_number_is_checked_on_the_page_of_its_last_two_digits(gathered, small):
    numbers = {page.file.split("/")[1] for page in small.of_kind("eik/*") if page.lang == "bg"}
    assert numbers
    for number in numbers:
        page = gathered[f"eik/{number[-2:]}/index.html"]
        (section,) = page.top.find(id=number)
        (link, *_) = section.find("a")
        address = urlsplit(link.attrs["href"])
        assert address.fragment in ids(gathered[address.path.removeprefix("../../") + "index.html"])


def test_the_form_for_corrections_finds_the_record_of_a_profile(gathered):
    form = gathered["submit/profile-change/index.html"].main.find("form")[0]
    assert ("../../profiles/", "3") == (form.attrs["data-records"], form.attrs["data-pages"])
    for page in profiles(gathered):
        if page.lang == "bg":
            for one in page.main.find("article"):
                if "--" not in one.attrs.get("id", "--"):
                    (link,) = [a for a in one.find("a") if "data-record" in a.attrs]
                    assert one.attrs["id"] == json.loads(link.attrs["data-record"])["id"]
