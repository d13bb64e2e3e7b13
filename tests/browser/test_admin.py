"""The editor at /admin/ in a real Chromium, editing a real folder of records.

Its "local repository" asks the browser for a folder; the test hands it one inside the
browser (OPFS) that holds the records and a .git.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from mrezha.records.document import Document, read_document
from mrezha.records.formatting import format_record
from mrezha.schema import load_schema

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "tests" / "fixtures" / "content"
# Strings that a reader or a writer of YAML may take for something else.
HAZARDS = """---
register:
  eik: "999990120"
  name: „Опасни низове“ ЕООД
  status: listed
  settlement: "10135"
title:
  bg: "yes"
  en: "1_000"
summary:
  bg: "Кратко: с двоеточие # и диез"
activities: [production]
body_en: |
  First line: 10:30.

  - second # not a comment
place:
  lon: "27.90"
  lat: "43.20"
  note:
    bg: "<<"
    en: "="
contacts:
  phone: "0888123456"
  hours:
    bg: "10:30"
    en: "1:20:30"
offers:
  - id: med
    kind: product
    name:
      bg: "2026-11-01"
      en: "no"
    description:
      bg: "с \\t табулация"
    category: food-preserves
    price_note:
      bg: "12.50"
---
Първи ред с твърд край.{hard}
Втори ред[^1].

[^1]: Бележка.
""".replace("{hard}", "  ")
FILL = """async (files) => {
  const root = await navigator.storage.getDirectory();
  for (const [path, data] of Object.entries(files)) {
    const steps = path.split("/");
    let folder = root;
    for (const step of steps.slice(0, -1)) {
      folder = await folder.getDirectoryHandle(step, { create: true });
    }
    const file = await folder.getFileHandle(steps.at(-1), { create: true });
    const stream = await file.createWritable();
    await stream.write(Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)));
    await stream.close();
  }
}"""
READ = """async (path) => {
  const steps = path.split("/");
  let folder = await navigator.storage.getDirectory();
  for (const step of steps.slice(0, -1)) folder = await folder.getDirectoryHandle(step);
  return (await (await folder.getFileHandle(steps.at(-1))).getFile()).text();
}"""
CHOOSE = """window.showDirectoryPicker = async () => {
  const folder = await navigator.storage.getDirectory();
  folder.queryPermission = folder.requestPermission = async () => "granted";
  return folder;
};"""


class Host(SimpleHTTPRequestHandler):
    """Serves a site with the headers `_headers` has for /admin/."""

    def __init__(self, *args: Any, directory: str, **more: Any) -> None:
        super().__init__(*args, directory=directory, **more)

    def end_headers(self) -> None:
        text = (Path(self.directory) / "_headers").read_text("utf-8")
        (block,) = [one for one in text.split("\n/") if one.startswith("admin/*")]
        for name, value in re.findall(r"^  ([\w-]+): (.+)$", block, re.MULTILINE):
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(build_site: Callable[..., Path]) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MREZHA_CMS", "local")
        site = build_site(CONTENT)
    handler = partial(Host, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # The editor offers a local repository on this name only.
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def repository() -> dict[str, bytes]:
    files = {
        f"content/{path.relative_to(CONTENT).as_posix()}": path.read_bytes()
        for path in CONTENT.rglob("*")
        if path.is_file()
    }
    files["content/enterprises/opasni-nizove.md"] = canonical(HAZARDS).encode()
    files[".git/HEAD"] = b"ref: refs/heads/main\n"
    files[".git/config"] = b'[remote "origin"]\n\turl = https://github.com/owner/repository.git\n'
    return files


def canonical(text: str) -> str:
    return format_record(text, load_schema().tables["enterprises"])


@pytest.fixture
def editor(browser: Browser, address: str) -> Iterator[Page]:
    """A signed-in editor whose browser speaks English; nobody else may be asked."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    foreign: list[str] = []
    faults: list[str] = []

    def judge(route: Any) -> None:
        foreign.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((address, "data:", "blob:")), judge)
    page = context.new_page()
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}robots.txt")
    page.evaluate(FILL, {k: base64.b64encode(v).decode() for k, v in repository().items()})
    page.add_init_script(CHOOSE)
    page.goto(f"{address}admin/")
    page.get_by_role("button", name=re.compile("локално хранилище")).click()
    page.get_by_role("button", name="Създай").or_(page.get_by_text("Предприятия")).first.wait_for()
    yield page
    context.close()
    assert [] == foreign
    assert [] == faults


def edit_summary(page: Page, address: str, record_id: str, words: str) -> str:
    """Change the Bulgarian summary of a record, save, and return the file."""
    page.goto(f"{address}admin/#/collections/enterprises/entries/{record_id}")
    box = page.locator('[data-key-path="summary.bg"]').first.locator("textarea, input").first
    box.wait_for()
    box.fill(words)
    page.get_by_role("button", name="Запази").click()
    page.wait_for_url(re.compile(r"#/collections/enterprises$"))
    return str(page.evaluate(READ, f"content/enterprises/{record_id}.md"))


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and came; the editor drops comments (docs/forms.md)."""
    old = [one for one in before.splitlines() if not one.startswith("# ")]
    new = after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


def told(document: Document, summary: str) -> dict[str, Any]:
    """Return what a document says; the line end after a Markdown text says nothing."""
    data: dict[str, Any] = json.loads(json.dumps(document.data))
    if summary:
        data["summary"]["bg"] = summary
    if "body_en" in data:
        data["body_en"] = data["body_en"].rstrip("\n")
    return data


@pytest.mark.parametrize("record_id", ["izmislena-furna", "opasni-nizove"])
def test_an_edit_changes_the_edited_field_only(editor: Page, address: str, record_id: str) -> None:
    before = repository()[f"content/enterprises/{record_id}.md"].decode()
    after = edit_summary(editor, address, record_id, "Ново: 10:30 и „кавички“")
    old, new = read_document(before.encode(), "")[0], read_document(after.encode(), "")[0]
    assert old is not None
    assert new is not None
    assert told(old, "Ново: 10:30 и „кавички“") == told(new, "")
    assert old.body == new.body
    gone, come = changed_lines(before, canonical(after))
    assert 1 == len(gone) == len(come), (gone, come)
    assert "Ново" in come[0]


def test_what_the_register_owns_is_not_offered(editor: Page, address: str) -> None:
    editor.goto(f"{address}admin/#/collections/enterprises/entries/izmislena-furna")
    editor.locator('[data-key-path="summary.bg"]').first.wait_for()
    assert 0 == editor.locator('[data-key-path^="register"]').count()
    assert "999990010" not in editor.locator("body").inner_text()
