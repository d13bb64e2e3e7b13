"""Read text: find its encoding, then its delimiter, then its rows."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mrezha.register.sheets import MAX_CELL, Row, Sheet, SourceError, limit_rows

SAMPLE = 200_000
SAMPLE_ROWS = 60
DELIMITERS = ";,\t|"
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w-]{3,20})[\"']")
# The names a page may say its text is in; what else it says is not believed.
_SAID = {
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "koi8-r": "koi8-r",
    "iso-8859-5": "iso8859-5",
}
# Signs no text holds but damaged or binary files do.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode(raw: bytes, shown: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1251. Raises SourceError."""
    for encoding in _candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if encoding in ("cp1251", "koi8-r", "iso8859-5") and not _is_bulgarian(text):
            continue
        sample = text[:SAMPLE]
        if len(_CONTROL.findall(sample)) > len(sample) / 100:
            raise SourceError("import-file", shown, value=Path(shown).name)
        return text.removeprefix("\ufeff")
    raise SourceError("import-encoding", shown)


def _candidates(raw: bytes) -> list[str]:
    """Return the encodings to try: a byte order mark decides, else what fits the bytes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if wide := _guess_wide(raw):
        return [wide]
    said = _CHARSET.search(raw[:4096]) or _XML_CHARSET.match(raw[:200])
    named = _SAID.get(said[1].decode("ascii").casefold()) if said else None
    # Valid UTF-8 with letters beyond ASCII is never anything else by chance.
    return ["utf-8-sig", *([named] if named else []), "cp1251"]


def _guess_wide(raw: bytes) -> str | None:
    """Return the UTF-16 a text without a mark may be in: the high bytes are nearly all 0 or 4."""
    sample = raw[: min(len(raw), 4000) // 2 * 2]
    if not sample:
        return None
    for encoding, high, low in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if sum(byte in (0, 4) for byte in high) >= 0.8 * len(high) and not (
            sum(byte in (0, 4) for byte in low) >= 0.8 * len(low)
        ):
            return encoding
    return None


def _is_bulgarian(text: str) -> bool:
    """Say whether text read by a one-byte table came out as Cyrillic words, not as noise."""
    odd = [sign for sign in text[:SAMPLE] if not sign.isascii() and not sign.isspace()]
    good = sum("А" <= sign <= "я" or sign in "„“”«»№–—’‘…•·§©®°ѝЁё€" for sign in odd)
    letters = sum("А" <= sign <= "я" for sign in odd)
    runs = len(re.findall("[А-Яа-я]{2,}", text[:SAMPLE]))
    # Upper letters inside a word after lower ones are what a wrong table gives.
    broken = len(re.findall("[а-я][А-Я]", text[:SAMPLE]))
    return bool(letters) and good >= 0.9 * len(odd) and runs > 0 and broken <= letters / 10


def read_csv(text: str, shown: str) -> Sheet:
    """Read delimited text into rows of cells. Raises SourceError when it is damaged."""
    line = 1
    csv.field_size_limit(131_072)
    text, delimiter = _said_delimiter(text.replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = delimiter or _find_delimiter(text)
    try:
        reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
        rows = []
        for row in limit_rows(_numbered(reader), shown):
            line = reader.line_num
            rows.append(row)
    except csv.Error as error:
        if plain := _read_plain(text, delimiter):
            return Sheet("", tuple(limit_rows(plain, shown)))
        params = {"row": str(line), "limit": str(MAX_CELL)}
        code = "import-cell" if "field limit" in str(error) else "import-csv"
        raise SourceError(code, shown, **params) from error
    return Sheet("", tuple(rows))


def _lines(text: str) -> Iterator[str]:
    """Yield lines one by one: a stream over the whole text would take four times its size."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _read_plain(text: str, delimiter: str) -> list[Row]:
    """Return the rows of a text written without CSV's quotes: `1;"Хляб"ЕООД;2`.

    Only when every line has the same number of cells, so that nothing can have slipped.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len({line.count(delimiter) for _, line in lines}) != 1 or delimiter not in lines[0][1]:
        return []
    return [Row(n, tuple(map(_unquote, line.split(delimiter)))) for n, line in lines]


def _unquote(cell: str) -> str:
    inner = cell[1:-1]
    is_whole = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_whole else cell


def _numbered(rows: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        yield Row(number, tuple(cells))


def _said_delimiter(text: str) -> tuple[str, str | None]:
    """Take off the line `sep=;` that spreadsheet programs put first."""
    first, _, rest = text.partition("\n")
    found = re.fullmatch(r'"?sep=(.)"?\r?', first)
    if found and found[1] in DELIMITERS:
        return rest, found[1]
    return text, None


def _find_delimiter(text: str) -> str:
    """Return the sign that cuts the first rows into the same number of cells most often."""
    lines = text[:SAMPLE].splitlines(keepends=True)[:SAMPLE_ROWS]

    def score(sign: str) -> int:
        counts: Counter[int] = Counter()
        try:
            for row in csv.reader(lines, delimiter=sign):
                counts[len(row)] += any(row)
        except csv.Error:
            pass
        return max((times * (cells - 1) for cells, times in counts.items()), default=0)

    return max(DELIMITERS, key=score)
