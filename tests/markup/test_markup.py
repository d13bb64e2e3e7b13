"""Hostile Markdown, judged by a parser: only the allowed tags, attributes and schemes remain."""

import re
import unicodedata
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import urlsplit

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mrezha.markup import render_markdown

# The list of the design: about 25 tags, nothing that runs, loads, embeds or sends.
TAGS = frozenset(
    "a b blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr i li ol p pre s strong sub sup "
    "table tbody td th thead tr ul".split()
)
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
SCHEMES = {"", "http", "https", "mailto", "tel"}
VOID = {"br", "hr"}


class Judge(HTMLParser):
    """Gathers what a browser would see; anything not allowed is a fault."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.hrefs: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in TAGS:
            self.faults.append(f"tag {tag}")
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.faults.append(f"attribute {tag} {name}")
            if name == "href":
                self.hrefs.append(value or "")
                # A browser drops tabs, line ends and leading controls before the scheme.
                seen = re.sub(r"[\t\n\r]", "", value or "").lstrip("".join(map(chr, range(33))))
                if urlsplit(seen).scheme.lower() not in SCHEMES:
                    self.faults.append(f"scheme {value}")
            if name == "start" and not (value or "").isdigit():
                self.faults.append(f"start {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"end of {tag}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data}")


def judge(text: str) -> Judge:
    found = Judge()
    found.feed(render_markdown(text))
    found.close()
    if found.open:
        found.faults.append(f"open {found.open}")
    return found


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "a <script>alert(1)</script> b",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    '![x](https://evil.example/a.png "t")',
    "![x][r]\n\n[r]: https://evil.example/a.png",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=https://evil.example><input name=a><button>x</button></form>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://example.org' onclick=alert(1) style=x target=_blank>x</a>",
    "<p onmouseover=alert(1)>x</p>",
    "<!-- comment --><!DOCTYPE html><?php x ?><![CDATA[x]]>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title><a id='</title><img src onerror=alert(1)>'>",
    "<video><source onerror=alert(1)></video><audio src=x autoplay>",
    "<details open ontoggle=alert(1)>",
    "<h1 id=x class=y>x</h1>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\\\nscript:alert(1)>)",
    "[x]('javascript:alert(1)')",
    "[x](javascript://example.org/%0aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.org/x)",
    "[x](ftp://example.org)",
    "[x](feed:javascript:alert(1))",
    "[x](view-source:javascript:alert(1))",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "t\\" onclick=alert(1)")',
    '[x](https://example.org/"onclick="alert(1))',
    "[x](https://example.org/<script>)",
    "[<script>alert(1)</script>](https://example.org)",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    '```"onclick=alert(1)\nx\n```',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\\<script>alert(1)\\</script>",
    "| <script> | [x](javascript:x) |\n|---|:-:|\n| <img src=x onerror=y> | b |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "[^1]: javascript:alert(1)\n\n[^1]",
    "- [ ] <input onfocus=alert(1) autofocus>",
    "1. x\n2. <ol start=javascript:x>",
    "999999999. x",
    "~~<del onclick=x>~~",
    "# <h1 onclick=x>\n\n## `</h2>`",
    "<<a>script>alert(1)</script>",
    "<a\x00href=x>",
    "x\x00<script\x00>",
    "www.example.org/<script>",
    "https://example.org/\"onclick=alert(1)",
    "<https://example.org/\"onclick=alert(1)>",
    "a@example.org\"onclick=alert(1)",
    "{{ 7*7 }}{% import os %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "</div></main></body></html>",
    "<plaintext>x",
    "<xmp><script>alert(1)</script></xmp>",
    "<textarea></textarea><script>alert(1)</script>",
    "<custom-element x=y is=z>",
    "\u202e<script>\u202c",
    "＜script＞alert(1)＜/script＞",
    "&NewLine;&Tab;&ZeroWidthSpace;<scr&ZeroWidthSpace;ipt>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless(text: str) -> None:
    assert [] == judge(text).faults


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_between_good_text_leaves_the_good(text: str) -> None:
    found = judge(f"Начало.\n\n{text}\n\nКрай.")
    assert [] == found.faults
    assert found.text.startswith("Начало.")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_cleaner_alone_would_hold(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines of defence: should the Markdown reader ever let raw HTML and any link through."""

    def careless(markdown: str, _options: int) -> str:
        html: str = cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)
        return html

    monkeypatch.setattr(
        "mrezha.markup.cmarkgfm", SimpleNamespace(github_flavored_markdown_to_html=careless)
    )
    # A list may start at any text: a browser takes what is no number for 1.
    assert [] == [one for one in judge(text).faults if not one.startswith("start")]


