"""The catalogues for print, read as anybody reads them: text, tags, links, fonts, codes."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from mrezha.booklets.data import Addresses, Tree, gather_category, gather_region
from mrezha.booklets.pdf import set_booklet
from mrezha.booklets.speech import LANGUAGES, load_speech
from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.booklets import is_for_print
from mrezha.plugin.pages import plan_pages
from mrezha.plugin.settings import read_settings
from mrezha.records.loading import Loaded
from mrezha.schema import load_schema

SITE = "https://example.org/deep/mrezha"
HOSTILE = '#panic("x") $x$ *b* @a <l> \\ // /* `r` = - + _i_ ~ [c] "q" &amp; <script> =cmd|x'


@pytest.fixture(scope="module")
def catalogue(loaded_fixture: Loaded) -> Catalogue:
    return build_catalogue(loaded_fixture, load_schema(), load_gazetteer())


@pytest.fixture(scope="module")
def trees(catalogue: Catalogue) -> dict[str, Tree]:
    found = {}
    for lang in LANGUAGES:
        speech, addresses = load_speech(lang), Addresses(SITE, "" if lang == "bg" else "en/")
        id_ = "severoiztochen"
        region = gather_region(catalogue, id_, speech, addresses, f"regions/{id_}/")
        found[f"region-{lang}"] = region
        food = gather_category(catalogue, "food", speech, addresses, "offers/food/")
        found[f"food-{lang}"] = food
        bakery = gather_category(catalogue, "food-bakery", speech, addresses, "offers/food-bakery/")
        found[f"bakery-{lang}"] = bakery
    return found


@pytest.fixture(scope="module")
def readers(trees: dict[str, Tree]) -> dict[str, pypdf.PdfReader]:
    return {name: pypdf.PdfReader(io.BytesIO(set_booklet(tree))) for name, tree in trees.items()}


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def links_of(reader: pypdf.PdfReader) -> set[str]:
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    return {str(one["/A"]["/URI"]) for one in notes if "/URI" in one.get("/A", {})}


# What stands in tests/fixtures/content/enterprises/izmislena-furna.md.
@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "region-bg",
            [
                "Каталог: Североизточен район",
                "Измислена фурна",
                "гр. Варна",
                "Хляб с квас – по запитване. Със закваска и пълнозърнесто брашно.",
                "Обучение по печене",
                "клас A+",
                "вписано до 31 май 2027",
                "+359 52 000 000",
                "office@example.org",
                "Състояние на записите към 19 юни 2026",
                "Съдържание",
            ],
        ),
        ("region-en", ["Imaginary Bakery", "Sourdough bread – on request", "as of 19 June 2026"]),
        ("food-bg", ["Храни, напитки и хранене", "Хлебни и сладкарски изделия", "Хляб с квас"]),
        ("bakery-en", ["Bakery and pastry", "Sourdough bread"]),
    ],
)
def test_a_booklet_says_what_the_records_say(
    readers: dict[str, pypdf.PdfReader], name: str, words: list[str]
) -> None:
    text = text_of(readers[name])
    assert [] == [one for one in words if one not in text], text


def test_a_category_names_only_the_offers_of_it(readers: dict[str, pypdf.PdfReader]) -> None:
    assert "Обучение по печене" in text_of(readers["food-bg"])
    assert "Обучение по печене" not in text_of(readers["bakery-bg"])


def test_no_person_is_printed_even_one_who_agreed_to_be_on_the_site(
    readers: dict[str, pypdf.PdfReader],
) -> None:
    for name, reader in readers.items():
        text = text_of(reader) + " ".join(links_of(reader))
        assert not re.search(r"Особа|osoba@|888", text), name


def test_a_booklet_is_tagged_in_its_language_and_has_bookmarks_and_fonts(
    readers: dict[str, pypdf.PdfReader],
) -> None:
    for name, reader in readers.items():
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert name.endswith(root["/Lang"])
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # PDF/UA-1, 7.1
        assert "/StructTreeRoot" in root
        assert reader.outline
        fonts = [
            font.get_object()
            for page in reader.pages
            for font in page["/Resources"].get("/Font", {}).values()
        ]
        assert fonts
        for font in fonts:
            inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner), font["/BaseFont"]


def test_links_lead_to_the_profiles_shops_and_contacts(
    readers: dict[str, pypdf.PdfReader],
) -> None:
    expected = {
        f"{SITE}/en/enterprises/izmislena-furna/",
        f"{SITE}/en/regions/severoiztochen/",
        "https://furna.example.org/hlyab",
        "mailto:office@example.org",
        "tel:+35952000000",
    }
    assert expected <= links_of(readers["region-en"])


def test_text_of_records_is_never_read_as_markup(trees: dict[str, Tree]) -> None:
    said = {"text": HOSTILE, "lang": "bg"}
    tree = {**trees["region-bg"], "title": HOSTILE, "state": HOSTILE}
    entry = {**tree["groups"][0]["entries"][0], "name": said, "summary": said, "address": said}
    tree["groups"] = [{"name": said, "entries": [entry]}]
    shown = re.sub(r"\s", "", text_of(pypdf.PdfReader(io.BytesIO(set_booklet(tree)))))
    assert 5 <= shown.count(re.sub(r"\s", "", HOSTILE))


def test_the_same_records_give_the_same_bytes(trees: dict[str, Tree]) -> None:
    assert set_booklet(trees["region-bg"]) == set_booklet(trees["region-bg"])


def test_a_withdrawn_enterprise_is_gone_from_the_booklets(
    content_copy: Path, build_site: Callable[..., Path], fixture_site: Path
) -> None:
    before = pypdf.PdfReader(fixture_site / "regions/severoiztochen/catalogue.pdf")
    assert "Измислена фурна" in text_of(before)
    line = '{id: enterprises/izmislena-furna, date: "2026-11-24"}'
    (content_copy / "withdrawn.yml").write_text(f"withdrawn:\n  - {line}\n", "utf-8")
    after = build_site(content_copy)
    for path in after.rglob("catalogue.pdf"):
        assert "Измислена фурна" not in text_of(pypdf.PdfReader(path)), path


def test_pages_lead_to_their_booklets_and_a_large_site_has_none(
    fixture_site: Path, root: Path, catalogue: Catalogue
) -> None:
    for name in ("regions/severoiztochen", "en/regions/severoiztochen", "offers/food"):
        assert 'href="../../' in (page := (fixture_site / name / "index.html").read_text("utf-8"))
        assert f"{name.removeprefix('en/')}/catalogue.pdf" in page
        assert (fixture_site / name / "catalogue.pdf").read_bytes().startswith(b"%PDF-")
    leaf = (fixture_site / "offers/food-bakery/index.html").read_text("utf-8")
    assert "offers/food/catalogue.pdf" in leaf
    assert not (fixture_site / "offers/food-bakery/catalogue.pdf").exists()
    own = {"PATH": "content", "THEME": "theme", "SITENAME": "x", "MREZHA": {"print_limit": 4}}
    assert not is_for_print(read_settings(own, root), catalogue)  # the fixture has five
    own["MREZHA"] = {"print_limit": 5}
    assert is_for_print(read_settings(own, root), catalogue)
    plans = list(plan_pages(catalogue, 24, for_print=False))
    assert [] == [one.address for one in plans if one.address.endswith(".pdf")]


def test_the_command_writes_any_region_or_category(
    mrezha: Callable[..., Any], fixtures: Path, tmp_path: Path
) -> None:
    for key in ("severoiztochen", "food-bakery"):
        done = mrezha(
            "catalogue", key, "--content", fixtures / "content", "--output", tmp_path,
            "--siteurl", SITE,
        )  # fmt: skip
        assert 0 == done.code, done.err
    names = {f"{key}-{lang}.pdf" for key in ("severoiztochen", "food-bakery") for lang in LANGUAGES}
    assert names == {path.name for path in tmp_path.glob("*.pdf")}
    done = mrezha("catalogue", "severoiztochn", "--content", fixtures / "content")
    assert (2, True) == (done.code, "severoiztochen" in done.err)


def code_in(page: str) -> str:
    """Draw the code of a page as a browser does, from its path of strokes, and read it."""
    size = int(re.search(r'<div class="print-code"><svg viewBox="0 0 (\d+)', page)[1])  # type: ignore[index]
    path = re.search(r'<path[^>]* d="([^"]+)"', page[page.index("print-code") :])[1]  # type: ignore[index]
    picture = Image.new("L", (size, size), 255)
    x = y = 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path):
        if step == "h":
            for at in range(int(x), int(x + float(first))):
                picture.putpixel((at, int(y)), 0)
            x += float(first)
        elif step == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    found = zxingcpp.read_barcodes(picture.resize((size * 8, size * 8), Image.Resampling.NEAREST))
    return str(found[0].text)


def test_a_printed_profile_bears_a_code_that_leads_to_it(
    build_site: Callable[..., Path], fixtures: Path
) -> None:
    site = build_site(fixtures / "content", "--siteurl", SITE)
    for folder in ("", "en/"):
        name = f"{folder}enterprises/izmislena-furna/"
        page = (site / name / "index.html").read_text("utf-8")
        assert f"{SITE}/{name}" == code_in(page)


def test_without_an_address_a_profile_has_no_code(fixture_site: Path) -> None:
    page = (fixture_site / "enterprises/izmislena-furna/index.html").read_text("utf-8")
    assert "print-code" not in page
