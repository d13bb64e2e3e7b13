"""Find signs nobody sees and marks heaped on a letter in the text of records.

What is refused cannot be told apart by whoever reviews a change, or reads as something
else than what it is (Unicode technical reports 36 and 39).
"""

import re
import unicodedata
from collections.abc import Iterator

from mrezha.problems import Problem

# Signs nobody sees, or that change what is seen: controls, zero-width and bidirectional
# signs (Unicode category Cf), paragraph separators, private and non-characters, and the
# letters of the property Default_Ignorable_Code_Point (Hangul fillers, Khmer vowels, the
# grapheme joiner), less the variation selectors that emoji need; and the empty Braille cell.
# A joiner between two pictures makes one of them: a cook is a woman joined to a pan.
_PICTURE = "\u2600-\u27bf\U0001f000-\U0001faff"
# Signs that are drawn as a letter or as a picture by the selector behind them (the emoji
# variation sequences of Unicode 16: keycaps, (c), (R), (TM), arrows, and the pictures).
_CHOOSING = (
    "#*0-9\xa9\xae\u203c\u2049\u20e3\u2122\u2139\u2194-\u21aa\u2300-\u25ff\u2900-\u2bff"
    f"\u3030\u303d\u3297\u3299{_PICTURE}"
)
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891"
    "\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
    f"|(?<![\ufe0f{_PICTURE}])\u200d|\u200d(?![{_PICTURE}])"
    f"|[\ufe00-\ufe0d]|(?<![{_CHOOSING}])[\ufe0e\ufe0f]"
)
# Marks heaped on one letter; no language of Europe needs more than two once composed.
HEAPED = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")


def check_signs(text: str, file: str) -> Iterator[Problem]:
    """Check the whole text of a file, line by line."""
    if text.isascii() and not UNSEEN.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        yield from check_text(line, file, number, 1)


def check_text(text: str, file: str, line: int, column: int, field: str = "") -> Iterator[Problem]:
    """Find unseen signs, and marks heaped on one letter."""
    for found in UNSEEN.finditer(text):
        name = f"U+{ord(found.group()):04X} {unicodedata.name(found.group(), '')}".strip()
        at = {"line_no": str(line), "column": str(column + found.start())}
        yield Problem("text-sign", file, line, field, {"value": name, **at})
    if text.isascii():
        return
    for found in HEAPED.finditer(text):
        at = {"line_no": str(line), "column": str(column + found.start())}
        yield Problem("text-marks", file, line, field, {"size": str(len(found.group())), **at})
