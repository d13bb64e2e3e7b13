"""The site owner's settings are checked before anything is built."""

from pathlib import Path
from typing import Any

import pytest

from mrezha.plugin.settings import SettingsError, read_settings

PELICAN = {"PATH": "/x/content", "THEME": "/x/theme", "SITENAME": "Мрежа", "SITEURL": ""}


def read(**more: Any) -> Any:
    return read_settings({**PELICAN, **more}, Path("/x"))


def test_settings_have_defaults() -> None:
    site = read()
    assert ("Мрежа", "", 24, "", "") == (
        site.site_name,
        site.site_url,
        site.page_size,
        site.repository_url,
        site.contact_email,
    )


@pytest.mark.parametrize(
    ("url", "expected", "base"),
    [
        ("", "", "/"),
        (None, "", "/"),
        ("https://example.org", "https://example.org", "/"),
        ("https://example.org/", "https://example.org", "/"),
        ("https://example.org/a/b/", "https://example.org/a/b", "/a/b/"),
        ("http://localhost:8000", "http://localhost:8000", "/"),
    ],
)
def test_the_address_of_the_site_may_be_empty_or_full(
    url: str | None, expected: str, base: str
) -> None:
    site = read(SITEURL=url)
    assert (expected, base) == (site.site_url, site.base_path)


@pytest.mark.parametrize(
    "url",
    ["example.org", "//example.org", "ftp://example.org", "javascript:x", "https://", "/sub",
     "https://example.org/?a=b", "https://example.org/#a", "https://exam ple.org"],
)  # fmt: skip
def test_any_other_address_is_refused_by_name(url: str) -> None:
    with pytest.raises(SettingsError, match="SITEURL"):
        read(SITEURL=url)


@pytest.mark.parametrize("size", [0, -1, 501, "24", 24.0, None, True])
def test_a_page_holds_a_whole_number_of_profiles(size: object) -> None:
    with pytest.raises(SettingsError, match="page_size"):
        read(MREZHA={"page_size": size})


@pytest.mark.parametrize("size", [1, 500])
def test_the_edges_of_the_page_size_are_fine(size: int) -> None:
    assert size == read(MREZHA={"page_size": size}).page_size


@pytest.mark.parametrize("name", ["pagesize", "root", "site_url", "content"])
def test_an_unknown_setting_is_refused_by_name(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(MREZHA={name: "x"})


TILES = "https://tiles.example.bg/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    ("tiles", "origin"),
    [
        ("", ""),
        (TILES, "https://tiles.example.bg"),
        ("https://example.bg:8443/t/{z}/{x}/{y}{r}.png?key=a1", "https://example.bg:8443"),
        ("/tiles/{z}/{x}/{y}.png", ""),  # a folder of the site itself
    ],
)
def test_map_pictures_come_from_one_host(tiles: str, origin: str) -> None:
    words = "© Измислени карти" if tiles else ""
    site = read(MREZHA={"map_tiles": tiles, "map_tiles_attribution": words})
    assert origin == site.tile_origin


@pytest.mark.parametrize(
    "tiles",
    [
        "http://tiles.example.bg/{z}/{x}/{y}.png",
        "https://tiles.example.bg/{z}/{x}.png",
        "https://{s}.tiles.example.bg/{z}/{x}/{y}.png",
        "https://tiles.example.bg/{z}/{x}/{y}/{token}.png",
        "https://tiles.example.bg; script-src */{z}/{x}/{y}",
        "//tiles.example.bg/{z}/{x}/{y}.png",
        "tiles/{z}/{x}/{y}.png",
        7,
    ],
)
def test_any_other_address_of_map_pictures_is_refused_by_name(tiles: object) -> None:
    with pytest.raises(SettingsError, match="map_tiles"):
        read(MREZHA={"map_tiles": tiles, "map_tiles_attribution": "© Измислени карти"})


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"map_tiles": TILES}, "map_tiles_attribution"),
        ({"map_tiles_attribution": "© Измислени карти"}, "map_tiles_attribution"),
        ({"map_tiles_max_zoom": 40}, "map_tiles_max_zoom"),
    ],
)
def test_map_pictures_say_whose_they_are(more: dict[str, object], name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(MREZHA=more)
