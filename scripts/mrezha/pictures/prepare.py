"""Judge and redraw pictures from outside: start the bounded process, believe little it says."""

import json
import os
import subprocess
import sys

from mrezha.pictures.rules import (
    JPEG,
    MAX_SIDE,
    WEBP,
    Prepared,
    Refusal,
    Variant,
    judge_outside,
    kind_of,
)

# The limit is on the child's own time; the wall clock only ends one that hangs.
WALL_SECONDS = 60
# Without the user's settings and site folders; modules come from where ours come from.
_START = "import sys; sys.path[:] = sys.argv[1:]; from mrezha.pictures.child import run; run()"
# Where some Pythons find their own libraries. Nothing else of the environment is passed on.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def judge_picture(raw: bytes) -> str | None:
    """Return the problem code of a picture that cannot be published, None for a good one."""
    found = prepare_picture(raw)
    return found.code if isinstance(found, Refusal) else None


def prepare_picture(raw: bytes) -> Prepared | Refusal:
    """Return a picture redrawn in all its sizes, or why it is not taken.

    The same bytes give the same answer. Raises OSError when no process can be started.
    """
    if (refusal := judge_outside(raw)) is not None:
        return refusal
    try:
        done = subprocess.run(
            (sys.executable, "-I", "-S", "-c", _START, *filter(None, sys.path)),
            input=raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Refusal("picture-damaged", is_final=False)
    if done.returncode != 0:
        return Refusal("picture-damaged", is_final=False)
    return unpack_answer(done.stdout) or Refusal("picture-damaged")


def unpack_answer(answer: bytes) -> Prepared | Refusal | None:
    """Read the child's answer; None for one that is not in its form."""
    line, _, body = answer.partition(b"\n")
    try:
        head = json.loads(line)
        if "code" in head:
            return Refusal(str(head["code"]), {str(k): str(v) for k, v in head["params"].items()})
        files, start = [], 0
        for width, height, kind, size in head["files"]:
            files.append(Variant(int(width), int(height), kind, body[start : start + int(size)]))
            start += int(size)
        prepared = Prepared(
            int(head["width"]),
            int(head["height"]),
            {one.width: one for one in files[:-1]},
            files[-1],
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return prepared if start == len(body) and _is_sound(prepared) else None


def _is_sound(prepared: Prepared) -> bool:
    """Say whether the files are what they claim to be, as far as their outside tells."""
    kinds = [one.kind for one in prepared.files]
    return (
        kinds == [WEBP] * len(prepared.variants) + [JPEG]
        and bool(prepared.variants)
        and all(kind_of(one.data) == one.kind for one in prepared.files)
        and all(0 < side <= MAX_SIDE for one in prepared.files for side in (one.width, one.height))
    )
