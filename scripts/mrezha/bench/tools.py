"""Set up the product and its peers over one corpus: how each is built, and edited."""

import importlib.util
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mrezha.bench.corpus import make_corpus
from mrezha.bench.enterprises import make_enterprise
from mrezha.bench.hugo import find_hugo, write_hugo
from mrezha.bench.process import BenchError, Command
from mrezha.bench.sites import Fillers
from mrezha.bench.stock import write_pelican
from mrezha.bench.views import LANGUAGES
from mrezha.bench.world import MadeRecord, World
from mrezha.bench.yamlplain import quote

PRODUCT, HUGO, PELICAN = "mrezha", "hugo", "pelican"
MARK = "@mark@"
_SENTENCE = f"\nДобавено изречение {MARK}.\n"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one file: `put` stands for `find`, or at the end when `find` is empty.

    Every application starts from the original, so a mark is never applied twice.
    """

    path: Path
    original: str
    find: str
    put: str

    def apply(self, mark: str) -> None:
        """Write the file with the change; another mark makes another change."""
        put = self.put.replace(MARK, mark)
        text = self.original.replace(self.find, put, 1) if self.find else self.original + put
        self.path.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to build the site: commands from nothing and again, and its edits by name.

    `leavings` is removed before a build from nothing. `shown_at` is the edited page.
    """

    name: str
    folder: Path
    output: Path
    cold: tuple[Command, ...]
    again: tuple[Command, ...]
    leavings: tuple[Path, ...]
    edits: Mapping[str, tuple[Edit, ...]]
    shown_at: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the peers copy from the product's site: page weights, lists that go by pages.

    `paged` names the facets whose members go by pages of 24; others are one page each.
    `built` is our own site, which what is computed from all records is read off.
    """

    paged: tuple[str, ...] = ()
    fillers: Mapping[str, Fillers] | None = None
    built: Path | None = None

    def filler(self, tool: str) -> Fillers:
        """Return a tool's fillers, none when they were not measured."""
        return (self.fillers or {}).get(tool, Fillers())


def set_up_product(world: World, seed: int, checkout: Path, folder: Path) -> Tool:
    """Copy what the build needs beside a new corpus, so that a template can be edited."""
    root = folder / "checkout"
    shutil.copytree(checkout / "theme", root / "theme")
    shutil.copyfile(checkout / "pelicanconf.py", root / "pelicanconf.py")
    (root / "node_modules").symlink_to(checkout / "node_modules")
    # In a folder of its own: whatever the build keeps beside its output goes with it.
    content, output = root / "content", root / "built" / "output"
    output.parent.mkdir()
    make_corpus(len(world.ids), content, seed, real_content=checkout / "content")
    program = Path(sys.executable).parent / "mrezha"
    folders = ("--root", str(root), "--content", str(content), "--output", str(output))
    args = (str(program), "build", *folders)
    record = edited_record(world)
    title = record.data["title"]["bg"]
    path = content / "enterprises" / f"{record.id}.md"
    named = _edit(path, f"\n  bg: {quote(title)}\n", f"\n  bg: {quote(f'{title} {MARK}')}\n")
    template = root / "theme" / "templates" / "enterprise.html"
    return Tool(
        name=PRODUCT,
        folder=root,
        output=output,
        cold=(Command((*args, "--clean"), root, _keep_bytecode(folder)),),
        again=(Command(args, root, _keep_bytecode(folder)),),
        leavings=(output.parent, root / ".cache"),
        edits={
            "body": (_edit(path, "", _SENTENCE),),
            "name": (named,),
            "template": (_edit(template, "<article", f'<article data-edit="{MARK}"'),),
        },
        shown_at=f"enterprises/{record.id}/",
    )


