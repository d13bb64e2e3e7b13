"""The theme's own files, and every page of the small content folder, rendered strictly."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.addresses import file_of, localise
from mrezha.plugin.assets import Assets, gather_assets
from mrezha.plugin.environment import SiteEnvironment
from mrezha.plugin.pages import plan_pages
from mrezha.plugin.render import Renderer
from mrezha.plugin.settings import SiteSettings
from mrezha.records.loading import Loaded, load_content
from mrezha.schema import load_schema

Pages = Mapping[str, str]


@pytest.fixture(scope="session")
def theme(root: Path) -> Path:
    return root / "theme"


@pytest.fixture(scope="session")
def assets(root: Path, theme: Path) -> Assets:
    return gather_assets(theme, root / "node_modules")


@pytest.fixture(scope="session")
def catalogue(loaded_fixture: Loaded) -> Catalogue:
    return build_catalogue(loaded_fixture, load_schema(), load_gazetteer())


def render_all(
    catalogue: Catalogue,
    assets: Assets,
    root: Path,
    site_url: str = "",
    kind: type[Environment] = Environment,
    **own: str,
) -> Pages:
    """Render every page by its file name; an unknown name in a template is an error."""
    site = SiteSettings(
        root=root,
        content=root / "content",
        theme=root / "theme",
        site_name="Измислена мрежа",
        site_url=site_url,
        page_size=2,
        **own,  # type: ignore[arg-type]
    )
    env = kind(
        loader=FileSystemLoader(root / "theme" / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    renderer = Renderer(env, site, catalogue, assets)
    return {
        file_of(localise(plan.address, lang)): renderer.render(plan, lang).decode()
        for plan in plan_pages(catalogue, site.page_size)
        for lang in plan.languages
        if plan.make is None  # feeds and calendars are no pages
    }


@pytest.fixture(scope="session")
def pages(catalogue: Catalogue, assets: Assets, root: Path) -> Pages:
    return render_all(catalogue, assets, root)


@pytest.fixture(scope="session")
def published_pages(catalogue: Catalogue, assets: Assets, root: Path) -> Pages:
    return render_all(
        catalogue,
        assets,
        root,
        "https://example.org/deep/site",
        contact_email="pishete@example.org",
        repository_url="https://forge.example.org/mrezha",
    )


@pytest.fixture(scope="session")
def render_content(assets: Assets, root: Path) -> Callable[[Path], Pages]:
    """Render all pages of a content folder that a test has changed."""

    def run(content: Path) -> Pages:
        loaded = load_content(content)
        return render_all(build_catalogue(loaded, load_schema(), load_gazetteer()), assets, root)

    return run


@pytest.fixture(scope="session")
def quick_pages(catalogue: Catalogue, assets: Assets, root: Path) -> Pages:
    """The published pages, written out for a language before they are compiled."""
    return render_all(
        catalogue,
        assets,
        root,
        "https://example.org/deep/site",
        SiteEnvironment,
        contact_email="pishete@example.org",
        repository_url="https://forge.example.org/mrezha",
    )
