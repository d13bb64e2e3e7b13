"""Pictures of a submission: taken from base64 or a file, redrawn, never copied."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from mrezha.intake.fields import Judge
from mrezha.intake.parcel import Upload
from mrezha.pictures.prepare import prepare_picture
from mrezha.pictures.rules import MAX_BYTES, Refusal
from mrezha.records.ids import make_id
from mrezha.schema.submission import Contract, Kind

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:jpg|jpeg|png|webp)")
_KEYS = ("name", "type", "alt", "alt_en", "credit", "data")
_WORDS = {"alt": 300, "alt_en": 300, "credit": 200}


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that will be drawn: its name less the ending, its bytes as they came."""

    stem: str
    raw: bytes
    words: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the picture as it came."""
        return hashlib.sha256(self.raw).hexdigest()


def read_photos(
    value: Any, uploads: Sequence[Upload], kind: Kind, contract: Contract, judge: Judge
) -> tuple[Photo, ...]:
    """Return the pictures of a submission, each judged by what is in it."""
    if value in (None, "", []) and not uploads:
        return ()
    if "photos" not in kind.keys:
        judge.add("submission-protected", "photos", value="photos", owner="centre")
        return ()
    items = value if value not in (None, "") else []
    if not isinstance(items, list):
        judge.add("submission-shape", "photos", expected="[…]")
        return ()
    if len(items) + len(uploads) > (limit := contract.limits["photos"]):
        judge.add("too-many", "photos", size=str(len(items) + len(uploads)), limit=str(limit))
        return ()
    found = [_photo(item, f"photos[{n}]", contract, judge) for n, item in enumerate(items, 1)]
    for number, upload in enumerate(uploads, len(items) + 1):
        stem = make_id(upload.name.rpartition(".")[0] or upload.name, 60) or f"snimka-{number}"
        words = {"alt": judge.text(upload.alt, f"photos[{number}].alt")}
        found.append(_checked(stem, upload.data, words, f"photos[{number}]", MAX_BYTES, judge))
    return tuple(one for one in found if one is not None)


def _photo(item: Any, at: str, contract: Contract, judge: Judge) -> Photo | None:
    if not isinstance(item, Mapping):
        judge.add("submission-shape", at, expected="{" + ", ".join(_KEYS) + "}")
        return None
    for key, inner in item.items():
        if key not in _KEYS:
            judge.add("submission-unknown", f"{at}.{key}", value=key, suggestion="")
        elif not isinstance(inner, str):
            judge.add("submission-shape", f"{at}.{key}", expected="„…“")
            return None
    name = item.get("name", "")
    if not _NAME.fullmatch(name) or len(name) > 80:
        judge.add("picture-name", f"{at}.name", value=name)
        return None
    words = {key: judge.text(item.get(key, ""), f"{at}.{key}") for key in _WORDS}
    raw = _decode(item.get("data", ""), contract.limits["photo_bytes"])
    if raw is None:
        judge.add("submission-base64", f"{at}.data")
        return None
    limit = contract.limits["photo_bytes"]
    return _checked(name.rpartition(".")[0], raw, words, at, limit, judge)


def _decode(text: str, limit_bytes: int) -> bytes | None:
    """Return the bytes of base64 text; None when it is none, or is far over the limit."""
    head, comma, _rest = text[:60].partition(";base64,")
    plain = text[len(head) + len(comma) :] if comma and head.startswith("data:") else text
    if len(plain) > limit_bytes * 2:
        return b"\0" * (limit_bytes + 1)  # told as too large, without being decoded
    try:
        return base64.b64decode(plain.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None


def _checked(
    stem: str, raw: bytes, words: Mapping[str, str], at: str, limit_bytes: int, judge: Judge
) -> Photo | None:
    if len(raw) > limit_bytes:
        judge.add("picture-size", at, value=f"{len(raw) / 1024 / 1024:.1f} MB")
        return None
    for key, limit in _WORDS.items():
        if len(words.get(key, "")) > limit:
            judge.add("too-long", f"{at}.{key}", size=str(len(words[key])), limit=str(limit))
    if not words.get("alt"):
        judge.add("submission-alt", f"{at}.alt")
    return Photo(stem, raw, MappingProxyType({key: text for key, text in words.items() if text}))


def draw_photo(photo: Photo) -> bytes | Refusal:
    """Return the picture redrawn as WebP, up to 1,280 pixels wide; or why it is not taken."""
    found = prepare_picture(photo.raw)
    if isinstance(found, Refusal):
        return found
    return found.variants[max(found.variants)].data
