"""Our own checks of single values: codes, addresses, letters, list items."""

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlsplit

from mrezha.places import Gazetteer
from mrezha.problems import Problem
from mrezha.records.eik import judge_eik
from mrezha.records.mapping import RecordFile, Row
from mrezha.records.tables import vocabulary_problem
from mrezha.schema import Field, Schema

# Latin letters that look like Cyrillic ones; source: Unicode confusables, Bulgarian letters only.
LOOK_ALIKES: Mapping[str, str] = MappingProxyType(
    dict(zip("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ", strict=True))
)
_CYRILLIC_TWINS = frozenset(LOOK_ALIKES.values())
# First words of Unicode names of letters that stand in one word with Latin or Cyrillic ones
# and imitate neither. All others are made, or apt, to look like them: Greek, Armenian,
# Cherokee, Lisu, full-width and mathematical letters, Roman numerals in one sign.
_HONEST = frozenset(
    "LATIN CYRILLIC CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA HANGUL "
    "MICRO FEMININE MASCULINE MODIFIER SUPERSCRIPT SUBSCRIPT".split()
)
_WORD = re.compile(r"[^\W\d_]+")
# Letters of two alphabets side by side, basic Latin and the rest among them: without
# such a pair no word can be mixed.
_MEETING = re.compile(
    "[\u0400-\u052f](?=[^\\W\\d_\u0400-\u052f])|[^\\W\\d_\u0400-\u052f](?=[\u0400-\u052f])"
    "|[A-Za-z](?=[^\\W\\d_\u0000-\u024f])|[^\\W\\d_\u0000-\u024f](?=[A-Za-z])"
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{4,}[0-9]")
_MAX_DIGITS = 17  # fifteen (ITU-T E.164) and the "00" of an international call
# At least two labels of at most 63 letters, digits and inner hyphens (RFC 1035); letters of
# any alphabet (IDN).
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}\.?")
# The part before @: the unquoted letters of RFC 5322 less those a mailto: link gives a
# meaning (RFC 6068); lengths by RFC 5321.
_MAILBOX = re.compile(r"[\w!#$*+'~-]+(?:\.[\w!#$*+'~-]+)*")
MAX_EMAIL = 254
_CPV = re.compile(r"[0-9]{8}-[0-9]")
PICTURE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:jpg|jpeg|png|webp)")
Found = tuple[str, dict[str, str]] | None


def check_cells(
    record: RecordFile, row: Row, fields: Iterable[Field], schema: Schema, gazetteer: Gazetteer
) -> Iterator[Problem]:
    """Check every given value of a row by the rules frictionless does not have."""
    for one in fields:
        value = row.cells.get(one.name)
        path = row.paths.get(one.name)
        if value is not None and path is not None:
            yield from check_cell(record, one, value, path, schema, gazetteer)


def check_cell(
    record: RecordFile,
    one: Field,
    value: str | tuple[str, ...],
    path: tuple[str | int, ...],
    schema: Schema,
    gazetteer: Gazetteer,
) -> Iterator[Problem]:
    """Check one given value by the rules frictionless does not have."""
    if isinstance(value, tuple):
        yield from _check_list(record, one, value, path, schema)
        return
    if found := judge_value(one.check, value, schema, gazetteer):
        yield record.problem(found[0], path, **found[1])
    if one.format == "email" and value and (found := judge_email(value)):
        yield record.problem(found[0], path, **found[1])
    if is_free_text(one):
        yield from _check_letters(record, value, path)


def is_free_text(one: Field) -> bool:
    """Say whether people write a field in words, so that its letters are looked at."""
    return one.check is None and one.type == "string" and not one.vocabulary


def judge_value(check: str | None, value: str, schema: Schema, gazetteer: Gazetteer) -> Found:
    """Say which rule a value breaks: the code and the message's values; None when right."""
    if check is None or not value:
        return None
    if check == "settlement":
        known = gazetteer.settlement(value) is not None
        return None if known else ("settlement", {"value": value})
    if check == "nuts2":
        if value in gazetteer.regions:
            return None
        return "nuts2", {"value": value, "known": ", ".join(gazetteer.regions)}
    if check == "cpv":
        return _judge_cpv(value, schema)
    judge = _JUDGES.get(check)
    return judge(value) if judge else None


def _judge_eik(value: str) -> Found:
    code = judge_eik(value)
    return (code, {"value": value}) if code else None


