"""A small checkout that a command may change, and the bytes of a whole folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORD = "content/enterprises/zelena-utopia.md"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the theme of this one and the imaginary records."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(ROOT / "pelicanconf.py", folder)
    shutil.copytree(ROOT / "theme", folder / "theme")
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", folder / "content")
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "fields.md", folder / "docs")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@pytest.fixture
def broken(checkout: Path) -> Path:
    """A checkout in which one record has one problem, on line 5."""
    record = checkout / RECORD
    record.write_text(record.read_text("utf-8").replace("association", "assosiation"), "utf-8")
    return checkout


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Read every file under a folder, whatever it is called."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            # .cache may be deleted at any time and is no part of a checkout.
            if path.is_file() and not {"node_modules", ".cache"} & set(path.parts)
        }

    return read
