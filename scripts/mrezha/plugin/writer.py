"""Write site files: only inside the output folder, only what differs."""

from pathlib import Path

from pelican.writers import Writer


class SiteWriter(Writer):  # type: ignore[misc]  # Pelican ships no types
    """Pelican's writer with one more verb; remembers what it was given."""

    def put(self, name: str, content: bytes) -> None:
        """Write one file by its path inside the site.

        Raises ValueError for a path that would leave the output folder, OSError when the
        disk refuses. A file whose bytes are already right is left alone.
        """
        root = Path(self.output_path)
        path = root / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ValueError(name)
        self.__dict__.setdefault("names", set()).add(name)
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    @property
    def put_names(self) -> frozenset[str]:
        """Return the paths of all files given so far."""
        return frozenset(self.__dict__.get("names", ()))
