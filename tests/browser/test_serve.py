"""`mrezha serve`: a save is seen in the open page, and so is the reason when it is refused."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", root / "content")
    shutil.copytree(ROOT / "theme", root / "theme")
    shutil.copy(ROOT / "pelicanconf.py", root)
    server = subprocess.Popen(
        [sys.executable, "-m", "mrezha", "serve", "--root", str(root), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    found = re.search(r"http://\S+/", server.stdout.readline())
    assert found
    yield root, found.group()
    server.terminate()
    server.wait(10)


def test_a_save_is_seen_in_the_open_page_and_a_refused_one_says_why(browser, served) -> None:
    root, address = served
    record = root / "content" / "enterprises" / "zelena-utopia.md"
    good = record.read_text("utf-8")
    page = browser.new_page()
    page.goto(f"{address}enterprises/zelena-utopia/")
    record.write_text(good + "\nСъвсем нов ред.\n", "utf-8")
    page.get_by_text("Съвсем нов ред.").wait_for(timeout=10_000)
    record.write_text(good.replace("  status: ", "  status: x", 1), "utf-8")
    page.get_by_role("alert").wait_for(timeout=10_000)
    assert "[vocabulary]" in page.get_by_role("alert").inner_text()
    record.write_text(good, "utf-8")
    page.get_by_role("alert").wait_for(state="detached", timeout=10_000)
    assert 0 == page.get_by_text("Съвсем нов ред.").count()
    page.close()
