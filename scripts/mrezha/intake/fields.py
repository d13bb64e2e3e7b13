"""Judge what a submission says against the places its kind may speak of.

Strict by name: a key nobody declared, or one that belongs to the register or the centre,
is refused, and the finding names it.
"""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mrezha.problems import Problem
from mrezha.records.document import read_mapping
from mrezha.records.signs import check_text
from mrezha.schema import Schema
from mrezha.schema.tree import Node

MAX_TEXT = 40_000  # letters of one value; the schema's own limits are tighter


@dataclass(slots=True)
class Judge:
    """The walk over one submission's fields: what is right comes back, the rest is told.

    `is_loose` is for channels that know only text: one text may hold the items of a list,
    and words of the vocabularies may stand for their codes.
    """

    file: str
    schema: Schema
    is_loose: bool = False
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, place: str, **params: str) -> None:
        """Note a finding at a place of the submission."""
        self.problems.append(Problem(code, self.file, None, place, params))

    def mapping(
        self, value: Any, every: Sequence[Node], offered: Sequence[Node], at: str
    ) -> dict[str, Any]:
        """Return the good part of a mapping; `every` are the keys there are, `offered` ours."""
        if not isinstance(value, Mapping):
            self.add("submission-shape", at, expected=_keys(offered))
            return {}
        known = {node.key: node for node in every}
        ours = {node.key: node for node in offered}
        good: dict[str, Any] = {}
        for key, inner in value.items():
            place = f"{at}.{key}" if at else key
            if key in ours:
                found = self.place(inner, known[key], ours[key], place)
                if found not in (None, "", [], {}):
                    good[key] = found
            elif key in known:
                self.add("submission-protected", place, value=place, owner=_owner(known[key]))
            else:
                near = difflib.get_close_matches(key, list(ours), n=1, cutoff=0.6)
                self.add("submission-unknown", place, value=key, suggestion=next(iter(near), ""))
        return good

    def place(self, value: Any, whole: Node, ours: Node, at: str) -> Any:
        """Return the good part of one place: a text, a list, a group or rows."""
        if value is None:
            return None
        if ours.shape == "rows":
            if self.is_loose and isinstance(value, str):
                value = _read_rows(value)
            if not isinstance(value, list):
                self.add("submission-shape", at, expected="[…]")
                return None
            rows = []
            for number, item in enumerate(value, 1):
                rows.append(
                    self.mapping(item or {}, whole.children, ours.children, f"{at}[{number}]")
                )
            return [row for row in rows if row]
        if ours.field is None:
            if self.is_loose and isinstance(value, str) and ours.is_bilingual:
                value = {"bg": value}
            return self.mapping(value, whole.children, ours.children, at)
        if ours.field.is_list:
            return self._items(value, ours, at)
        if isinstance(value, list) and self.is_loose and len(value) == 1:
            value = value[0]
        return self._text(value, ours, at)

    def _items(self, value: Any, node: Node, at: str) -> list[str] | None:
        if isinstance(value, str) and self.is_loose:
            value = list(_split(value, node, self.schema))
        if not isinstance(value, list):
            self.add("submission-shape", at, expected="[…]")
            return None
        found: list[str] = []
        for number, item in enumerate(value, 1):
            text = self._text(item, node, f"{at}[{number}]")
            if text and text not in found:
                found.append(text)
        return found

    def _text(self, value: Any, node: Node, at: str) -> str | None:
        if isinstance(value, bool) and self.is_loose:
            value = "yes" if value else "no"
        if not isinstance(value, str):
            self.add("submission-shape", at, expected="„…“")
            return None
        is_markdown = node.field is not None and node.field.format == "markdown"
        text = self.text(value, at, is_markdown)
        if self.is_loose and text and node.field is not None and node.field.vocabulary:
            text = _code_of(text, node.field.vocabulary, self.schema)
        return text

    def text(self, value: str, at: str, is_markdown: bool = False) -> str:
        """Return a text as records keep it: whole letters, plain line ends, no signs unseen.

        Only Markdown keeps its lines; elsewhere a line break is a space.
        """
        if len(value) > MAX_TEXT:
            self.add("too-long", at, size=str(len(value)), limit=str(MAX_TEXT))
            return ""
        plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        plain = plain.strip("\n").rstrip() if is_markdown else " ".join(plain.split())
        for number, line in enumerate(plain.split("\n"), 1):
            for one in check_text(line, self.file, number, 1, at):
                self.problems.append(one)
        return plain


def _keys(nodes: Sequence[Node]) -> str:
    return "{" + ", ".join(node.key for node in nodes) + "}"


def _owner(node: Node) -> str:
    """Say who writes a place: the owner of its first field."""
    if node.field is not None:
        return node.field.owner
    return next((_owner(child) for child in node.children), "register")


def _split(text: str, node: Node, schema: Schema) -> Iterator[str]:
    """Split a text that holds a list: by lines, or by commas where no item has one.

    Words of a vocabulary may hold commas: the longest words that fit are taken first.
    """
    name = node.field.vocabulary if node.field else None
    for line in text.replace(";", "\n").split("\n"):
        rest = line.strip().removeprefix("- ").strip()
        words = _words(schema, name) if name else {}
        while rest:
            fit = next(
                (one for one in words if rest.casefold().startswith(one) and _ends(rest, one)), ""
            )
            item = rest[: len(fit)] if fit else rest.split("," if name else ", ", 1)[0]
            if item.strip():
                yield item.strip()
            rest = rest[len(item) :].lstrip(" ,")


def _read_rows(text: str) -> Any:
    """Read rows written as YAML, as a table's issue form asks for them; else the text itself."""
    lines = "".join(f" {line}\n" for line in text.split("\n"))
    document, problems = read_mapping(f"rows:\n{lines}".encode("utf-8", "replace"), "")
    rows = document.data.get("rows") if document is not None and not problems else None
    return rows if isinstance(rows, list) else text


def _ends(rest: str, word: str) -> bool:
    return rest[len(word) :].lstrip()[:1] in ("", ",")


def _words(schema: Schema, vocabulary: str) -> dict[str, str]:
    """Return the codes of a vocabulary by their words, the longest first."""
    found = {
        word.casefold(): term.id
        for term in schema.vocabularies[vocabulary].terms.values()
        for word in (term.labels["en"], term.labels["bg"], term.id)
    }
    return dict(sorted(found.items(), key=lambda one: (-len(one[0]), one[0])))


def _code_of(text: str, vocabulary: str, schema: Schema) -> str:
    if text in schema.vocabularies[vocabulary].terms:
        return text
    return _words(schema, vocabulary).get(text.casefold(), text)
