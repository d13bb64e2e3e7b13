"""The site's own letters: which there are, what they weigh, what stands in until they come."""

import html
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from mrezha.plugin.assets import Assets
from mrezha.plugin.fonts import FONTS, cut_font, read_font

BUDGET_BYTES = 31_000  # of both files: with them a profile stays far below 60 KB
# https://www.unicode.org/cldr: the exemplar letters of Bulgarian, with ѝ.
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъьюяѝ"


@pytest.fixture(scope="module")
def fonts(assets: Assets) -> dict[str, TTFont]:
    return {name: TTFont(io.BytesIO(assets.files[assets.address(name)])) for name in FONTS}


def drawn(fonts: Mapping[str, TTFont]) -> set[str]:
    return {chr(code) for font in fonts.values() for code in font.getBestCmap()}


def test_both_files_together_weigh_no_more_than_their_budget(assets: Assets) -> None:
    assert sum(len(assets.files[assets.address(name)]) for name in FONTS) <= BUDGET_BYTES


def test_the_letters_have_bulgarian_forms(fonts: Mapping[str, TTFont]) -> None:
    font = fonts["fonts/sans-cyrillic.woff2"]
    assert set(ALPHABET + ALPHABET.upper()) <= {chr(code) for code in font.getBestCmap()}
    table = font["GSUB"].table
    (cyrillic,) = [one.Script for one in table.ScriptList.ScriptRecord if one.ScriptTag == "cyrl"]
    (language,) = [one.LangSys for one in cyrillic.LangSysRecord if one.LangSysTag == "BGR "]
    features = [table.FeatureList.FeatureRecord[number] for number in language.FeatureIndex]
    (local,) = [one.Feature for one in features if one.FeatureTag == "locl"]
    swapped = {
        old
        for number in local.LookupListIndex
        for sub in table.LookupList.Lookup[number].SubTable
        for old in getattr(sub, "ExtSubTable", sub).mapping
    }
    names = font.getBestCmap()
    # Small letters that the Bulgarian form of Cyrillic writes in another way than the Russian.
    assert {names[ord(one)] for one in "вгджзиклптцшщю"} <= swapped


def test_one_file_holds_every_weight(fonts: Mapping[str, TTFont]) -> None:
    for font in fonts.values():
        (axis,) = font["fvar"].axes
        assert axis.axisTag == "wght"
        assert axis.minValue <= 400
        assert axis.maxValue >= 700


def test_whatever_pages_say_can_be_written(
    fonts: Mapping[str, TTFont], pages: Mapping[str, str]
) -> None:
    text = "".join(re.sub(r"<[^>]*>", "", page) for page in pages.values())
    # Arrows and the narrow space stand in neither file: the visitor's fonts have them.
    assert set() == set(html.unescape(text)) - drawn(fonts) - set("\n←→\u202f")


def test_each_letter_is_asked_of_the_file_that_has_it(theme: Path) -> None:
    css = (theme / "static" / "css" / "05-fonts.css").read_text("utf-8")
    for face in re.findall(r"@font-face \{[^}]*url\([^}]*\}", css):
        (name,) = re.findall(r'url\("([^"]+)"\)', face)
        (ranges,) = re.findall(r"unicode-range: ([^;]+);", face)
        spans = [[int(n, 16) for n in one.strip()[2:].split("-")] for one in ranges.split(",")]
        missing = {
            hex(code)
            for code in FONTS[name].characters
            if not any(span[0] <= code <= span[-1] for span in spans)
        }
        assert set() == missing
        assert "font-display: swap" in face


def test_fonts_of_the_visitor_are_sized_like_ours(theme: Path) -> None:
    css = (theme / "static" / "css" / "05-fonts.css").read_text("utf-8")
    local = [face for face in re.findall(r"@font-face \{[^}]*\}", css) if "url(" not in face]
    assert local
    for face in local:
        for name in ("size-adjust", "ascent-override", "descent-override", "line-gap-override"):
            assert f"{name}: " in face, face
        # Source Sans is 1.024 high and 0.4 deep, whatever size the other is drawn at.
        size, up, down = (
            float(re.findall(rf"{name}: ([\d.]+)%", face)[0])
            for name in ("size-adjust", "ascent-override", "descent-override")
        )
        assert 102.4 == pytest.approx(size * up / 100, abs=0.2)
        assert 40.0 == pytest.approx(size * down / 100, abs=0.2)


def test_the_fonts_bear_their_licence_and_no_reserved_name(fonts: Mapping[str, TTFont]) -> None:
    # OFL 1.1, conditions 2 and 3.
    for font in fonts.values():
        names = {one.nameID: one.toUnicode() for one in font["name"].names}
        assert "Adobe" in names[0]
        assert "OFL" in names[14]
        assert not any("Source" in names[number] for number in (1, 4, 6))


def test_a_font_is_cut_once_and_always_the_same(root: Path, tmp_path: Path) -> None:
    name, subset = next(iter(FONTS.items()))
    source = tmp_path / subset.source
    source.parent.mkdir(parents=True)
    source.write_bytes((root / "node_modules" / subset.source).read_bytes())
    first = read_font(name, tmp_path)
    (kept,) = (tmp_path / "@fontsource-variable" / ".cut").glob("*.woff2")
    assert first == kept.read_bytes() == cut_font(source.read_bytes(), subset.characters)
    kept.write_bytes(b"kept")
    assert b"kept" == read_font(name, tmp_path)


def test_a_missing_package_is_an_error_of_the_machine(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="woff2"):
        read_font("fonts/sans-latin.woff2", tmp_path)
