"""Read the text of an issue made with an issue form: "### label", a blank line, the answer.

The text has no ids, only labels, and a heading typed into an answer looks like one of the
form's (seen to overwrite fields in other parsers). So the form's own order is followed:
each label counts once, after the one before it, outside fenced text; any other heading is
part of the answer.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mrezha.intake.flat import nest
from mrezha.intake.refusal import RefusalError
from mrezha.schema.submission import load_contract

MAX_LETTERS = 100_000  # GitHub's own limit is 65,536
_START = re.compile(r"\A\s*(?:<!--.*?-->\s*)*#{2,3} \S", re.S)
_HEADING = re.compile(r"#{2,3} +(.+?)\s*#*\s*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_BOX = re.compile(r"[-*] +\[([ xX])\] +(.*)")
# What the forges write for no answer.
_NOTHING = frozenset(("_no response_", "none", "n/a", "_няма отговор_", "—", "-"))


@dataclass(frozen=True)
class Template:
    """The labels of an issue form in their order, each with its place in a submission."""

    kind: str
    places: tuple[tuple[tuple[str, ...], str], ...]

    @functools.cached_property
    def numbers(self) -> Mapping[str, tuple[int, ...]]:
        """Return where each label stands, by its words; a place's own name counts too."""
        found: dict[str, tuple[int, ...]] = {}
        for number, (words, place) in enumerate(self.places):
            for word in {one.casefold() for one in (*words, place)}:
                found[word] = (*found.get(word, ()), number)
        return found


def is_issue(text: str) -> bool:
    """Say whether a text begins with a heading, as the answers to an issue form do."""
    return _START.match(text) is not None


def read_issue(text: str, templates: Sequence[Template]) -> dict[str, Any]:
    """Return the submission in an issue's text, by the template that fits it best.

    Raises RefusalError when none fits.
    """
    if len(text) > MAX_LETTERS:
        raise RefusalError("submission-size", size=str(len(text)), limit=str(MAX_LETTERS))
    plain = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = plain.split("\n")
    # Of templates that explain as much, the one that asks for the least besides.
    best = max(
        templates, key=lambda one: (len(_sections(lines, one)), -len(one.places)), default=None
    )
    sections = _sections(lines, best) if best else {}
    if best is None or not sections:
        raise RefusalError("submission-issue")
    pairs = [("kind", best.kind)]
    for place, answer in sections.items():
        pairs += [(place, value) for value in _values(answer, place)]
    return nest(pairs, load_contract().honeypot)


def _sections(lines: Sequence[str], template: Template) -> Mapping[str, str]:
    """Return the answers by place."""
    found: dict[str, list[str]] = {}
    last, here = -1, ""
    for line, is_fenced in _fenced(lines):
        heading = None if is_fenced else _HEADING.fullmatch(line)
        number = _find(template, heading[1], last) if heading else None
        if number is not None:
            last, here = number, template.places[number][1]
            found[here] = []
        elif here:
            found[here].append(line)
    return {place: "\n".join(text).strip() for place, text in found.items()}


def _find(template: Template, label: str, last: int) -> int | None:
    wanted = " ".join(label.split()).casefold()
    return next((number for number in template.numbers.get(wanted, ()) if number > last), None)


def _fenced(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether it stands inside fenced text."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            yield line, True
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        else:
            if found:
                fence = found[1]
            yield line, bool(found)


def _values(answer: str, place: str) -> list[str]:
    """Return the values of an answer: ticked boxes one by one, else the text."""
    if answer.casefold() in _NOTHING:
        return []
    boxes = [_BOX.fullmatch(line.strip()) for line in answer.split("\n") if line.strip()]
    if boxes and all(boxes):
        ticked = [one[2] for one in boxes if one and one[1] != " "]
        return ["yes"] * bool(ticked) if place.startswith("consent.") else ticked
    lines = answer.split("\n")
    if len(lines) > 2 and _FENCE.match(lines[0]) and _FENCE.match(lines[-1]):
        return ["\n".join(lines[1:-1])]
    return [answer] if answer else []
