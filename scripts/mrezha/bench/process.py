"""Run a command and measure what it cost: time, processor, memory of its whole tree.

Needs Linux: memory is read from /proc. Processor time is user and system time of the
process and all it waited for, as the kernel counts it (wait4). Memory is the largest sum of
proportional set sizes (PSS) of the tree seen by sampling, or the largest resident set the
kernel kept for one process of it (ru_maxrss) where that is more: short runs end between
two samples. Every run is started by a small process of its own (`launch.py`), whose size is
not counted: a resident set is inherited over a fork.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PROC = Path("/proc")
_LAUNCHER = Path(__file__).parent / "launch.py"
_TICKS = os.sysconf("SC_CLK_TCK")
# The sampler rests this many times the processor time of a sample, and never less than this.
_REST = 10
_SHORTEST_REST_S = 0.02


class BenchError(Exception):
    """A measured command failed; the words say which and how it ended."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments and what is added to the environment."""

    args: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


def run_measured(commands: Sequence[Command]) -> Cost:
    """Run commands one after another; times add up, the peak is the highest.

    Raises BenchError when one fails.
    """
    costs = [_run_one(command) for command in commands]
    return Cost(
        sum(one.wall_s for one in costs),
        sum(one.cpu_s for one in costs),
        max(one.peak_bytes for one in costs),
    )


def _run_one(command: Command) -> Cost:
    with tempfile.TemporaryFile() as words, tempfile.NamedTemporaryFile() as usage:
        launcher = (sys.executable, "-I", "-S", str(_LAUNCHER), usage.name)
        started = time.perf_counter()
        small = Command((*launcher, *command.args), command.cwd, command.env)
        process = start(small, words.fileno())
        sampler = _Sampler(process.pid)
        sampler.start()
        try:
            status = process.wait()
        except BaseException:
            _stop_tree(process)
            raise
        finally:
            sampler.ended.set()
            sampler.join()
        wall_s = time.perf_counter() - started
        if status:
            words.seek(0)
            tail = words.read()[-2000:].decode(errors="replace")
            raise BenchError(f"{' '.join(command.args)}: {status}\n{tail}")
        user_s, system_s, resident_kib = map(float, usage.read().split())
    peak = max(sampler.peak_bytes, int(resident_kib) * 1024)
    return Cost(wall_s, user_s + system_s, peak)


def _stop_tree(process: "subprocess.Popen[bytes]") -> None:
    for pid in reversed(tuple(_tree(process.pid))):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def start(command: Command, output: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """Start a command with its words going to a file descriptor."""
    return subprocess.Popen(
        command.args,
        cwd=command.cwd,
        env={**os.environ, **command.env},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a resident process that we started."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cpu_of(pid: int) -> float:
    """Return the processor time a living process has used so far, in seconds."""
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_of_tree(pid: int, *, with_root: bool = True) -> int:
    """Return the memory of a process and its descendants, shared pages counted once."""
    return sum(_pss(one) for one in _tree(pid) if with_root or one != pid)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in (_PROC / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:  # it ended meanwhile
        return


def _pss(pid: int) -> int:
    try:
        with (_PROC / str(pid) / "smaps_rollup").open(encoding="ascii") as lines:
            for line in lines:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:  # it ended meanwhile
        return 0
    return 0


class _Sampler(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak_bytes = 0
        self.ended = threading.Event()

    def run(self) -> None:
        rest = _SHORTEST_REST_S
        while not self.ended.wait(rest):
            started = time.thread_time()
            self.peak_bytes = max(self.peak_bytes, memory_of_tree(self.pid, with_root=False))
            rest = max(_SHORTEST_REST_S, _REST * (time.thread_time() - started))
