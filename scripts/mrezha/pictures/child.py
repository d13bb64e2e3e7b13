"""The process that decodes one picture: it takes bytes and gives bytes, in tight bounds.

Decoders are where hostile pictures strike. So they run here alone: no file can be written,
memory and time are limited, and whatever goes wrong ends this process only.
"""

import contextlib
import json
import resource
import sys

from mrezha.pictures.rules import MAX_BYTES, Prepared, Refusal

# The hungriest picture allowed, 24 megapixels of transparent WebP, needs 560 MB.
MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS = 10


def run() -> None:
    """Redraw the picture on standard input and write the answer to standard output."""
    _limit()
    raw = sys.stdin.buffer.read(MAX_BYTES)
    # Only here: nothing of the decoders is ever loaded by the parent.
    from mrezha.pictures.drawing import draw

    try:
        found = draw(raw)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError):
        found = Refusal("picture-damaged")
    sys.stdout.buffer.write(pack_answer(found))


def pack_answer(found: Prepared | Refusal) -> bytes:
    """Return one line of JSON that says what follows, then the files' bytes one after another."""
    if isinstance(found, Refusal):
        return json.dumps({"code": found.code, "params": dict(found.params)}).encode() + b"\n"
    files = [[one.width, one.height, one.kind, len(one.data)] for one in found.files]
    head = {"width": found.width, "height": found.height, "files": files}
    return json.dumps(head).encode() + b"\n" + b"".join(one.data for one in found.files)


def _limit() -> None:
    """Give up the right to more memory, time, files on disk and core dumps."""
    with contextlib.suppress(ValueError, OSError):  # macOS does not limit address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
