"""A build that is killed at any moment leaves the old or the new whole site."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read_site(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def start_build(root: Path, output: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "mrezha", "build", "--root", str(root), "--output", str(output)]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_thirty_kills_leave_thirty_whole_sites(tmp_path: Path) -> None:
    root, output = tmp_path / "checkout", tmp_path / "site"
    root.mkdir()
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", root / "content")
    shutil.copytree(ROOT / "theme", root / "theme")
    shutil.copy(ROOT / "pelicanconf.py", root)
    record = root / "content" / "enterprises" / "zelena-utopia.md"
    one = record.read_text("utf-8")
    other = one.replace("  name: ", "  name: Друга ", 1).replace("  status: ", "  status: ")
    wanted = []
    for text in (one, other):
        record.write_text(text, "utf-8")
        assert 0 == start_build(root, tmp_path / "clean").wait()
        wanted.append(read_site(tmp_path / "clean"))
    assert wanted[0] != wanted[1]
    assert 0 == start_build(root, output).wait()
    chance = random.Random(7)  # noqa: S311 no secret
    for turn in range(30):
        record.write_text((one, other)[turn % 2], "utf-8")
        build = start_build(root, output)
        try:
            build.wait(chance.uniform(0.1, 1.4))
        except subprocess.TimeoutExpired:
            build.kill()
            build.wait()
        found = read_site(output)
        assert found in wanted, turn
    assert 0 == start_build(root, output).wait()
    assert wanted[1] == read_site(output)
