"""Numbers and facts on the pages, counted and read again from the files by other means."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GEO = ROOT / "scripts" / "mrezha" / "places" / "data"
REGISTERED = ("listed", "reported", "renewal-due")
UNPUBLISHED = {"bg": re.compile("още не (е|са) публикуван"), "en": re.compile("not published yet")}


def number_in(text):
    return int(re.sub(r"[^\d]", "", text))


@pytest.fixture(scope="module")
def district_of():
    """Settlement code -> district code, from the list of settlements itself."""
    tables = {}
    for name in ("settlements", "municipalities"):
        with (GEO / f"{name}.csv").open(encoding="utf-8") as stream:
            tables[name] = list(csv.DictReader(stream))
    districts = {row["code"]: row["district"] for row in tables["municipalities"]}
    return {row["ekatte"]: districts[row["municipality"]] for row in tables["settlements"]}


def statuses(records):
    return Counter(
        record["register"]["status"]
        for key, record in records.items()
        if key.startswith("enterprises/")
    )


def test_the_numbers_of_the_home_page_are_those_of_the_files(content_and_site, read_records):
    content, site = content_and_site
    records = read_records(content)
    by_status = statuses(records)
    registered = sum(by_status[one] for one in REGISTERED)
    kinds = Counter(key.split("/")[0] for key in records)
    for file in ("index.html", "en/index.html"):
        (numbers,) = [one for one in site[file].main.find("dl") if "numbers" in one.attrs["class"]]
        shown = [
            number_in(one.text)
            for one in numbers.find("dd")
            if "numbers__value" in one.attrs.get("class", "")
        ]
        others = sum(by_status.values()) - registered
        assert [registered, *([others] if others else []), kinds["events"], kinds["regions"]] == (
            shown
        )
        parts = [one.text for one in numbers.find("dd") if re.search(r"^\D*\d+ ", one.text)]
        for status in REGISTERED:
            if by_status[status]:
                assert any(str(by_status[status]) in part.split() for part in parts), status


def test_numbers_by_district_are_those_of_the_files(content_and_site, read_records, district_of):
    content, site = content_and_site
    registered, others = Counter(), Counter()
    for key, record in read_records(content).items():
        register = record.get("register", {})
        if key.startswith("enterprises/") and "settlement" in register:
            kind = registered if register["status"] in REGISTERED else others
            kind[district_of[register["settlement"]]] += 1
    for file in ("districts/index.html", "en/districts/index.html"):
        rows = site[file].main.find("tbody")
        shown = {}
        for row in (row for body in rows for row in body.find("tr")):
            code = row.find("a")[0].attrs["href"].strip("./").split("/")[-1]
            shown[code] = [number_in(one.text) for one in row.find("td")]
        assert 28 == len(shown)
        assert {code: [registered[code], others[code]] for code in shown} == shown


def test_a_district_page_counts_the_registered_apart(content_and_site, read_records, district_of):
    content, site = content_and_site
    registered, others = Counter(), Counter()
    for key, record in read_records(content).items():
        register = record.get("register", {})
        if key.startswith("enterprises/") and "settlement" in register:
            kind = registered if register["status"] in REGISTERED else others
            kind[district_of[register["settlement"]]] += 1
    for page in site.of_kind("districts/*"):
        code = page.file.removeprefix("en/").split("/")[1]
        head = page.main.find("header")[0].text
        shown = [int(one) for one in re.findall(r"\b\d+\b", head.split("→")[0])]
        assert [one for one in (registered[code], others[code]) if one] == shown[:2], page.file


def test_the_list_holds_every_enterprise_once_in_both_languages(content_and_site, read_records):
    content, site = content_and_site
    expected = sorted(key for key in read_records(content) if key.startswith("enterprises/"))
    for lang in ("bg", "en"):
        found = []
        for page in site.values():
            if page.lang == lang and page.kind in {"enterprises", "enterprises/page"}:
                found += [
                    "enterprises/" + one.find("a")[0].attrs["href"].strip("./").split("/")[-1]
                    for one in page.main.find("article")
                ]
        assert expected == sorted(found), lang


def test_six_regions_say_what_is_not_published_yet(real, read_records):
    regions = {
        key: record
        for key, record in read_records(ROOT / "content").items()
        if key.startswith("regions/")
    }
    assert 6 == len(regions)
    for key, record in regions.items():
        centre = record.get("centre", {})
        for lang in ("bg", "en"):
            page = real[f"{'en/' if lang == 'en' else ''}{key}/index.html"]
            (facts,) = [
                one for one in page.main.find("dl") if "facts" in one.attrs.get("class", "")
            ][:1]
            unknown = len(UNPUBLISHED[lang].findall(facts.text))
            missing = [
                name
                for name in ("settlement", "address", "phone", "email", "website", "hours")
                if name not in centre
            ]
            assert len(missing) == unknown, f"{page.file}: {missing}"


def test_a_region_nobody_has_written_about_is_shown_with_its_districts(small):
    for file, words in (
        ("regions/yugozapaden/index.html", UNPUBLISHED["bg"]),
        ("en/regions/yugozapaden/index.html", UNPUBLISHED["en"]),
    ):
        assert words.search(small[file].main.text)
        # BG41: Blagoevgrad, Kyustendil, Pernik, Sofia, Sofia district (NUTS 2).
        assert 5 == len(small[file].main.find("tbody")[0].find("tr"))


def test_what_a_profile_does_not_know_it_says(small):
    page = small["enterprises/nikade-nyamashto/index.html"]
    text = page.main.text
    assert "не е посочен в източника" in text  # EIK, settlement, address
    assert "класът не е посочен" in text
    assert "None" not in text


def test_every_source_of_a_register_fact_is_named_with_its_day(real, read_records):
    for key, record in read_records(ROOT / "content").items():
        if key.startswith("enterprises/"):
            text = real[f"{key}/index.html"].main.text
            for source in record["register"]["sources"]:
                assert " ".join(source["name"].split()) in text, key
                if "seen_on" in source:
                    assert source["seen_on"][:4] in text, key


# Written by hand after the grammar and the calendar, not by the code.
DATES = [
    ("enterprises/izmislena-furna/index.html", "31 май 2027 г."),
    ("en/enterprises/izmislena-furna/index.html", "31 May 2027"),
    ("events/minal-forum-2024/index.html", "май 2024 г."),
    ("en/events/minal-forum-2024/index.html", "May 2024"),
    ("events/izmislen-bazar-2026/index.html", "събота, 12 декември 2026 г."),
    ("en/events/izmislen-bazar-2026/index.html", "Saturday, 12 December 2026"),
    ("calls/izmislena-protsedura/index.html", "14 ноември 2026 г."),
    ("en/calls/izmislena-protsedura/index.html", "14 November 2026"),
]


@pytest.mark.parametrize(("file", "words"), DATES)
def test_dates_are_written_as_each_language_writes_them(small, file, words):
    text = small[file].main.text
    assert words.replace(",", "") in text.replace(",", "")


def test_amounts_are_written_as_each_language_writes_them(small):
    bulgarian = small["calls/izmislena-protsedura/index.html"].main.text
    english = small["en/calls/izmislena-protsedura/index.html"].main.text
    assert re.search(r"27\s000\s000", bulgarian)
    assert re.search(r"391\s166,5", bulgarian)
    assert "27,000,000" in english
    assert "391,166.5" in english


def test_the_other_side_of_a_link_is_shown_too(small):
    # izmislena-furna names zelena-utopia its partner; sladka-izmislitsa her supplier.
    for file in ("zelena-utopia", "sladka-izmislitsa"):
        links = [
            one.attrs["href"]
            for one in small[f"enterprises/{file}/index.html"].main.find("a")
            if "izmislena-furna" in one.attrs.get("href", "")
        ]
        assert links, file
