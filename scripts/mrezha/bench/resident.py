"""Measure an edit with a peer's resident server: from saving the file to the page shown."""

import re
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryFile

from mrezha.bench.process import BenchError, Command, Cost, cpu_of, memory_of_tree, start, stop
from mrezha.bench.tools import Tool

_DEADLINE_S = 900.0
_QUIET_S = 1.0


def measure_resident(tool: Tool, mark: str, options: tuple[str, ...] = ()) -> Cost:
    """Start Hugo's server, edit one body, wait until the page shows it and the work rests.

    Raises BenchError when the change does not come.
    """
    port = _free_port()
    site = ("--source", str(tool.folder), "--noBuildLock")
    args = (
        tool.cold[0].args[0],
        "server",
        *site,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        *options,
    )
    address = f"http://127.0.0.1:{port}/{tool.shown_at}"
    with TemporaryFile() as words:
        process = start(Command(args, tool.folder), words.fileno())
        try:
            _wait_for(address, "<h1>", _DEADLINE_S)
            _wait_quiet(process.pid)
            before, started = cpu_of(process.pid), time.perf_counter()
            for edit in tool.edits["body"]:
                edit.apply(mark)
            _wait_for(address, mark, _DEADLINE_S)
            wall_s = time.perf_counter() - started
            _wait_quiet(process.pid)
            cpu_s = cpu_of(process.pid) - before
            peak = max(memory_of_tree(process.pid), _highest(process.pid))
        finally:
            stop(process)
    return Cost(wall_s, cpu_s, peak)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(address: str, text: str, deadline_s: float) -> None:
    ends = time.monotonic() + deadline_s
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 our own server
                if text.encode() in answer.read():
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        time.sleep(0.05)
    raise BenchError(f"{address}: {deadline_s:.0f} s")


def _wait_quiet(pid: int) -> None:
    """Wait until a process uses no processor time for a while."""
    last, since = cpu_of(pid), time.monotonic()
    while time.monotonic() - since < _QUIET_S:
        time.sleep(0.1)
        if (now := cpu_of(pid)) - last > 0.02:
            last, since = now, time.monotonic()


def _highest(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) * 1024 if found else 0
