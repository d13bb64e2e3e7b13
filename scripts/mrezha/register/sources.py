"""Read a register file into rows of text cells, recognised by its content, not its name.

CSV, XLSX, ODS, and a table in a saved page. Everything read is hostile until checked:
sizes are limited before anything is unpacked, macros and links are never looked at.
"""

import hashlib
from pathlib import Path

from mrezha.register.sheets import MAX_BYTES, Row, Sheet, Source, SourceError
from mrezha.register.source_archive import check_archive
from mrezha.register.source_html import is_page, read_page
from mrezha.register.source_ods import read_ods
from mrezha.register.source_text import decode, read_csv
from mrezha.register.source_xlsx import read_xlsx

__all__ = ["Row", "Sheet", "Source", "SourceError", "parse_source", "read_source"]

# How files begin that people rename by mistake (and what a password makes of a workbook:
# an OLE container, MS-OFFCRYPTO 2.3), none of which is a table for us.
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
    b"SQLite format 3",
)


def read_source(path: Path, shown: str) -> Source:
    """Read a register file. Raises SourceError when it cannot be one, or cannot be read."""
    try:
        if path.is_dir():
            raise SourceError("import-folder", shown)
        if path.exists() and not path.is_file():
            raise SourceError("import-file", shown, value=Path(shown).name)
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise SourceError("import-size", shown, limit=f"{MAX_BYTES // 1024 // 1024} MB")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("import-missing", shown) from error
    except IsADirectoryError as error:
        raise SourceError("import-folder", shown) from error
    except PermissionError as error:
        raise SourceError("import-permission", shown) from error
    except ValueError as error:  # a NUL in the name
        raise SourceError("import-missing", shown) from error
    return parse_source(raw, shown)


def parse_source(raw: bytes, shown: str) -> Source:
    """Turn the bytes of a register file into sheets of text cells."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SourceError("import-empty-file", shown)
    checksum = hashlib.sha256(raw).hexdigest()
    if raw.startswith(b"PK\x03\x04"):
        archive = check_archive(raw, shown)
        read = read_xlsx if archive.kind == "xlsx" else read_ods
        return Source(shown, checksum, read(raw, archive, shown), archive.has_macros)
    if raw.startswith(_OLE) and _ENCRYPTED in raw:
        raise SourceError("import-password", shown)
    if raw.startswith(_OLE):
        raise SourceError("import-old-excel", shown)
    if raw.startswith(_OTHERS) or raw.startswith(b"PK"):
        raise SourceError("import-file", shown, value=Path(shown).name)
    text = decode(raw, shown)
    if is_page(text):
        return Source(shown, checksum, read_page(text, shown))
    return Source(shown, checksum, (read_csv(text, shown),))
