"""Write tables as CSV that no spreadsheet program takes for anything but text.

A cell that begins like a formula is run by the program that opens the file; the full-width
forms of the same signs, a tab or a carriage return before one, and a sign behind a delimiter
that the reader's program splits at, do the same. Source: OWASP, CSV Injection.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_STARTS = "=+-@"
_NUMBER = re.compile(r"[+-]?\d[\d\s.,]*")
_CALL = re.compile(r"[+\-@][\w.]*\s*[(|!]|[+\-@]?\s*cmd\b", re.IGNORECASE)
# Where another program may begin a cell: behind a delimiter or a line end inside the text.
_INSIDE = re.compile(r"([;,\t|\r\n]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def is_formula(text: str) -> bool:
    """Say whether a text was written to be run by a spreadsheet program."""
    plain = unicodedata.normalize("NFKC", text).strip(" '\"\t\r\n\u00a0")
    return plain.startswith("=") or _CALL.match(plain) is not None


def neutralise_cell(text: str) -> str:
    """Return a text that every spreadsheet program shows as it is; numbers stay numbers."""
    plain = unicodedata.normalize("NFKC", text).lstrip(" '\"\u00a0")
    shown = _INSIDE.sub(r"\1'", text)
    if plain[:1] in ("\t", "\r", "\n"):
        return f"'{shown}"
    if plain[:1] and plain[0] in _STARTS and not _NUMBER.fullmatch(plain):
        return f"'{shown}"
    return shown


def write_csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as CSV (RFC 4180) with every cell neutralised."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([neutralise_cell(cell) for cell in row] for row in rows)
    return stream.getvalue()
