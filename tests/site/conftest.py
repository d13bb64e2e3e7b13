"""Built sites read back as pages, by a small parser of our own, and records by plain YAML."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from mrezha.cli import main
from mrezha.plugin.gathering import Form, Gathering

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
SITE_URL = "https://example.org/deep/mrezha"
VOID = set("area base br col embed hr img input link meta source track wbr".split())


@dataclass(eq=False, slots=True)
class Element:
    """One element of a page; `children` holds elements and texts in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, *tags: str, **attrs: str) -> list["Element"]:
        """Return the elements of these kinds, in document order."""
        return [
            one
            for one in self.walk()
            if (not tags or one.tag in tags)
            and all(one.attrs.get(key) == value for key, value in attrs.items())
        ]

    def up(self) -> Iterator["Element"]:
        """Yield the element and what it stands in, outwards."""
        one: Element | None = self
        while one is not None:
            yield one
            one = one.parent

    @property
    def text(self) -> str:
        words = "".join(one if isinstance(one, str) else one.text for one in self.children)
        return " ".join(words.split())


class Reader(HTMLParser):
    """Reads a page; every start tag needs its end tag, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.here = self.page = Element("page")
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"line {self.getpos()[0]}: <{tag}> repeats an attribute")
        known = {name: value or "" for name, value in attrs}
        child = Element(tag, known, self.here)
        self.here.children.append(child)
        if tag not in VOID:
            self.here = child

    def handle_endtag(self, tag: str) -> None:
        if self.here.tag != tag or self.here.parent is None:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> ends <{self.here.tag}>")
        else:
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    def close(self) -> None:
        super().close()
        if self.here is not self.page:
            self.faults.append(f"<{self.here.tag}> is never closed")


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML file of a site."""

    file: str
    html: str
    top: Element
    faults: tuple[str, ...]

    @property
    def lang(self) -> str:
        """The language the address promises."""
        return "en" if self.file.startswith("en/") else "bg"

    @property
    def kind(self) -> str:
        """What kind of page it is, by its permanent address."""
        parts = self.file.removeprefix("en/").split("/")
        if len(parts) == 1:
            return {"index.html": "home"}.get(parts[0], parts[0])
        if len(parts) == 2:
            return parts[0]
        return f"{parts[0]}/page" if "page" in parts[:-2] else f"{parts[0]}/*"

    @property
    def main(self) -> Element:
        return self.top.find("main")[0]


class Site(dict[str, Page]):
    """The pages of a built site by file; `folder` is where it lies."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        for path in sorted(folder.rglob("*.html")):
            reader = Reader()
            html = path.read_text("utf-8")
            reader.feed(html)
            reader.close()
            file = path.relative_to(folder).as_posix()
            self[file] = Page(file, html, reader.page, tuple(reader.faults))

    def of_kind(self, kind: str) -> list[Page]:
        found = [page for page in self.values() if page.kind == kind]
        assert found, kind
        return found


@pytest.fixture(scope="session")
def read_site() -> Callable[[Path], Site]:
    return Site


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Read every file under a folder, whatever it is called."""

    def read(folder: Path) -> dict[str, bytes]:
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    return read


@pytest.fixture(scope="session")
def small(fixture_site: Path) -> Site:
    """The pages of the imaginary records, for any address."""
    return Site(fixture_site)


@pytest.fixture(scope="session")
def placed(build_site: Callable[..., Path]) -> Site:
    """The pages of the imaginary records, published at SITE_URL."""
    return Site(build_site(TESTS / "fixtures" / "content", "--siteurl", SITE_URL))


@pytest.fixture(scope="session")
def real(real_site: Path) -> Site:
    """The pages of the real records, for any address."""
    return Site(real_site)


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The pages of the imaginary records with few files: profiles stand together on three."""
    folder = tmp_path_factory.mktemp("gathered") / "site"
    form = Gathering(Form.GATHERED, 4, pages=3, limit=20_000)
    options = ("--content", TESTS / "fixtures" / "content", "--siteurl", SITE_URL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mrezha.plugin.generator.choose_gathering", lambda *_: form)
        words = ["build", "--root", ROOT, "--output", folder, *options]
        assert 0 == main([str(one) for one in words])
    return Site(folder)


@pytest.fixture(params=["small", "placed", "real"])
def site(request: pytest.FixtureRequest) -> Site:
    """Every built site in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["small", "real"])
def content_and_site(request: pytest.FixtureRequest) -> tuple[Path, Site]:
    """A content folder and the site built of it."""
    folders = {"small": TESTS / "fixtures" / "content", "real": ROOT / "content"}
    return folders[request.param], request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def read_records() -> Callable[[Path], dict[str, dict[str, Any]]]:
    """Read records by plain YAML, not by our loader: "folder/id" -> front matter."""

    def read(content: Path) -> dict[str, dict[str, Any]]:
        found = {}
        for path in sorted(content.glob("*/*.md")):
            front = path.read_text("utf-8").split("---\n")[1]
            key = f"{path.parent.name}/{path.stem}"
            found[key] = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 safe: no tags
        return found

    return read
