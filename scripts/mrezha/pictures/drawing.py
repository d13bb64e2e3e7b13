"""Redraw a picture from its pixels: upright, in sRGB, on white, with nothing else kept.

Runs in the child process alone. Only pixels pass from the old file to the new ones, so
EXIF, places, comments, colour profiles and whatever was glued to the file stay behind.
"""

import io
import struct

from PIL import Image, ImageCms

from mrezha.pictures.rules import (
    FALLBACK_WIDTH,
    JPEG,
    PNG,
    WEBP,
    WIDTHS,
    Prepared,
    Refusal,
    Variant,
    judge_extent,
    judge_outside,
    kind_of,
    widths_for,
)

# EXIF (CIPA DC-008, 4.6.4 A, tag 0x0112): how the stored rows have to be turned.
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_THEIR_SIDE = (5, 6, 7, 8)
_QUALITY = {WEBP: 78, JPEG: 82}
_WHITE = (255, 255, 255)


def draw(raw: bytes) -> Prepared | Refusal:
    """Return the picture redrawn, or why it is not taken.

    Raises what Pillow raises on a damaged file: OSError, SyntaxError, ValueError, EOFError.
    """
    if (refusal := judge_outside(raw)) is not None:
        return refusal
    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter and comes with a sentence
    if kind_of(raw) == PNG:
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as unread:
            unread.verify()  # its check sums, which reading the pixels does not ask for
    with Image.open(io.BytesIO(raw), formats=[str(kind_of(raw)).upper()]) as opened:
        if (refusal := judge_extent(*opened.size)) is not None:
            return refusal
        # A JPEG of several pictures is one picture with more behind it, as phones write it.
        if kind_of(raw) != JPEG and getattr(opened, "n_frames", 1) > 1:
            return Refusal("picture-kind")
        return _draw_sizes(opened)


def _draw_sizes(opened: Image.Image) -> Prepared:
    turn = _orientation(opened)
    profile = opened.info.get("icc_profile")
    width, height = opened.size[::-1] if turn in _ON_THEIR_SIDE else opened.size
    largest = fit((width, height), WIDTHS[-1])
    stored = largest[::-1] if turn in _ON_THEIR_SIDE else largest
    # A JPEG may be decoded at a half or a quarter of its size; twice ours is plenty.
    opened.draft(None, (2 * stored[0], 2 * stored[1]))
    drawn = _shrink(_flatten(opened), stored)
    if turn in _TURNS:
        drawn = drawn.transpose(_TURNS[turn])
    base = _bare(_as_srgb(drawn, profile))
    variants = {
        one: _encode(_shrink(base, fit((width, height), one)), WEBP) for one in widths_for(width)
    }
    fallback = _encode(_shrink(base, fit((width, height), FALLBACK_WIDTH)), JPEG)
    return Prepared(width, height, variants, fallback)


def _orientation(opened: Image.Image) -> int:
    """Return how the picture has to be turned; 1 (as it is) when its EXIF cannot be read."""
    try:
        turn = opened.getexif().get(_ORIENTATION)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        return 1
    return turn if isinstance(turn, int) else 1


def fit(size: tuple[int, int], width: int) -> tuple[int, int]:
    """Return a size at most this wide in the proportions of another; never a larger one."""
    if size[0] <= width:
        return size
    return width, max(1, round(size[1] * width / size[0]))


def _flatten(opened: Image.Image) -> Image.Image:
    """Return the pixels as grey, RGB or CMYK; what is transparent becomes white paper."""
    if opened.mode in ("L", "RGB", "CMYK") and "transparency" not in opened.info:
        return opened
    if opened.mode in ("I", "I;16", "I;16B", "I;16L", "I;16N"):  # grey of 16 bits
        return opened.convert("I").point(lambda value: value / 257).convert("L")
    layers = opened.convert("RGBA")
    paper = Image.new("RGB", layers.size, _WHITE)
    paper.paste(layers, mask=layers.getchannel("A"))
    return paper


def _shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _as_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB, which browsers take for granted; a bad profile is ignored."""
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            done = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            done = None
        if done is not None:
            return done
    return image.convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """Return fresh pixels without anything that Pillow would carry into a new file."""
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)
    return fresh


def _encode(image: Image.Image, kind: str) -> Variant:
    out = io.BytesIO()
    options = {"method": 4} if kind == WEBP else {"optimize": True, "progressive": True}
    image.save(out, kind.upper(), quality=_QUALITY[kind], **options)
    return Variant(*image.size, kind, out.getvalue())
