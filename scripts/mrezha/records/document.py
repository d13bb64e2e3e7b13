"""Read one record file: front matter in YAML, every scalar kept as text, and a Markdown body.

The reader walks PyYAML's events instead of building objects, so that no value is ever
retyped (an unquoted 012345670 stays as written), every key has its line, and duplicate
keys, tags, anchors and depth are seen. A plain empty value means "nothing was said".
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from mrezha.problems import Problem

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
FENCE = "---"

Path = tuple[str | int, ...]
Value = str | list["Value"] | dict[str, "Value"] | None

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROLS = frozenset(
    chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"
)
# Zero-width and bidirectional signs: U+200B..200F, 202A..202E, 2060..2069, FEFF, 00AD
# (Unicode category Cf). They change what a reader sees without being seen.
_VALUE_EVENTS = (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)
_PARAGRAPHS = frozenset("\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Document:
    """A record file as read; `lines` gives the line of every key and list item by path."""

    file: str
    data: dict[str, Value]
    lines: dict[Path, int]
    body: str
    body_line: int

    def line_of(self, path: Path) -> int:
        """Return the line of a path, or of its nearest known parent; 1 at the top."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1


def read_document(raw: bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """Read the bytes of a record file; None when its fields cannot be read at all."""
    if len(raw) > MAX_BYTES:
        params = {"size": str(len(raw)), "limit": str(MAX_BYTES)}
        return None, [Problem("file-size", file, params=params)]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [Problem("file-encoding", file, params={"position": str(error.start)})]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_check_signs(text, file))
    if problems:
        return None, problems
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None, [Problem("front-matter-missing", file, 1)]
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        return None, [Problem("front-matter-open", file, len(lines))]
    reader = _Reader(file)
    data = reader.read("\n".join(lines[1:end]) + "\n")
    if data is None:
        return None, reader.problems
    body = "\n".join(lines[end + 1 :]).strip("\n")
    body_line = next((i for i, line in enumerate(lines[end + 1 :], end + 2) if line.strip()), end)
    return Document(file, data, reader.lines, body, body_line), reader.problems


def read_mapping(raw: bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a plain YAML file by the same rules, such as withdrawn.yml wrapped in a mapping."""
    return read_document(b"---\n" + raw + b"\n---\n", file)


def _check_signs(text: str, file: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and line.isprintable():
            continue
        for column, sign in enumerate(line, 1):
            if (
                sign in _CONTROLS
                or sign in _PARAGRAPHS
                or unicodedata.category(sign) in ("Cf", "Cn", "Co")
            ):
                name = f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
                params = {"value": name, "line_no": str(number), "column": str(column)}
                yield Problem("text-sign", file, number, params=params)


class _Reader:
    """Turn YAML events into text values; gathers problems and line numbers."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> dict[str, Value] | None:
        """Return the mapping of a front matter, or None when it has no readable shape."""
        try:
            events = yaml.parse(text, Loader=_Loader)
            found = self._document(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._add("yaml-syntax", (mark.line if mark else 0) + 2)
            return None
        except yaml.YAMLError:
            self._add("yaml-syntax", 1)
            return None
        except _TooDeepError as error:
            self._add("yaml-depth", error.line, limit=str(MAX_DEPTH))
            return None
        if found is None:
            return {}
        if not isinstance(found, dict):
            self._add("yaml-shape", 2)
            return None
        return found

    def _add(self, code: str, line: int, **params: str) -> None:
        self.problems.append(Problem(code, self.file, line, params=params))

    def _document(self, events: Iterator[yaml.Event]) -> Value:
        value: Value = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    self._add("yaml-syntax", _line_of(event))
                    return value
                seen = True
                value = self._value(next(events), events, ())
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Value:
        line = _line_of(event)
        if len(path) > MAX_DEPTH:
            raise _TooDeepError(line)
        if isinstance(event, yaml.AliasEvent):
            self._add("yaml-anchor", line)
            return None
        if not isinstance(event, _VALUE_EVENTS):
            return None
        if event.anchor is not None:
            self._add("yaml-anchor", line)
        if event.tag is not None:
            self._add("yaml-tag", line, value=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.value or event.style else None
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Value]:
        items: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            self.lines[here] = _line_of(event)
            items.append(self._value(event, events, here))
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line_of(event)
            key = self._value(event, events, path)
            if not isinstance(key, str):
                self._add("yaml-shape", line)
                key = ""
            here = (*path, key)
            value = self._value(next(events), events, here)
            if key == "<<":
                self._add("yaml-merge", line)
            elif key in found:
                self._add("yaml-duplicate", line, value=key, first=str(self.lines[here]))
            else:
                found[key] = value
                self.lines[here] = line
        return found


def _line_of(event: yaml.Event) -> int:
    """Return the file line of an event: the front matter starts on the second line."""
    return (event.start_mark.line if event.start_mark else 0) + 2


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line
