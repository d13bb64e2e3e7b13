"""Read record files that are written as plainly as our formatter writes them, quickly.

Nearly all records are: one key or item a line, values plain or in double quotes, only
signs of the Windows-1251 set. Whatever is not surely of that kind goes to `document`,
which alone says what is wrong and where; a property test holds both equal.
"""

import re
from dataclasses import dataclass

from mrezha.records.document import FENCE, MAX_BYTES, MAX_DEPTH, Document, Value

_LINE = re.compile(r'( *)(- )?(?:([a-z][a-z0-9_-]*):(?: |$))?("?)([^\t]*)$')
# What a plain scalar may not begin with here (YAML 1.2, indicators, and some more).
_LEADING = frozenset(" \t-?:,[]{}#&*!|>'\"%@`")
# Signs of the set that a text may not hold: controls but line feed, delete, soft hyphen.
_REFUSED = bytes([*range(10), *range(11, 32), 0x7F, 0xAD])
# The alphabets of a text, sign by sign: a Latin letter, a Cyrillic letter, or neither.
_CYRILLIC = "".join(map(chr, range(0x400, 0x530)))
_KINDS = bytes(
    0x62 if sign in _CYRILLIC else 0x61 if sign.isalpha() else 0x20
    for sign in bytes(range(256)).decode("cp1251", "replace")
)
_STRESSED_I = "\u045d"  # common in Bulgarian, and not in the set


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """A record file as read; `is_one_alphabet` says that no word mixes alphabets."""

    document: Document
    is_one_alphabet: bool


class _NotPlainError(Exception):
    """The text is not surely of the plain kind."""


Row = tuple[int, bool, str, str | None]


def read_plain(raw: bytes, file: str) -> PlainDocument | None:
    """Return a document without line numbers, or None when it is not surely plain."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
        signs = text.replace(_STRESSED_I, "и").encode("cp1251")
    except UnicodeError:
        return None
    if len(signs.translate(None, _REFUSED)) != len(signs) or "\\" in text:
        return None
    head, _, rest = text.partition(f"\n{FENCE}\n")
    if not head.startswith(f"{FENCE}\n") or (not rest and not text.endswith(f"\n{FENCE}\n")):
        return None
    try:
        data = _read_all(_read_rows(head.split("\n")[1:]))
    except _NotPlainError:
        return None
    kinds = signs.translate(_KINDS)
    body = _strip_blank_lines(rest)
    whole = b"ab" not in kinds and b"ba" not in kinds
    return PlainDocument(Document(file, data, {}, body, 1), whole)


def _strip_blank_lines(text: str) -> str:
    """Drop blank lines before a text and line ends after it."""
    start = 0
    while (end := text.find("\n", start)) >= 0 and not text[start:end].strip():
        start = end + 1
    return text[start:].rstrip("\n") if text[start:].strip() else ""


def _read_rows(lines: list[str]) -> list[Row]:
    """Return lines as (indent, is an item, key, value); the value is None where none is."""
    rows: list[Row] = []
    match = _LINE.match
    at = 0
    while at < len(lines):
        found = match(lines[at])
        if found is None:
            raise _NotPlainError
        spaces, dash, key, quote, rest = found.groups()
        at += 1
        value: str | None = rest
        if quote:
            if rest[-1:] != '"' or rest.find('"') < len(rest) - 1:
                raise _NotPlainError
            value = rest[:-1]
        elif not rest:
            value = None
        elif rest == "|" and key and not dash:
            value, at = _read_block(lines, at, len(spaces))
        elif rest[0] in _LEADING or rest[-1] in " :" or ": " in rest or " #" in rest:
            raise _NotPlainError
        if not key and not dash:
            raise _NotPlainError
        rows.append((len(spaces), dash is not None, key or "", value))
    return rows


def _read_block(lines: list[str], at: int, indent: int) -> tuple[str, int]:
    """Read the lines of a literal text (|), which ends with exactly one line feed."""
    if at == len(lines):
        raise _NotPlainError
    inner = len(lines[at]) - len(lines[at].lstrip(" "))
    margin = " " * inner
    if inner <= indent or len(lines[at]) == inner:
        raise _NotPlainError
    found: list[str] = []
    while at < len(lines) and (lines[at].startswith(margin) or not lines[at]):
        found.append(lines[at][inner:])
        at += 1
    while not found[-1]:
        found.pop()
    return "\n".join(found) + "\n", at


def _read_all(rows: list[Row]) -> dict[str, Value]:
    if not rows or rows[0][0] or rows[0][1]:
        raise _NotPlainError
    data, end = _mapping(rows, 0, 0, 0)
    if end != len(rows):
        raise _NotPlainError
    return data


def _mapping(rows: list[Row], at: int, indent: int, depth: int) -> tuple[dict[str, Value], int]:
    """Read the keys at one indent; the first may stand behind the dash of an item."""
    if depth >= MAX_DEPTH - 1:
        raise _NotPlainError
    data: dict[str, Value] = {}
    is_first = True
    while at < len(rows):
        spaces, dash, key, value = rows[at]
        here = spaces + 2 if dash and is_first else spaces
        if here != indent or (dash and not is_first):
            break
        if not key or key in data:
            raise _NotPlainError
        at += 1
        is_first = False
        if value is None:
            data[key], at = _below(rows, at, indent, depth)
        else:
            data[key] = value
    if at < len(rows) and rows[at][0] > indent:
        raise _NotPlainError
    return data, at


def _below(rows: list[Row], at: int, indent: int, depth: int) -> tuple[Value, int]:
    """Read what stands under a key without a value."""
    if at == len(rows):
        return None, at
    spaces, dash = rows[at][:2]
    if dash and spaces >= indent:
        return _items(rows, at, spaces, depth + 1)
    if spaces > indent:
        return _mapping(rows, at, spaces, depth + 1)
    return None, at


def _items(rows: list[Row], at: int, indent: int, depth: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    while at < len(rows) and rows[at][1] and rows[at][0] == indent:
        _, _, key, value = rows[at]
        if key:
            item, at = _mapping(rows, at, indent + 2, depth + 1)
            items.append(item)
        elif value is None:
            raise _NotPlainError
        else:
            items.append(value)
            at += 1
    if at < len(rows) and rows[at][0] > indent:
        raise _NotPlainError
    return items, at
