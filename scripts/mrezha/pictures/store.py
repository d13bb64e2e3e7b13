"""Keep redrawn pictures by their content, so that each is decoded once.

One file for a picture, under a name that says its content and the way it was drawn; it
holds the answer of the bounded process as it came. A cache: may be deleted at any time.
"""

import contextlib
import functools
import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mrezha.pictures.child import pack_answer
from mrezha.pictures.prepare import prepare_picture, unpack_answer
from mrezha.pictures.rules import MAX_BYTES, Prepared, Refusal, too_heavy


@dataclass(frozen=True, slots=True)
class PictureStore:
    """Pictures redrawn before; with `folder` None nothing is kept."""

    folder: Path | None

    def prepare(self, path: Path, digest: bytes | None = None) -> Prepared | Refusal:
        """Return the picture file redrawn, or why it is not taken.

        `digest` is that of its content (`digest_file`), when it is known. Raises OSError
        when the file cannot be read.
        """
        if (size := path.stat().st_size) > MAX_BYTES:
            return too_heavy(size)
        raw = None
        if digest is None:
            raw = path.read_bytes()
            digest = digest_of(raw)
        known = self._find(digest)
        if known is not None:
            return known
        found = prepare_picture(path.read_bytes() if raw is None else raw)
        if isinstance(found, Prepared) or found.is_final:
            self._keep(digest, found)
        return found

    def prepare_all(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Prepared | Refusal]]:
        """Prepare many pictures, as many at once as there are cores; in their order."""
        every = tuple(paths)
        if every:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                yield from zip(every, pool.map(self.prepare, every), strict=True)

    def _find(self, digest: bytes) -> Prepared | Refusal | None:
        if self.folder is None:
            return None
        try:
            return unpack_answer(self._place(self.folder, digest).read_bytes())
        except OSError:
            return None

    def _keep(self, digest: bytes, found: Prepared | Refusal) -> None:
        if self.folder is None:
            return
        place = self._place(self.folder, digest)
        half = place.with_name(f"{place.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # a folder that cannot be written costs time only
            self.folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(pack_answer(found))
            half.replace(place)

    @staticmethod
    def _place(folder: Path, digest: bytes) -> Path:
        return folder / f"{digest.hex()}-{recipe()}"


def store_of(root: Path | None) -> PictureStore:
    """Return the store of a checkout, or one that keeps nothing when there is none."""
    return PictureStore(root / ".cache" / "pictures" if root else None)


def digest_of(raw: bytes) -> bytes:
    """Return the digest of a file's content."""
    return hashlib.blake2b(raw, digest_size=16).digest()


def digest_file(path: Path) -> bytes:
    """Return the digest of a picture file; b"" for one too large to be read.

    Raises OSError when it cannot be read.
    """
    return digest_of(path.read_bytes()) if path.stat().st_size <= MAX_BYTES else b""


@functools.cache
def recipe() -> str:
    """Return a short name of the way pictures are drawn: this room's code and Pillow."""
    digest = hashlib.blake2b(version("pillow").encode(), digest_size=4)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
