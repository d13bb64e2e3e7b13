"""Read one record file: front matter in YAML, every scalar kept as text, and a Markdown body.

The reader walks PyYAML's events instead of building objects, so that no value is ever
retyped (an unquoted 012345670 stays as written), every key has its line, and duplicate
keys, tags, anchors and depth are seen. A plain empty value means "nothing was said".
Letters written in parts (и and a breve) are read as whole ones, Unicode's form NFC.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

import yaml

from mrezha.problems import WHOLE_FILE, Problem
from mrezha.records.signs import UNSEEN, check_signs, check_text

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
FENCE = "---"

Path = tuple[str | int, ...]
Value = str | list["Value"] | dict[str, "Value"] | None

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDIN = "\ufffd"  # for an unseen sign, while its field is looked up
_VALUE_EVENTS = (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)


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
    text, problems = _decode(raw, file)
    if text is None:
        return None, problems
    signs = list(check_signs(text, file))
    lines = (UNSEEN.sub(_STANDIN, text) if signs else text).split("\n")
    if lines[0].rstrip() != FENCE:
        return None, _unread("front-matter-missing", signs, file, 1)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        return None, _unread("front-matter-open", signs, file, len(lines))
    reader = _Reader(file, first_line=2)
    data = reader.read("\n".join(lines[1:end]) + "\n")
    if data is None or signs:
        return None, _place(signs, reader.lines, end + 1) + reader.problems
    start = next((i for i in range(end + 1, len(lines)) if lines[i].strip()), len(lines))
    body = "\n".join(lines[start:]).rstrip("\n")
    body_line = start + 1 if body else end + 1
    reader.lines.setdefault(("body",), body_line)
    return Document(file, data, reader.lines, body, body_line), reader.problems


def read_mapping(raw: bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a whole file of YAML by the same rules, such as withdrawn.yml."""
    text, problems = _decode(raw, file)
    if text is None:
        return None, problems
    signs = list(check_signs(text, file))
    reader = _Reader(file, first_line=1)
    data = reader.read(UNSEEN.sub(_STANDIN, text) if signs else text)
    if signs:
        return None, _place(signs, reader.lines, text.count("\n") + 2) + reader.problems
    document = None if data is None else Document(file, data, reader.lines, "", 1)
    return document, reader.problems


