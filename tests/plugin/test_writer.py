"""Files are written inside the output folder only, and only when they differ."""

from pathlib import Path

import pytest

from mrezha.plugin.writer import SiteWriter


@pytest.fixture
def writer(tmp_path: Path) -> SiteWriter:
    return SiteWriter(str(tmp_path / "output"), settings={})


def test_a_file_is_written_with_its_folders(writer: SiteWriter, tmp_path: Path) -> None:
    writer.put("a/b/index.html", b"x")
    assert b"x" == (tmp_path / "output" / "a" / "b" / "index.html").read_bytes()
    assert frozenset({"a/b/index.html"}) == writer.put_names


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "a/../x", "..", "../../.git/config"]
)
def test_nothing_is_written_outside(writer: SiteWriter, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        writer.put(name, b"x")
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]
    assert frozenset() == writer.put_names


def test_a_file_that_is_right_already_is_left_alone(writer: SiteWriter, tmp_path: Path) -> None:
    writer.put("a.html", b"x")
    path = tmp_path / "output" / "a.html"
    path.chmod(0o444)
    before = path.stat().st_mtime_ns
    writer.put("a.html", b"x")
    assert before == path.stat().st_mtime_ns
    path.chmod(0o644)
    writer.put("a.html", b"y")
    assert b"y" == path.read_bytes()
