"""Words, dates and hours of the papers in one language."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("bg", "en")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: `words` are those of words/<lang>.yml."""

    lang: str
    words: Mapping[str, str]

    @property
    def _locale(self) -> Locale:
        return Locale.parse("bg" if self.lang == "bg" else "en_GB")

    def text(self, value: Mapping[str, Any] | None) -> str:
        """Return a text in the language, else in the one it is written in."""
        found = value or {}
        return str(found.get(self.lang) or found.get("bg") or found.get("en") or "")

    def weekday(self, day: datetime.date) -> str:
        """Write a day in full, with its day of the week."""
        return str(format_date(day, "full", locale=self._locale))

    def days(self, first: datetime.date, last: datetime.date) -> str:
        """Write a stretch of days without repeating what both share."""
        end = str(format_date(last, "long", locale=self._locale))
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{end}"
        pattern = "d MMMM" if first.year == last.year else "d MMMM y"
        return f"{format_date(first, pattern, locale=self._locale)} – {end}"

    def period(self, value: str | None) -> str:
        """Write a known year or month; "" for none."""
        year, _, month = (value or "").partition("-")
        if not month:
            return year
        day = datetime.date(int(year), int(month), 1)
        return str(format_date(day, "LLLL y", locale=self._locale))

    def hours(self, opens: str | None, closes: str | None, is_point: bool = False) -> str:
        """Write hours as far as they are known; "" for none."""
        if not opens:
            return ""
        mark = self.words["hour-mark"]
        if closes:
            return f"{opens}–{closes}{mark}"
        return f"{opens}{mark}" if is_point else f"{self.words['from']} {opens}{mark}"


def load_speech(lang: str) -> Speech:
    """Return the words of a language that ship with the room."""
    raw = yaml.safe_load((WORDS / f"{lang}.yml").read_text("utf-8"))
    return Speech(lang, raw)
