"""Make Sveltia CMS ask nobody but the forge: its addresses of other hosts become local files.

Pinned to one version by package-lock.json. Every address must stand in the script exactly
as often as expected; otherwise the build stops, for then nobody knows what it would ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

VERSION = "0.221.1"
SCRIPT = "@sveltia/cms/dist/sveltia-cms.js"
_CDN = "https://cdn.jsdelivr.net/fontsource/fonts"
_FONTS = "@sveltia/cms/npm/assets"
_CYRILLIC = "@fontsource-variable/source-sans-3/files/source-sans-3-cyrillic-wght-normal.woff2"


@dataclass(frozen=True, slots=True)
class Swap:
    """An address in the script, how often it stands there, and what takes its place."""

    old: str
    count: int
    new: str


SWAPS = (
    Swap("https://unpkg.com/", 4, "./vendor/"),
    Swap("https://www.githubstatus.com/api/v2/status.json", 1, "./vendor/status.json"),
    Swap(f"{_CDN}/source-sans-3:vf@5.3.0/latin-wght-normal.woff2", 1, "./fonts/sans.woff2"),
    Swap(f"{_CDN}/noto-mono@5.3.0/latin-400-normal.woff2", 1, "./fonts/mono.woff2"),
    Swap(
        f"{_CDN}/material-symbols-outlined:vf@5.3.7/latin-wght-normal.woff2",
        1,
        "./fonts/symbols.woff2",
    ),
)
# Nothing of these hosts may be left once the swaps are made.
FORBIDDEN = ("unpkg.com", "cdn.jsdelivr.net", "githubstatus.com/api")
# Name under /admin/ -> file under node_modules.
COPIES: Mapping[str, str] = MappingProxyType(
    {
        "fonts/sans.woff2": f"{_FONTS}/source-sans-3-latin-wght-normal-BqRLTx4X.woff2",
        "fonts/sans-cyrillic.woff2": _CYRILLIC,
        "fonts/mono.woff2": f"{_FONTS}/noto-mono-latin-400-normal-DiC8lJru.woff2",
        "fonts/symbols.woff2": (
            f"{_FONTS}/material-symbols-outlined-latin-wght-normal-_Z1IJPLg.woff2"
        ),
        f"vendor/@sveltia/cms@{VERSION}/locales/bg.json": "@sveltia/cms/locales/bg.json",
        f"vendor/@sveltia/cms@{VERSION}/dist/chunks/react-dom.js": (
            "@sveltia/cms/dist/chunks/react-dom.js"
        ),
    }
)
# What the script would otherwise ask of others: is there a newer version, is GitHub up.
ANSWERS: Mapping[str, bytes] = MappingProxyType(
    {
        "vendor/@sveltia/cms/package.json": f'{{"version": "{VERSION}"}}\n'.encode(),
        "vendor/status.json": b'{"status": {"indicator": "none"}}\n',
    }
)


class VendorError(ValueError):
    """The script is not the one that was looked through; the text says what differs."""


def localise_script(script: str) -> str:
    """Return the editor's script with every foreign address swapped for a local file.

    Raises VendorError when an address is not there exactly as often as expected.
    """
    for swap in SWAPS:
        found = script.count(swap.old)
        if found != swap.count:
            raise VendorError(f"{SCRIPT}: {swap.old!r} stands {found} times, not {swap.count}")
        script = script.replace(swap.old, swap.new)
    for host in FORBIDDEN:
        if host in script:
            raise VendorError(f"{SCRIPT}: {host!r} is left")
    return script
