"""`mrezha serve`: build, serve, and on every save build again and reload the open pages.

For work at one's own machine only: it listens on the loopback address. Pages get one
script more than the files have; it waits for news of a build and reloads, or shows why the
last edit was refused. /style/ shows the components of the theme; no build writes that page.
"""

import argparse
import contextlib
import io
import json
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from mrezha.cli.building import run_build, site_options
from mrezha.cli.console import GOOD, CommandError, Console, port_number

SCRIPT = "/__mrezha/reload.js"
EVENTS = "/__mrezha/events"
STYLE = ("/style/", "/en/style/")
Style = Callable[[str], tuple[int, bytes]]
_TAG = f'<script src="{SCRIPT}" defer></script></body>'.encode()
_RELOAD = b"""const news = new EventSource("/__mrezha/events");
news.addEventListener("built", () => location.reload());
news.addEventListener("refused", (event) => {
  const box = document.querySelector("#mrezha-refused") ?? document.createElement("pre");
  box.id = "mrezha-refused";
  box.setAttribute("role", "alert");
  box.textContent = JSON.parse(event.data);
  document.body.prepend(box);
});
"""


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `serve` to the command line."""
    serve = verbs.add_parser(
        "serve",
        parents=[common, site_options()],
        help="build, serve, build again on every change",
    )
    serve.add_argument(
        "--port", type=port_number, default=8000, help="0 takes a free one (default: 8000)"
    )
    serve.add_argument("--no-build", action="store_true", help="serve the site as it is")
    serve.set_defaults(run=run_serve, explain=None)


class News:
    """Passes the news of each build to every page that is open."""

    def __init__(self) -> None:
        self._readers: set[queue.SimpleQueue[bytes]] = set()
        self._lock = threading.Lock()

    def tell(self, event: str, data: str) -> None:
        """Send one event to all readers; `data` is JSON, so it has no line break."""
        message = f"event: {event}\ndata: {data}\n\n".encode()
        with self._lock:
            for reader in self._readers:
                reader.put(message)

    @contextlib.contextmanager
    def listen(self) -> Iterator["queue.SimpleQueue[bytes]"]:
        """Hold a queue that gets every event from now on."""
        reader: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        with self._lock:
            self._readers.add(reader)
        try:
            yield reader
        finally:
            with self._lock:
                self._readers.discard(reader)


def run_serve(args: argparse.Namespace, console: Console) -> int:
    """Serve the built site and build it again whenever something it is made of changes."""
    output = console.output(args)
    if not args.no_build and (code := run_build(args, console)) != GOOD:
        return code
    if not (output / "index.html").is_file():
        raise CommandError(console.say("serve-none", output=output))
    news = None if args.no_build else News()
    style = partial(_render_style, console.root, console.content(args))
    handler = partial(_Handler, directory=str(output), news=news, style=style)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", args.port), handler)
    except OSError as error:
        raise CommandError(console.say("serve-port", port=args.port)) from error
    server.daemon_threads = True
    print(console.say("serve-at", address=f"http://127.0.0.1:{server.server_port}/"), flush=True)
    if news is None:
        server.serve_forever()
    else:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _watch(args, console, news)
    return GOOD


def _render_style(root: Path, content: Path, path: str) -> tuple[int, bytes]:
    """Return status and content of the style page; in words why, when the theme is wrong."""
    from jinja2 import TemplateError

    from mrezha.plugin.settings import SettingsError
    from mrezha.plugin.style import read_style

    try:
        return 200, read_style(root, content)[path]
    except (TemplateError, SettingsError, OSError) as error:
        return 500, f"<!DOCTYPE html><title>500</title><pre>{escape(str(error))}</pre>".encode()


def _watch(args: argparse.Namespace, console: Console, news: News) -> None:
    from watchfiles import watch

    paths = [console.content(args), console.root / "theme", console.root / "pelicanconf.py"]
    args.clean = False
    for changes in watch(*paths, debounce=200, step=20):
        names = ", ".join(sorted({Path(path).name for _, path in changes})[:3])
        console.tell("serve-changed", names=names)
        code, words = _build_again(args, console, names)
        event, data = ("built", "true") if code == GOOD else ("refused", json.dumps(words))
        news.tell(event, data)


def _build_again(args: argparse.Namespace, console: Console, names: str) -> tuple[int, str]:
    """Build and return the exit code with what was said."""
    heard = _Tee()
    with contextlib.redirect_stderr(heard):
        try:
            code = run_build(args, console)
        except CommandError as error:
            console.tell("serve-failed", what=names, why=error)
            code = 2
        except OSError as error:
            console.tell("serve-failed", what=error.filename, why=console.reason(error))
            code = 2
    return code, heard.getvalue()


class _Tee(io.StringIO):
    """Keeps what is printed, and prints it."""

    def write(self, text: str) -> int:
        if sys.__stderr__:
            sys.__stderr__.write(text)
        return super().write(text)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, news: News | None, style: Style, **kwargs: Any) -> None:
        self.news, self.style = news, style
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if self.news is not None and self.path == EVENTS:
            self._send_news(self.news)
        elif self.news is not None and self.path == SCRIPT:
            self._send(200, "text/javascript", _RELOAD)
        elif self.path in STYLE:
            status, content = self.style(self.path)
            self._send(status, "text/html; charset=utf-8", self._with_news(content))
        elif self.news is not None and (page := self._page()) is not None:
            content = self._with_news(page.read_bytes())
            self._send(200, "text/html; charset=utf-8", content)
        else:
            super().do_GET()

    def _with_news(self, content: bytes) -> bytes:
        return content if self.news is None else content.replace(b"</body>", _TAG, 1)

    def _page(self) -> Path | None:
        """Return the page asked for, when it is one."""
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        return page if page.suffix == ".html" and page.is_file() else None

    def _send_news(self, news: News) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with news.listen() as reader, contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while True:
                try:
                    self.wfile.write(reader.get(timeout=15))
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                self.wfile.flush()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
        else:
            self._send(404, "text/html; charset=utf-8", page.read_bytes())

    def _send(self, code: int, kind: str, content: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        # No static host shows what is in a folder that has no page.
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        pass
