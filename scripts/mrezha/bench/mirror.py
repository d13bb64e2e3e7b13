"""Read what a peer's own templates do not build off our site: its words and links, as data.

Pages that a peer has no records for (calendars by month, needs, occasions, forms and so on) it gets
ready to print: blocks of words with their links, or the lines of a calendar or feed. The words on
the page, the address and about the bytes are ours; the peer renders them by templates of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from mrezha.bench.sites import PRINTED
from mrezha.bench.views import LANGUAGES

_BLOCKS = frozenset(
    "h1 h2 h3 h4 h5 p li dt dd td th label legend option figcaption summary text title".split()
)
_MAIN = re.compile(r"<main\b.*?</main>", re.S)
_SECTION = re.compile(
    r'<section class="section" aria-labelledby="(seekers|kin)">.*?</section>', re.S
)
_HELPERS = re.compile(r'<ul class="rows__inner">.*?</ul>', re.S)
_MARKUP_OF_BLOCK = len("<li></li>\n")
_MARKUP_OF_LINK = len('<a href=""></a>')

# (tag, parts); a part is words and the address they lead to, or "".
Block = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Mirror:
    """One file of ours for a peer to build: a page has blocks, a calendar or feed lines.

    `fill` is how many bytes the page of ours has in `main` beyond its words and links.
    """

    name: str
    lang: str
    title: str
    blocks: tuple[Block, ...] = ()
    lines: tuple[str, ...] = ()
    fill: int = 0

    @property
    def address(self) -> str:
        """Return the address without the language, as the peers' addresses are given."""
        inner = self.name.removeprefix(f"{self.lang}/") if self.lang != LANGUAGES[0] else self.name
        return inner.removesuffix("index.html")


def read_mirrors(ours: Path, peer: Path) -> Iterator[Mirror]:
    """Yield every printed file of our site that a peer has not built."""
    for path in sorted(ours.rglob("*")):
        name = path.relative_to(ours).as_posix()
        if path.suffix in PRINTED and not (peer / name).is_file():
            yield read_mirror(path, name)


def read_mirror(path: Path, name: str) -> Mirror:
    """Read one file of our site."""
    lang = next((one for one in LANGUAGES[1:] if name.startswith(f"{one}/")), LANGUAGES[0])
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".html":
        unfolded = re.sub(r"\r?\n[ \t]", "", text) if path.suffix != ".atom" else text
        lines = tuple(one.strip() for one in unfolded.splitlines() if one.strip())
        return Mirror(name, lang, name, lines=lines)
    main = found[0] if (found := _MAIN.search(text)) else text
    blocks = read_blocks(main, name)
    title = next((parts[0][0] for tag, parts in blocks if tag == "h1"), name)
    blocks = tuple(one for one in blocks if one[0] != "h1")
    fill = len(main.encode()) - sum(_weigh(one) for one in blocks)
    return Mirror(name, lang, title, blocks, fill=max(0, fill))


def read_blocks(markup: str, name: str) -> tuple[Block, ...]:
    """Return the words of a page in their order; links lead from the root of the site."""
    reader = _Reader(f"/{name}")
    reader.feed(markup)
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


def read_rows(page: Path, name: str) -> Mapping[str, tuple[Block, ...]]:
    """Return the lists of a profile that are computed from all records: kin, needs and help."""
    text = page.read_text(encoding="utf-8")
    found = {one[1]: one[0] for one in _SECTION.finditer(text)}
    if helpers := _HELPERS.findall(text):
        found["helpers"] = "".join(helpers)
    return {
        key: tuple(one for one in read_blocks(markup, name) if one[0] == "li")
        for key, markup in found.items()
    }


def address_of_profile(id_: str, lang: str) -> str:
    """Return the file of a profile below the root of our site."""
    return f"{'' if lang == LANGUAGES[0] else f'{lang}/'}enterprises/{id_}/index.html"


def _weigh(block: Block) -> int:
    words = sum(len(f"{text}{to}".encode()) for text, to in block[1])
    return words + _MARKUP_OF_BLOCK + _MARKUP_OF_LINK * sum(bool(to) for _, to in block[1])


@dataclass
class _Reader(HTMLParser):
    page: str
    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.tag, self.to = "", ""
        self.parts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self.tag = tag
        elif tag == "a":
            self.to = urljoin(self.page, dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        elif tag == "a":
            self.to = ""

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.parts.append((words, self.to))

    def end_block(self) -> None:
        """Close the block that is open, if it has words."""
        if self.parts:
            # Words of drawings and of choices are list items with the peers.
            tag = self.tag if re.fullmatch("h[1-5]|p|li|dt|dd", self.tag) else "li"
            self.blocks.append((tag, tuple(self.parts)))
        self.tag, self.parts = "", []