# CommonMark 0.31 and GFM: what each piece becomes.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**а** *б* ~~в~~ `г`", "<p><strong>а</strong> <em>б</em> <del>в</del> <code>г</code></p>"),
        ("а\nб", "<p>а\nб</p>"),
        ("а  \nб", "<p>а<br>\nб</p>"),
        ("> цитат", "<blockquote>\n<p>цитат</p>\n</blockquote>"),
        ("- а\n- б", "<ul>\n<li>а</li>\n<li>б</li>\n</ul>"),
        ("3. а", '<ol start="3">\n<li>а</li>\n</ol>'),
        ("---", "<hr>"),
        ("5 < 6 & 7 > 4", "<p>5 &lt; 6 &amp; 7 &gt; 4</p>"),
        ("AT&amp;T &copy;", "<p>AT&amp;T ©</p>"),
        ("„Хляб & сол“ – 6 м² №1", "<p>„Хляб &amp; сол“ – 6 м² №1</p>"),
        (
            "[а](https://example.org/а?b=c&d=e)",
            '<p><a href="https://example.org/%D0%B0?b=c&amp;d=e" rel="nofollow noopener">а</a></p>',
        ),
        (
            "<https://example.org>",
            '<p><a href="https://example.org" rel="nofollow noopener">https://example.org</a></p>',
        ),
        (
            "www.example.org",
            '<p><a href="http://www.example.org" rel="nofollow noopener">www.example.org</a></p>',
        ),
        (
            "a@example.org",
            '<p><a href="mailto:a@example.org" rel="nofollow noopener">a@example.org</a></p>',
        ),
        ("[т](tel:+359)", '<p><a href="tel:+359" rel="nofollow noopener">т</a></p>'),
        (
            "|а|б|\n|-|-|\n|1|2|",
            "<table>\n<thead>\n<tr>\n<th>а</th>\n<th>б</th>\n</tr>\n</thead>\n"
            "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>",
        ),
        ("", ""),
    ],
)  # fmt: skip
def test_good_text_becomes_the_markup_it_means(text: str, expected: str) -> None:
    assert expected == render_markdown(text).strip()


@pytest.mark.parametrize(
    ("text", "top", "expected"),
    [
        ("# а\n## б\n### в", 3, ["h3", "h4", "h5"]),
        ("## а\n### б", 3, ["h3", "h4"]),
        ("###### а\n# б", 3, ["h4", "h3"]),
        ("# а\n## б\n### в\n#### г\n##### д\n###### е", 3, ["h3", "h4", "h5", "h6", "h6", "h6"]),
        ("# а\n## б", 2, ["h2", "h3"]),
        ("а\n===\nб\n---", 3, ["h3", "h4"]),
        ("`<h1>`\n\n## а", 3, ["h3"]),
    ],
)
def test_headings_stand_under_those_of_the_page(text: str, top: int, expected: list[str]) -> None:
    html = render_markdown(text, top)
    assert expected == re.findall(r"<(h[1-6])>", html)
    assert expected == re.findall(r"</(h[1-6])>", html)


@pytest.mark.parametrize("name", ["attach", "static", "filename", "category", "author", "index"])
@pytest.mark.parametrize("mark", ["{}", "||"])
def test_placeholders_of_pelican_stay_text(name: str, mark: str) -> None:
    """Pelican replaces {attach}… in what its readers return; ours never passes there."""
    target = f"{mark[0]}{name}{mark[1]}../../.git/config"
    found = judge(f"[x]({target}) и {target}")
    assert [] == found.faults
    assert target in found.text
    # Encoded braces: no pattern of Pelican's matches them.
    assert all("{" not in href and "|" not in href for href in found.hrefs)


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", "{# бележка #}", "${7*7}", "{{ config.items() }}"]
)
def test_a_template_stays_text(text: str) -> None:
    assert text == judge(text).text.strip()


def test_pictures_are_dropped() -> None:
    found = judge("а ![описание](furna.png) б")
    assert "img" not in found.tags


