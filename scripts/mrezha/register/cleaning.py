"""Clean single cells of a register file, leaving a trace of every repair.

Pure functions: text in, value and trace out. A cell that cannot be understood gives no
value and a hint; nothing is ever guessed.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from mrezha.records.cells import judge_url, mixed_letters, read_date
from mrezha.records.eik import judge_eik
from mrezha.records.signs import UNSEEN
from mrezha.register.names import tidy_quotes, unify_letters

Why = Literal["signs", "letters", "quotes", "eik", "date", "scheme", "class"]
# Text with nothing to put right, which most cells are: known signs, single spaces inside.
_PLAIN = re.compile("[!-~А-я„“”«»№–—]+(?: [!-~А-я„“”«»№–—]+)*")
_SPACES = re.compile(r"[^\S\n]+")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_TAIL = r"\s*(?:г\.?|год\.?|година)?[.,;]?"
_TIME = r"(?:[Tt ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*ч\.?)?[Zz]?)?"
_DAY = re.compile(
    rf"(\d{{1,2}})\s*[./, -]\s*(\d{{1,2}}|[ivx]+)\s*[./, -]\s*(\d{{4}}|\d{{2}}){_TAIL}{_TIME}"
)
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:\s*-?\s*(?:ви|ри|ти|ми))?[\s.-]*([а-яa-z]+)[\s.-]*(\d{{4}}|\d{{2}}){_TAIL}"
)
_ISO = re.compile(rf"(\d{{4}})\s*[./-]\s*(\d{{1,2}})\s*[./-]\s*(\d{{1,2}}){_TAIL}{_TIME}")
# The two spellings that need no trace: as the sheet and as the workbook write a day.
_USUAL = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}(?: ?г\.)?|\d{4}-\d{2}-\d{2}")
_PLAIN_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROMAN = tuple("i ii iii iv v vi vii viii ix x xi xii".split())
_MONTHS = tuple(
    "януари февруари март април май юни юли август септември октомври ноември декември".split()
)
_ENGLISH = tuple(
    "january february march april may june july august september october november december".split()
)
_NAMES = tuple(enumerate(zip(_MONTHS, _ENGLISH, strict=True), 1))
# І, Х and V of a Roman month are often typed as Cyrillic letters.
_ROMAN_LETTERS = str.maketrans("іхѵ", "ixv")
_EIK_PREFIX = re.compile(
    r"(?i)^(?:(?:ЕИК|EIK|БУЛСТАТ|BULSTAT|ПИК|PIK|ИН по ДДС|ДДС)[\s/:.№]*)*(?:[BВ]G)?[\s:.-]*"
)
# What people write into a cell to say that there is nothing to say.
_NOTHING = frozenset("- -- --- – — _ няма n/a na #n/a н/д нд n.a. none null nan ? . …".split()) | {
    ""
}
# Excel counts days from 30 December 1899 (ECMA-376 part 1, 18.17.4.1, the 1900 base with
# its false leap day); serials outside 1990..2100 are taken for something else.
_EPOCH = datetime.date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73415
# Days between 30 December 1899 and 1 January 1904 (the same part, 18.17.4.1).
_SHIFT_1904 = 1462


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing put right while reading: field, what was read, what was made of it, why."""

    field: str
    read: str
    made: str
    why: Why


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cell after cleaning; `value` is None when the cell says nothing understandable.

    `wrong` then holds the part that was not understood, empty when nothing was said.
    """

    value: str | None
    repairs: tuple[Repair, ...] = ()
    wrong: str = ""


def clean_text(field: str, raw: str, lines: bool = False) -> Cleaned:
    """Return a cell's text without invisible signs, odd spaces and mixed alphabets.

    `lines` keeps line breaks. Spaces at the ends and doubled ones go without a trace.
    """
    if not raw:
        return Cleaned(None)
    if _PLAIN.fullmatch(raw) and (raw.isascii() or not _LATIN.search(raw)):
        return Cleaned(raw)
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n")
    shown = UNSEEN.sub("", _SPACES.sub(" ", text if lines else text.replace("\n", " ")))
    tidy = "\n".join(_SPACES.sub(" ", line).strip() for line in shown.split("\n")).strip("\n ")
    repairs = []
    if UNSEEN.search(text) or "\t" in text:
        repairs.append(Repair(field, raw, tidy, "signs"))
    fixed = tidy
    if _LATIN.search(tidy) and not tidy.isascii():
        fixed = _WORD.sub(lambda found: unify_letters(found[0]), tidy)
    if fixed != tidy:
        for word in _WORD.findall(tidy):
            if mixed_letters(word):
                repairs.append(Repair(field, word, unify_letters(word), "letters"))
    return Cleaned(fixed or None, tuple(repairs))


def says_nothing(raw: str) -> bool:
    """Say whether a cell is empty or holds only a sign for "nothing", such as a dash."""
    return UNSEEN.sub("", raw).strip().casefold() in _NOTHING


def clean_name(raw: str) -> Cleaned:
    """Return a name with quotes as „…“ and a space between a quote and a word."""
    cleaned = clean_text("name", raw)
    if cleaned.value is None:
        return cleaned
    tidy = " ".join(tidy_quotes(cleaned.value).split())
    repairs = cleaned.repairs
    if tidy != cleaned.value:
        repairs += (Repair("name", cleaned.value, tidy, "quotes"),)
    return Cleaned(tidy, repairs)


def clean_eik(raw: str) -> Cleaned:
    """Return an EIK whose check digits hold, repairing spaces, prefix and lost zeros.

    Lost leading zeros and scientific notation are repaired only when the check digits prove
    the result, and only when a single reading does.
    """
    shown = clean_text("eik", raw)
    if shown.value is None:
        return shown
    text = unicodedata.normalize("NFKC", shown.value).strip(" '\"`„“.,;:")
    text = _EIK_PREFIX.sub("", text).strip(" '\"`„“.,;:")
    digits = _plain_digits(text)
    if not (digits.isascii() and digits.isdigit()):
        return Cleaned(None, shown.repairs, shown.value)
    readings = {digits.zfill(size) for size in (9, 13) if 5 <= len(digits) <= size}
    right = [one for one in sorted(readings) if judge_eik(one) is None and one.strip("0")]
    if digits in right:
        right = [digits]
    if len(right) != 1:
        return Cleaned(None, shown.repairs, shown.value)
    repairs = shown.repairs
    if right[0] != shown.value:
        repairs += (Repair("eik", shown.value, right[0], "eik"),)
    return Cleaned(right[0], repairs)


def _plain_digits(text: str) -> str:
    """Return the digits of a number without spaces, points or an exponent; empty if unsure."""
    tight = text.replace(" ", "").replace(",", ".")
    if match := re.fullmatch(r"(?i)(\d+)(?:\.(\d+))?[eе]\+?(\d{1,2})", tight):
        # A spreadsheet rounds to six signs: then the rest is lost, and zeros would be a guess.
        mantissa = match[1] + (match[2] or "")
        lost = int(match[3]) - len(match[2] or "")
        if lost < 0 and mantissa[lost:].strip("0") == "":
            return mantissa[:lost]
        return mantissa + "0" * lost if 0 <= lost <= 2 and len(mantissa) >= 7 else ""
    if match := re.fullmatch(r"(\d{5,13})\.0{1,2}", tight):
        return match[1]
    return re.sub(r"[\s.\-–—/]", "", text)


def clean_date(field: str, raw: str, is_1904: bool = False) -> Cleaned:
    """Return a date in ISO form from any usual Bulgarian spelling, ISO or an Excel serial.

    A serial counts from 1 January 1904 when the workbook does (`is_1904`). A day and a month
    that could be exchanged are read in the Bulgarian order, day first; nothing else is tried.
    """
    shown = clean_text(field, raw)
    if shown.value is None:
        return shown
    text = shown.value.strip(" '\"„“”")
    found = _read_spelling(text.casefold())
    repairs = shown.repairs
    if found is None and re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        days = int(text[:5]) + (_SHIFT_1904 if is_1904 else 0)
        if _FIRST_SERIAL <= days <= _LAST_SERIAL:
            found = _EPOCH + datetime.timedelta(days=days)
    if found is None:
        return Cleaned(None, repairs, shown.value)
    if not _USUAL.fullmatch(text):
        repairs += (Repair(field, shown.value, found.isoformat(), "date"),)
    return Cleaned(found.isoformat(), repairs)


def _read_spelling(text: str) -> datetime.date | None:
    """Return the day a text names: figures, Roman months, names of months, full or cut."""
    if _PLAIN_ISO.fullmatch(text):
        return read_date(text)
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY.fullmatch(text.translate(_ROMAN_LETTERS)):
        month = match[2]
        if not month.isdigit():
            month = str(_ROMAN.index(month) + 1) if month in _ROMAN else "0"
        return _day(match[3], month, match[1])
    if match := _NAMED.fullmatch(text):
        month = next((str(n) for n, names in _NAMES if _is_month(match[2], names)), "0")
        return _day(match[3], month, match[1])
    return None


def _is_month(word: str, names: tuple[str, ...]) -> bool:
    """Say whether a word is a month's name or its first letters, three at least."""
    return len(word) >= 3 and any(name.startswith(word) for name in names)


