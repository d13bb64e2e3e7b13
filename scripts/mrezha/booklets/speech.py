"""Words of the booklets in one language, and texts with the language they are written in."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from babel import Locale
from babel.dates import format_date

from mrezha.records.signs import UNSEEN

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("bg", "en")
Said = dict[str, str]
"""A text and the language it is written in; both empty for none."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: `words` are those of words/<lang>.yml."""

    lang: Literal["bg", "en"]
    words: Mapping[str, str]

    def say(self, value: Mapping[str, Any] | None) -> Said:
        """Return a text in the language, else in the one it is written in."""
        for lang in dict.fromkeys((self.lang, *LANGUAGES)):
            if text := flat(str((value or {}).get(lang) or "")):
                return {"text": text, "lang": lang}
        return {"text": "", "lang": self.lang}

    def place(self, one: Any) -> str:
        """Return the name of a place; "" for none."""
        if one is None:
            return ""
        return str(one.name_bg if self.lang == "bg" else one.name_en)

    def day(self, value: datetime.date) -> str:
        """Write a day in full."""
        locale = Locale.parse("bg" if self.lang == "bg" else "en_GB")
        return str(format_date(value, "long", locale=locale))


def bulgarian(text: str) -> Said:
    """Return a text that only exists in Bulgarian."""
    return {"text": flat(text), "lang": "bg"}


def flat(text: str) -> str:
    """Return a text on one line, without signs nobody can see."""
    return UNSEEN.sub("", " ".join(text.split()))


def load_speech(lang: str) -> Speech:
    """Return the words of a language that ship with the room."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (WORDS / f"{lang}.yml").read_text("utf-8")
    return Speech("bg" if lang == "bg" else "en", yaml.load(text, Loader=loader))  # noqa: S506 safe loader, our own file