def _decode(raw: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a file with plain line ends, or what makes it unreadable."""
    if len(raw) > MAX_BYTES:
        return None, [size_problem(len(raw), file)]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_encoding_problem(raw, error.start, file)]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text), []


def _unread(code: str, signs: list[Problem], file: str, line: int) -> list[Problem]:
    """Return the problems of a file whose fields cannot be found."""
    placed = [replace(one, field=WHOLE_FILE) for one in signs]
    return [*placed, Problem(code, file, line, WHOLE_FILE)]


def _encoding_problem(raw: bytes, position: int, file: str) -> Problem:
    """Return the problem of a byte that is no text, with its line and the field it stands in."""
    line = raw.count(b"\n", 0, position) + 1
    one = Problem("file-encoding", file, line, WHOLE_FILE, {"position": str(position)})
    lines = raw.decode("utf-8", "replace").split("\n")
    end = next((i for i, text in enumerate(lines[1:], 1) if text.rstrip() == FENCE), None)
    if lines[0].rstrip().removeprefix("\ufeff") != FENCE or end is None:
        return one
    reader = _Reader(file, first_line=2)
    reader.read(UNSEEN.sub(_STANDIN, "\n".join(lines[1:end])) + "\n")
    return _place([one], reader.lines, end + 1)[0]


def read_limited(
    path: FilePath,
    shown: str,
    read: Callable[[bytes, str], tuple[Document | None, list[Problem]]] = read_document,
) -> tuple[Document | None, list[Problem]]:
    """Read a file of sane size; a huge one is refused without being read.

    Raises OSError when it cannot be read.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        return None, [size_problem(size, shown)]
    return read(path.read_bytes(), shown)


def size_problem(size: int, file: str) -> Problem:
    """Return the problem of a file with too many bytes."""
    return Problem(
        "file-size", file, field=WHOLE_FILE, params={"size": str(size), "limit": str(MAX_BYTES)}
    )


def show_path(path: Path) -> str:
    """Write a path as people read it: ("offers", 1, "category") -> offers[2].category.

    The empty path is the file itself.
    """
    shown = ""
    for step in path:
        if isinstance(step, int):
            shown += f"[{step + 1}]"
        else:
            shown += f".{step}" if shown else step
    return shown or WHOLE_FILE


def _place(problems: list[Problem], lines: Mapping[Path, int], end: int) -> list[Problem]:
    """Name the field on whose line each problem stands; behind line `end` it is the body."""
    known = sorted(((line, path) for path, line in lines.items()), key=lambda one: one[0])
    placed = []
    for one in problems:
        line = one.line or 0
        path = next((path for at, path in reversed(known) if at <= line), ())
        placed.append(replace(one, field="body" if line > end else show_path(path)))
    return placed


class _Reader:
    """Turn YAML events into text values; gathers problems and line numbers.

    `first_line` is the line of the file on which the YAML text begins.
    """

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> dict[str, Value] | None:
        """Return the mapping of a front matter, or None when it has no readable shape."""
        try:
            events = yaml.parse(text, Loader=_Loader)
            found = self._document(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = (mark.line if mark else 0) + self.first_line
            self._add("yaml-syntax", line, self._path_at(line))
            return None
        except yaml.YAMLError:
            self._add("yaml-syntax", self.first_line, self._path_at(len(text)))
            return None
        except _TooDeepError as error:
            self._add("yaml-depth", error.line, error.path[:1], limit=str(MAX_DEPTH))
            return None
        if found is None:
            return {}
        if not isinstance(found, dict):
            self._add("yaml-shape", self.first_line)
            return None
        return found

    def _line_of(self, event: yaml.Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + self.first_line

    def _add(self, code: str, line: int, path: Path = (), **params: str) -> None:
        self.problems.append(Problem(code, self.file, line, show_path(path), params))

    def _path_at(self, line: int) -> Path:
        """Return the last path that begins on a line or before it."""
        return max(
            ((at, path) for path, at in self.lines.items() if at <= line),
            key=lambda one: one[0],
            default=(0, ()),
        )[1]

    def _document(self, events: Iterator[yaml.Event]) -> Value:
        value: Value = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    self._add("yaml-syntax", self._line_of(event))
                    return value
                seen = True
                value = self._value(next(events), events, ())
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Value:
        line = self._line_of(event)
        if len(path) > MAX_DEPTH:
            raise _TooDeepError(line, path)
        if isinstance(event, yaml.AliasEvent):
            self._add("yaml-anchor", line, path)
            return None
        if not isinstance(event, _VALUE_EVENTS):
            return None
        if event.anchor is not None:
            self._add("yaml-anchor", line, path)
        if event.tag is not None:
            self._add("yaml-tag", line, path, value=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _scalar(self, event: yaml.ScalarEvent, line: int, path: Path) -> str | None:
        """Return the text; "\\u202e" in double quotes could smuggle in an unseen sign.

        It is dropped as well: a site built unchecked does not show it either.
        """
        if event.style == '"':
            column = event.start_mark.column + 1 if event.start_mark else 1
            value = unicodedata.normalize("NFC", event.value)
            found = list(check_text(value, self.file, line, column, show_path(path)))
            self.problems += found
            return UNSEEN.sub("", value) if found else value
        return event.value if event.value or event.style else None

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Value]:
        items: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            self.lines[here] = self._line_of(event)
            items.append(self._value(event, events, here))
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = self._line_of(event)
            # A group as a key is refused, and may be as deep as any other.
            is_text = isinstance(event, yaml.ScalarEvent)
            key = self._value(event, events, path if is_text else (*path, "?"))
            if not isinstance(key, str):
                self._add("yaml-shape", line, path)
                key = ""
            here = (*path, key)
            if key == "<<":
                self._add("yaml-merge", line, here)
            elif key in found:
                self._add("yaml-duplicate", line, here, value=key, first=str(self.lines[here]))
            else:
                self.lines[here] = line
                found[key] = self._value(next(events), events, here)
                continue
            kept, self.lines = self.lines, {}  # the places of the first one stay
            self._value(next(events), events, here)
            self.lines = kept
        return found


class _TooDeepError(Exception):
    def __init__(self, line: int, path: Path) -> None:
        super().__init__(line)
        self.line, self.path = line, path
