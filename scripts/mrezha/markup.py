"""Turn a record's Markdown into safe HTML: the one place where text becomes markup.

cmarkgfm drops raw HTML and dangerous links; nh3 then cleans the result by our own allow
list, so that neither alone has to be trusted.
"""

import json
import re

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

from mrezha.records.signs import UNSEEN

# Quotes and lists nested deeper than this are cut: twenty thousand ">" in one line cost
# seconds, and nobody reads them.
_DEEPEST = 20
_CONTAINER = r"[ \t]*(?:>|[-+*](?=\s)|[0-9]{1,9}[.)](?=\s))"
_TOO_DEEP = re.compile(rf"^((?:{_CONTAINER}){{{_DEEPEST}}})(?:{_CONTAINER})+", re.MULTILINE)
# A table of many columns and empty rows is filled up with cells: 20 KB of text give 5 MB.
_SWOLLEN, _SMALL = 20, 20_000
_TAGS = frozenset(
    "a b blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr i li ol p pre s strong sub sup "
    "table tbody td th thead tr ul".split()
)
_HEADING = re.compile(r"<(/?)h([1-6])>")


def render_markdown(text: str, top: int = 3) -> str:
    """Return safe HTML for a Markdown text.

    Its headings start at level `top`, whatever the writer began with, and skip no level:
    a record's text stands under the page's own headings.

    Links keep http, https, mailto and tel only and are marked rel="nofollow noopener";
    images are dropped: pictures belong to the record's list of photos. Signs nobody can
    see are dropped too.
    """
    flat = _TOO_DEEP.sub(r"\1 ", text)
    html = cmarkgfm.github_flavored_markdown_to_html(flat, Options.CMARK_OPT_DEFAULT)
    if len(html) > _SWOLLEN * len(flat) + _SMALL:
        html = cmarkgfm.markdown_to_html(flat, Options.CMARK_OPT_DEFAULT)  # without tables
    clean = nh3.clean(
        _set_headings(html, top),
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )
    # "&#x202e;" is plain letters in the file, and so passes the check of its signs.
    return UNSEEN.sub("", clean)


def json_block(value: object) -> str:
    """Return a block of linked data for the head of a page.

    The signs that could end the block, or begin another, are written by number.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/ld+json">{UNSEEN.sub("", text)}</script>'


def _set_headings(html: str, top: int) -> str:
    used = sorted({found[2] for found in _HEADING.finditer(html)})
    levels = {old: min(top + position, 6) for position, old in enumerate(used)}
    return _HEADING.sub(lambda found: f"<{found[1]}h{levels[found[2]]}>", html)
