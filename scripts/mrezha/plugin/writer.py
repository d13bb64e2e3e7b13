"""Write site files: only inside the output folder, only what differs."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pelican.writers import Writer


class SiteWriter(Writer):  # type: ignore[misc]  # Pelican ships no types
    """Pelican's writer with two more verbs; remembers what it was given and what it changed.

    `written` holds the paths of files that were written or removed.
    """

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        super().__init__(output_path, settings=settings)
        self.root = Path(output_path)
        self.names: set[str] = set()
        self.written: set[str] = set()
        self._folders: set[str] = set()

    def put(self, name: str, content: bytes) -> None:
        """Write one file by its path inside the site.

        Raises ValueError for a path that would leave the output folder, OSError when the
        disk refuses. A file whose bytes are already right is left alone; another is
        replaced, never written into: an older site may share it by a hard link.
        """
        path = self._place(name)
        self.names.add(name)
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        try:
            _create(path, content)
        except FileExistsError:
            if os.stat(path).st_size == len(content) and _read(path) == content:
                return
            os.unlink(path)
            _create(path, content)
        self.written.add(name)

    def remove(self, name: str) -> None:
        """Remove one file and the folders it leaves empty."""
        path = Path(self._place(name))
        path.unlink(missing_ok=True)
        self.written.add(name)
        for folder in path.parents:
            if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
            self._folders.discard(str(folder))

    def note_written(self, names: Iterable[str]) -> None:
        """Take over what another process wrote."""
        self.written.update(names)

    def _place(self, name: str) -> str:
        if ".." in name.split("/") or os.path.isabs(name):
            raise ValueError(name)
        return os.path.join(self.root, name)

    @property
    def put_names(self) -> frozenset[str]:
        """Return the paths of all files given so far."""
        return frozenset(self.names)


def _create(path: str, content: bytes) -> None:
    """Write a file that is not there yet; plain system calls, for there are many files.

    Raises FileExistsError when it is there.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


def _read(path: str) -> bytes:
    return Path(path).read_bytes()
