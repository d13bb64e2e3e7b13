"""One finding of a check, and its words in both languages."""

import dataclasses
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml

MESSAGES = Path(__file__).parent / "messages"
LANGUAGES = ("bg", "en")
WHOLE_FILE = "file"  # the field of what is wrong with no field, but with the file itself
_LONG, _LONGEST = 200, 1000  # signs of a quoted value, and of a list of allowed ones
Lang = Literal["bg", "en"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it is, which rule it breaks, and the values its message needs.

    `file` is shown as given (relative to the checkout where possible); `line` counts from
    1 and is None when the whole file is meant; `field` is the path in the file
    ("register.eik", "offers[2].category"), a column title, or `WHOLE_FILE`; "" for an import
    as a whole.
    """

    code: str
    file: str
    line: int | None = None
    field: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    def sort_key(self) -> tuple[str, int, str, str]:
        """Order by file, line, field, code."""
        return (self.file, self.line or 0, self.field, self.code)


@functools.cache
def load_messages(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Return the message texts of one language, by code."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (MESSAGES / f"{lang}.yml").read_text("utf-8")
    return MappingProxyType(yaml.load(text, Loader=loader))  # noqa: S506 safe loader, our own file


def describe(problem: Problem, lang: str) -> tuple[str, str]:
    """Return what is wrong and what to do, in words.

    Raises KeyError for a code without a text: a bug, held off by a test.
    """
    texts = load_messages(lang)[problem.code]
    params = {
        key: clean_text(value, _LONGEST if key == "known" else _LONG)
        for key, value in problem.params.items()
    }
    suggestion = params.get("suggestion")
    remedy = texts["do"].format_map(_Params(params))
    if suggestion and "suggest" in texts:
        remedy = f"{remedy} {texts['suggest'].format_map(_Params(params))}".strip()
    return texts["what"].format_map(_Params(params)), remedy


def render_problem(problem: Problem, lang: str) -> str:
    """Return `file:line: field: what. What to do. [code]` for a terminal."""
    what, remedy = describe(problem, lang)
    place = clean_text(problem.file)
    if problem.line is not None:
        place += f":{problem.line}"
    name = f" {clean_text(problem.field)}:" if problem.field else ""
    return f"{place}:{name} {what}\n    {remedy} [{problem.code}]"


def problems_as_json(problems: Iterable[Problem]) -> str:
    """Return a JSON list of problems with the texts in both languages."""
    rows = []
    for problem in problems:
        row: dict[str, object] = {
            "file": problem.file,
            "line": problem.line,
            "field": problem.field,
            "code": problem.code,
            "severity": problem.severity,
        }
        for lang in LANGUAGES:
            what, remedy = describe(problem, lang)
            row[lang] = {"what": what, "do": remedy}
        rows.append(row)
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    # A file name may hold bytes that are no text; their escapes are right in JSON too.
    return text.encode("utf-8", "backslashreplace").decode()


def clean_text(text: str, limit: int = _LONG) -> str:
    """Make quoted input safe to print: control and bidi signs shown by number, length cut."""
    if len(text) <= limit and text.isprintable():
        return text
    shown = "".join(
        char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[: limit + 1]
    )
    return shown[:limit] + "…" if len(shown) > limit else shown


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
