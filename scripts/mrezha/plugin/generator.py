"""The one Pelican generator: check, plan, render, write, count.

Everything is read and checked in generate_context, before Pelican has written a byte.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.generators import Generator

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.outputs.hosting import render_headers, render_redirects
from mrezha.outputs.sitemap import render_robots, render_sitemap
from mrezha.places import load_gazetteer
from mrezha.plugin.addresses import file_of, localise
from mrezha.plugin.assets import Assets, gather_assets
from mrezha.plugin.pages import PagePlan, plan_pages
from mrezha.plugin.render import Renderer
from mrezha.plugin.settings import LANGUAGES, SettingsError, SiteSettings, read_settings
from mrezha.plugin.writer import SiteWriter
from mrezha.problems import Problem, render_problem
from mrezha.records.loading import Loaded, load_content
from mrezha.schema import load_schema

# Left in every built site: only a folder that holds it, or an empty one, is ever replaced.
MARKER = ".mrezha-site"


class BuildRefusedError(SystemExit):
    """Nothing was built: records have problems, settings are wrong, pages are missing.

    A SystemExit, so that plain `pelican` ends with these words and exit code 1 instead of
    a traceback; `problems` is empty when the records are not the cause.
    """

    def __init__(self, words: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(words)
        self.problems = problems


class SiteGenerator(Generator):  # type: ignore[misc]  # Pelican ships no types
    """Builds the site of the records under PATH."""

    site: SiteSettings
    catalogue: Catalogue
    assets: Assets
    plans: tuple[PagePlan, ...]

    def generate_context(self) -> None:
        """Load and check everything; refuses with all problems at once."""
        root = Path(self.settings.get("MREZHA_ROOT") or Path(self.path).parent)
        try:
            self.site = read_settings(self.settings, root)
            self.assets = gather_assets(Path(self.theme), root / "node_modules")
        except SettingsError as error:
            raise BuildRefusedError(str(error)) from None
        except OSError as error:
            raise BuildRefusedError(f"{error.filename}: {error.strerror}. make site") from None
        loaded = load_content(Path(self.path), root)
        if not self.settings.get("MREZHA_SKIP_CHECK"):
            _refuse_errors(loaded)
        self.catalogue = build_catalogue(loaded, load_schema(), load_gazetteer())
        self.plans = tuple(plan_pages(self.catalogue, self.site.page_size))

    def generate_output(self, writer: SiteWriter) -> None:
        """Render and write every page in every language, then count them."""
        renderer = Renderer(self.env, self.site, self.catalogue, self.assets)
        for plan in self.plans:
            for lang in LANGUAGES:
                if plan.address == "404.html" and lang != LANGUAGES[0]:
                    continue
                address = localise(plan.address, lang)
                writer.put(file_of(address), renderer.render(plan, lang))
        for name, content in self._other_files():
            writer.put(name, content)
        _count(self.catalogue, self.plans, writer.put_names)

    def _other_files(self) -> list[tuple[str, bytes]]:
        files = list(self.assets.files.items())
        site_url = self.site.site_url
        files.append(("robots.txt", render_robots(site_url)))
        if site_url:
            pages = (
                {lang: localise(plan.address, lang) for lang in LANGUAGES}
                for plan in self.plans
                if plan.listed
            )
            files.append(("sitemap.xml", render_sitemap(site_url, pages)))
        files.append(("_headers", render_headers(self.assets.folder)))
        files.append(("_redirects", render_redirects({})))
        files.append((".nojekyll", b""))
        files.append((MARKER, b"mrezha\n"))
        return files


def _refuse_errors(loaded: Loaded) -> None:
    errors = tuple(one for one in loaded.problems if one.severity == "error")
    if errors:
        words = "\n".join(render_problem(one, "bg") for one in errors)
        raise BuildRefusedError(words, errors)


def expected_files(catalogue: Catalogue) -> Mapping[str, str]:
    """Return the page file every record must have in every language: file -> record."""
    records: dict[str, Any] = {
        "enterprises": catalogue.enterprises,
        "events": catalogue.events,
        "calls": catalogue.calls,
        "regions": catalogue.regions,
        "pages": catalogue.pages,
    }
    return {
        file_of(localise(f"{folder}/{id_}/", lang)): f"{folder}/{id_}"
        for folder, members in records.items()
        for id_ in members
        for lang in LANGUAGES
    }


def _count(catalogue: Catalogue, plans: tuple[PagePlan, ...], written: frozenset[str]) -> None:
    """Refuse a site in which a record has no page: records in = pages out."""
    expected = expected_files(catalogue)
    missing = sorted(set(expected) - written)
    planned = {plan.owner for plan in plans if plan.owner}
    if missing or planned != set(expected.values()):
        shown = ", ".join(missing[:5]) or "?"
        raise BuildRefusedError(
            f"Записи без страница / records without a page: {len(missing)} ({shown})"
        )
