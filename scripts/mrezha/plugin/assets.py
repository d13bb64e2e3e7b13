"""Gather the theme's static files under one folder named by their content.

The folder's name changes whenever a file does, so files can be kept by browsers for
ever. Style sheets are joined in the order of their names; scripts stay modules. Files of
npm packages come from node_modules, never from the repository; fonts that the style sheet
names are cut down to the letters in use.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mrezha.plugin.fonts import FONTS, read_font
from mrezha.plugin.scripts import shorten_script

STYLE = "site.css"
# Our name -> file of an npm package (installed by package-lock.json). A checkout without the
# packages builds the whole site but for the button that opens the interactive map.
PACKAGE_FILES: Mapping[str, str] = {
    "map/leaflet.css": "leaflet/dist/leaflet.css",
    "map/leaflet.js": "leaflet/dist/leaflet.js",
    "map/supercluster.js": "supercluster/dist/supercluster.min.js",
}
# Rules of Leaflet's style sheet that name a file: its own markers and the picker of layers,
# which the map does not use, and a drawing technique of old browsers.
_PICTURE_RULE = re.compile(rb"[^{}]*\{[^{}]*url\([^{}]*\}")


@dataclass(frozen=True, slots=True)
class Assets:
    """Static files by their path in the site; `folder` is "static/<hash>".

    `worker` is the code of the service worker, which must stand at the site's root.
    """

    folder: str
    files: Mapping[str, bytes]
    worker: str = ""

    def has(self, name: str) -> bool:
        """Say whether there is such a file: those of packages may not be installed."""
        return f"{self.folder}/{name}" in self.files

    def address(self, name: str) -> str:
        """Return the site address of a static file.

        Raises KeyError for a file that does not exist: a bug in a template.
        """
        path = f"{self.folder}/{name}"
        if path not in self.files:
            raise KeyError(path)
        return path


def gather_assets(theme: Path, packages: Path) -> Assets:
    """Read static files of the theme and of the packages.

    Raises OSError when one cannot be read.
    """
    static = theme / "static"
    found: dict[str, bytes] = {}
    styles = sorted((static / "css").glob("*.css"))
    found[STYLE] = b"\n".join(path.read_bytes().rstrip() for path in styles) + b"\n"
    for path in sorted(static.rglob("*")):
        name = path.relative_to(static).as_posix()
        if path.is_file() and not name.startswith("css/") and not path.name.startswith("."):
            content = path.read_bytes()
            is_script = name.endswith((".js", ".mjs"))
            found[name] = shorten_script(content.decode()).encode() if is_script else content
    _add_packages(found, packages)
    digest = hashlib.sha256()
    for name, content in sorted(found.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    path = theme / "sw.js"
    worker = path.read_text("utf-8") if path.is_file() else ""
    digest.update(worker.encode())
    folder = f"static/{digest.hexdigest()[:12]}"
    return Assets(folder, {f"{folder}/{name}": content for name, content in found.items()}, worker)


def _add_packages(found: dict[str, bytes], packages: Path) -> None:
    """Add what comes from npm packages; without them the site stands, with less.

    Letters are then those of the visitor's system, and nothing offers the interactive map.
    """
    for name, subset in FONTS.items():
        if name.encode() not in found[STYLE]:
            continue
        if (packages / subset.source).is_file():
            found[name] = read_font(name, packages)
        else:
            rule = rb'@font-face \{[^{}]*url\("' + re.escape(name.encode()) + rb'"\)[^{}]*\}'
            found[STYLE] = re.sub(rule, b"", found[STYLE])
    if all((packages / source).is_file() for source in PACKAGE_FILES.values()):
        for name, source in sorted(PACKAGE_FILES.items()):
            content = (packages / source).read_bytes()
            found[name] = _PICTURE_RULE.sub(b"", content) if name.endswith(".css") else content
