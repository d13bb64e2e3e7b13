"""Turn a record's Markdown into safe HTML: the one place where text becomes markup.

cmarkgfm drops raw HTML and dangerous links; nh3 then cleans the result by our own allow
list, so that neither alone has to be trusted.
"""

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

# Headings start at h3: a record's text stands under the page's own h1 and h2.
_TAGS = frozenset(
    "a b blockquote br code dd del dl dt em h3 h4 h5 h6 hr i li ol p pre s strong sub sup "
    "table tbody td th thead tr ul".split()
)
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def render_markdown(text: str) -> str:
    """Return safe HTML for a Markdown text.

    Links keep http, https, mailto and tel only and are marked rel="nofollow noopener";
    images are dropped: pictures belong to the record's list of photos.
    """
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_DEFAULT)
    return nh3.clean(
        _lower_headings(html),
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )


def _lower_headings(html: str) -> str:
    for level in range(5, 0, -1):
        old, new = f"h{level}", _HEADINGS[f"h{level}"]
        html = html.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return html
