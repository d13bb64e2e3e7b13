"""The records of the branch a proposal starts from, on disk for as long as the check takes."""

import functools
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mrezha.intake.repository import Repository, export_tree
from mrezha.problems import Problem
from mrezha.records.lists import Lists, read_lists
from mrezha.records.loading import load_content

CONTENT = "content"
_EIK = re.compile(r"^ +eik: *[\"']?([0-9]{9}|[0-9]{13})[\"']?[ \t]*\r?$", re.M)


@dataclass(frozen=True)
class Workspace:
    """A folder with the records of one commit. `root` is the checkout whose caches serve."""

    repository: Repository
    commit: str
    branch: str
    folder: Path
    root: Path

    @property
    def tree(self) -> Path:
        """Return the folder that stands for the checkout."""
        return self.folder / "tree" / self.repository.prefix

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a plain file, None when it is not there."""
        place = self.tree / path
        return place.read_bytes() if place.is_file() and not place.is_symlink() else None

    @functools.cached_property
    def lists(self) -> Lists:
        """Return what is withdrawn and what was renamed."""
        return read_lists(self.tree / CONTENT, CONTENT)

    @functools.cached_property
    def owners(self) -> Mapping[str, str]:
        """Return the ids of enterprises by their EIK."""
        found: dict[str, str] = {}
        for path in sorted((self.tree / CONTENT / "enterprises").glob("*.md")):
            if path.is_file() and not path.is_symlink():
                match = _EIK.search(path.read_text("utf-8", "replace"))
                if match:
                    found[match[1]] = path.stem
        return found

    @functools.cached_property
    def standing(self) -> frozenset[tuple[str, str, str]]:
        """Return the problems the records have without the proposal."""
        return frozenset(_name(one) for one in self.check())

    def check(self) -> tuple[Problem, ...]:
        """Check all records as they stand in the folder, as `mrezha check` does."""
        found = load_content(self.tree / CONTENT, self.root).problems
        return tuple(one for one in found if one.severity == "error")

    def check_with(self, files: Mapping[str, bytes]) -> list[Problem]:
        """Return the problems that changed files bring; the folder is then as before."""
        with self._changed(files):
            found = self.check()
        return [one for one in found if _name(one) not in self.standing] if found else []

    @contextmanager
    def _changed(self, files: Mapping[str, bytes]) -> Iterator[None]:
        before = {path: self.read(path) for path in files}
        try:
            for path, data in files.items():
                place = self.tree / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            yield
        finally:
            for path, old in before.items():
                place = self.tree / path
                if old is None:
                    place.unlink(missing_ok=True)
                    if place.parent.name not in (CONTENT, "") and not any(place.parent.iterdir()):
                        place.parent.rmdir()
                else:
                    place.write_bytes(old)


def _name(problem: Problem) -> tuple[str, str, str]:
    return (problem.file, problem.field, problem.code)


@contextmanager
def open_workspace(
    repository: Repository, branch: str, commit: str, root: Path
) -> Iterator[Workspace]:
    """Give the records of a commit in a folder of their own, gone afterwards.

    Raises RepositoryError when git refuses.
    """
    with tempfile.TemporaryDirectory(prefix="mrezha-intake-") as name:
        folder = Path(name)
        export_tree(repository, commit, CONTENT, folder)
        (folder / "tree" / repository.prefix / CONTENT).mkdir(parents=True, exist_ok=True)
        yield Workspace(repository, commit, branch, folder, root)
