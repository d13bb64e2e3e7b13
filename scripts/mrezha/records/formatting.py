"""Put a record file into its one canonical form, changing only what it must.

Keys in schema order, strings in quotes only where YAML could retype or break them, lists
and groups in block style, comments with their key, LF, one newline at the end, no BOM.
Text of several lines (block scalars, the Markdown body) stays as it stands; a Markdown key
that an editor wrote on one line becomes a block again.

The work is done on lines, by the places PyYAML reports, because a YAML writer would drop
comments and restyle what nobody asked it to.
"""

import re
import unicodedata
from dataclasses import dataclass

import yaml

from mrezha.records.document import FENCE, Document, Value, read_document
from mrezha.records.mapping import Shape, build_shape
from mrezha.records.yamltext import (
    dump_items,
    dump_mapping,
    inner_shape,
    is_code,
    is_markdown,
    quote_text,
    rank_keys,
)
from mrezha.schema import Table, load_schema

_DASH = re.compile(r" *- +")


@dataclass(frozen=True, slots=True)
class _Item:
    """One key of a mapping: its own comments above it, and the lines it takes."""

    key: str
    leading: list[str]
    lines: list[str]


def format_record(text: str, table: Table) -> str:
    """Return a record file in canonical form; unreadable text comes back as it was.

    Idempotent: formatting twice gives the same bytes as formatting once. Letters in parts
    (и + breve) become whole ones, Unicode's form NFC.
    """
    text = unicodedata.normalize("NFC", text)
    before, problems = read_document(text.encode("utf-8", "surrogatepass"), "")
    if before is None or problems:
        return text
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = clean.split("\n")
    end = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE)
    body = "\n".join(lines[end + 1 :]).rstrip("\n")
    tail = f"{body}\n" if body else ""
    shape = build_shape(load_schema(), table)
    front = format_front(lines[1:end], shape)
    result = "\n".join([FENCE, *front, FENCE]) + "\n" + tail
    if not _same(before, result, shape):
        return "\n".join([FENCE, *lines[1:end], FENCE]) + "\n" + tail
    return result


def _without_ends(data: dict[str, Value], shape: Shape) -> dict[str, Value]:
    return {
        key: value.rstrip("\n") if isinstance(value, str) and is_markdown(key, shape) else value
        for key, value in data.items()
    }


def format_front(lines: list[str], shape: Shape | None) -> list[str]:
    """Return the lines of a front matter in canonical form."""
    node = yaml.compose("\n".join(lines) + "\n", Loader=yaml.SafeLoader)
    if node is None:
        return lines
    if not isinstance(node, yaml.MappingNode):
        return lines
    if node.flow_style:
        return dump_mapping(_plain_value(node), shape) if node.value else lines
    header = _header_length(lines, node.start_mark.line)
    return lines[:header] + _Formatter(lines).mapping(node, header, len(lines), shape)


def _same(before: Document, text: str, shape: Shape) -> bool:
    """Say whether a text says the same; a last line end of a Markdown text says nothing."""
    after, problems = read_document(text.encode("utf-8"), "")
    return (
        after is not None
        and not problems
        and _without_ends(after.data, shape) == _without_ends(before.data, shape)
        and after.body == before.body
    )


def _header_length(lines: list[str], first: int) -> int:
    """Count the lines of a comment that speaks of the whole file: a blank line ends it."""
    blank = [i for i in range(first) if not lines[i].strip()]
    return blank[-1] + 1 if blank else 0


