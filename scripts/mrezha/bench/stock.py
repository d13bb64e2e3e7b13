"""Write the corpus for stock Pelican: one site for each language, metadata in its own form.

Pelican's Markdown reader knows flat keys and lists of lines only; a part of a record with
several values is one line with bars between them.
"""

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
from mrezha.schema import load_schema

_BARRED = {
    "goods": ("id", "name", "kind", "description", "category", "category_name", "price"),
    "needs": ("kind", "text", "category", "category_name", "until"),
    "links": ("kind", "to"),
    "events": ("id", "stand"),
    "sources": ("name", "url", "seen_on"),
    "days": ("date", "opens", "closes"),
    "programme": ("from", "title"),
    "participants": ("enterprise", "stand"),
}
# Words Pelican gives a meaning of its own, and what we call them there.
_RENAMED = {"status": "state", "weight": "place_in_list", "summary": "lead", "order": "decree"}


def write_pelican(world: World, folder: Path, templates: Path, real_content: Path) -> None:
    """Write the content of both languages and our templates beside it."""
    schema = load_schema()
    shutil.copytree(templates / "pelican", folder, dirs_exist_ok=True)
    shutil.copytree(templates / "words", folder / "words")
    for lang in LANGUAGES:
        for name in ("enterprises", "events", "calls", "pages", "eik"):
            (folder / f"content-{lang}" / name).mkdir(parents=True, exist_ok=True)
        for name, text in _plain_files(world, real_content, lang):
            path = folder / f"content-{lang}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    relations = gather_relations(world)
    for record in make_records(world):
        for lang in LANGUAGES:
            view = view_record(record, lang, relations, schema, world.gazetteer)
            content = folder / f"content-{lang}"
            text = _page(record.folder, record.id, view, body_of(record, lang))
            (content / record.folder / f"{record.id}.md").write_text(text, encoding="utf-8")
            if record.folder == "enterprises":
                eik = str(view["eik"])
                kept = {key: view[key] for key in view if key not in ("goods", "needs", "links")}
                text = _page("eik", eik, {**kept, "enterprise": record.id}, "")
                (content / "eik" / f"{eik}.md").write_text(text, encoding="utf-8")


def _plain_files(world: World, real_content: Path, lang: str) -> Iterator[tuple[str, str]]:
    for name, view, body in facet_views(load_schema(), world.gazetteer, real_content, lang):
        facet, _, id_ = name.partition("/")
        # The words of a facet: Pelican makes its page from the articles, so only regions,
        # which have a text, are pages of their own here.
        if facet == "regions":
            yield f"regions/{id_}.md", _page("regions", id_, {**view, "region": id_}, body)
    for id_, view, body in page_views(real_content, lang):
        yield f"pages/{id_}.md", _page("pages", id_, view, body)


def _page(folder: str, id_: str, view: View, body: str) -> str:
    lines = [f"Title: {view['title']}", f"Slug: {id_}"]
    if folder == "enterprises":
        lines.append(f"Category: {view['district']}")
        lines.append(f"Tags: {', '.join(view['offers'])}")
    else:
        lines += [f"Template: {folder}", f"Save_as: {folder}/{id_}/index.html"]
        lines.append(f"Url: {folder}/{id_}/")
    for key, value in view.items():
        if key not in ("title", "districts", "regions", "offers") and value not in ("", []):
            lines += _metadata(_RENAMED.get(key, key), value, _BARRED.get(key, ()))
    return "\n".join(lines) + f"\n\n{body}\n"


def _metadata(key: str, value: object, parts: tuple[str, ...]) -> list[str]:
    if not isinstance(value, list):
        return [f"{key}: {value}"]
    rows = [
        " | ".join(str(one.get(part, "")) for part in parts) if isinstance(one, dict) else str(one)
        for one in value
    ]
    return [f"{key}: {rows[0]}", *(f"    {row}" for row in rows[1:])]
