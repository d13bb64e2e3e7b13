"""The papers of a fair, read as anybody reads them: text, fonts, tags, codes."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.fairkit.data import Addresses, Tree, draw_qr, gather_kit
from mrezha.fairkit.papers import PAPERS, TEMPLATES, set_papers, set_pdf
from mrezha.fairkit.speech import LANGUAGES, load_speech
from mrezha.places import load_gazetteer
from mrezha.records.loading import Loaded
from mrezha.schema import load_schema

SITE = "https://example.org/deep/mrezha"
HOSTILE = '#panic("x") $x$ *b* @a <l> \\ // /* `r` = - + _i_ ~ [c] "q" &amp; <script>'


@pytest.fixture(scope="module")
def catalogue(loaded_fixture: Loaded) -> Catalogue:
    return build_catalogue(loaded_fixture, load_schema(), load_gazetteer())


@pytest.fixture(scope="module")
def kits(catalogue: Catalogue) -> dict[str, Tree]:
    event = catalogue.events["izmislen-bazar-2026"]
    return {
        lang: gather_kit(
            catalogue, event, load_speech(lang), Addresses(SITE, "" if lang == "bg" else "en/")
        )
        for lang in LANGUAGES
    }


@pytest.fixture(scope="module")
def papers(kits: dict[str, Tree]) -> dict[str, dict[str, bytes]]:
    return {lang: dict(set_papers(kit)) for lang, kit in kits.items()}


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def codes_in(kit: Tree, name: str) -> Iterator[str]:
    """Draw the pages as pictures and read every code in them."""
    import json

    import typst

    drawn = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        format="png",
        ppi=150,
        sys_inputs={"data": json.dumps(kit, ensure_ascii=False)},
    )
    for page in drawn if isinstance(drawn, list) else [drawn]:
        for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L")):
            yield code.text


# What stands in tests/fixtures/content/events/izmislen-bazar-2026.md.
@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        (
            "bg",
            "catalogue",
            ["Измислен коледен базар", "Измислена фурна", "Щанд 12", "Хляб с квас"],
        ),
        ("bg", "signs", ["Щанд 12", "Щанд 13", "Гост без профил", "коледни сладки"]),
        ("bg", "labels", ["Хляб с квас", "Измислена фурна"]),
        ("bg", "cards", ["Измислена фурна", "Сладка измислица"]),
        (
            "bg",
            "programme",
            ["Кръгла маса", "11:00–12:00 ч.", "събота, 12 декември 2026", "Концерт"],
        ),
        ("bg", "poster", ["Измислен коледен базар", "12–13 декември 2026", "Вход свободен"]),
        ("en", "catalogue", ["Imaginary Christmas bazaar", "Stand 12", "Sourdough bread"]),
        ("en", "programme", ["Round table", "11:00–12:00", "Saturday", "from 10:00"]),
        ("en", "poster", ["Imaginary Christmas bazaar", "12–13 December 2026", "Free entry"]),
    ],
)
def test_a_paper_says_what_the_record_says(
    papers: dict[str, dict[str, bytes]], lang: str, name: str, words: list[str]
) -> None:
    text = text_of(papers[lang][f"{name}.pdf"])
    assert [] == [one for one in words if one not in text], text
    html = papers[lang][f"{name}.html"].decode()
    assert [] == [one for one in words if one not in html]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_tagged_in_its_language_and_embeds_its_fonts(
    papers: dict[str, dict[str, bytes]], lang: str, name: str
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(papers[lang][f"{name}.pdf"]))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert lang == root["/Lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # PDF/UA-1, 7.1
    assert reader.metadata and reader.metadata.title
    fonts = [font.get_object() for page in reader.pages for font in _fonts(page)]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(inner), font["/BaseFont"]


def _fonts(page: Any) -> list[Any]:
    return list(page["/Resources"].get("/Font", {}).values())


@pytest.mark.parametrize("name", ["catalogue", "signs", "cards"])
def test_codes_lead_to_the_profiles(kits: dict[str, Tree], name: str) -> None:
    for lang, folder in (("bg", ""), ("en", "en/")):
        expected = {
            f"{SITE}/{folder}enterprises/{id_}/" for id_ in ("izmislena-furna", "sladka-izmislitsa")
        }
        assert expected == set(codes_in(kits[lang], name))


def test_the_code_of_the_poster_leads_to_the_event(kits: dict[str, Tree]) -> None:
    assert [f"{SITE}/en/events/izmislen-bazar-2026/"] == list(codes_in(kits["en"], "poster"))


def test_without_an_address_there_is_no_code() -> None:
    assert "" == draw_qr("")


@pytest.mark.parametrize("name", PAPERS)
def test_text_of_records_is_never_read_as_markup(kits: dict[str, Tree], name: str) -> None:
    people = [{**one, "name": HOSTILE, "note": HOSTILE} for one in kits["bg"]["exhibitors"]]
    kit = {**kits["bg"], "title": HOSTILE, "exhibitors": people}
    shown = re.sub(r"\s", "", text_of(set_pdf(kit, name)))
    assert re.sub(r"\s", "", HOSTILE) in shown
    html = dict(set_papers(kit))[f"{name}.html"].decode()
    assert "<script" not in html


def test_the_same_record_gives_the_same_bytes(kits: dict[str, Tree]) -> None:
    for name in PAPERS:
        assert set_pdf(kits["bg"], name) == set_pdf(kits["bg"], name)


def test_stands_come_in_the_order_of_their_numbers(kits: dict[str, Tree]) -> None:
    assert ["12", "13", ""] == [one["stand"] for one in kits["bg"]["exhibitors"]]


def test_an_event_without_anything_known_still_has_papers(catalogue: Catalogue) -> None:
    event = catalogue.events["minal-forum-2024"]
    kit = gather_kit(catalogue, event, load_speech("bg"), Addresses("", ""))
    files = dict(set_papers(kit))
    assert "Изложителите още не са обявени." in text_of(files["catalogue.pdf"])
    assert "май 2024" in text_of(files["poster.pdf"])


def test_a_hundred_and_fifty_exhibitors_each_have_a_sign(kits: dict[str, Tree]) -> None:
    one = kits["bg"]["exhibitors"][0]
    people = [{**one, "stand": str(number), "name": f"Фурна {number}"} for number in range(150)]
    reader = pypdf.PdfReader(io.BytesIO(set_pdf({**kits["bg"], "exhibitors": people}, "signs")))
    assert 150 == len(reader.pages)


def test_the_command_writes_both_languages(
    mrezha: Callable[..., Any], fixtures: Path, tmp_path: Path
) -> None:
    done = mrezha(
        "fair", "kit", "izmislen-bazar-2026", "--content", fixtures / "content",
        "--output", tmp_path / "kit", "--siteurl", SITE,
    )  # fmt: skip
    assert 0 == done.code, done.err
    names = {f"{name}.{end}" for name in PAPERS for end in ("pdf", "html")} | {
        "index.html",
        "kit.css",
    }
    for lang in LANGUAGES:
        assert names == {path.name for path in (tmp_path / "kit" / lang).iterdir()}


def test_an_event_that_is_not_there_is_named_with_those_that_are(
    mrezha: Callable[..., Any], fixtures: Path
) -> None:
    done = mrezha("fair", "kit", "izmislen-bazar", "--content", fixtures / "content")
    assert 2 == done.code
    assert "izmislen-bazar-2026" in done.err
