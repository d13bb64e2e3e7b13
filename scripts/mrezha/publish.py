"""Put a finished site in place: the whole new one, or nothing changes.

A site is built in a folder beside the output and exchanged with it in one step. Where the
system cannot exchange two folders, two renames do it, and `recover` mends what a kill
between them leaves. One build at a time holds the lock.
"""

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from mrezha.plugin.settings import MARKER

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h


class PublishError(Exception):
    """The site cannot be put in place; the text says why, nothing was changed."""


class BusyError(PublishError):
    """Another build is writing the same site."""


Identity = tuple[int, int, int]


def staging_of(output: Path) -> Path:
    """Return the folder beside the output in which the new site is built."""
    return output.with_name(f".{output.name}.new")


def previous_of(output: Path) -> Path:
    """Return where the old site stands for a moment while two renames are made."""
    return output.with_name(f".{output.name}.old")


def standby_of(output: Path) -> Path:
    """Return the folder that keeps the site before this one, for the next build to renew."""
    return output.with_name(f".{output.name}.standby")


def state_of(output: Path) -> Path:
    """Return the file that remembers what the output was built from."""
    return output.with_name(f".{output.name}.state")


@contextlib.contextmanager
def hold_lock(output: Path) -> Iterator[None]:
    """Hold the right to build into `output`; released by the system even after a kill.

    Raises BusyError when another build holds it, OSError when the folder is not writable.
    """
    import fcntl

    output.parent.mkdir(parents=True, exist_ok=True)
    path = output.with_name(f".{output.name}.lock")
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(str(output)) from None
        yield


def prepare(output: Path) -> Path:
    """Mend what an interrupted build left and return an empty staging folder.

    Raises PublishError when `output` is a folder with something else in it.
    """
    recover(output)
    if output.exists() and not is_replaceable(output):
        raise PublishError(str(output))
    staging = staging_of(output)
    _remove(staging)
    _remove(standby_of(output))
    staging.mkdir(parents=True)
    return staging


def prepare_renewal(output: Path, standby: Identity | None, behind: Iterable[str]) -> Path:
    """Return a staging folder that holds the site as it is now, to be changed in place.

    The standby folder becomes it: only the files in `behind`, by which it lags behind the
    output, are brought up to date. Without a trusted standby the output is copied by hard
    links, which writers never write into.
    """
    recover(output)
    staging, kept = staging_of(output), standby_of(output)
    _remove(staging)
    if standby is not None and identify(kept) == standby:
        kept.rename(staging)
        for name in behind:
            _bring(output / name, staging / name)
    else:
        _remove(kept)
        _link_tree(output, staging)
    return staging


def identify(site: Path) -> Identity | None:
    """Return what tells this built site from any other at the same place; None for none."""
    try:
        marker = (site / MARKER).stat()
        return (site.stat().st_ino, marker.st_ino, marker.st_mtime_ns)
    except OSError:
        return None


def renew_marker(site: Path) -> None:
    """Give a site its own marker file, by which it is told from others."""
    content = (site / MARKER).read_bytes()
    (site / MARKER).unlink()
    (site / MARKER).write_bytes(content)


def recover(output: Path) -> None:
    """Put the old site back when a kill came between the two renames of a swap."""
    previous = previous_of(output)
    if previous.exists():
        if output.exists():
            _remove(previous)
        else:
            previous.rename(output)


def is_replaceable(output: Path) -> bool:
    """Say whether a folder is a built site or empty, so that nothing of a user's is lost."""
    return output.is_dir() and ((output / MARKER).is_file() or not any(output.iterdir()))


def count_files(site: Path) -> int:
    """Count the files of a site, the marker and host files too."""
    return sum(len(names) for _, _, names in os.walk(site))


def missing_files(site: Path, expected: Iterable[str]) -> list[str]:
    """Return the expected files a site lacks, in order."""
    return [name for name in sorted(expected) if not (site / name).is_file()]


def keep_standby(output: Path) -> None:
    """Make a standby of a site that was built from nothing, so that the next edit is quick."""
    kept = standby_of(output)
    _remove(kept)
    _link_tree(output, kept)
    renew_marker(kept)


def renew_standby(output: Path, behind: Iterable[str]) -> None:
    """Bring the files by which the standby lags behind the output up to date."""
    for name in behind:
        _bring(output / name, standby_of(output) / name)
    renew_marker(standby_of(output))


def _bring(source: Path, target: Path) -> None:
    """Make one file of the staging folder what it is in the output."""
    target.unlink(missing_ok=True)
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        _link(source, target)
        return
    for folder in target.parents:
        if not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def _link_tree(source: Path, target: Path) -> None:
    target.mkdir()
    for entry in os.scandir(source):
        if entry.is_dir(follow_symlinks=False):
            _link_tree(Path(entry.path), target / entry.name)
        else:
            _link(Path(entry.path), target / entry.name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copyfile(source, target)


def swap(staging: Path, output: Path, keep_old: bool = False) -> None:
    """Put the staged site in the place of the output, in one step where possible.

    With `keep_old` the old site becomes the standby. Raises OSError when the system
    refuses; the old site then still stands.
    """
    if not output.exists():
        staging.rename(output)
        return
    if _exchange(staging, output):
        _put_away(staging, output, keep_old)
        return
    previous = previous_of(output)
    output.rename(previous)
    try:
        staging.rename(output)
    except OSError:
        previous.rename(output)
        raise
    _put_away(previous, output, keep_old)


def _put_away(old: Path, output: Path, keep_old: bool) -> None:
    if keep_old:
        _remove(standby_of(output))
        old.rename(standby_of(output))
    else:
        _remove(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically by renameat2(2); False where it is not to be had."""
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    result = function(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
