"""Set the papers: print-ready PDFs by Typst, and the same as HTML.

Typst ships as one wheel with its own fonts (Libertinus Serif has Cyrillic with Bulgarian
forms), embeds them, tags the structure and checks PDF/UA-1 while it writes. The data goes in
as JSON; nothing of a record is ever read as markup.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mrezha.fairkit.data import Tree, as_data_url

TEMPLATES = Path(__file__).parent / "templates"
PAPERS = ("catalogue", "signs", "labels", "cards", "programme", "poster")
STYLE = "kit.css"


def set_papers(kit: Tree) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one language: six PDFs, six pages, their index and style."""
    for name in PAPERS:
        yield f"{name}.pdf", set_pdf(kit, name)
    yield from set_pages(kit)


def set_pdf(kit: Tree, name: str) -> bytes:
    """Return one paper as a tagged PDF (PDF/UA-1)."""
    # Imported by need: only whoever makes papers loads the typesetter.
    import typst

    return typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        # The machine's own fonts would change the bytes.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(kit, ensure_ascii=False)},
    )


def set_pages(kit: Tree) -> Iterator[tuple[str, bytes]]:
    """Yield the papers as HTML with their style."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["as_data_url"] = as_data_url
    words = kit["words"]
    page = env.get_template("paper.html")
    for name in PAPERS:
        yield f"{name}.html", page.render(d=kit, w=words, paper=name).encode()
    index = env.get_template("index.html").render(d=kit, w=words, papers=PAPERS)
    yield "index.html", index.encode()
    yield STYLE, env.get_template(STYLE).render().encode()
