"""What readers get: the right file for every screen, words for those who cannot see it."""

import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

FIRM = "izmislena-furna"
Tags = list[tuple[str, dict[str, str | None]]]


class Reader(HTMLParser):
    """Gathers the sources and images of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Tags = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("source", "img") and "/static/" not in str(dict(attrs).get("src")):
            self.found.append((tag, dict(attrs)))


def read(site: Path, page: str) -> list[tuple[dict[str, str | None], dict[str, str | None]]]:
    """Return the pairs of <source> and <img> of a page."""
    reader = Reader()
    reader.feed((site / page / "index.html").read_text("utf-8"))
    sources = [attrs for tag, attrs in reader.found if tag == "source"]
    images = [attrs for tag, attrs in reader.found if tag == "img"]
    assert len(sources) == len(images)
    return list(zip(sources, images, strict=True))


@pytest.fixture(scope="module")
def content(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The imaginary records with a large photo, and a second one described in Bulgarian only."""
    folder = tmp_path_factory.mktemp("pictures") / "content"
    shutil.copytree(fixtures / "content", folder)
    own = folder / "enterprises" / FIRM
    large = Image.linear_gradient("L").resize((3000, 2000)).convert("RGB")
    large.save(own / "furna.png")
    large.save(own / "vtora.jpg")
    large.save(own / "ne-e-v-spisaka.jpg")
    path = own.with_suffix(".md")
    text = path.read_text("utf-8")
    rows = "photos:\n  - file: vtora.jpg\n    alt:\n      bg: Фурната отвън\n"
    path.write_text(text.replace("photos:\n", rows, 1), "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(build_site: Callable[..., Path], content: Path) -> Path:
    return build_site(content)


def published(site: Path) -> set[str]:
    files = (path for path in site.rglob("*") if path.suffix in (".webp", ".jpg", ".png"))
    folder = site / "enterprises" / FIRM
    return {one.relative_to(folder).as_posix() for one in files if "static" not in one.parts}


def test_the_files_of_a_picture_are_named_by_width_and_content(site: Path) -> None:
    names = published(site)
    shapes = sorted(re.sub(r"-[0-9a-f]{8}\.", "-*.", name) for name in names)
    sizes = ("-1280-*.webp", "-320-*.webp", "-640-*.webp", "-960-*.jpg")
    assert [f"{stem}{size}" for stem in ("furna", "vtora") for size in sizes] == shapes


@pytest.mark.parametrize("page", [f"enterprises/{FIRM}", f"en/enterprises/{FIRM}", "offers/food"])
def test_every_screen_gets_its_size_without_a_shift(site: Path, page: str) -> None:
    shown = read(site, page)
    assert shown
    for source, image in shown:
        assert "image/webp" == source["type"] and source["sizes"]
        widths = []
        for one in str(source["srcset"]).split(", "):
            address, width = one.split()
            with Image.open((site / page / address).resolve()) as file:
                assert ("WEBP", f"{file.width}w") == (file.format, width)
                widths.append(file.width)
        assert [320, 640, 1280] == widths
        with Image.open((site / page / str(image["src"])).resolve()) as file:
            said = (int(str(image["width"])), int(str(image["height"])))
            assert ("JPEG", said) == (file.format, file.size)
        assert "async" == image["decoding"]


def test_all_but_the_first_photo_of_a_profile_wait_until_they_are_near(site: Path) -> None:
    offer, first, second = (image for _, image in read(site, f"enterprises/{FIRM}"))
    assert ["lazy", None, "lazy"] == [one.get("loading") for one in (offer, first, second)]


def test_the_words_are_in_the_language_of_the_page_or_say_which(site: Path) -> None:
    bulgarian = [image for _, image in read(site, f"enterprises/{FIRM}")]
    english = [image for _, image in read(site, f"en/enterprises/{FIRM}")]
    assert ["Самун хляб на маса", "Фурната отвън", "Самун хляб на маса"] == [
        one["alt"] for one in bulgarian
    ]
    assert ["A loaf on a table", "Фурната отвън", "A loaf on a table"] == [
        one["alt"] for one in english
    ]
    assert [None, "bg", None] == [one.get("lang") for one in english]
    assert [None, None, None] == [one.get("lang") for one in bulgarian]


def test_plain_pelican_publishes_the_same_pictures(
    site: Path, content: Path, mrezha: Callable[..., object], root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    mrezha(content, "-s", root / "pelicanconf.py", "-o", out, program="pelican")
    mine, theirs = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (site / "enterprises", out / "enterprises")
    )
    assert f"{FIRM}/index.html" in mine
    assert [] == [
        name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)
    ]


def test_the_pictures_of_a_withdrawn_enterprise_are_not_published(
    content: Path, build_site: Callable[..., Path], tmp_path: Path
) -> None:
    copy = tmp_path / "content"
    shutil.copytree(content, copy)
    line = f'withdrawn:\n  - id: enterprises/{FIRM}\n    date: "2026-11-24"\n'
    (copy / "withdrawn.yml").write_text(line, "utf-8")
    built = build_site(copy)
    assert not (built / "enterprises" / FIRM).exists()
    assert [] == [path for path in built.rglob("*") if re.match("furna-|vtora-", path.name)]


def test_a_picture_is_decoded_once(content: Path, tmp_path: Path) -> None:
    from mrezha.pictures import store as room
    from mrezha.pictures.store import PictureStore

    kept = PictureStore(tmp_path / "kept")
    path = content / "enterprises" / FIRM / "furna.png"
    first = kept.prepare(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "prepare_picture", None)  # whoever calls it fails
        assert first == kept.prepare(path)
        (next((tmp_path / "kept").iterdir())).write_bytes(b"spoilt")
        with pytest.raises(TypeError):
            kept.prepare(path)
    assert first == kept.prepare(path)
    assert first == PictureStore(None).prepare(path)
