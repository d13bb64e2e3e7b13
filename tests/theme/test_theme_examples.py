"""Every component has an example: the style page, the tests and the documentation are one."""

from pathlib import Path

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mrezha.catalogue import Catalogue
from mrezha.plugin.assets import Assets
from mrezha.plugin.palette import contrast, judge_pairs
from mrezha.plugin.render import Renderer
from mrezha.plugin.settings import SiteSettings
from mrezha.plugin.style import make_samples, render_styles, show_examples

# Parts of the frame: the style page has them as every page does.
FRAME = {"breadcrumbs", "language-switch", "site-footer", "site-nav"}


@pytest.fixture(scope="module")
def renderer(catalogue: Catalogue, assets: Assets, root: Path, fixtures: Path) -> Renderer:
    site = SiteSettings(root, fixtures / "content", root / "theme", "Измислена мрежа", "")
    env = Environment(
        loader=FileSystemLoader(root / "theme" / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return Renderer(env, site, catalogue, assets)


def test_every_component_has_an_example_and_every_example_a_component(theme: Path) -> None:
    components = {path.name for path in (theme / "templates" / "components").glob("*.html")}
    assert components == {path.name for path in (theme / "style" / "examples").glob("*.html")}


@pytest.mark.parametrize("lang", ["bg", "en"])
def test_every_example_shows_its_component_as_valid_markup(
    renderer: Renderer, theme: Path, lang: str
) -> None:
    found = list(show_examples(renderer.envs[lang], theme, make_samples(renderer)))
    assert {one.name for one in found if not one.html} == FRAME
    for one in found:
        parser = html5lib.HTMLParser(strict=True)
        parser.parseFragment(str(one.html), container="div")
        assert one.name in FRAME or f"components/{one.name}.html" in one.source
        assert one.purpose, f"{one.name} does not say what it is for"


def test_the_style_page_holds_every_component_once_and_is_a_valid_page(
    renderer: Renderer, theme: Path
) -> None:
    for path, page in render_styles(renderer).items():
        html5lib.HTMLParser(strict=True).parse(page.decode())
        for component in (theme / "templates" / "components").glob("*.html"):
            assert 1 == page.decode().count(f'<h2 id="component-{component.stem}"'), path


def test_contrast_is_that_of_the_standard(theme: Path) -> None:
    # WCAG 2.2: 21 for black on white; #767676 is the well-known grey of just 4.54 on white.
    assert 21 == pytest.approx(contrast("#000000", "#ffffff"))
    assert 4.54 == pytest.approx(contrast("#767676", "#ffffff"), abs=0.01)
    css = (theme / "static" / "css" / "10-tokens.css").read_text("utf-8")
    assert [] == [pair for pair in judge_pairs(css) if not pair.is_clear]
    weak = css.replace("--ink-soft: #5d4f44", "--ink-soft: #aaaaaa")
    assert {"ink-soft"} == {pair.front for pair in judge_pairs(weak) if not pair.is_clear}


def test_no_published_site_has_the_style_page(pages: dict[str, str]) -> None:
    assert [] == [name for name in pages if "style/" in name]
