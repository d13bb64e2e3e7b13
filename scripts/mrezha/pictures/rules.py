"""What a picture may be, and what is made of it: limits, kinds, sizes. Nothing is decoded here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MAX_BYTES = 12 * 1024 * 1024
# "24 megapixels" as cameras count: 6016 x 4016 and 5712 x 4284 round to it.
MAX_PIXELS = 24_500_000
# A side of WebP has at most 16,383 pixels (RFC 9649, 2.5); so nothing we write can be over it.
MAX_SIDE = 16_000
WIDTHS = (320, 640, 1280)
FALLBACK_WIDTH = 960

JPEG, PNG, WEBP = "jpeg", "png", "webp"
SUFFIXES = MappingProxyType({WEBP: ".webp", JPEG: ".jpg"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a picture is not taken: a problem code and the values of its message.

    `is_final` is False when the machine may have been at fault (no time, killed from
    outside): another try may end otherwise.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Variant:
    """One redrawn size of a picture; `kind` is "webp" or "jpeg"."""

    width: int
    height: int
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture redrawn for the site: upright size, WebP by width, and one JPEG for all others."""

    width: int
    height: int
    variants: Mapping[int, Variant]
    fallback: Variant

    @property
    def files(self) -> tuple[Variant, ...]:
        """Return everything there is to publish, WebP from small to large, then the JPEG."""
        return (*self.variants.values(), self.fallback)


def kind_of(raw: bytes) -> str | None:
    """Return what a file is by its first bytes, whatever it is called; None for no picture of ours.

    Signatures: ITU-T T.81 B.1.1.3 (SOI and another marker), PNG third edition 5.2, RFC 9649 2.4.
    """
    if raw.startswith(b"\xff\xd8\xff"):
        return JPEG
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return WEBP
    return None


def judge_outside(raw: bytes) -> Refusal | None:
    """Judge what can be said without decoding: kind and size of the file."""
    if len(raw) > MAX_BYTES:
        return too_heavy(len(raw))
    return None if kind_of(raw) else Refusal("picture-kind")


def too_heavy(size_bytes: int) -> Refusal:
    """Refuse a file for its size."""
    return Refusal("picture-size", {"value": f"{size_bytes / 1024 / 1024:.1f} MB"})


def judge_extent(width: int, height: int) -> Refusal | None:
    """Judge the size in pixels, as the file's header says it."""
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        return Refusal("picture-size", {"value": f"{width}×{height} px"})
    return None


def widths_for(width: int) -> tuple[int, ...]:
    """Return the widths a picture is drawn in: the usual ones, never more than it has."""
    return (*(one for one in WIDTHS if one < width), min(width, WIDTHS[-1]))
