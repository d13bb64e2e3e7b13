"""Our own settings in pelicanconf.py: one dict, checked before anything is built."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Left in every built site: only a folder that holds it, or an empty one, is ever replaced.
MARKER = ".mrezha-site"
LANGUAGES = ("bg", "en")
DEFAULT_LANGUAGE = "bg"


class SettingsError(Exception):
    """A setting that cannot be built with; the text says which and what it must be."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site's owner may choose.

    `root` is the folder of pelicanconf.py. `site_url` is "" for a site that works at any
    address, or the full address it is published at; canonical and language links need it.
    `repository_url` and `contact_email` are shown when set. `page_size` is how many
    profiles one list page holds.
    """

    root: Path
    content: Path
    theme: Path
    site_name: str
    site_url: str
    page_size: int = 24
    repository_url: str = ""
    contact_email: str = ""

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
    return SiteSettings(
        root=root,
        content=Path(pelican_settings["PATH"]),
        theme=Path(pelican_settings["THEME"]),
        site_name=str(pelican_settings["SITENAME"]),
        site_url=site_url,
        **own,
    )
