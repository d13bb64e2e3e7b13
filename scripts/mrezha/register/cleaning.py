"""Clean single cells of a register file, leaving a trace of every repair.

Pure functions: text in, value and trace out. A cell that cannot be understood gives no
value and a hint; nothing is ever guessed.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from mrezha.records.cells import judge_url, mixed_letters, read_date
from mrezha.records.eik import judge_eik
from mrezha.records.signs import UNSEEN
from mrezha.register.names import tidy_quotes, unify_letters

Why = Literal["signs", "letters", "quotes", "eik", "date", "scheme", "class"]
_SPACES = re.compile(r"[^\S\n]+")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})\s*(?:г\.?|год\.?|година)?")
_NAMED = re.compile(r"(\d{1,2})\s+([а-я]+)\.?\s+(\d{4})\s*(?:г\.?|год\.?|година)?")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?)?")
_MONTHS = tuple(
    "януари февруари март април май юни юли август септември октомври ноември декември".split()
)
# Excel counts days from 30 December 1899 (ECMA-376 part 1, 18.17.4.1, the 1900 base with
# its false leap day); serials outside 1990..2100 are taken for something else.
_EPOCH = datetime.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73415


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
    text = re.sub(r"(?i)^(?:ЕИК|EIK|БУЛСТАТ|BULSTAT)?\s*[:№]?\s*(?:BG)?", "", shown.value)
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"(?i)\d+([.,]\d+)?e\+?\d{1,2}", text.replace(" ", "")):
        try:
            number = Decimal(text.replace(" ", "").replace(",", "."))
            digits = f"{number:f}".removesuffix(".0")
        except InvalidOperation:
            digits = ""
    elif re.fullmatch(r"\d{9,13}[.,]0", text):
        digits = text[:-2]
    if not (digits.isascii() and digits.isdigit()):
        return Cleaned(None, shown.repairs, shown.value)
    readings = {digits.zfill(size) for size in (9, 13) if len(digits) <= size}
    right = [one for one in sorted(readings) if judge_eik(one) is None and one.strip("0")]
    if digits in right:
        right = [digits]
    if len(right) != 1:
        return Cleaned(None, shown.repairs, shown.value)
    repairs = shown.repairs
    if right[0] != shown.value:
        repairs += (Repair("eik", shown.value, right[0], "eik"),)
    return Cleaned(right[0], repairs)


def clean_date(field: str, raw: str) -> Cleaned:
    """Return a date in ISO form from `d.m.yyyy г.`, ISO, a month's name or an Excel serial."""
    shown = clean_text(field, raw)
    if shown.value is None:
        return shown
    text = shown.value
    found = None
    repairs = shown.repairs
    if match := _ISO.fullmatch(text):
        found = read_date(match[1])
    elif match := _DAY.fullmatch(text):
        found = _day(match[3], match[2], match[1])
    elif (match := _NAMED.fullmatch(text.casefold())) and match[2] in _MONTHS:
        found = _day(match[3], str(_MONTHS.index(match[2]) + 1), match[1])
    elif re.fullmatch(r"\d{5}(?:\.0)?", text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        found = _EPOCH + datetime.timedelta(days=int(float(text)))
        repairs += (Repair(field, text, found.isoformat(), "date"),)
    if found is None:
        return Cleaned(None, repairs, text)
    return Cleaned(found.isoformat(), repairs)


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def clean_class(raw: str) -> Cleaned:
    """Return "A" or "A+" for a class written in Latin or Cyrillic letters."""
    shown = clean_text("class", raw)
    if shown.value is None:
        return shown
    text = re.sub(r"(?i)^клас|[\s„“”\"]", "", shown.value).upper().replace("А", "A")
    text = {"A ПЛЮС": "A+", "AПЛЮС": "A+", "+A": "A+"}.get(text, text)
    if text not in ("A", "A+"):
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
