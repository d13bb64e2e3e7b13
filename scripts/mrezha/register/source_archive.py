"""Judge a packed spreadsheet before any reader sees it: kind, sizes, macros, declarations."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mrezha.register.sheets import MAX_ROWS, SourceError

MAX_UNPACKED = 200 * 1024 * 1024
# XML of a real workbook packs 5 to 20 times; a member far beyond that is a bomb.
MAX_RATIO = 150
SMALL_MEMBER = 1024 * 1024
MAX_MEMBERS = 500
# What a sheet of MAX_ROWS rows may hold; more is not read at all.
MAX_TAGS = 40 * MAX_ROWS
MAX_STRING_TAGS = 15 * MAX_ROWS
_CHUNK = 1024 * 1024
_XML = (".xml", ".rels", ".vml")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_WRONG = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Archive:
    """What a packed spreadsheet is."""

    kind: Literal["xlsx", "ods"]
    has_macros: bool


def check_archive(raw: bytes, shown: str) -> Archive:
    """Refuse an archive that is no workbook, unpacks too far, or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            names = {one.filename for one in members}
            if len(members) > MAX_MEMBERS or any(_is_bomb(one) for one in members):
                raise SourceError("import-bomb", shown)
            if sum(one.file_size for one in members) > MAX_UNPACKED:
                raise SourceError("import-size", shown, limit=f"{MAX_UNPACKED // 1024**2} MB")
            if any(one.flag_bits & 1 for one in members):
                raise SourceError("import-password", shown)
            kind = _find_kind(archive, names, shown)
            for member in members:
                if member.filename.endswith(_XML):
                    _check_member(archive, member, shown)
    except SourceError:
        raise
    except _WRONG as error:
        raise SourceError("import-file", shown, value=Path(shown).name) from error
    has_macros = any(re.search(r"(?i)vbaProject|macrosheets/|^Basic/|^Scripts/", n) for n in names)
    return Archive(kind, has_macros)


def _find_kind(archive: zipfile.ZipFile, names: set[str], shown: str) -> Literal["xlsx", "ods"]:
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return "xlsx"
    if "content.xml" in names:
        said = archive.read("mimetype")[:200].strip() if "mimetype" in names else _ODS
        if said.startswith(_ODS):
            if b"encryption-data" in _read(archive, "META-INF/manifest.xml", names):
                raise SourceError("import-password", shown)
            return "ods"
    raise SourceError("import-file", shown, value=Path(shown).name)


def _read(archive: zipfile.ZipFile, name: str, names: set[str]) -> bytes:
    return archive.read(name) if name in names else b""


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str) -> None:
    """Look through a part in pieces: no declarations, no UTF-16, a bounded number of tags."""
    tags, size, tail = 0, 0, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MAX_UNPACKED:
                raise SourceError("import-bomb", shown)
            # The signs of a tag may fall on two pieces.
            piece = tail + chunk
            if b"\x00" in chunk:
                raise SourceError("import-file", shown, value=Path(shown).name)
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise SourceError("import-entities", shown)
            tags += chunk.count(b"<") - chunk.count(b"</")
            if tags > (MAX_STRING_TAGS if "sharedStrings" in member.filename else MAX_TAGS):
                raise SourceError("import-rows", shown, limit=str(MAX_ROWS))
            tail = piece[-9:]


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    """Say whether a member unpacks out of all proportion."""
    size = member.file_size
    return size > SMALL_MEMBER and size > MAX_RATIO * max(1, member.compress_size)
