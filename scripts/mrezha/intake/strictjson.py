"""Read JSON from strangers: bounded before it is parsed, no key twice, numbers kept as text.

RFC 8259, 4 and 6, leave double keys and huge numbers to the reader; I-JSON (RFC 7493, 2.3)
forbids the first. We refuse what two readers could read in two ways.
"""

import json
import re
from typing import Any, NoReturn

from mrezha.intake.refusal import RefusalError

MAX_DEPTH = 12
MAX_PARTS = 20_000
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.S)
_BRACKET = re.compile(r"[\[\]{}]")


def read_json(text: str) -> Any:
    """Return the value of a JSON text; numbers come as they are written.

    Raises RefusalError for anything that is not plain JSON within the limits.
    """
    _bound(text)
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_pairs,
            parse_int=str,
            parse_float=str,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise RefusalError("submission-json", value=str(error.lineno)) from None
    except RecursionError:
        raise RefusalError("submission-depth", limit=str(MAX_DEPTH)) from None


def _bound(text: str) -> None:
    """Refuse depth and number of parts by counting signs, before any object is made."""
    bare = _STRING.sub("", text)
    depth = 0
    for found in _BRACKET.finditer(bare):
        depth += 1 if found.group() in "[{" else -1
        if depth > MAX_DEPTH:
            raise RefusalError("submission-depth", limit=str(MAX_DEPTH))
    if bare.count(",") + bare.count("[") + bare.count("{") > MAX_PARTS:
        raise RefusalError("submission-parts", limit=str(MAX_PARTS))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RefusalError("submission-twice", key, value=key)
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise RefusalError("submission-number", value=name)