def set_up_hugo(world: World, checkout: Path, folder: Path, layout: Layout) -> Tool:
    """Write the Hugo site. Raises BenchError when Hugo is not installed."""
    program = find_hugo()
    if program is None:
        raise BenchError("hugo: tests/benchmarks/requirements.lock")
    site = folder / HUGO
    write_hugo(world, site, checkout, layout.built)
    _write_fillers(site / "layouts" / "_partials", layout.filler(HUGO))
    conf = site / "hugo.toml"
    settings = f"\n[params]\npaged = {list(layout.paged)}\n"
    conf.write_text(conf.read_text(encoding="utf-8") + settings, encoding="utf-8")
    output = site / "public"
    command = Command((str(program), "--source", str(site), "--noBuildLock", "--quiet"), site)
    record = edited_record(world)
    title = record.data["title"]["bg"]
    paths = [site / "content" / "enterprises" / f"{record.id}.{lang}.md" for lang in LANGUAGES]
    template = site / "layouts" / "enterprises" / "page.html"
    renamed = f"\ntitle: {quote(f'{title} {MARK}')}\n"
    return Tool(
        name=HUGO,
        folder=site,
        output=output,
        cold=(command,),
        again=(command,),
        leavings=(output, site / "resources"),
        edits={
            "body": tuple(_edit(path, "", _SENTENCE) for path in paths),
            "name": tuple(_edit(path, f"\ntitle: {quote(title)}\n", renamed) for path in paths),
            "template": (_edit(template, "<article", f'<article data-edit="{MARK}"'),),
        },
        shown_at=f"enterprises/{record.id}/",
    )


def set_up_pelican(world: World, checkout: Path, folder: Path, layout: Layout) -> Tool:
    """Write the Pelican sites. Raises BenchError when its Markdown reader is not installed."""
    if importlib.util.find_spec("markdown") is None:
        raise BenchError("markdown: tests/benchmarks/requirements.lock")
    site = folder / PELICAN
    write_pelican(world, site, checkout, layout.built)
    templates = site / "theme" / "templates"
    _write_fillers(templates, layout.filler(PELICAN))
    conf = str(site / "stockconf.py")
    args = (sys.executable, "-m", "pelican", "--settings", conf, "--quiet", "--fatal", "errors")
    env = {"BENCH_PAGED": " ".join(layout.paged), **_keep_bytecode(folder)}
    again = tuple(Command(args, site, {"BENCH_LANG": lang, **env}) for lang in LANGUAGES)
    cold = tuple(Command((*one.args, "--ignore-cache"), site, one.env) for one in again)
    record = edited_record(world)
    title = record.data["title"]["bg"]
    paths = [site / f"content-{lang}" / "enterprises" / f"{record.id}.md" for lang in LANGUAGES]
    renamed = f"Title: {title} {MARK}\n"
    return Tool(
        name=PELICAN,
        folder=site,
        output=site / "output",
        cold=cold,
        again=again,
        leavings=(site / "output", *(site / f"cache-{lang}" for lang in LANGUAGES)),
        edits={
            "body": tuple(_edit(path, "", _SENTENCE) for path in paths),
            "name": tuple(_edit(path, f"Title: {title}\n", renamed) for path in paths),
            "template": (
                _edit(templates / "article.html", "<article", f'<article data-edit="{MARK}"'),
            ),
        },
        shown_at=f"enterprises/{record.id}/",
    )


def edited_record(world: World) -> MadeRecord:
    """Return the record that is edited: the first past the middle with no English text.

    Its Bulgarian name and text stand on the pages of both languages.
    """
    count = len(world.ids)
    numbers = (*range(count // 2, count), *range(count // 2))
    records = (make_enterprise(world, number) for number in numbers)
    return next(one for one in records if not one.data["title"]["en"])


def _keep_bytecode(folder: Path) -> Mapping[str, str]:
    """Let Python keep its compiled modules, as on any ordinary machine, beside the sites.

    An environment that forbids it would add more than a second of compiling to every run.
    The trial sites, built first, fill the folder.
    """
    cache = folder.parent / "pycache"
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(cache)}


def _edit(path: Path, find: str, put: str) -> Edit:
    original = path.read_text(encoding="utf-8")
    if find not in original:
        raise BenchError(f"{path}: {find!r}")
    return Edit(path, original, find, put)


def _write_fillers(folder: Path, fillers: Fillers) -> None:
    sizes = {"": fillers.page, "card-": fillers.card}
    sizes |= {"profile-": fillers.profile, "eik-": fillers.eik}
    for name, size in sizes.items():
        (folder / f"{name}filler.html").write_text(_filler(size), encoding="utf-8")


def _filler(size: int) -> str:
    """Return markup of so many bytes; too few for a paragraph are left out."""
    frame = "<p></p>\n"
    if size < len(frame):
        return ""
    text = "a word and another word " * (size // 24 + 1)
    return f"<p>{text[: size - len(frame)]}</p>\n"
