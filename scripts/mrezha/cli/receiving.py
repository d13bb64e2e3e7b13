"""`mrezha intake serve`: receive submissions and keep them as files."""

import argparse
import socket
import time
from pathlib import Path

from mrezha.cli.console import GOOD, CommandError, Console


def run_serve(args: argparse.Namespace, console: Console) -> int:
    """Serve until interrupted."""
    # The server's library is imported by this command alone.
    import uvicorn

    from mrezha.intake.receiving import Gate, Store, make_app

    folder = _store_folder(args, console)
    app = make_app(Store(folder), Gate(time.monotonic), (args.origin or "").rstrip("/"))
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        limit_concurrency=20,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=32 * 1024,
        server_header=False,
        date_header=False,
        # A web server on this machine says who came; nobody else is believed.
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
    )
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((args.host, args.port))
        except OSError:
            raise CommandError(console.say("serve-port", port=args.port)) from None
        host, port = listener.getsockname()[:2]
        console.tell("intake-at", address=f"http://{host}:{port}/submissions")
        uvicorn.Server(config).run(sockets=[listener])
    return GOOD


def _store_folder(args: argparse.Namespace, console: Console) -> Path:
    """Return where submissions are kept; never inside the checkout, which may be published."""
    if not args.store:
        raise CommandError(console.say("intake-store"))
    folder = Path(args.store).resolve()
    if folder == console.root or console.root in folder.parents:
        raise CommandError(console.say("intake-store"))
    return folder
