"""Shared by all rooms: where things are, and content folders to check."""

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mrezha.records.loading import Loaded, load_content

# Tests know no clock: every site is built for noon of this day, also in other processes.
MOMENT = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
os.environ["SOURCE_DATE_EPOCH"] = str(int(MOMENT.timestamp()))
TESTS = Path(__file__).parent
ROOT = TESTS.parent
FIXTURES = TESTS / "fixtures"
Check = Callable[[Mapping[str, str | bytes]], Loaded]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture(scope="session")
def load_fixture() -> Callable[[str], Loaded]:
    """Load a content folder under tests/fixtures by name."""
    return lambda name: load_content(FIXTURES / name)


@pytest.fixture(scope="session")
def loaded_fixture() -> Loaded:
    """The small content folder of imaginary records, loaded once; it has no problems."""
    return load_content(FIXTURES / "content")


@pytest.fixture
def content_copy(tmp_path: Path) -> Path:
    """A copy of the small content folder that a test may change."""
    return Path(shutil.copytree(FIXTURES / "content", tmp_path / "content"))


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Write files into an empty content folder and load it."""

    def run(files: Mapping[str, str | bytes]) -> Loaded:
        for name, content in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_content(tmp_path / "content")

    return run


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def mrezha() -> Callable[..., Finished]:
    """Run the command as a user does. Nobody may ever be shown a traceback."""

    def run(
        *args: str | Path,
        cwd: Path = ROOT,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        program: str = "mrezha",
    ) -> Finished:
        done = subprocess.run(
            [Path(sys.executable).parent / program, *args],
            cwd=cwd,
            input=stdin,
            env={**os.environ, "MREZHA_LANG": "bg", **(env or {})},
            capture_output=True,
            timeout=120,
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in out + err, out + err
        assert ".cache/error.log" not in err, err  # where the trace of a bug of ours goes
        return Finished(done.returncode, out, err)

    return run


@pytest.fixture(scope="session")
def build_site(
    mrezha: Callable[..., Finished], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Build a content folder by `mrezha build` into a folder of its own."""

    def build(content: Path, *options: str | Path) -> Path:
        site = tmp_path_factory.mktemp("built") / "site"
        done = mrezha("build", "--content", content, "--output", site, *options)
        assert 0 == done.code, done.err
        return site

    return build


@pytest.fixture(scope="session")
def fixture_site(build_site: Callable[..., Path]) -> Path:
    """The site of the imaginary records, for any address."""
    return build_site(FIXTURES / "content")


@pytest.fixture(scope="session")
def real_site(build_site: Callable[..., Path]) -> Path:
    """The site of the real records, for any address."""
    return build_site(ROOT / "content")
