"""Tell the rows of a table that speak of no enterprise: totals, signatures, repeated headers.

They are left out and counted, and their text goes nowhere: a signature is a person's name.
"""

import re

from mrezha.register.cleaning import says_nothing
from mrezha.register.layouts import MAX_TITLE, Found, find_column
from mrezha.register.sheets import Row

_WORDS = (
    r"общо|общ брой|всичко|сума|брой|изготвил|изготвила|съставил|съставила|проверил|проверила|"
    r"утвърдил|утвърдила|одобрил|одобрила|съгласувал|подготвил|подпис|печат|дата|"
    r"към дата|забележк[аи]|бележк[аи]|източник|легенда|стр\.?|страница|лист|директор|"
    r"управител|с уважение|край|total|sum|prepared by|approved by|date|page|note|source"
)
_FOOTER = re.compile(rf"(?i)(?:{_WORDS})(?=[\s:.\-–—/№(]|$)")
_STRONG = re.compile(r"(?i)(?:общо|общ брой|всичко|изготвил|съставил|проверил|утвърдил|total)\w*\b")
# A line between the rows that only says where the next ones are.
_SECTION = re.compile(r"(?i)(?:област|община|район|регион|раздел|клас|обл\.|общ\.)\s+\S")
MAX_FOOTER_CELLS = 3


def is_left_out(row: Row, found: Found) -> bool:
    """Say whether a row of the table is none of its entries.

    A row with a number in its EIK column always is one, whatever else it says.
    """
    filled = [
        (place, " ".join(cell.split())) for place, cell in enumerate(row.cells) if cell.strip()
    ]
    if _repeats_header(row, found):
        return True
    eik = next((place for place, column in found.columns.items() if column.field == "eik"), -1)
    if any(place == eik and re.search(r"\d{5}", text) for place, text in filled):
        return False
    texts = [text for _, text in filled if not says_nothing(text)]
    if not texts or len(texts) > MAX_FOOTER_CELLS:
        return False
    name = next((place for place, column in found.columns.items() if column.field == "name"), -1)
    if len(texts) == 1 and (_SECTION.match(texts[0]) or not re.search(r"[^\W\d]", texts[0])):
        return True
    in_name = [text for place, text in filled if place == name]
    # „Дата“ or „Край“ may begin a name, when it stands where names stand and has no colon.
    pattern = _STRONG if in_name == texts and ":" not in texts[0] else _FOOTER
    return pattern.match(texts[0]) is not None


def _repeats_header(row: Row, found: Found) -> bool:
    """Say whether a row is the header once more, as printed on every page."""
    if not any(len(cell) <= MAX_TITLE and find_column(cell) for cell in row.cells[:4] if cell):
        return False
    columns = [(place, find_column(cell)) for place, cell in enumerate(row.cells) if cell.strip()]
    same = [place for place, column in columns if column and found.columns.get(place) == column]
    return len(same) >= 3 and len(same) >= 0.8 * len(columns)