class _Formatter:
    """Formats parts of one front matter; `lines` are its lines as they stood."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def mapping(
        self, node: yaml.MappingNode, start: int, end: int, shape: Shape | None
    ) -> list[str]:
        """Return the lines start..end, which hold just this block mapping, in order."""
        column = node.start_mark.column
        pairs = node.value
        items: list[_Item] = []
        comments_from = start
        for index, (key, value) in enumerate(pairs):
            first = key.start_mark.line
            limit = pairs[index + 1][0].start_mark.line if index + 1 < len(pairs) else end
            last = self._end_of(key, value, limit, column, is_last=index + 1 == len(pairs))
            body = self._pair(key, value, first, last, shape)
            leading = self.lines[comments_from:first]
            items.append(_Item(key.value, leading, body))
            comments_from = last
        return self._join(items, column, shape) + self.lines[comments_from:end]

    def _join(self, items: list[_Item], column: int, shape: Shape | None) -> list[str]:
        """Put items in schema order; the dash of a list item stays with the first one."""
        ranks = rank_keys(shape)
        prefix = items[0].lines[0][:column]
        ordered = sorted(items, key=lambda item: ranks.get(item.key, len(ranks)))
        if prefix.strip():
            items[0].lines[0] = " " * column + items[0].lines[0][column:]
            ordered[0].lines[0] = prefix + ordered[0].lines[0][column:]
        return [line for item in ordered for line in (*item.leading, *item.lines)]

    def _end_of(
        self, key: yaml.Node, value: yaml.Node, limit: int, column: int, is_last: bool
    ) -> int:
        """Return the line after a pair; comments indented deeper than its key are its own."""
        end = max(_last_line(value), key.end_mark.line + 1)
        while end < limit:
            line = self.lines[end]
            indent = len(line) - len(line.lstrip(" "))
            if not line.strip():
                after = next((one for one in self.lines[end:limit] if one.strip()), "")
                indent = len(after) - len(after.lstrip(" "))
            if indent <= column:
                break
            end += 1
        return end

    def _pair(
        self, key: yaml.Node, value: yaml.Node, first: int, last: int, shape: Shape | None
    ) -> list[str]:
        name = str(key.value)
        inner = inner_shape(name, shape)
        own = self.lines[first:last]
        if key.start_mark.line != key.end_mark.line or ":" not in own[0]:
            return own
        if isinstance(value, yaml.ScalarNode):
            if is_markdown(name, shape) and _is_loose(value, own[0]):
                return _markdown_block(own[0][: key.start_mark.column] + name, value.value)
            own = self._scalar(value, first, own, is_code(name, shape))
        elif not isinstance(value, yaml.CollectionNode):
            return own
        elif value.flow_style:
            own = self._flow(value, first, own, inner, key.start_mark.column)
        elif value.start_mark.line > key.end_mark.line:
            below = first + 1
            if isinstance(value, yaml.MappingNode):
                own = [own[0], *self.mapping(value, below, last, inner)]
            elif isinstance(value, yaml.SequenceNode):
                own = [own[0], *self._sequence(value, below, last, inner)]
        span = slice(key.start_mark.column, key.end_mark.column)
        line = own[0]
        return [line[: span.start] + quote_text(name) + line[span.stop :], *own[1:]]

    def _sequence(
        self, node: yaml.SequenceNode, start: int, end: int, shape: Shape | None
    ) -> list[str]:
        """Return the lines of a block list; lists of an odd layout stay as they stand."""
        starts = [item.start_mark for item in node.value]
        if not all(_DASH.fullmatch(self.lines[mark.line][: mark.column]) for mark in starts):
            return self.lines[start:end]
        result = self.lines[start : starts[0].line]
        dash = starts[0].column
        for index, item in enumerate(node.value):
            first = item.start_mark.line
            limit = starts[index + 1].line if index + 1 < len(starts) else end
            last = limit if index + 1 == len(starts) else max(_last_line(item), first + 1)
            while last < limit and self._indent(last) >= dash:
                last += 1
            if isinstance(item, yaml.ScalarNode):
                result += self._scalar(item, first, self.lines[first:last], always=False)
            elif isinstance(item, yaml.MappingNode) and not item.flow_style:
                result += self.mapping(item, first, last, shape)
            elif isinstance(item, yaml.MappingNode) and item.value:
                result += self._flow_item(item, first, last, shape)
            else:
                result += self.lines[first:last]
            result += self.lines[last:limit]
        return result

    def _indent(self, number: int) -> int:
        line = self.lines[number]
        return len(line) - len(line.lstrip(" ")) if line.strip() else -1

    def _scalar(self, node: yaml.ScalarNode, first: int, own: list[str], always: bool) -> list[str]:
        start, end = node.start_mark, node.end_mark
        is_nothing = node.value == "" and node.style is None
        if node.style in ("|", ">") or start.line != end.line or is_nothing:
            return own
        at = start.line - first
        line = own[at]
        shown = quote_text(node.value, always)
        fixed = line[: start.column] + shown + line[end.column :]
        return [*own[:at], fixed, *own[at + 1 :]]

    def _flow(
        self, node: yaml.Node, first: int, own: list[str], shape: Shape | None, column: int
    ) -> list[str]:
        """Turn `[a, b]` or `{k: v}` behind a key into block style."""
        last = node.end_mark.line - first
        if not node.value or node.start_mark.line != first or _has_comment(own[:last]):
            return own
        head = own[0][: node.start_mark.column].rstrip() + own[last][node.end_mark.column :]
        value = _plain_value(node)
        if isinstance(value, dict):
            block = dump_mapping(value, shape, column + 2)
        else:
            block = dump_items(value if isinstance(value, list) else [], shape, column + 2)
        return [head.rstrip(), *block, *own[last + 1 :]]

    def _flow_item(
        self, node: yaml.MappingNode, first: int, last: int, shape: Shape | None
    ) -> list[str]:
        own = self.lines[first:last]
        end = node.end_mark.line - first
        rest = own[end][node.end_mark.column :]
        if rest.strip() or _has_comment(own[:end]):
            return own
        block = dump_mapping(_plain_value(node), shape, node.start_mark.column)
        head = own[0][: node.start_mark.column] + block[0].lstrip()
        return [head, *block[1:], *own[end + 1 :]]


def _is_loose(node: yaml.ScalarNode, line: str) -> bool:
    """Say whether a Markdown text is not yet a block: editors write it on one line, in quotes."""
    if node.style in ("|", ">"):
        return line.rstrip().endswith(("|-", "|+"))
    return bool(node.value) and node.value.lstrip(" \n") == node.value


def _markdown_block(head: str, text: str) -> list[str]:
    indent = " " * (len(head) - len(head.lstrip(" -")) + 2)
    lines = text.rstrip("\n").split("\n")
    return [f"{head}: |", *(indent + line if line else "" for line in lines)]


def _has_comment(lines: list[str]) -> bool:
    return any("#" in line for line in lines)


def _last_line(node: yaml.Node) -> int:
    """Return the line after the last one a node takes."""
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            return int(node.end_mark.line)
        return int(node.end_mark.line) + 1
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line) + 1
    last = node.value[-1]
    if isinstance(last, tuple):
        return max(_last_line(last[1]), int(last[0].end_mark.line) + 1)
    return _last_line(last)


def _plain_value(node: yaml.Node) -> dict[str, Value]:
    """Return a node's value with every scalar as text; a plain empty one is None."""
    value: dict[str, Value] = _value_of(node)  # type: ignore[assignment]
    return value


def _value_of(node: yaml.Node) -> Value:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value_of(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value_of(item) for item in node.value]
    is_said = bool(node.value) or getattr(node, "style", None) is not None
    return str(node.value) if is_said else None
