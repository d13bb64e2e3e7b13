"""Say quickly that nothing a site is made of was touched, without starting Pelican.

Everything is compared by stamp (times, size, inode): records, pictures, theme, settings,
our own code, the installed libraries, npm packages. Any difference sends the build the
long way, which compares contents.
"""

import datetime
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import mrezha
from mrezha.history import history_folder
from mrezha.plugin.state import State
from mrezha.records.hours import is_within
from mrezha.records.scan import scan_content


def stamp_surroundings(root: Path, content: Path, site_url: str | None) -> bytes:
    """Return the digest of the stamps of all that is no content: code, theme, libraries."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{sys.version}\0{sys.executable}\0{site_url}".encode())
    package = Path(mrezha.__file__).parent
    libraries = [Path(one) for one in sys.path if one.endswith("site-packages")]
    for path in (root / "pelicanconf.py", root / "node_modules", *libraries):
        digest.update(_stamp(path))
    for folder in (package, root / "theme", history_folder(content)):
        for name in sorted(_walk(folder)) if folder.is_dir() else ():
            digest.update(os.fsencode(name) + _stamp(Path(name)))
    return digest.digest()


def stands(state: State, content: Path, surroundings: bytes, now: datetime.datetime) -> bool:
    """Say whether the last build is still the site of this content, and of this moment."""
    span = state.get("span")
    if state.get("surroundings") != surroundings or not span or not is_within(now, span):
        return False
    scan = scan_content(content, state.get("folders") or ())
    if not scan.is_plain or dict(scan.others) != state.get("other_stamps"):
        return False
    known = state.files()
    return len(known) == len(scan.stamps) and all(
        key in known and known[key][0] == stamp for key, stamp in scan.stamps.items()
    )


def _walk(folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(Path(entry.path))
        else:
            yield entry.path


def _stamp(path: Path) -> bytes:
    try:
        found = path.stat()
    except OSError:
        return b"-"
    return f"{found.st_mtime_ns},{found.st_size},{found.st_ino};".encode()
