"""A static host as sites are published on: under a path, packed by gzip, with `_headers`."""

import gzip
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PREFIX = "/mrezha/"
_PACKED = re.compile(r"text/|javascript|json|xml|manifest|calendar")
_KINDS = {".webmanifest": "application/manifest+json", ".ics": "text/calendar"}


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | _KINDS

    def __init__(self, *args: Any, site: Path, rules: Mapping[str, str], **more: Any) -> None:
        self.site, self.rules = site, rules
        super().__init__(*args, directory=str(site), **more)

    def do_GET(self) -> None:
        path = unquote(self.path.split("?")[0])
        file = self.site / path.removeprefix(PREFIX)
        if path.endswith("/"):
            file /= "index.html"
        is_ours = path.startswith(PREFIX) and file.resolve().is_relative_to(self.site)
        if is_ours and file.is_file():
            self._answer(file, 200)
        else:
            self._answer(self.site / "404.html", 404)

    def _answer(self, file: Path, status: int) -> None:
        kind = self.guess_type(file)
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        is_packed = takes and bool(_PACKED.search(kind))
        content = _packed(file) if is_packed else file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text/" in kind else kind)
        self.send_header("Content-Length", str(len(content)))
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        for name, value in self.rules.items():
            self.send_header(name, value)
        if "static" in file.relative_to(self.site).parts[:1]:
            self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers drop connections whenever they like."""


@lru_cache(maxsize=2000)
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def read_rules(site: Path) -> dict[str, str]:
    """Return the headers that `_headers` of a site sets for every page."""
    block = (site / "_headers").read_text(encoding="utf-8").split("\n/")[0]
    return dict(re.findall(r"^  ([\w-]+): (.+)$", block, re.MULTILINE))


class WebHost:
    """Takes a port at once, so that a site can be built for its address, and serves it later."""

    def __init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), SimpleHTTPRequestHandler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.home = self.origin + PREFIX

    @contextmanager
    def serve(self, site: Path) -> Iterator[str]:
        """Serve a built site below PREFIX; gives the address of its home page."""
        root = site.resolve()
        handler: Any = partial(_Handler, site=root, rules=read_rules(root))
        self.server.RequestHandlerClass = handler
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        try:
            yield self.home
        finally:
            self.server.shutdown()
            self.server.server_close()
