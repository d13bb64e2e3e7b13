"""The site as a whole: every record has its pages, and the same input gives the same bytes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "tests" / "fixtures" / "content"
FOLDERS = ("enterprises", "events", "calls", "regions", "pages")
DISTRICTS = 28  # of Bulgaria, by the Administrative-Territorial Structure Act
CATEGORIES = 75  # 16 groups and 59 kinds of offers


def test_every_record_has_its_page_in_both_languages_and_no_page_is_without_one(
    content_and_site, read_records
):
    content, site = content_and_site
    records = set(read_records(content))
    for lang in ("", "en/"):
        pages = {
            f"{folder}/{name}"
            for folder in FOLDERS
            for file in site
            if (found := re.fullmatch(rf"{lang}{folder}/([^/]+)/index\.html", file))
            and (name := found[1])
        }
        assert records == pages


def test_every_eik_can_be_verified_at_its_own_address(content_and_site, read_records):
    content, site = content_and_site
    expected = {
        f"{lang}eik/{record['register']['eik']}/index.html"
        for record in read_records(content).values()
        if record.get("register", {}).get("eik")
        for lang in ("", "en/")
    }
    assert expected == {file for file in site if "eik/" in file}


def test_districts_and_categories_have_their_pages_whether_or_not_anybody_is_there(site):
    assert 2 * DISTRICTS == len(site.of_kind("districts/*"))
    offers = [
        one for one in site.of_kind("offers/*") if not re.search("/(places|causes)/", one.file)
    ]
    assert 2 * CATEGORIES == len(offers)


def test_both_languages_have_the_same_pages(site):
    bulgarian = {file for file in site if not file.startswith("en/")}
    english = {file.removeprefix("en/") for file in site if file.startswith("en/")}
    assert {"404.html"} == bulgarian - english
    assert set() == english - bulgarian


def test_plain_pelican_makes_the_same_bytes(small, tree, mrezha, tmp_path):
    out = tmp_path / "out"
    done = mrezha(CONTENT, "-s", ROOT / "pelicanconf.py", "-o", out, program="pelican")
    assert 0 == done.code, done.err
    assert_same(tree(small.folder), tree(out))


def test_another_place_time_zone_language_clock_and_mask_make_the_same_bytes(small, tree, tmp_path):
    other = tmp_path / "друго място"
    other.mkdir()
    shutil.copy(ROOT / "pelicanconf.py", other)
    shutil.copytree(ROOT / "theme", other / "theme", copy_function=shutil.copyfile)
    shutil.copytree(CONTENT, other / "content", copy_function=shutil.copyfile)
    (other / "node_modules").symlink_to(ROOT / "node_modules")
    done = subprocess.run(
        ["/bin/sh", "-c", 'umask 077 && exec "$0" build', Path(sys.executable).parent / "mrezha"],
        cwd=other,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
            "TZ": "Pacific/Kiritimati",
            "LANG": "C",
            "LC_ALL": "C",
            "SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"],  # a site is built for a moment
            "PYTHONHASHSEED": "7",
            "MREZHA_LANG": "en",
        },
        capture_output=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr.decode()
    assert_same(tree(small.folder), tree(other / "output"))


def test_an_address_given_to_the_build_changes_links_only(small, placed):
    assert set(small) == set(placed)
    assert small["enterprises/index.html"].main.text == placed["enterprises/index.html"].main.text


def assert_same(one, other):
    assert sorted(one) == sorted(other)
    assert [] == [name for name, content in one.items() if content != other[name]]
