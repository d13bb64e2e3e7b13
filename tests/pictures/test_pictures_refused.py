"""Files that are no pictures of ours are refused, and hostile ones harm nobody."""

import io
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from PIL import Image

from mrezha.pictures import prepare as outside
from mrezha.pictures.prepare import judge_picture, prepare_picture, unpack_answer
from mrezha.pictures.rules import MAX_BYTES, Prepared, Refusal

JPEG_START, WEBP_START = b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"
SCRIPT = b"<script>alert(document.domain)</script>"


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", **options: object) -> bytes:
    return encode(Image.radial_gradient("L").convert("RGB"), kind, **options)


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (40, 40), (shade, 0, 0)) for shade in (0, 120, 240)]


def moving(kind: str) -> bytes:
    first, *others = frames()
    return encode(first, kind, save_all=True, append_images=others, duration=100)


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG (PNG third edition, 5.3)."""
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def png_saying(width: int, height: int, *chunks: bytes, depth: int = 8) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", SCRIPT)
    return out.getvalue()


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)  # ISO/IEC 23008-12, 10.2.1.1
AVIF = b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + bytes(64)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xd8",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"<!doctype html>" + SCRIPT,
        SCRIPT + photo(),
        zip_file(),
        b"%PDF-1.7\n" + photo(),
        encode(frames()[0], "GIF"),
        moving("GIF"),
        encode(frames()[0], "TIFF"),
        encode(frames()[0], "BMP"),
        encode(frames()[0], "ICO"),
        encode(frames()[0], "JPEG2000"),
        HEIC,
        AVIF,
        moving("WEBP"),
        moving("PNG"),
    ],
    ids=[
        "nothing", "two bytes", "svg", "svg with a mark", "html", "html before a photo", "zip",
        "pdf", "gif", "moving gif", "tiff", "bmp", "ico", "jpeg 2000", "heic", "avif",
        "moving webp", "moving png",
    ],
)  # fmt: skip
def test_anything_but_a_still_jpeg_png_or_webp_is_refused(raw: bytes) -> None:
    assert "picture-kind" == judge_picture(raw)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.95])
def test_a_picture_that_is_not_whole_is_refused(kind: str, part: float) -> None:
    raw = photo(kind)
    assert judge_picture(raw) is None
    assert "picture-damaged" == judge_picture(raw[: max(16, int(len(raw) * part))])


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_with_other_bytes_in_the_middle_is_refused(kind: str) -> None:
    raw = bytearray(photo(kind))
    middle = len(raw) // 3
    raw[middle : middle + 40] = b"\xff\x00" * 20
    found = judge_picture(bytes(raw))
    # WebP has no check sums: what still reads as pixels is pixels.
    assert found == "picture-damaged" or (kind == "WEBP" and found is None)


GLUED = {
    "html": b"<html><body>" + SCRIPT,
    "zip": zip_file(),
    "php": b"<?php system($_GET[0]); ?>",
    "pdf": b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>",
}


@pytest.mark.parametrize("tail", GLUED.values(), ids=GLUED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_glued_behind_a_picture_does_not_pass(kind: str, tail: bytes) -> None:
    found = prepare_picture(photo(kind) + tail)
    assert isinstance(found, Prepared)
    for one in found.files:
        assert tail not in one.data
        assert not zipfile.is_zipfile(io.BytesIO(one.data))


def test_what_is_hidden_in_a_comment_does_not_pass() -> None:
    found = prepare_picture(photo("JPEG", comment=SCRIPT))
    assert isinstance(found, Prepared)
    assert [] == [one.kind for one in found.files if SCRIPT in one.data]


PIXELS = chunk(b"IDAT", zlib.compress(bytes(72)))  # of 8 x 8 grey ones
ZEROS = zlib.compress(bytes(200_000_000), 9)  # 200 MB in 200 KB

BOMBS = {
    "says 100,000 x 100,000": (png_saying(100_000, 100_000), "picture-size"),
    "says the most there is": (png_saying(2**31 - 1, 2**31 - 1), "picture-size"),
    "says nothing": (png_saying(0, 0), "picture-damaged"),
    "more pixels than it says": (png_saying(8, 8, chunk(b"IDAT", ZEROS)), None),
    "a text that unfolds": (
        png_saying(8, 8, chunk(b"zTXt", b"a\0\0" + ZEROS), PIXELS),
        "picture-damaged",
    ),
    "a profile that unfolds": (
        png_saying(8, 8, chunk(b"iCCP", b"a\0\0" + ZEROS), PIXELS),
        None,
    ),
}


@pytest.mark.timeout(60)  # the child is stopped after its CPU seconds
@pytest.mark.parametrize(("raw", "expected"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_judged(raw: bytes, expected: str | None) -> None:
    assert judge_picture(raw) in ("picture-damaged", expected)


@pytest.mark.parametrize(("size", "code"), [(MAX_BYTES, None), (MAX_BYTES + 1, "picture-size")])
def test_a_file_has_at_most_12_megabytes(size: int, code: str | None) -> None:
    raw = photo()
    assert code == judge_picture(raw + bytes(size - len(raw)))


def run_child(body: str) -> int:
    """Run code in a process under the limits of the child; return its exit code."""
    start = "import sys; sys.path[:] = sys.argv[1:]\nfrom mrezha.pictures.child import _limit\n"
    command = [sys.executable, "-I", "-S", "-c", f"{start}_limit()\n{body}", *sys.path]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


def test_the_process_that_decodes_gets_no_more_memory_than_it_may() -> None:
    assert 0 == run_child("bytearray(300 * 1024 * 1024)")
    assert 0 != run_child("bytearray(700 * 1024 * 1024)")


def test_the_process_that_decodes_is_stopped_when_it_takes_too_long() -> None:
    # SIGXCPU or SIGKILL, setrlimit(2)
    assert run_child("while True: pass") in (-24, -9)


def test_the_process_that_decodes_can_write_no_file(tmp_path) -> None:
    path = tmp_path / "x"
    assert 0 != run_child(f"import os; os.write(os.open({str(path)!r}, os.O_CREAT | 1), b'x')")
    assert b"" == path.read_bytes()


@pytest.mark.parametrize(
    "start", ["import os; os._exit(3)", "import os; os.abort()", "print('{}')", "print('[]')", ""]
)
def test_a_child_that_dies_or_babbles_is_a_damaged_picture(start: str, monkeypatch) -> None:
    monkeypatch.setattr(outside, "_START", start or "pass")
    assert "picture-damaged" == judge_picture(photo())


def test_a_child_that_hangs_is_left() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outside, "_START", "import time; time.sleep(60)")
        patch.setattr(outside, "WALL_SECONDS", 0.5)
        found = prepare_picture(photo())
    # Not for good: the machine may have been at fault.
    assert Refusal("picture-damaged", is_final=False) == found


@pytest.mark.parametrize(
    ("files", "body"),
    [
        ("[]", b""),
        ('[[9, 9, "jpeg", 3]]', JPEG_START),
        ('[[9, 9, "webp", 4], [9, 9, "jpeg", 3]]', b"<b>!" + JPEG_START),
        ('[[9, 9, "html", 4], [9, 9, "jpeg", 3]]', b"<b>!" + JPEG_START),
        ('[[9, 9, "webp", 12], [9, 9, "jpeg", 99]]', WEBP_START + JPEG_START),
        ('[[9, 9, "webp", 12], [9, 9, "jpeg", 3]]', WEBP_START + JPEG_START + b"more"),
        ('[[9, 0, "webp", 12], [9, 9, "jpeg", 3]]', WEBP_START + JPEG_START),
        ('[[9, 9, "jpeg", 3], [9, 9, "webp", 12]]', JPEG_START + WEBP_START),
        ('{"a": 1}', b""),
        ("7", b""),
    ],
)
def test_an_answer_that_is_no_picture_is_not_believed(files: str, body: bytes) -> None:
    head = f'{{"width": 9, "height": 9, "files": {files}}}\n'.encode()
    assert unpack_answer(head + body) is None


def test_an_answer_that_is_a_picture_is_believed() -> None:
    files = b'[[9, 9, "webp", 12], [9, 9, "jpeg", 3]]'
    head = b'{"width": 9, "height": 9, "files": ' + files + b"}\n"
    assert isinstance(unpack_answer(head + WEBP_START + JPEG_START), Prepared)
