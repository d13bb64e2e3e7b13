"""A real Chromium for the tests of this folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def find_chromium() -> str:
    """The browser the set-up found, or the system's."""
    named = os.environ.get("MREZHA_CHROMIUM")
    noted = ROOT / ".venv" / "chromium-path"
    if named:
        return named
    return noted.read_text("utf-8").strip() if noted.is_file() else "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*sandbox, *QUIET]
        )
        yield chromium
        chromium.close()