@pytest.mark.parametrize(
    "entity", ["&#x202e;", "&#8238;", "&#x200b;", "&ZeroWidthSpace;", "&shy;", "&rlm;", "&#xfeff;",
               "&#7;", "&#x1b;", "&#x85;", "&#x2028;", "&#xe0041;", "&NoBreak;", "&zwj;"]
)  # fmt: skip
def test_an_entity_cannot_smuggle_in_a_sign_nobody_sees(entity: str) -> None:
    html = render_markdown(f"а{entity}б `{entity}` [{entity}в](https://example.org/{entity})")
    hidden = [c for c in html if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"]
    assert [] == hidden
    assert "а" in html and "б" in html


PATHOLOGICAL = {
    "quotes": ">" * 64_000,
    "spaced quotes": "> " * 32_000 + "а",
    "quote lists": "> - " * 16_000 + "а",
    "lists": "- " * 32_000 + "а",
    "stars": "* + " * 16_000 + "а",
    "numbers": "1. " * 21_000 + "а",
    "many deep lines": ("> " * 100 + "а\n") * 300,
    "open brackets": "[" * 64_000,
    "open links": "[a](" * 16_000,
    "open pictures": "![" * 32_000,
    "nested links": "[" * 32_000 + "]" * 32_000,
    "stars open": "*a " * 21_000,
    "stars closed": "*" * 32_000 + "a" + "*" * 32_000,
    "alternating": "**a*b" * 12_000,
    "underscores": "_a " * 21_000,
    "ticks": "".join("`" * n + " " for n in range(350)),
    "one tick": "`" * 64_000,
    "tildes": "~" * 64_000,
    "less than": "<" * 64_000,
    "tags": "<a " * 21_000,
    "comments": "<!--" * 16_000,
    "entities": "&#" * 32_000,
    "table": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|a\n" * 2_600,
    "table cells": "|" * 32_000 + "\n" + "|-" * 16_000,
    "references": "[a]: x\n" * 9_000 + "[a]" * 100,
    "fences": "```\n" * 16_000,
    "addresses": "http://" * 9_000,
    "mail": "a@" * 32_000,
    "www": "www." * 16_000,
    "lines": "\n" * 64_000,
    "spaces": " " * 64_000,
    "tabs": "\t" * 64_000,
    "backslashes": "\\" * 64_000,
    "indented list": "\n".join(" " * (2 * n) + "- а" for n in range(240)),
    "headings": "# а\n" * 16_000,
    "rules": "* * *\n" * 10_000,
}


@pytest.mark.timeout(10)  # what one file may cost
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_text_takes_long(name: str) -> None:
    text = PATHOLOGICAL[name][:64_000]
    html = render_markdown(text)
    # GFM completes short rows of wide tables: half a million cells at most.
    assert len(html) < 6_000_000


def test_nesting_that_people_write_is_kept() -> None:
    found = judge("> > > а\n\n- б\n  - в\n    - г\n      - д")
    assert (3, 4) == (found.tags.count("blockquote"), found.tags.count("ul"))


PIECES = st.sampled_from(
    "<|>|/|script|img|a |href=|src=|onerror=|javascript:|data:|\"|'|`|```|[|]|(|)|!|*|**|_|~~|#|# |"
    "\n|\n\n|> |- |1. ||- |&|;|&lt;|&#x3c;|&colon;|https://example.org|www.|@|\\|=|---|{{|}}|\x00|\t|"
    "    |<!--|-->|<![CDATA[|]]>|</|svg|style|ж".split("|")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
@example("<a href=`javascript:alert(1)`>")
@example("[a](<javascript:alert(1)\n>)")
def test_any_mixture_becomes_harmless(text: str) -> None:
    assert [] == judge(text).faults


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/", "/\\evil.example/", "{attach}../../.git/config", "{static}/x.png",
        "|filename|b.md", "java%09script:alert(1)", "javascript%3Aalert(1)",
        "https://bank.example@evil.example/", "https://\u0430pple.example/", "https://localhost/",
        "mailto:a@b.example?bcc=x@y.example", "tel:+359;ext=1", "http://127.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_that_the_fields_would_refuse_is_no_link(address: str) -> None:
    html = render_markdown(f"[дума](<{address}>)\n")
    assert "href" not in html
    assert "дума" in html


@pytest.mark.parametrize(
    "address",
    [
        "https://пример.бг/път?а=б", "https://a.example:8443/x", "mailto:a@b.example",
        "tel:+35952000000", "/enterprises/x/", "../x/", "#x",
    ],
)  # fmt: skip
def test_an_address_that_a_record_may_name_is_a_link(address: str) -> None:
    assert "href" in render_markdown(f"[дума](<{address}>)\n")
