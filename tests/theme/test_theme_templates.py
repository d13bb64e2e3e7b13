"""Templates hold markup only: no words, no inline style or script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

HOLE = "\0"
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description", "content")
# Words for machines in meta elements.
MACHINE_WORDS = {"width=device-width, initial-scale=1", "light dark", "noindex"}


def sources(theme: Path) -> Iterator[tuple[str, str]]:
    folder = theme / "templates"
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), path.read_text("utf-8")


def bare_markup(source: str) -> str:
    """Return the template with everything Jinja replaced by a hole."""
    tokens = Environment(autoescape=True).lex(source)
    parts = [value if kind == "data" else HOLE for _, kind, value in tokens]
    return re.sub(HOLE + "+", HOLE, "".join(parts))


def text_of(markup: str) -> str:
    return re.sub(r"<[^>]*>", " ", markup)


@pytest.mark.parametrize("words", ["Предприятия", "Enterprises"])
def test_the_check_for_words_sees_words(words: str) -> None:
    assert re.search(r"[^\W\d_]", text_of(bare_markup(f"<p>{{{{ t('x') }}}} {words}</p>")))


def test_no_template_holds_words_of_its_own(theme: Path) -> None:
    found = {
        name: re.findall(r"[^\W\d_]\w*", text_of(bare_markup(source)))
        for name, source in sources(theme)
    }
    assert {} == {name: words for name, words in found.items() if words}


def test_no_attribute_that_is_read_out_holds_words(theme: Path) -> None:
    pattern = re.compile(rf'\b({"|".join(SPOKEN)})="([^"]*)"')
    found = [
        (name, value)
        for name, source in sources(theme)
        for _, value in pattern.findall(bare_markup(source))
        if re.search(r"[^\W\d_]", value) and value not in MACHINE_WORDS
    ]
    assert [] == found


def test_no_template_has_inline_style_or_script(theme: Path) -> None:
    # The site's policy has no 'unsafe-inline': hosting.py.
    inline = re.compile(r"<style\b|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", re.I)
    assert [] == [name for name, source in sources(theme) if inline.search(bare_markup(source))]


def test_no_template_switches_escaping_off(theme: Path) -> None:
    assert [] == [
        name for name, source in sources(theme) if re.search(r"\|\s*safe\b|autoescape", source)
    ]


def test_each_component_file_holds_one_macro_of_its_name(theme: Path) -> None:
    env = Environment(autoescape=True)
    for name, source in sources(theme):
        if name.startswith("components/"):
            macros = [macro.name for macro in env.parse(source).find_all(nodes.Macro)]
            assert [Path(name).stem.replace("-", "_")] == macros, name
            assert source.count("{#") >= 1, f"{name} does not say what it is for"


def test_every_import_of_a_component_is_used(theme: Path) -> None:
    env = Environment(autoescape=True)
    for name, source in sources(theme):
        tree = env.parse(source)
        imported = {
            one if isinstance(one, str) else one[1]
            for found in tree.find_all(nodes.FromImport)
            for one in found.names
        }
        used = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
        assert set() == imported - used, name
