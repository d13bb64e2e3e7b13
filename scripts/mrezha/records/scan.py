"""Look over a content folder without reading it: which record files there are, and their stamps.

A stamp is what the file system says of a file (times, size, inode), as git's index keeps
it: equal stamps mean that the file was not touched.
"""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

WITHDRAWN = "withdrawn.yml"
MOVED = "moved.yml"
LISTS = (WITHDRAWN, MOVED)
MAX_ID = 80
# Addresses that lists take beside the records ("enterprises/page/2/"), and names that
# Windows keeps for devices: a checkout with them fails there.
RESERVED = frozenset(
    "archive calendar index kind page region year aux con nul prn".split()
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)]
)
_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands under a content folder.

    `stamps` is by "folder/id". `others` holds the stamps of everything else that counts,
    pictures and the lists of withdrawn and moved records, by path. `is_plain` is False when
    anything stands there that the full check would have to judge: links, odd names, unknown
    folders.
    """

    stamps: Mapping[str, Stamp]
    others: Mapping[str, Stamp]
    is_plain: bool


def scan_content(content: Path, folders: Collection[str]) -> Scan:
    """Scan a content folder, whose records stand in `folders`; one system call a file.

    Raises OSError when a folder cannot be read.
    """
    stamps: dict[str, Stamp] = {}
    others: dict[str, Stamp] = {}
    is_plain = True
    for entry in os.scandir(content):
        if entry.name in LISTS and entry.is_file(follow_symlinks=False):
            others[entry.name] = _stamp(entry.stat())
        elif entry.name in folders and entry.is_dir(follow_symlinks=False):
            is_plain &= _scan_folder(entry.name, entry.path, stamps, others)
        elif not entry.name.startswith("."):
            is_plain = False
    return Scan(stamps, others, is_plain)


def _scan_folder(
    folder: str, path: str, stamps: dict[str, Stamp], others: dict[str, Stamp]
) -> bool:
    is_plain = True
    for entry in os.scandir(path):
        name = entry.name
        if name.endswith(".md") and is_id(name[:-3]) and entry.is_file(follow_symlinks=False):
            stamps[f"{folder}/{name[:-3]}"] = _stamp(entry.stat(follow_symlinks=False))
        elif name.startswith("."):
            continue
        elif entry.is_dir(follow_symlinks=False):
            is_plain &= is_id(name)
            for inner in os.scandir(entry.path):
                if inner.name.startswith("."):
                    continue
                others[f"{folder}/{name}/{inner.name}"] = _stamp(inner.stat(follow_symlinks=False))
                is_plain &= inner.is_file(follow_symlinks=False)
        else:
            is_plain = False
    return is_plain


def _stamp(found: os.stat_result) -> Stamp:
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def is_id(name: str) -> bool:
    """Say whether a name can be the id of a record: small Latin letters, digits, hyphens."""
    return len(name) <= MAX_ID and name not in RESERVED and bool(_ID.fullmatch(name))