def _day(year: str, month: str, day: str) -> datetime.date | None:
    """Return a day; two figures mean a year of this century, as the Act is of 2018."""
    year = f"20{year}" if len(year) == 2 else year
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def clean_class(raw: str) -> Cleaned:
    """Return "A" or "A+" for a class written in Latin or Cyrillic letters."""
    shown = clean_text("class", raw)
    if shown.value is None:
        return shown
    text = unicodedata.normalize("NFKC", shown.value).casefold().replace("а", "a")
    text = re.sub(r"^клaс|^class|[\s„“”\"'«».,()-]", "", text)
    text = {"a+": "A+", "aплюс": "A+", "+a": "A+", "aplus": "A+", "a": "A"}.get(text, "")
    if not text:
        return Cleaned(None, shown.repairs, shown.value)
    repairs = shown.repairs
    if text != shown.value:
        repairs += (Repair("class", shown.value, text, "class"),)
    return Cleaned(text, repairs)


def split_websites(raw: str) -> tuple[tuple[str, ...], tuple[Repair, ...], tuple[str, ...]]:
    """Return the addresses of a cell, the repairs, and the parts that are no address.

    Several stand on lines of their own or behind `;`, `,` or a space. Percent-encoded
    letters stay as written; a missing scheme is added as http://, which every server answers.
    """
    shown = clean_text("websites", raw, lines=True)
    good: list[str] = []
    wrong: list[str] = []
    repairs = list(shown.repairs)
    for part in re.split(r"[\s;]+|,(?=\s|https?:|www\.)", shown.value or ""):
        if not (address := part.strip(",.;")):
            continue
        if re.fullmatch(r"(?i)(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,}(?:[/?].*)?", address):
            repairs.append(Repair("websites", address, f"http://{address}", "scheme"))
            address = f"http://{address}"
        if judge_url(address):
            wrong.append(part)
        elif address not in good:
            good.append(address)
    return tuple(good), tuple(repairs), tuple(wrong)
