"""Records that want to be more than records: refused by name, and harmless all the same."""

import importlib.util
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mrezha.records.loading import load_content

TESTS = Path(__file__).resolve().parents[1]
_spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
hostile = importlib.util.module_from_spec(_spec)
sys.modules["hostile"] = hostile
_spec.loader.exec_module(hostile)
CASES = hostile.all_cases()
UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LINKS = {"href", "src", "action", "formaction", "poster", "srcset", "data", "cite", "background"}
SCHEMES = {"http", "https", "mailto", "tel", "webcal"}


def write(folder, file, content):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])
def test_a_hostile_record_is_refused_by_name_and_an_odd_one_passes(case, tmp_path):
    content = tmp_path / "content"
    write(content, case.file, case.content)
    found = load_content(content).problems
    if case.fate == "accepted":
        assert () == found
        return
    assert found
    named = [one.file for one in found]
    assert all(f"content/{case.file}".startswith(one) for one in named), named
    assert all(one.field for one in found)
    if case.field is not None:
        assert case.field in {one.field for one in found}


def test_cases_are_many_and_differ():
    names = [one.name for one in CASES]
    assert len(names) == len(set(names)) > 350


class Look(HTMLParser):
    """Gathers what a page could do: code, handlers, addresses, unseen signs."""

    def __init__(self):
        super().__init__()
        self.faults = []

    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            value = value or ""
            if key.startswith("on") or key in {"style", "srcdoc"}:
                self.faults.append((tag, key, value))
            if key in LINKS:
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
                if (scheme and scheme[1].lower() not in SCHEMES) or re.match(r"\s*[/\\]{2}", value):
                    self.faults.append((tag, key, value))
                if (key != "href" and scheme) or re.search(r"[\0-\x1f]", value):
                    self.faults.append((tag, key, value))
        if tag in {"iframe", "object", "embed", "base", "math", "style", "portal"}:
            self.faults.append((tag, "", ""))
        if tag == "script" and not dict(attrs).get("src", "x").startswith(
            ("../", "static/", "./", "/static/")
        ):
            kinds = {"application/ld+json", "application/json"}
            if dict(attrs).get("type") not in kinds:
                self.faults.append((tag, "inline", ""))


@pytest.fixture(scope="module")
def unchecked_site(mrezha, tmp_path_factory):
    """All cases in one content folder, built without a check."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(TESTS / "fixtures" / "content", folder / "content")
    for number, case in enumerate(CASES):
        is_usual = case.file in {hostile.FILE, "events/a.md"}
        file = case.file.replace("a.md", f"case-{number}.md") if is_usual else case.file
        write(folder / "content", file, case.content)
    done = mrezha(
        "build", "--skip-check", "--content", folder / "content", "--output", folder / "site"
    )
    assert 0 == done.code, done.err
    return folder / "site"


def test_built_unchecked_they_are_harmless_all_the_same(unchecked_site):
    faults = {}
    for path in unchecked_site.rglob("*.html"):
        look = Look()
        text = path.read_text("utf-8")
        look.feed(text)
        signs = [hex(ord(one)) for one in UNSEEN.findall(text)]
        if look.faults or signs:
            faults[path.relative_to(unchecked_site).as_posix()] = (look.faults[:3], signs[:3])
    assert {} == faults


def test_built_unchecked_nothing_is_written_but_pages_of_records(unchecked_site):
    names = {path.name for path in unchecked_site.rglob("*")}
    assert not names & {"passwd", "config", "pelicanconf.py", "a.rst", "a.py", "a.MD"}
    folders = {path.name for path in (unchecked_site / "enterprises").iterdir() if path.is_dir()}
    assert all(re.fullmatch(r"[a-z0-9-]+", one) for one in folders)


@pytest.mark.parametrize("name", hostile.GOOD_NAMES)
def test_an_odd_name_is_shown_exactly(unchecked_site, read_pages, name):
    shown = name.replace("\\\\", "\\")
    number = next(n for n, one in enumerate(CASES) if one.name == f"name {name[:30]}")
    assert shown == read_pages(unchecked_site / "enterprises" / f"case-{number}" / "index.html")


def test_calendars_and_cards_of_hostile_records_hold_nothing_else(unchecked_site):
    from icalendar import Calendar

    names = set()
    for path in unchecked_site.rglob("*.ics"):
        raw = path.read_bytes()
        assert b"\nATTACH" not in raw
        names |= {str(one["summary"]) for one in Calendar.from_ical(raw).walk("VEVENT")}
    titles = {one.replace(r"\\", "\\").replace(r"\n", "\n") for one in hostile.GOOD_TITLES}
    assert set() == titles - names
    for path in unchecked_site.rglob("*.vcf"):
        lines = path.read_bytes().split(b"\r\n")
        assert (b"BEGIN:VCARD", b"END:VCARD") == (lines[0], lines[-2])
        assert 1 == sum(one.startswith(b"FN:") for one in lines)


@pytest.fixture(scope="module")
def read_pages():
    """The words of a page's main heading, as a browser reads them."""
    import html5lib

    def read(path):
        top = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
        return "".join(top.find(".//h1").itertext()).strip()

    return read
