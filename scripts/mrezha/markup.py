"""Turn a record's Markdown into safe HTML: the one place where text becomes markup.

cmarkgfm drops raw HTML and dangerous links; nh3 then cleans the result by our own allow
list, so that neither alone has to be trusted.
"""

import json
import re
from urllib.parse import unquote

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

from mrezha.records.cells import judge_email, judge_url
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
_WEB = re.compile(r"(https?://)([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_PHONE = re.compile(r"tel:\+?[0-9().-]{3,30}", re.IGNORECASE)
# A place of this site: no scheme in disguise, no host ("//x"), no marks of templates.
_OWN = re.compile(r"(?!//)(?:[A-Za-z0-9._~/#?=&-]|%D[01]%[89AB][0-9A-F])+", re.ASCII)
_HEADING = re.compile(r"<(/?)h([1-6])>")


def render_markdown(text: str, top: int = 3) -> str:
    """Return safe HTML for a Markdown text.

    Its headings start at level `top`, whatever the writer began with, and skip no level:
    a record's text stands under the page's own headings.

    Links keep http, https, mailto and tel only, to hosts and people that the fields of a
    record could name as well, and are marked rel="nofollow noopener";
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
        attribute_filter=_keep_attribute,
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


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute that stays; a link that may not be one is plain text."""
    if (tag, name) != ("a", "href"):
        return value
    if found := _WEB.fullmatch(value):
        # cmark writes the letters of a host by number: "пример.бг" is "%D0%BF...".
        is_right = judge_url(found[1] + unquote(found[2]) + found[3]) is None
    elif value[:7].lower() == "mailto:":
        is_right = judge_email(unquote(value[7:])) is None  # no other header: "?bcc=" is none
    else:
        is_right = bool(_PHONE.fullmatch(value) or _OWN.fullmatch(value))
    return value if is_right else None


def _set_headings(html: str, top: int) -> str:
    used = sorted({found[2] for found in _HEADING.finditer(html)})
    levels = {old: min(top + position, 6) for position, old in enumerate(used)}
    return _HEADING.sub(lambda found: f"<{found[1]}h{levels[found[2]]}>", html)
