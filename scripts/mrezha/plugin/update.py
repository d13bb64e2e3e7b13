"""Bring a site up to date: find the pages that rest on something changed, render just them.

A page is built again when its template, something every page shows, its own numbers, or a
name it read the last time changed; when it is new; when its record changed. Pages that are
no longer planned are removed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mrezha.catalogue import Catalogue
from mrezha.plugin import fingerprints
from mrezha.plugin.common import missing_owners
from mrezha.plugin.environment import digest_sources
from mrezha.plugin.gallery import Gallery
from mrezha.plugin.gathering import Gathering
from mrezha.plugin.jobs import Job, render_job
from mrezha.plugin.pages import plan_profile, plan_shared_pages
from mrezha.plugin.progress import COUNTED_EVERY
from mrezha.plugin.relations import FOLDER
from mrezha.plugin.render import Renderer
from mrezha.plugin.session import Session
from mrezha.plugin.state import UNPRINTED, Output, State
from mrezha.plugin.workers import render_in_parallel
from mrezha.plugin.writer import SiteWriter

# Below this many pages a second process costs more than it brings (measured: docs/performance.md).
PARALLEL_FROM = 600


@dataclass
class Update:
    """One incremental build over a session's changes.

    `is_quiet` says that nothing changed but what single profiles show.
    """

    session: Session
    addresses_changed: bool = False
    search_changed: bool = False
    gathering: Gathering | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    pages: int = 0
    is_quiet: bool = False
    _names_read: set[str] = field(default_factory=set)

    @property
    def state(self) -> State:
        """Return the state the session reads and this update renews."""
        return self.session.state

    def run(self, renderer: Renderer, writer: SiteWriter) -> None:
        """Render and write what changed, remove what is gone, note it all in the state."""
        catalogue = renderer.catalogue
        jobs = self._find_jobs(renderer)
        self._remove(writer)
        if len(jobs) >= PARALLEL_FROM:
            self.state.commit()  # other processes read the parsed records from the file
            outputs: Iterable[Output] = render_in_parallel(renderer, writer, jobs, self.session)
            self.state.begin()
        else:
            outputs = (render_job(job, renderer, writer) for job in jobs)
        self.state.put_outputs(self._note_names(outputs, len(jobs)))
        self.reasons = {job.path: job.reason for job in jobs}
        self._remember(catalogue, renderer)
        self.written = writer.written
        self.pages = self.state.get("pages")

    def _note_names(self, outputs: Iterable[Output], total: int) -> Iterator[Output]:
        """Pass outputs on; count them, keep the names read that fingerprints are kept of."""
        for number, one in enumerate(outputs):
            if number % COUNTED_EVERY == 0:
                self.session.count("count-pages", number, total)
            self._names_read.update(name for name in one.reads if not name.startswith(UNPRINTED))
            yield one
        self.session.count("count-pages", 1, 1)

    def _find_jobs(self, renderer: Renderer) -> list[Job]:
        catalogue, site = renderer.catalogue, renderer.site
        self._judge_templates(renderer)
        self.is_quiet = self._stays_quiet(renderer)
        if self.is_quiet:
            return list(self._profile_jobs(catalogue, {}))
        more = (renderer.for_print, renderer.gathering)
        shared = list(plan_shared_pages(catalogue, site.page_size, *more))
        known = {one.path: one for one in self.state.outputs("owner NOT LIKE 'enterprises/%'")}
        stale = self._stale_paths(renderer)
        jobs = []
        planned = set()
        for plan in shared:
            for lang in plan.languages:
                job = Job(plan, lang, "")
                planned.add(job.path)
                job.reason = self._shared_reason(job, known.get(job.path), stale)
                if job.reason:
                    jobs.append(job)
        self.removed = sorted(set(known) - planned)
        jobs += self._profile_jobs(catalogue, stale)
        new = [job for job in jobs if job.reason == "new"]
        self.addresses_changed = bool(new or self.removed or self._everything)
        return jobs

    def _stays_quiet(self, renderer: Renderer) -> bool:
        """Say whether nothing but single profiles has to be rendered.

        The records changed in nothing that others show (`Session.is_quiet`), templates and
        settings are the same, and so is everything else that pages asked for.
        """
        if not self.session.is_quiet or self._everything or self._changed_templates:
            return False
        before: dict[str, bytes] = self.state.get("fingerprints") or {}
        changed = any(
            fingerprints.fingerprint(renderer.catalogue, renderer.overview, name) != digest
            for name, digest in before.items()
            if name.partition(":")[0] not in fingerprints.OF_RECORDS
        )
        names = self.session.changed_names()
        readers = {
            one.owner
            for path in self.state.readers(names)
            for one in self.state.outputs("path = ?", (path,))
        }
        if changed or not all(owner.startswith(f"{FOLDER}/") for owner in readers):
            return False
        self._owners = {owner.replace(f"{FOLDER}/", "enterprise:", 1) for owner in readers} | names
        self.search_changed = bool(names) or not self.state.get("search")
        return True

    def _judge_templates(self, renderer: Renderer) -> None:
        """Compare what all pages share, and each template, with the last build."""
        names = tuple(
            sorted(path.stem for path in (renderer.site.theme / "templates").glob("*.html"))
        )
        sources = digest_sources(renderer.site.theme / "templates")
        self._sources = sources
        if self.state.get("sources") == sources:
            self._templates: dict[str, bytes] = self.state.get("templates")
        else:
            self._templates = fingerprints.template_digests(renderer.env, names)
        shared = self.state.get("shared") if self.session.is_quiet else None
        if shared is None:
            shared = fingerprints.shared_digest(renderer.catalogue, renderer.overview)
        self._shared = shared
        place = f"{renderer.assets_folder} {renderer.gathering}"
        common = (renderer.site, renderer.labels, place, shared, renderer.for_print)
        self._common = fingerprints.common_digest(*common)
        before = self.state.get("templates") or {}
        self._everything = self.state.get("common") != self._common
        self._changed_templates = {
            name for name, digest in self._templates.items() if before.get(name) != digest
        }

    def _stale_paths(self, renderer: Renderer) -> dict[str, str]:
        """Return the outputs that read something changed, with the name of it."""
        names = self.session.changed_names()
        # A page notes its own record not by name but as its owner.
        self._owners = {name for name in names if name.startswith("enterprise:")}
        self.search_changed = bool(names) or not self.state.get("search")
        names |= self.session.pictures.changed_names()
        before: dict[str, bytes] = self.state.get("fingerprints") or {}
        self._fingerprints = {
            name: fingerprints.fingerprint(renderer.catalogue, renderer.overview, name)
            for name in self.state.read_names()
        }
        names |= {name for name, now in self._fingerprints.items() if before.get(name) != now}
        stale: dict[str, str] = {}
        for name in sorted(names):
            for path in self.state.readers([name]):
                stale.setdefault(path, name)
        return stale

    def _shared_reason(self, job: Job, known: Output | None, stale: dict[str, str]) -> str:
        if known is None:
            return "new"
        if self._everything:
            return "common"
        if job.plan.template in self._changed_templates:
            return f"template:{job.plan.template}"
        if known.stamp != job.plan.stamp:
            return "members"
        return stale.get(job.path, "")

    def _profile_jobs(self, catalogue: Catalogue, stale: dict[str, str]) -> Iterator[Job]:
        """Yield the pages of enterprises to render, and note those that are gone."""
        every = self._everything or bool({"enterprise", "eik"} & self._changed_templates)
        touched = {
            path: name for path, name in stale.items() if "enterprises/" in path or "eik/" in path
        }
        owners = {
            key.partition("/")[2]
            for key in self.session.changes.changed | self.session.changes.removed
            if key.startswith(f"{FOLDER}/")
        }
        owners |= {name.partition(":")[2] for name in self._owners}
        for path in touched:
            for one in self.state.outputs("path = ?", (path,)):
                if one.owner.startswith(f"{FOLDER}/"):
                    owners.add(one.owner.partition("/")[2])
        for id_ in sorted(catalogue.outlines if every else owners):
            known = {one.path: one for one in self.state.outputs("owner = ?", (f"{FOLDER}/{id_}",))}
            planned = set()
            if id_ in catalogue.outlines:
                for plan in plan_profile(catalogue, id_, self.gathering):
                    for lang in plan.languages:
                        job = Job(plan, lang, "")
                        planned.add(job.path)
                        job.reason = self._profile_reason(job, known.get(job.path), touched)
                        if job.reason:
                            yield job
            self.removed += sorted(set(known) - planned)
        if every:
            self._remove_orphans(catalogue)

    def _remove_orphans(self, catalogue: Catalogue) -> None:
        before = self.state.owners(FOLDER) if self._everything else self.session.old.keys()
        for id_ in sorted(before - catalogue.outlines.keys()):
            for one in self.state.outputs("owner = ?", (f"{FOLDER}/{id_}",)):
                self.removed.append(one.path)

    def _profile_reason(self, job: Job, known: Output | None, touched: dict[str, str]) -> str:
        if known is None:
            return "new"
        if self._everything:
            return "common"
        if job.plan.template in self._changed_templates:
            return f"template:{job.plan.template}"
        if job.plan.owner in self.session.changes.changed:
            return f"record:{job.plan.owner}"
        name = str(job.plan.owner).replace(f"{FOLDER}/", "enterprise:", 1)
        if name in self._owners:
            return f"relations:{job.plan.owner}"
        return touched.get(job.path, "")

    def _remove(self, writer: SiteWriter) -> None:
        self.removed = sorted(set(self.removed))
        for path in self.removed:
            writer.remove(path)
        self.state.drop_outputs(self.removed)

    def _remember(self, catalogue: Catalogue, renderer: Renderer) -> None:
        self.session.remember()
        known: Mapping[str, bytes] = self.state.get("fingerprints") or {}
        if self.is_quiet and self._names_read <= known.keys():
            return
        self.state.put("pages", self.state.count_outputs())
        self.state.put("shared", self._shared)
        self.state.put("common", self._common)
        self.state.put("templates", self._templates)
        self.state.put("sources", self._sources)
        names = set(self.state.read_names())
        self.state.put("span", catalogue.clock.span(sorted(names)))
        self.state.put(
            "fingerprints",
            {
                name: fingerprints.fingerprint(catalogue, renderer.overview, name)
                for name in sorted(names)
            },
        )

    def keep_others(self, family: str, names: set[str], writer: SiteWriter) -> None:
        """Remove files of a family that are not made any more, such as old style sheets."""
        for name in sorted(set(self.state.get(family) or ()) - names):
            writer.remove(name)
        self.state.put(family, sorted(names))

    def changed_profiles(self) -> set[str] | None:
        """Return the enterprises whose record is new, changed or gone; None for any of them."""
        if self._everything or not self.state.get("search"):
            return None
        keys = self.session.changes.changed | self.session.changes.removed
        owners = {key.partition("/")[2] for key in keys if key.startswith(f"{FOLDER}/")}
        return owners | {name.partition(":")[2] for name in self._owners}

    def renew_pictures(self, catalogue: Catalogue, gallery: Gallery, writer: SiteWriter) -> None:
        """Write the pictures of enterprises whose record or pictures changed; drop the others."""
        owners = set(self.session.pictures.owners())
        for key in self.session.changes.changed | self.session.changes.removed:
            if key.startswith(f"{FOLDER}/"):
                owners.add(key.partition("/")[2])
        if self._everything:
            owners |= self.state.publishers()
        for id_ in sorted(owners):
            files = gallery.files_of(catalogue, id_)
            for name, content in files.items():
                writer.put(name, content)
            for name in sorted(self.state.published(id_) - set(files)):
                writer.remove(name)
            self.state.put_published(id_, files)
        self.written = writer.written

    def missing_pages(self) -> list[str]:
        """Return the record pages that should be there and are not: records in = pages out."""
        if self.is_quiet:
            return []
        one = self.session
        told = (one.outlines, one.changes.files, one.withdrawn, self.gathering)
        return missing_owners(self.state, *told)
