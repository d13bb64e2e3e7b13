"""Our own settings in pelicanconf.py: one dict, checked before anything is built."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mrezha.forms.editor import BACKENDS

# Left in every built site: only a folder that holds it, or an empty one, is ever replaced.
MARKER = ".mrezha-site"
LANGUAGES = ("bg", "en")
DEFAULT_LANGUAGE = "bg"
# Below this not even the pages that every site has would fit.
LEAST_FILES = 1_000
SUBMIT_SERVICES = ("", "netlify", "formspree", "web3forms", "cloudflare", "own")


_TILES = re.compile(r"(https://[A-Za-z0-9.-]+(:\d+)?)?/(?!/)[\w./?&=%~@{}-]*", re.ASCII)
_TILES_EXAMPLE = "https://tiles.example.bg/{z}/{x}/{y}.png"


class SettingsError(Exception):
    """A setting that cannot be built with; the text says which and what it must be."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site's owner may choose.

    `privacy_page` is the id of the page that also says what this site, as it is set up, does
    with data. `accessibility_page` is the accessibility statement; it names the `publisher`, the
    contact and, at `complaint_url`, where to go when the answer does not satisfy.
    `submit_service` says who takes what the form sends (docs/forms.md); "" for a file and an
    e-mail only. `submit_endpoint` is the address it is posted to. The `cms_` settings say where
    the editor at /admin/ keeps records and how people sign in (docs/forms.md).

    `root` is the folder of pelicanconf.py. `site_url` is "" for a site that works at any
    address, or the full address it is published at; canonical and language links need it.
    `repository_url` and `contact_email` are shown when set. `page_size` is how many
    profiles one list page holds. `max_files` keeps the site below so many files by gathering
    profiles on common pages (gathering.py); 0 is no limit. `fair_kit` puts the papers of fairs
    beside their pages. `print_limit` is how many enterprises a site may have to get what is for
    print: catalogues as PDF and, where it has an address, a QR code on each profile; 0 for never.

    `map_tiles` is the address of map pictures with {z}, {x} and {y} in it, "" for none;
    `map_tiles_attribution` says whose they are, `map_tiles_max_zoom` how far they go.
    """

    root: Path
    content: Path
    theme: Path
    site_name: str
    site_url: str
    page_size: int = 24
    repository_url: str = ""
    contact_email: str = ""
    privacy_page: str = "poveritelnost"
    accessibility_page: str = "dostapnost"
    publisher: str = ""
    complaint_url: str = ""
    submit_service: str = ""
    submit_endpoint: str = ""
    submit_key: str = ""
    cms_backend: str = "none"
    cms_repository: str = ""
    cms_branch: str = "main"
    cms_host: str = ""
    cms_app_id: str = ""
    cms_auth_url: str = ""
    fair_kit: bool = False
    print_limit: int = 300
    max_files: int = 0
    map_tiles: str = ""
    map_tiles_attribution: str = ""
    map_tiles_max_zoom: int = 18

    @property
    def tile_origin(self) -> str:
        """Return the one foreign origin the map takes pictures from, "" when there is none."""
        parts = urlsplit(self.map_tiles)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def submit_action(self) -> str:
        """Return where the form is posted to: an address, "./" for this site, "" for nowhere."""
        return "./" if self.submit_service == "netlify" else self.submit_endpoint

    @property
    def submit_origin(self) -> str:
        """Return the one foreign origin a page may post to, "" when there is none."""
        parts = urlsplit(self.submit_endpoint)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def base_path(self) -> str:
        """Return the path the site is published under, with both slashes: "/" or "/sub/"."""
        path = urlsplit(self.site_url).path.strip("/")
        return f"/{path}/" if path else "/"


_OWN = {field.name for field in fields(SiteSettings)} - {
    "root",
    "content",
    "theme",
    "site_name",
    "site_url",
}


def read_settings(pelican_settings: Mapping[str, Any], root: Path) -> SiteSettings:
    """Take our settings out of Pelican's.

    Raises SettingsError naming the first setting that is not usable.
    """
    own = dict(pelican_settings.get("MREZHA", {}))
    if unknown := sorted(set(own) - _OWN):
        raise SettingsError(f"MREZHA: unknown setting {unknown[0]!r}; known: {sorted(_OWN)}")
    site_url = str(pelican_settings.get("SITEURL") or "").rstrip("/")
    if site_url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", site_url):
        raise SettingsError(f"SITEURL: {site_url!r} must be empty or start with https://")
    size = own.get("page_size", 24)
    if isinstance(size, bool) or not (isinstance(size, int) and 1 <= size <= 500):
        raise SettingsError(f"MREZHA page_size: {size!r} must be a number from 1 to 500")
    most = own.get("max_files", 0)
    if isinstance(most, bool) or not (isinstance(most, int) and (most == 0 or most >= LEAST_FILES)):
        least = f"0 or a number from {LEAST_FILES}"
        raise SettingsError(f"MREZHA max_files: {most!r} must be {least}")
    _check_submit(own)
    _check_cms(own)
    complaint = own.get("complaint_url", "")
    if complaint and not re.fullmatch(r"https://[^\s/?#]+(/\S*)?", complaint):
        raise SettingsError(f"MREZHA complaint_url: {complaint!r} must start with https://")
    _check_tiles(own)
    if not isinstance(own.get("fair_kit", False), bool):
        raise SettingsError(f"MREZHA fair_kit: {own['fair_kit']!r} must be True or False")
    limit = own.get("print_limit", 0)
    if isinstance(limit, bool) or not (isinstance(limit, int) and limit >= 0):
        raise SettingsError(f"MREZHA print_limit: {limit!r} must be a number from 0")
    return SiteSettings(
        root=root,
        content=Path(pelican_settings["PATH"]),
        theme=Path(pelican_settings["THEME"]),
        site_name=str(pelican_settings["SITENAME"]),
        site_url=site_url,
        **own,
    )


def _check_submit(own: dict[str, Any]) -> None:
    """Fill in and check where the form is posted to; only https leaves this site."""
    service, endpoint = own.get("submit_service", ""), own.get("submit_endpoint", "")
    if service not in SUBMIT_SERVICES:
        raise SettingsError(f"MREZHA submit_service: {service!r} must be one of {SUBMIT_SERVICES}")
    if service == "web3forms":
        endpoint = own["submit_endpoint"] = endpoint or "https://api.web3forms.com/submit"
        if not own.get("submit_key"):
            raise SettingsError("MREZHA submit_key: web3forms needs the access key of your form")
    if bool(endpoint) != (service not in ("", "netlify")):
        raise SettingsError(
            f"MREZHA submit_endpoint: {endpoint!r} does not go with submit_service {service!r}"
        )
    is_own = service in ("cloudflare", "own") and re.fullmatch(r"/[^/\s?#][^\s?#]*", endpoint)
    is_whole = re.fullmatch(r"https://[\w.-]+(:\d+)?(/[^\s?#;,]*)?", endpoint)
    is_local = re.fullmatch(r"http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#;,]*)?", endpoint)
    if endpoint and not (is_own or is_whole or is_local):
        raise SettingsError(f"MREZHA submit_endpoint: {endpoint!r} must start with https://")


def _check_cms(own: Mapping[str, Any]) -> None:
    """Check where the editor keeps records."""
    backend, repository = own.get("cms_backend", "none"), own.get("cms_repository", "")
    if backend not in BACKENDS:
        raise SettingsError(f"MREZHA cms_backend: {backend!r} must be one of {BACKENDS}")
    if backend not in ("none", "local") and not re.fullmatch(r"[\w.-]+(/[\w.-]+)+", repository):
        raise SettingsError(f"MREZHA cms_repository: {repository!r} must be like owner/name")
    for name in ("cms_host", "cms_auth_url"):
        value = own.get(name, "")
        if value and not re.fullmatch(r"https://[\w.-]+(:\d+)?(/[\w./-]*)?", value):
            raise SettingsError(f"MREZHA {name}: {value!r} must start with https://")
    if backend in ("gitea", "forgejo") and not own.get("cms_host"):
        raise SettingsError(f"MREZHA cms_host: {backend} needs the address of your server")


def _check_tiles(own: Mapping[str, Any]) -> None:
    """Check where the map takes its background from: https, or a folder of this site.

    The address becomes a part of the site's policy, so it names one host and nothing more.
    """
    tiles, zoom = own.get("map_tiles", ""), own.get("map_tiles_max_zoom", 18)
    if not isinstance(tiles, str) or (tiles and not _TILES.fullmatch(tiles)):
        raise SettingsError(f"MREZHA map_tiles: {tiles!r} must be like {_TILES_EXAMPLE}")
    marks = sorted(re.findall(r"\{(\w*)\}", tiles))
    if tiles and marks not in (["x", "y", "z"], ["r", "x", "y", "z"]):
        raise SettingsError(f"MREZHA map_tiles: {tiles!r} needs {{z}}, {{x}} and {{y}}, each once")
    words = own.get("map_tiles_attribution", "")
    if not isinstance(words, str) or bool(tiles) != bool(words.strip()):
        raise SettingsError(
            f"MREZHA map_tiles_attribution: {words!r} must say whose the pictures of map_tiles are"
        )
    if isinstance(zoom, bool) or not (isinstance(zoom, int) and 6 <= zoom <= 22):
        raise SettingsError(f"MREZHA map_tiles_max_zoom: {zoom!r} must be a number from 6 to 22")
