"""Write the corpus for stock Pelican: one site for each language, metadata in its own form.

Pelican's Markdown reader knows flat keys and lists of lines only; a part of a record with
several values is one line with bars between them.
"""

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


def write_pelican(world: World, folder: Path, checkout: Path, built: Path | None) -> None:
    """Write the content of both languages and our templates beside it.

    `built` is our own site of the same corpus, for what is computed from all records.
    """
    schema = load_schema()
    templates, real_content = checkout / "tests" / "benchmarks" / "build", checkout / "content"
    shutil.copytree(templates / "pelican", folder, dirs_exist_ok=True)
    write_words(templates / "words", checkout / "theme" / "labels", schema, folder / "words")
    for lang in LANGUAGES:
        for name in ("enterprises", "events", "calls", "pages", "eik", "mirror"):
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
            if record.folder == "enterprises":
                _write_more(content, record.id, view, lang)
                view |= _rows(built, record.id, lang)
            text = _page(record.folder, record.id, view, body_of(record, lang))
            (content / record.folder / f"{record.id}.md").write_text(text, encoding="utf-8")


def _write_more(content: Path, id_: str, view: View, lang: str) -> None:
    """Write what Pelican has no second output of a record for, as pages of their own."""
    eik = str(view["eik"])
    kept = {key: view[key] for key in view if key not in ("goods", "needs", "links")}
    text = _page("eik", eik, {**kept, "enterprise": id_}, "")
    (content / "eik" / f"{eik}.md").write_text(text, encoding="utf-8")
    files = {"card": "contact.vcf"} if lang == LANGUAGES[0] else {}
    files |= {"renewal": "renewal.ics"} if "due" in view else {}
    for template, name in files.items():
        head = [f"Title: {view['title']}", f"Slug: {id_}-{template}", f"Template: {template}"]
        head += [f"Save_as: enterprises/{id_}/{name}", f"Url: enterprises/{id_}/{name}"]
        wanted = ("phone", "email", "website", "address", "place", "status_label")
        keys = wanted if template == "card" else ("due", "due_after", "stamp")
        lines = [*head, *(f"{key}: {view[key]}" for key in keys), f"enterprise: {id_}"]
        path = content / "eik" / f"{id_}-{template}.md"
        path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")


def write_pelican_mirrors(folder: Path, mirrors: Iterable[Mirror]) -> None:
    """Add pages for what Pelican's own templates did not build."""
    for number, one in enumerate(mirrors):
        head = [f"Title: {one.title}", f"Slug: mirror-{number}"]
        inner = one.name.removeprefix(f"{one.lang}/") if one.lang != LANGUAGES[0] else one.name
        head += [f"Template: {'lines' if one.lines else 'mirror'}", f"Save_as: {inner}"]
        head += [f"Url: {one.address}", f"Fill: {one.fill}"]
        rows = [f"{tag} | {_bar(parts)}" for tag, parts in one.blocks] or list(one.lines)
        head += _metadata("rows", rows, ()) if rows else []
        target = folder / f"content-{one.lang}" / "mirror"
        target.mkdir(parents=True, exist_ok=True)
        (target / f"{number}.md").write_text("\n".join(head) + "\n\n", encoding="utf-8")


def _rows(built: Path | None, id_: str, lang: str) -> View:
    if built is None:
        return {}
    name = address_of_profile(id_, lang)
    rows = read_rows(built / name, name)
    return {key: [_bar(parts) for _, parts in one] for key, one in rows.items()}


def _bar(parts: Iterable[tuple[str, str]]) -> str:
    """Put words and their addresses between bars; "-" is no address."""
    return " | ".join(f"{text.replace(' | ', ' ')} | {to or '-'}" for text, to in parts)


def _plain_files(world: World, real_content: Path, lang: str) -> Iterator[tuple[str, str]]:
    for name, view, body in facet_views(load_schema(), world.gazetteer, real_content, lang):
        facet, _, id_ = name.partition("/")
        # The words of a facet: Pelican makes its page from the articles, so only regions,
        # which have a text, are pages of their own here.
        if facet == "regions":
            yield f"regions/{id_}.md", _page("regions", id_, {**view, "region": id_}, body)
            name = f"regions/{id_}/renewals.ics"
            head = [f"Title: {view['title']}", f"Slug: {id_}-renewals", "Template: renewals"]
            head += [f"Save_as: {name}", f"Url: {name}", f"region: {id_}"]
            yield f"regions/{id_}-renewals.md", "\n".join(head) + "\n\n"
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