def judge_url(value: str) -> Found:
    """Say why an address may not be linked to: only whole http(s) addresses may."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "url", {"value": value}
    if parts.scheme.lower() not in ("http", "https"):
        code = "url-unsafe" if parts.scheme and ":" in value else "url"
        return code, {"value": value}
    if parts.username is not None or parts.password is not None:
        return "url-unsafe", {"value": value}
    if any(mixed_letters(word) for word in _WORD.findall(host)):
        return "url-unsafe", {"value": value}
    wrong = not _HOST.fullmatch(host) or host.rpartition(".")[2].isdecimal()
    wrong = wrong or port == 0 or any(sign.isspace() or sign in '<>"\\^`{|}' for sign in value)
    return ("url", {"value": value}) if wrong else None


def judge_email(value: str) -> Found:
    """Say why an e-mail address is not one: name@host, without quotes, signs that part
    addresses, or a host nobody can have.
    """
    name, _, host = value.partition("@")
    is_right = _MAILBOX.fullmatch(name) and _HOST.fullmatch(host) and len(value) <= MAX_EMAIL
    return None if is_right else ("type-email", {"value": value})


def _judge_phone(value: str) -> Found:
    is_right = _PHONE.fullmatch(value) and sum(map(str.isdigit, value)) <= _MAX_DIGITS
    return None if is_right else ("phone", {"value": value})


def _judge_picture(value: str) -> Found:
    return None if PICTURE_NAME.fullmatch(value) else ("picture-name", {"value": value})


def _judge_cpv(value: str, schema: Schema) -> Found:
    """Judge a CPV code: well formed, and in the list at least down to its class.

    The list holds the divisions, groups and classes and the codes our categories use;
    deeper codes are accepted by their class or group (Regulation (EC) 213/2008).
    """
    terms = schema.vocabularies["cpv"].terms
    if value in terms:
        return None
    prefixes = {code[:8] for code in terms}
    digits = value[:8]
    known = any(digits[:n].ljust(8, "0") in prefixes for n in (4, 3))
    if _CPV.fullmatch(value) and known and digits not in prefixes:
        return None
    near = difflib.get_close_matches(value, list(terms), n=1, cutoff=0.7)
    same = [code for code in terms if code[:8] == digits]  # only its check digit is wrong
    return "cpv", {"value": value, "suggestion": next(iter(same + near), "")}


_JUDGES: Mapping[str, Callable[[str], Found]] = MappingProxyType(
    {
        "eik": _judge_eik,
        "url": judge_url,
        "phone": _judge_phone,
        "picture": _judge_picture,
    }
)


def _check_list(
    record: RecordFile,
    one: Field,
    values: tuple[str, ...],
    path: tuple[str | int, ...],
    schema: Schema,
) -> Iterator[Problem]:
    limit = one.constraints.get("maxItems")
    if limit and len(values) > limit:
        yield record.problem("too-many", path, size=str(len(values)), limit=str(limit))
    longest = one.constraints.get("maxLength", 0)
    for index, value in enumerate(values):
        here = (*path, index)
        if not value:
            continue
        if value in values[:index]:
            yield record.problem("repeated-item", here, value=value)
        elif longest and len(value) > longest:
            yield record.problem("too-long", here, size=str(len(value)), limit=str(longest))
        elif one.vocabulary:
            if value not in schema.vocabularies[one.vocabulary].terms:
                yield vocabulary_problem(record, here, one, value, schema)
        elif one.items == "date":
            if read_date(value) is None:
                yield record.problem("type-date", here, value=value)
        elif one.items == "url":
            if found := judge_url(value):
                yield record.problem(found[0], here, **found[1])
        elif not one.reference and one.check is None:
            yield from _check_letters(record, value, here)


def read_date(value: str) -> datetime.date | None:
    """Read year-month-day of the years 1800 to 2199; None when it is anything else."""
    try:
        found = datetime.date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value and 1800 <= found.year < 2200 else None


def _check_letters(record: RecordFile, text: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Find words that mix alphabets by slip: all signs of one of them have a twin."""
    if text.isascii() or not _MEETING.search(text):
        return
    for found in _WORD.finditer(text):
        if letters := mixed_letters(found.group()):
            params = {"value": found.group(), "letters": ", ".join(letters)}
            one = record.problem("look-alike", path, **params)
            if path == ("body",) and one.line is not None:
                one = replace(one, line=one.line + text.count("\n", 0, found.start()))
            yield one


def mixed_letters(word: str) -> tuple[str, ...]:
    """Return the letters of the wrong alphabet in a word; empty when it is one alphabet.

    A word of Latin and Cyrillic is a slip only when every letter of its smaller alphabet
    has a twin in the other: "музeй" with a Latin e is, "Sтудио" is a name somebody chose.
    Letters of other alphabets, and made ones (full-width, mathematical), never mix in.
    """
    if word.isascii():
        return ()
    kinds = [(sign, unicodedata.name(sign, "").partition(" ")[0]) for sign in word]
    latin = [sign for sign, kind in kinds if kind == "LATIN"]
    cyrillic = [sign for sign, kind in kinds if kind == "CYRILLIC"]
    others = [sign for sign, kind in kinds if kind not in _HONEST and _is_letter(sign)]
    if others and (latin or cyrillic):
        return _show_letters(others)
    if not latin or not cyrillic:
        return ()
    if len(latin) <= len(cyrillic) and all(sign in LOOK_ALIKES for sign in latin):
        return _show_letters(latin)
    if len(cyrillic) < len(latin) and all(sign in _CYRILLIC_TWINS for sign in cyrillic):
        return _show_letters(cyrillic)
    return ()


def _is_letter(sign: str) -> bool:
    """Say whether a sign of a word is a letter or a number written with one (a Roman numeral)."""
    return sign.isalpha() or unicodedata.category(sign) == "Nl"


def _show_letters(signs: list[str]) -> tuple[str, ...]:
    return tuple(f"{sign} U+{ord(sign):04X}" for sign in dict.fromkeys(signs))
