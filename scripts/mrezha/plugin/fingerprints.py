"""Digests of everything a page rests on beside the records it reads by name."""

import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, meta, nodes

import mrezha
from mrezha.catalogue import Catalogue
from mrezha.catalogue.clock import FAMILY
from mrezha.catalogue.outline import digest_of
from mrezha.forms.vendor import SCRIPT
from mrezha.plugin.overview import Overview
from mrezha.plugin.settings import SiteSettings

_LIBRARIES = (
    "babel", "cmarkgfm", "frictionless", "icalendar", "jinja2", "nh3", "pelican", "pillow",
    "pyyaml", "segno", "typst",
)  # fmt: skip
_CODE = (".py", ".yaml", ".yml", ".csv", ".mjs", ".typ")


# Families of names that rest on records alone: on what enterprises have in their outlines,
# on other records, on counts of both. Everything else may change by itself.
OF_RECORDS = frozenset(
    (
        *("figure", "counted", "district", "category", "need", "relation", "kin", "cause"),
        *("regions", "events", "calls", "pages", "map"),
    )
)


def code_digest() -> bytes:
    """Return the digest of our own code and data and of the libraries' versions."""
    digest = hashlib.blake2b(digest_size=16)
    folder = Path(mrezha.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in _CODE:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    versions = [f"{name} {version(name)}" for name in _LIBRARIES]
    digest.update("\n".join([platform.python_version(), *versions]).encode())
    return digest.digest()


def common_digest(
    site: SiteSettings,
    labels: Mapping[str, Mapping[str, object]],
    static: str,
    shared: bytes,
    for_print: bool,
) -> bytes:
    """Return the digest of what every page shows: settings, words, static files, menus.

    `static` is the folder of the static files, named by their content, and what is gathered.
    """
    settings = (site.site_name, site.site_url, site.page_size)
    settings_more = (site.repository_url, site.contact_email, site.fair_kit)
    submit = (site.submit_service, site.submit_endpoint, site.submit_key)
    cms = (site.cms_backend, site.cms_repository, site.cms_branch, site.cms_host)
    cms_more = (site.cms_app_id, site.cms_auth_url)
    tiles = (site.map_tiles, site.map_tiles_attribution, site.map_tiles_max_zoom)
    editor = _stamps((*(site.theme / "admin").glob("*"), site.root / "node_modules" / SCRIPT))
    return digest_of(
        (
            settings,
            editor,
            settings_more,
            submit,
            cms,
            cms_more,
            tiles,
            labels,
            static,
            shared,
            for_print,
        )
    )


def _stamps(paths: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Return size and time of files, of those that are there."""
    found = ((path.name, path.stat()) for path in sorted(paths) if path.is_file())
    return [(name, one.st_size, one.st_mtime_ns) for name, one in found]


def is_common(name: str) -> bool:
    """Say whether nearly every page reads a name: it then counts for all of them."""
    return name in ("pages:*", "figure:region_pages") or (
        name.startswith("pages:") and name.endswith("?")
    )


def shared_digest(catalogue: Catalogue, overview: Overview) -> bytes:
    """Return the digest of the names that nearly every page reads (see `is_common`).

    Of pages that is what menus show: titles, menus, order.
    """
    pages = tuple(
        (one.id, one.data["title"], one.data["menu"], one.data["order"])
        for one in catalogue.pages.values()
    )
    links = tuple(
        (nuts2, one.id, one.centre_settlement.ekatte if one.centre_settlement else "")
        for nuts2, one in overview.region_links.items()
    )
    return digest_of((pages, links))


def template_digests(env: Environment, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the digest of each page template with everything it extends and imports."""
    sources: dict[str, str] = {}
    taken: dict[str, tuple[str, ...]] = {}

    def reach(name: str, seen: set[str]) -> set[str]:
        if name in seen or env.loader is None:
            return seen
        seen.add(name)
        if name not in taken:
            sources[name] = env.loader.get_source(env, name)[0]
            tree = env.parse(sources[name])
            found = (*meta.find_referenced_templates(tree), *_kept_components(tree))
            taken[name] = tuple(other for other in found if other)
        for other in taken[name]:
            reach(other, seen)
        return seen

    return {
        name: digest_of([(one, sources[one]) for one in sorted(reach(f"{name}.html", set()))])
        for name in names
    }


def _kept_components(tree: nodes.Template) -> Iterator[str]:
    """Yield the components a template takes by `kept("name")`."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "kept":
            (name, *_) = call.args
            if isinstance(name, nodes.Const):
                yield f"components/{name.value}.html"


def fingerprint(catalogue: Catalogue, overview: Overview, name: str) -> bytes:
    """Return the digest of what a noted name stands for now; empty when it is nothing."""
    family, _, key = name.partition(":")
    if family == FAMILY:
        return digest_of(catalogue.clock.answer(name))
    if family == "history":
        return overview.chronicle.digest
    if family == "map":
        return overview.map.digest
    if family == "counted":
        return digest_of(repr(overview.counted[0 if key == "entries" else 1]))
    if family == "figure":
        return digest_of(getattr(overview.figures, key))
    if family in ("district", "category"):
        groups = catalogue.by_district if family == "district" else catalogue.by_category
        if key.endswith("?"):
            return digest_of(key[:-1] in groups)
        return digest_of(tuple(groups.items()) if key == "*" else groups.get(key, ()))
    groups_of: Mapping[str, Mapping[str, tuple[object, ...]]] = {
        "need": catalogue.by_need,
        "relation": catalogue.relations,
        "kin": catalogue.kin,
        "cause": catalogue.by_cause,
    }
    if family in groups_of:
        found = groups_of[family]
        return digest_of(repr(tuple(found.items()) if key == "*" else found.get(key, ())))
    if key.endswith("?"):
        return digest_of(f"{family}/{key[:-1]}" in catalogue.digests)
    if family == "regions":
        return digest_of(
            [
                (id_, catalogue.digests[f"regions/{id_}"], one.enterprises, one.events)
                for id_, one in catalogue.regions.items()
                if key in ("*", id_)
            ]
        )
    start = f"{family}/" if key == "*" else f"{family}/{key}"
    return digest_of(
        [
            (one, digest)
            for one, digest in catalogue.digests.items()
            if (one.startswith(start) if key == "*" else one == start)
        ]
    )
