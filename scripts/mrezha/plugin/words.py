"""Words of the pages: labels, dates, numbers, plural forms, and texts in two languages.

Templates hold no text of their own; they ask here. Dates, numbers and plurals follow
CLDR through Babel.
"""

import datetime
import functools
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import yaml
from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from mrezha.plugin.settings import DEFAULT_LANGUAGE
from mrezha.records.signs import UNSEEN

Labels = Mapping[str, Any]
# Fixed for good: Council Regulation (EC) No 2866/98 as amended for Bulgaria; leva for a euro.
LEVA_PER_EURO = Decimal("1.95583")
_SHOWN_ADDRESS_LENGTH = 48


def load_labels(folder: Path, lang: str) -> dict[str, Any]:
    """Read theme/labels/<lang>.yml into one flat mapping with dotted keys.

    A value is a text, or a mapping of plural forms (one, other).
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load((folder / f"{lang}.yml").read_text("utf-8"), Loader=loader)  # noqa: S506 safe loader
    flat: dict[str, Any] = {}
    _flatten(raw, "", flat)
    return flat


def _flatten(raw: Mapping[str, Any], prefix: str, flat: dict[str, Any]) -> None:
    for key, value in raw.items():
        if isinstance(value, dict) and "other" not in value:
            _flatten(value, f"{prefix}{key}.", flat)
        else:
            flat[f"{prefix}{key}"] = value


def say(labels: Labels, lang: str, key: str, **params: object) -> str:
    """Return a label with its parameters filled in; `n` chooses the plural form.

    Raises KeyError for a label that does not exist: a bug in a template.
    """
    value = labels[key]
    if not params and value.__class__ is str:
        return str(value)
    if isinstance(value, dict):
        count = params.get("n")
        form = _locale(lang).plural_form(count if isinstance(count, int | float | Decimal) else 0)
        value = value.get(form, value["other"])
    shown = {
        name: format_number(one, lang) if isinstance(one, int | Decimal) else one
        for name, one in params.items()
    }
    return str(value).format(**shown) if params else str(value)


@functools.cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang if lang != "en" else "en_GB")


@functools.lru_cache(maxsize=4096)
def format_day(day: datetime.date, lang: str) -> str:
    """Write a date in full: 24 ноември 2026 г., 24 November 2026."""
    return str(format_date(day, "long", locale=_locale(lang)))


@functools.lru_cache(maxsize=4096)
def format_weekday(day: datetime.date, lang: str) -> str:
    """Write a date with its day of the week: петък, 12 декември 2025 г."""
    return format_date(day, "full", locale=_locale(lang))


def format_days(first: datetime.date, last: datetime.date, lang: str) -> str:
    """Write a stretch of days without repeating what both share: 12–18 декември 2025 г.

    Not CLDR's interval formats: they abbreviate the month in English.
    """
    if first == last:
        return format_day(first, lang)
    end = format_day(last, lang)
    if first.year != last.year:
        return f"{format_day(first, lang)} – {end}"
    if first.month != last.month:
        return f"{format_date(first, 'd MMMM', locale=_locale(lang))} – {end}"
    return f"{first.day}–{end}"


def as_euro(leva: Decimal) -> Decimal:
    """Convert leva to euro by the fixed rate, rounded half up to cents.

    Source: Act on the Introduction of the Euro in Bulgaria: divide by the full rate,
    round to the second decimal.
    """
    return (leva / LEVA_PER_EURO).quantize(Decimal("0.01"), ROUND_HALF_UP)


def dial(phone: str) -> str:
    """Return the address that calls a number (RFC 3966): its digits, and + before them."""
    digits = re.sub(r"[^0-9]", "", phone)
    return f"tel:{'+' if phone.lstrip().startswith('+') else ''}{digits}"


def write_to(email: str) -> str:
    """Return the address that begins a letter (RFC 6068); it can hold no other header."""
    return "mailto:" + quote(email, safe="@+'")


@functools.lru_cache(maxsize=1024)
def shown_address(url: str) -> str:
    """Return a web address as people say it: without scheme and www, letters readable."""
    try:
        parts = urlsplit(url)
    except ValueError:  # in an unchecked build
        return UNSEEN.sub("", url)[:_SHOWN_ADDRESS_LENGTH]
    path = unquote(parts.path)
    if UNSEEN.search(path) or "\ufffd" in path:
        path = parts.path  # "%E2%80%AE" would turn the letters around
    shown = (parts.netloc.removeprefix("www.") + path).rstrip("/")
    if len(shown) > _SHOWN_ADDRESS_LENGTH:
        shown = shown[: _SHOWN_ADDRESS_LENGTH - 1] + "…"
    return shown


@functools.lru_cache(maxsize=4096)
def format_number(value: int | Decimal, lang: str) -> str:
    """Write a number with the language's separators: 1234, but 12 345 in Bulgarian."""
    # CLDR: minimumGroupingDigits of bg is 2, which Babel does not know.
    is_grouped = lang != "bg" or not -10_000 < value < 10_000
    return str(format_decimal(value, locale=_locale(lang), group_separator=is_grouped))


@functools.lru_cache(maxsize=4096)
def format_period(period: str, lang: str) -> str:
    """Write "2023-12" as a month and "2024" as a year."""
    year, _, month = period.partition("-")
    if not month:
        return f"{year} г." if lang == "bg" else year
    day = datetime.date(int(year), int(month), 1)
    pattern = "LLLL y 'г'." if lang == "bg" else "LLLL y"
    return format_date(day, pattern, locale=_locale(lang))


def weekday_names(lang: str) -> tuple[tuple[str, str], ...]:
    """Return the days of the week from Monday, each short and in full."""
    short = get_day_names("abbreviated", "stand-alone", _locale(lang))
    long = get_day_names("wide", "stand-alone", _locale(lang))
    return tuple((short[number], long[number]) for number in range(7))


def choose(value: Mapping[str, Any] | None, lang: str) -> tuple[str, str]:
    """Return a text in a language, or the Bulgarian one, with the language it is in."""
    if not value:
        return "", lang
    if text := value.get(lang):
        return str(text), lang
    other = next((key for key in (DEFAULT_LANGUAGE, *value) if value.get(key)), None)
    return (str(value[other]), other) if other else ("", lang)


def mark_language(text: str, text_lang: str, page_lang: str) -> Markup:
    """Escape a text and mark its language where it is not the page's."""
    if text_lang == page_lang or not text:
        return escape(text)
    return Markup(f'<span lang="{escape(text_lang)}">{escape(text)}</span>')  # noqa: S704 escaped
