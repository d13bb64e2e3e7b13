"""The accessibility statement: the parts of the EU's model, and only what is known."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.addresses import address_of
from mrezha.plugin.assets import Assets
from mrezha.plugin.pages import plan_pages
from mrezha.plugin.render import Renderer
from mrezha.plugin.settings import SettingsError, SiteSettings, read_settings
from mrezha.records.loading import load_content
from mrezha.schema import load_schema

Show = Callable[..., Mapping[str, str]]


@pytest.fixture(scope="module")
def real(root: Path) -> Catalogue:
    return build_catalogue(load_content(root / "content"), load_schema(), load_gazetteer())


@pytest.fixture(scope="module")
def statement(real: Catalogue, assets: Assets, root: Path) -> Show:
    """Render the statement of the real records with some settings, by language."""

    def show(**own: str) -> Mapping[str, str]:
        site = SiteSettings(root, root / "content", root / "theme", "Мрежа", "", **own)
        loader = FileSystemLoader(root / "theme" / "templates")
        env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)
        renderer = Renderer(env, site, real, assets)
        address = address_of("page", "dostapnost")
        (plan,) = [one for one in plan_pages(real, 24) if one.address == address]
        return {lang: renderer.render(plan, lang).decode() for lang in plan.languages}

    return show


def test_the_statement_has_every_part_of_the_model(statement: Show) -> None:
    # Decision (EU) 2018/1523, annex: status, non-accessible content, preparation, feedback,
    # enforcement.
    pages = statement()
    for words in ("2018/1523", "съответства частично", "не е достъпно", "изготвена"):
        assert words in pages["bg"], words
    for words in ("2018/1523", "partially compliant", "not accessible", "prepared"):
        assert words in pages["en"], words
    for page in pages.values():
        assert 1 == page.count('id="feedback"') == page.count('id="complaints"')


def test_what_the_owner_has_not_set_is_said_to_be_unknown(statement: Show) -> None:
    pages = statement()
    assert "Издателят на сайта още не е посочен." in pages["bg"]
    assert "The publisher of this site has not been named yet." in pages["en"]
    assert "mailto:" not in pages["bg"]


def test_publisher_contact_and_complaints_come_from_the_settings(statement: Show) -> None:
    pages = statement(
        publisher="Измислен издател",
        contact_email="pishete@example.org",
        complaint_url="https://example.org/signal/",
    )
    assert '<span lang="bg">Измислен издател</span>' in pages["en"]
    for page in pages.values():
        assert "Измислен издател" in page
        assert 'href="mailto:pishete@example.org"' in page
        assert 'href="https://example.org/signal/"' in page


@pytest.mark.parametrize("wrong", ["example.org", "http://example.org/", "javascript:alert(1)"])
def test_a_way_to_complain_is_a_safe_address(wrong: str, root: Path) -> None:
    conf = {"MREZHA": {"complaint_url": wrong}, "PATH": "", "THEME": "", "SITENAME": ""}
    with pytest.raises(SettingsError, match="complaint_url"):
        read_settings(conf, root)
