"""Write site files: only inside the output folder, only what differs."""

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
        self._folders: set[Path] = set()

    def put(self, name: str, content: bytes) -> None:
        """Write one file by its path inside the site.

        Raises ValueError for a path that would leave the output folder, OSError when the
        disk refuses. A file whose bytes are already right is left alone; another is
        replaced, never written into: an older site may share it by a hard link.
        """
        path = self._place(name)
        self.names.add(name)
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        try:
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return
            path.unlink()
        except FileNotFoundError:
            pass
        path.write_bytes(content)
        self.written.add(name)

    def remove(self, name: str) -> None:
        """Remove one file and the folders it leaves empty."""
        path = self._place(name)
        path.unlink(missing_ok=True)
        self.written.add(name)
        for folder in path.parents:
            if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
            self._folders.discard(folder)

    def note_written(self, names: Iterable[str]) -> None:
        """Take over what another process wrote."""
        self.written.update(names)

    def _place(self, name: str) -> Path:
        parts = Path(name).parts
        if ".." in parts or Path(name).is_absolute():
            raise ValueError(name)
        return self.root / name

    @property
    def put_names(self) -> frozenset[str]:
        """Return the paths of all files given so far."""
        return frozenset(self.names)
