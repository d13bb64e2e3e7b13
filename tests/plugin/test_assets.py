"""Static files: joined, named by their content, nothing hidden among them."""

from pathlib import Path

import pytest

from mrezha.plugin.assets import gather_assets


def make_theme(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / "theme" / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "theme"


FILES = {
    "css/2.css": b"b{}\n\n",
    "css/1.css": b"a{}\n",
    "js/a.js": b"1",
    "img/x.svg": b"<svg/>",
    ".DS_Store": b"x",
    "js/.a.js.swp": b"x",
}


def test_styles_are_joined_in_the_order_of_their_names(tmp_path: Path) -> None:
    assets = gather_assets(make_theme(tmp_path, FILES), tmp_path)
    names = {
        name.removeprefix(assets.folder + "/"): content for name, content in assets.files.items()
    }
    assert {"site.css": b"a{}\nb{}\n", "js/a.js": b"1", "img/x.svg": b"<svg/>"} == names


def test_the_folder_is_named_by_the_content(tmp_path: Path) -> None:
    first = gather_assets(make_theme(tmp_path / "a", FILES), tmp_path)
    same = gather_assets(make_theme(tmp_path / "b", FILES), tmp_path)
    other = gather_assets(make_theme(tmp_path / "c", {**FILES, "js/a.js": b"2"}), tmp_path)
    renamed = gather_assets(make_theme(tmp_path / "d", {**FILES, "js/b.js": b""}), tmp_path)
    assert first.folder == same.folder
    assert 3 == len({first.folder, other.folder, renamed.folder})
    assert f"{first.folder}/js/a.js" == first.address("js/a.js")


def test_a_file_that_is_not_there_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        gather_assets(make_theme(tmp_path, FILES), tmp_path).address("js/none.js")


def test_a_site_without_the_packages_names_no_file_of_theirs(tmp_path: Path) -> None:
    face = b'@font-face { font-family: "M"; src: url("fonts/sans-latin.woff2"); }\nb{}\n'
    assets = gather_assets(make_theme(tmp_path, {"css/1.css": face}), tmp_path)
    assert b"\nb{}\n" == assets.files[assets.address("site.css")]
    assert not assets.has("map/leaflet.js")


def test_leaflets_own_pictures_are_not_asked_for(root: Path) -> None:
    assets = gather_assets(root / "theme", root / "node_modules")
    style = assets.files[assets.address("map/leaflet.css")]
    assert b"url(" not in style and b".leaflet-pane" in style
