"""Read where a row comes from: sources, their addresses and days, and how sure they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mrezha.records.cells import judge_url
from mrezha.schema import load_schema

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s]*)?", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where a row comes from, as it goes into `register.sources`."""

    name: str
    url: str | None = None
    seen_on: str | None = None
    certainty: str | None = None
    note: str | None = None

    def as_data(self) -> dict[str, str]:
        """Return the keys that say something, in schema order."""
        keys = ("name", "url", "seen_on", "certainty", "note")
        return {key: value for key in keys if (value := getattr(self, key))}


def split_sources(text: str) -> Iterator[str]:
    """Return the sources of a cell; a semicolon in brackets does not part."""
    depth = 0
    part = ""
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == ";" and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += sign
    if part.strip():
        yield part.strip()


def split_source(text: str) -> SourceNote:
    """Return a source with its address, when it is nothing but one, and its last date."""
    dates = _DATE.findall(text)
    match = _ADDRESS.fullmatch(_BRACKETS.sub("", text))
    url = None
    if match:
        whole = _BRACKETS.sub("", text)
        url = whole if "://" in whole else f"https://{whole}"
        url = None if judge_url(url) else url
    return SourceNote(text, url, dates[-1] if dates else None)


def split_certainty(text: str | None) -> tuple[str | None, str | None]:
    """Return the certainty and the note of a text such as "medium (class not stated)"."""
    if not text:
        return None, None
    word, _, rest = text.partition(" ")
    if word.casefold().strip(",;") not in load_schema().vocabularies["certainties"].terms:
        return None, text
    rest = rest.strip()
    if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1:
        rest = rest[1:-1]
    return word.casefold().strip(",;"), rest or None
