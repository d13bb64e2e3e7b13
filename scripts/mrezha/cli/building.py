"""`mrezha build` and `mrezha serve`."""

import argparse
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from mrezha.cli.console import FAILED, GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import render_problem


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `build` and `serve` to the command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--content", help="the content folder (default: content)")
    shared.add_argument("--output", help="the site's folder (default: output)")
    shared.add_argument("--siteurl", help="the full address the site is published at")
    shared.add_argument("--clean", action="store_true", help="build everything anew")
    shared.add_argument(
        "--skip-check", action="store_true", help="build unchecked records, to diagnose only"
    )
    build = verbs.add_parser("build", parents=[common, shared], help="build the whole site")
    build.set_defaults(run=run_build)
    serve = verbs.add_parser(
        "serve", parents=[common, shared], help="build, serve, build again on every change"
    )
    serve.add_argument("--port", type=int, default=8000, help="0 takes a free one (default: 8000)")
    serve.add_argument("--no-build", action="store_true", help="serve the site as it is")
    serve.set_defaults(run=run_serve)


def run_build(args: argparse.Namespace, console: Console) -> int:
    """Build into a folder beside the output, then swap it in."""
    # Pelican is imported by the commands that build: its import costs 0.4 s.
    from mrezha import publish

    content, output = console.content(args), console.output(args)
    started = time.monotonic()
    console.tell("build-start")
    if args.skip_check:
        console.tell("build-skip-check")
    try:
        with publish.hold_lock(output):
            staging = publish.prepare(output)
            if not _run_pelican(args, console, content, staging):
                console.tell("build-refused")
                return PROBLEMS
            missing = publish.missing_files(staging, _expected_pages(content))
            if missing and not args.skip_check:
                names = ", ".join(missing[:5])
                console.tell("build-missing", count=len(missing), names=names)
                return PROBLEMS
            pages = sum(1 for _ in staging.rglob("*.html"))
            publish.swap(staging, output)
    except publish.BusyError:
        console.tell("build-busy", output=output)
        return FAILED
    except publish.PublishError:
        console.tell("build-foreign", output=output)
        return FAILED
    seconds = f"{time.monotonic() - started:.1f}"
    console.tell("build-done", pages=pages, seconds=seconds, output=_shown(output, console))
    return GOOD


def _shown(path: Path, console: Console) -> str:
    return str(path.relative_to(console.root)) if console.root in path.parents else str(path)


def _run_pelican(args: argparse.Namespace, console: Console, content: Path, staging: Path) -> bool:
    """Run Pelican and print why when it refuses; False then."""
    from mrezha.plugin import BuildRefusedError
    from mrezha.plugin.host import run_pelican

    overrides: dict[str, Any] = {"MREZHA_SKIP_CHECK": args.skip_check}
    if args.siteurl is not None:
        overrides["SITEURL"] = args.siteurl
    try:
        run_pelican(console.root / "pelicanconf.py", content, staging, overrides)
    except BuildRefusedError as error:
        if not error.problems:
            print(error, file=sys.stderr)
        for problem in error.problems:
            print(render_problem(problem, console.lang), file=sys.stderr)
        return False
    return True


def _expected_pages(content: Path) -> Iterator[str]:
    """Say which page every record file must have: counted from the files, not the build."""
    from mrezha.plugin.addresses import file_of, localise
    from mrezha.plugin.settings import LANGUAGES
    from mrezha.records.loading import read_withdrawn

    withdrawn, _ = read_withdrawn(content, content)
    for path in content.glob("*/*.md"):
        key = f"{path.parent.name}/{path.stem}"
        if key not in withdrawn:
            for lang in LANGUAGES:
                yield file_of(localise(f"{key}/", lang))


def run_serve(args: argparse.Namespace, console: Console) -> int:
    """Serve the built site and build it again whenever something it is made of changes."""
    output = console.output(args)
    if not args.no_build and (code := run_build(args, console)) != GOOD:
        return code
    if not (output / "index.html").is_file():
        raise CommandError(console.say("serve-none", output=output))
    handler = partial(_Handler, directory=str(output))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", args.port), handler)
    except OSError as error:
        raise CommandError(console.say("serve-port", port=args.port)) from error
    print(console.say("serve-at", address=f"http://127.0.0.1:{server.server_port}/"), flush=True)
    if args.no_build:
        server.serve_forever()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _watch(args, console)
    return GOOD


def _watch(args: argparse.Namespace, console: Console) -> None:
    from watchfiles import watch

    paths = [console.content(args), console.root / "theme", console.root / "pelicanconf.py"]
    for changes in watch(*paths):
        names = ", ".join(sorted({Path(path).name for _, path in changes})[:3])
        console.tell("serve-changed", names=names)
        run_build(args, console)


class _Handler(SimpleHTTPRequestHandler):
    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass
