"""Set a booklet by Typst: a tagged PDF (PDF/UA-1) with links and its fonts in it."""

import json
from pathlib import Path

from mrezha.booklets.data import Tree

TEMPLATES = Path(__file__).parent / "templates"


def set_booklet(tree: Tree) -> bytes:
    """Return a booklet as PDF; the same tree gives the same bytes.

    The data goes in as JSON: nothing of a record is ever read as markup.
    """
    # Imported by need: only whoever makes booklets loads the typesetter.
    import typst

    return typst.compile(
        str(TEMPLATES / "booklet.typ"),
        root=str(TEMPLATES),
        # The machine's own fonts would change the bytes.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(tree, ensure_ascii=False)},
    )
