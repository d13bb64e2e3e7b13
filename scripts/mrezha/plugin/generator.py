"""The one Pelican generator: check, plan, render, write, count.

Everything is read and checked in generate_context, before Pelican has written a byte. When
`mrezha build` hands over a session, only what changed is read and rendered; plain
`pelican` builds everything.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pelican.generators import Generator

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.forms.vendor import VendorError
from mrezha.history import history_folder, read_history
from mrezha.outputs.hosting import render_headers, render_redirects
from mrezha.outputs.sitemap import render_robots, render_sitemap
from mrezha.outputs.webapp import render_webmanifest, render_worker
from mrezha.pictures.store import store_of
from mrezha.places import load_gazetteer
from mrezha.plugin.addresses import address_of, file_of, localise
from mrezha.plugin.admin import admin_files, admin_headers
from mrezha.plugin.agendafiles import agenda_files, agenda_stamp
from mrezha.plugin.assets import Assets, gather_assets
from mrezha.plugin.booklets import is_for_print
from mrezha.plugin.common import expected_files, moved_addresses
from mrezha.plugin.environment import make_environment
from mrezha.plugin.gallery import Gallery, digest_pictures
from mrezha.plugin.gathering import Form, Gathering, choose_gathering
from mrezha.plugin.kits import write_kits
from mrezha.plugin.moment import read_now
from mrezha.plugin.pages import plan_pages, plan_shared_pages
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.render import Renderer
from mrezha.plugin.settings import LANGUAGES, MARKER, SettingsError, SiteSettings, read_settings
from mrezha.plugin.update import Update
from mrezha.plugin.writer import SiteWriter
from mrezha.problems import Problem, render_problem
from mrezha.records.loading import load_content
from mrezha.schema import load_schema
from mrezha.search.gather import index_catalogue, renew_catalogue

# Static files that the search page needs, also without a network.
_SHELL = ("site.css", "fonts/", "img/", "js/search", "js/offline")


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
    _leads_elsewhere = False  # links to profiles are not what they were

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
        self.update: Update | None = self.settings.get("MREZHA_UPDATE")
        if self.update is not None:
            _refuse(self.update.session.load())
            self.catalogue = self.update.session.catalogue()
            digests: Mapping[str, bytes] = self.update.session.pictures.digests
        else:
            loaded = load_content(Path(self.path), root)
            if not self.settings.get("MREZHA_SKIP_CHECK"):
                _refuse(tuple(one for one in loaded.problems if one.severity == "error"))
            now = read_now(os.environ)
            self.catalogue = build_catalogue(loaded, load_schema(), load_gazetteer(), now)
            digests = digest_pictures(Path(self.path), loaded.pictures)
        withdrawn = loaded.withdrawn if self.update is None else self.update.session.withdrawn
        folder = history_folder(Path(self.path))
        self.history, problems = read_history(folder, withdrawn, self.catalogue.moved)
        _refuse(problems)
        self.gallery = Gallery(Path(self.path), store_of(root), digests, self.catalogue.reads)

    def generate_output(self, writer: SiteWriter) -> None:
        """Render and write the pages, then count them against the records."""
        cache = self.site.root / ".cache" / "templates"
        options, templates = self.settings["JINJA_ENVIRONMENT"], Path(self.theme) / "templates"
        env = make_environment(self.env, options, cache, templates)
        self.gathering = self._choose_gathering()
        if not self.gathering.has("picture"):
            self.gallery.leave_out()
        renderer = Renderer(
            env,
            self.site,
            self.catalogue,
            self.assets,
            self.gallery,
            self.history,
            self.gathering,
        )
        if self.update is not None:
            self.update.run(renderer, writer)
            if self.update.addresses_changed:
                self._write_others(writer)
            if self.update.search_changed or self._leads_elsewhere:
                self._write_search(writer)
            self._write_agenda(renderer, writer)
            self._write_map(renderer, writer)
            code = self.update.session.code
            write_kits(self.catalogue, self.site, writer, self.update, code)
            self.update.renew_pictures(self.catalogue, self.gallery, writer)
            missing = self.update.missing_pages()
        else:
            for plan in self._plans():
                for lang in plan.languages:
                    name = file_of(localise(plan.address, lang))
                    writer.put(name, renderer.render(plan, lang))
            self._write_others(writer)
            self._write_search(writer)
            self._write_agenda(renderer, writer)
            self._write_map(renderer, writer)
            write_kits(self.catalogue, self.site, writer, None, b"")
            for name, content in self.gallery.all_files(self.catalogue):
                writer.put(name, content)
            missing = sorted(set(expected_files(self.catalogue, self.gathering)) - writer.put_names)
        if not self.settings.get("MREZHA_SKIP_CHECK"):
            missing += sorted(self.gallery.missing)
        if missing:
            shown = ", ".join(missing[:5])
            raise BuildRefusedError(
                f"Записи без страница / records without a page: {len(missing)} ({shown})"
            )

    def _plans(self) -> Iterator[PagePlan]:
        for_print = is_for_print(self.site, self.catalogue) and not self.gathering.form
        return plan_pages(self.catalogue, self.site.page_size, for_print, self.gathering)

    def _choose_gathering(self) -> Gathering:
        """Say what is gathered; an update that touches single profiles keeps what it was."""
        size, limit = self.site.page_size, self.site.max_files
        for_print = is_for_print(self.site, self.catalogue)
        update, wanted = self.update, (size, limit)
        if update is not None and update.session.is_quiet and limit:
            kept = update.state.get("gathering")
            if kept and update.state.get("gathering_for") == wanted:
                update.gathering = Gathering(Form(kept[0]), *kept[1:])
                return update.gathering
        chosen = choose_gathering(
            self.catalogue,
            size,
            limit,
            len(self.gallery),
            lambda form: plan_shared_pages(
                self.catalogue, form.page_size, for_print and not form.form, form
            ),
        )
        if update is not None:
            now = (int(chosen.form), chosen.page_size, chosen.pages, chosen.limit)
            before = update.state.get("gathering") or (int(Form.WHOLE), size, 0, limit)
            self._leads_elsewhere = (before[0], before[2]) != (now[0], now[2])
            update.gathering = chosen
            if limit or self._leads_elsewhere:
                update.state.put("gathering", now)
                update.state.put("gathering_for", wanted)
        return chosen

    def _write_others(self, writer: SiteWriter) -> None:
        names = set()
        for name, content in self._other_files():
            writer.put(name, content)
            names.add(name)
        if self.update is not None:
            self.update.keep_others("others", names, writer)

    def _write_agenda(self, renderer: Renderer, writer: SiteWriter) -> None:
        """Write calendars and feeds, when events, calls, regions or words changed."""
        singles = self.gathering.has("event-calendar")
        stamp = agenda_stamp(self.catalogue, self.site, renderer.labels, singles)
        if self.update is not None and self.update.state.get("agenda_stamp") == stamp:
            return
        names = set()
        for name, content in agenda_files(self.catalogue, self.site, renderer.labels, singles):
            writer.put(name, content)
            names.add(name)
        if self.update is not None:
            self.update.keep_others("agenda", names, writer)
            self.update.state.put("agenda_stamp", stamp)

    def _write_map(self, renderer: Renderer, writer: SiteWriter) -> None:
        """Write what the interactive map fetches; their names tell what is in them."""
        if self.update is not None and self.update.is_quiet:
            return
        folder = address_of("map")
        files = {folder + name: content for name, content in renderer.overview.map.files.items()}
        known = () if self.update is None else self.update.state.get("map") or ()
        for name in sorted(files.keys() - set(known)):
            writer.put(name, files[name])
        if self.update is not None:
            self.update.keep_others("map", set(files), writer)

    def _write_search(self, writer: SiteWriter) -> None:
        """Write the search index of all enterprises; it is one, whatever the language."""
        cache = self.site.root / ".cache" / "search"
        folder = address_of("search")
        if self.update is None:
            files = index_catalogue(self.catalogue, self._address_profile, cache)
        else:
            state = self.update.state
            state.begin()
            changed = self.update.changed_profiles()
            renewal = renew_catalogue(
                state.connection, self.catalogue, self._address_profile, cache, changed
            )
            files = renewal.files
            self.update.keep_others("search", {folder + name for name in renewal.names}, writer)
        for name, content in files.items():
            writer.put(folder + name, content)

    def _address_profile(self, id_: str) -> str:
        return self.gathering.address("enterprise", id_)

    def _shell(self) -> Iterator[str]:
        """Yield what the search needs without a network; its data are named in its manifest."""
        for lang in LANGUAGES:
            yield localise(address_of("home"), lang)
            yield localise(address_of("search"), lang)
        yield address_of("search") + "manifest.json"
        start = f"{self.assets.folder}/"
        for name in self.assets.files:
            if name.removeprefix(start).startswith(_SHELL):
                yield name

    def _admin_files(self) -> Iterator[tuple[str, bytes]]:
        packages = self.site.root / "node_modules"
        try:
            yield from admin_files(self.site, self.catalogue.schema, packages)
        except VendorError as error:
            raise BuildRefusedError(str(error)) from None
        except OSError as error:
            raise BuildRefusedError(f"{error.filename}: {error.strerror}. make site") from None

    def _other_files(self) -> Iterator[tuple[str, bytes]]:
        yield from self.assets.files.items()
        yield from self._admin_files()
        site_url = self.site.site_url
        yield "robots.txt", render_robots(site_url)
        if site_url:
            pages = (
                {lang: localise(plan.address, lang) for lang in LANGUAGES}
                for plan in self._plans()
                if plan.listed
            )
            yield "sitemap.xml", render_sitemap(site_url, pages)
        admin = admin_headers(self.site, self.site.root / "node_modules")
        site = self.site
        headers = render_headers(self.assets.folder, site.submit_origin, admin, site.tile_origin)
        yield "_headers", headers
        icon = self.assets.address("img/mark.svg")
        yield "site.webmanifest", render_webmanifest(self.site.site_name, "Мрежа", icon)
        yield "sw.js", render_worker(self.assets.worker, self._shell())
        yield "_redirects", render_redirects(moved_addresses(self.catalogue, self.gathering))
        yield ".nojekyll", b""
        yield MARKER, b"mrezha\n"


def _refuse(errors: tuple[Problem, ...]) -> None:
    if errors:
        words = "\n".join(render_problem(one, "bg") for one in errors)
        raise BuildRefusedError(words, errors)
