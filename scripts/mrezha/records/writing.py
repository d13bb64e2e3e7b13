"""Write records: one block of one file at a time, and many files all or none.

`set_block` touches only the lines of the keys it changes; every other byte of a file, its
comments, order and line ends stay. `write_all` in `records.journal` puts files on disk.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import TypeGuard

import yaml

from mrezha.records.document import FENCE, Value, read_document
from mrezha.records.mapping import Shape, build_shape
from mrezha.records.yamltext import (
    Data,
    dump_items,
    dump_key,
    dump_mapping,
    inner_shape,
    is_code,
    quote_text,
    rank_keys,
)
from mrezha.schema import Table, load_schema

_FRONT = re.compile(r"\A(?P<open>\ufeff?---[ \t]*\r?\n)(?P<front>.*?)^---[ \t]*\r?$", re.M | re.S)


class BlockError(ValueError):
    """A file whose fields cannot be changed in place: it does not read as a record."""


def new_record(data: Mapping[str, Data], table: Table) -> str:
    """Return the text of a new record file in canonical form, without a body."""
    shape = _shape_of(table.name)
    return "\n".join([FENCE, *dump_mapping(data, shape), FENCE]) + "\n"


def set_block(text: str, key: str, data: Mapping[str, Data], table: Table) -> str:
    """Return a record file with the keys of `data` set in its top-level block `key`.

    Only changed keys are rewritten; keys of the block that `data` does not name stay, a
    key set to None goes. The same text comes back when nothing changes.
    Raises BlockError when the file cannot be read as a record.
    """
    before, problems = read_document(text.encode("utf-8"), "")
    found = _FRONT.match(text)
    if before is None or problems or found is None:
        raise BlockError(key)
    shape = inner_shape(key, _shape_of(table.name))
    old = before.data.get(key)
    expected = {**before.data, key: _merged(old if isinstance(old, dict) else {}, data)}
    if expected == before.data:
        return text
    start, front = found.start("front"), found["front"]
    break_ = "\r\n" if found["open"].endswith("\r\n") else "\n"
    for whole in (False, True):
        changed = Editor(front, break_).set_block(key, data, shape, whole)
        result = text[:start] + changed + text[start + len(front) :]
        after, problems = read_document(result.encode("utf-8"), "")
        if after and not problems and (after.data, after.body) == (expected, before.body):
            return result
    raise BlockError(key)


@functools.cache
def _shape_of(table: str) -> Shape:
    schema = load_schema()
    return build_shape(schema, schema.tables[table])


def _merged(old: Mapping[str, Value], data: Mapping[str, Data]) -> dict[str, Value]:
    merged = {**old, **{key: _as_value(value) for key, value in data.items()}}
    gone = {key for key, value in data.items() if value is None}
    return {key: value for key, value in merged.items() if key not in gone}


def _as_value(value: Data) -> Value:
    if isinstance(value, Mapping):
        return {key: _as_value(item) for key, item in value.items()}
    if isinstance(value, str) or value is None:
        return value
    return [_as_value(item) for item in value]


class Editor:
    """Edits of one front matter, gathered as (start, end, text) and made from the back."""

    def __init__(self, front: str, break_: str) -> None:
        self.front = front
        self.break_ = break_
        self.edits: list[tuple[int, int, str]] = []

    def set_block(
        self, key: str, data: Mapping[str, Data], shape: Shape | None, whole: bool
    ) -> str:
        """Return the front matter with the block's keys set; `whole` rewrites the block."""
        root = yaml.compose(self.front, Loader=yaml.SafeLoader)
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        if isinstance(root, yaml.MappingNode) and root.flow_style:
            raise BlockError(key)
        node = next((value for name, value in pairs if name.value == key), None)
        if node is None:
            self._insert(0, dump_key(key, _merged({}, data), _wrap(key, shape)))
        elif whole or not isinstance(node, yaml.MappingNode) or node.flow_style:
            merged = _merged(_value_of(node), data)
            name = next(name for name, _ in pairs if name.value == key)
            lines = dump_key(key, merged, _wrap(key, shape))
            self._replace_lines(name.start_mark.line, self._last_line(node, name), lines)
        else:
            self._mapping(node, data, shape)
        return self._apply()

    def set_keys(self, data: Mapping[str, Data], shape: Shape | None, whole: bool) -> str:
        """Return the front matter with top-level keys set; `whole` rewrites their values."""
        root = yaml.compose(self.front, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            raise BlockError(next(iter(data), ""))
        if not whole:
            self._mapping(root, data, shape)
            return self._apply()
        pairs = {str(key.value): (key, value) for key, value in root.value}
        self._mapping(root, {key: one for key, one in data.items() if key not in pairs}, shape)
        for name, (key, old) in pairs.items():
            if name in data:
                lines = [] if data[name] is None else dump_key(name, data[name], shape)
                self._replace_lines(key.start_mark.line, self._last_line(old, key), lines)
        return self._apply()

    def _mapping(
        self, node: yaml.MappingNode, data: Mapping[str, Data], shape: Shape | None
    ) -> None:
        pairs = {str(key.value): (key, value) for key, value in node.value}
        column = node.start_mark.column
        ranks = rank_keys(shape)
        missing: dict[int, list[str]] = {}
        for name in sorted(data, key=lambda one: ranks.get(one, len(ranks))):
            value = data[name]
            if name in pairs:
                key, old = pairs[name]
                if value is None:
                    last = self._last_line(old, key)
                    self._replace_lines(key.start_mark.line, last, [])
                elif _value_of_any(old) != _as_value(value):
                    self._change(key, old, name, value, shape, column)
            elif value is not None:
                rank = ranks.get(name, len(ranks))
                before = [pair for known, pair in pairs.items() if ranks.get(known, -1) < rank]
                line = (
                    max(self._last_line(old, key) for key, old in before)
                    if before
                    else node.start_mark.line
                )
                missing.setdefault(line, []).extend(dump_key(name, value, shape, column))
        for line, lines in missing.items():
            self._insert(line, lines)

    def _change(
        self,
        key: yaml.Node,
        old: yaml.Node,
        name: str,
        value: Data,
        shape: Shape | None,
        column: int,
    ) -> None:
        inner = inner_shape(name, shape)
        if isinstance(value, str) and _is_line(old):
            shown = quote_text(value, is_code(name, shape))
            space = "" if self.front[old.start_mark.index - 1] != ":" else " "
            self.edits.append((old.start_mark.index, old.end_mark.index, space + shown))
        elif isinstance(value, Mapping) and _is_block_mapping(old):
            self._mapping(old, value, inner)
        elif isinstance(value, Sequence) and _is_block_list(old) and old.value:
            self._items(old, value, inner)
        else:
            lines = dump_key(name, value, shape, column)
            self._replace_lines(key.start_mark.line, self._last_line(old, key), lines)

    def _items(self, node: yaml.SequenceNode, value: Sequence[Data], shape: Shape | None) -> None:
        """Change a block list item by item: kept ones stay, gone ones go, new ones follow."""
        wanted = [_as_value(item) for item in value]
        olds = [_value_of_any(item) for item in node.value]
        dash = node.start_mark.column
        if shape is not None:
            self._rows(node, value, olds, shape, dash)
            return
        kept = [item for item in olds if item in wanted]
        if kept != wanted[: len(kept)] or not kept:
            last = self._last_line(node.value[-1], node)
            self._replace_lines(node.start_mark.line, last, dump_items(value, shape, dash))
            return
        for item, old in zip(node.value, olds, strict=True):
            if old not in wanted:
                self._replace_lines(item.start_mark.line, self._last_line(item, item), [])
        last = self._last_line(node.value[-1], node)
        self._insert(last, dump_items(value[len(kept) :], shape, dash))

    def _rows(
        self,
        node: yaml.SequenceNode,
        value: Sequence[Data],
        olds: Sequence[Value],
        shape: Shape,
        dash: int,
    ) -> None:
        if len(value) < len(olds):
            last = self._last_line(node.value[-1], node)
            self._replace_lines(node.start_mark.line, last, dump_items(value, shape, dash))
            return
        for item, old, new in zip(node.value, olds, value, strict=False):
            if old == _as_value(new):
                continue
            if isinstance(new, Mapping) and _is_block_mapping(item):
                self._mapping(item, new, shape)
            else:
                lines = dump_items([new], shape, dash)
                self._replace_lines(item.start_mark.line, self._last_line(item, item), lines)
        self._insert(
            self._last_line(node.value[-1], node), dump_items(value[len(olds) :], shape, dash)
        )

    def _last_line(self, node: yaml.Node, key: yaml.Node) -> int:
        """Return the number of the line after a value."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            pair = last if isinstance(last, tuple) else (last, last)
            return self._last_line(pair[1], pair[0])
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return int(node.end_mark.line)
        return max(int(node.end_mark.line), int(key.start_mark.line)) + 1

    def _offset(self, line: int) -> int:
        at = 0
        for _ in range(line):
            found = self.front.find("\n", at)
            if found < 0:
                return len(self.front)
            at = found + 1
        return at

    def _insert(self, line: int, lines: Sequence[str]) -> None:
        if lines:
            at = self._offset(line)
            self.edits.append((at, at, self._text(lines)))

    def _replace_lines(self, first: int, last: int, lines: Sequence[str]) -> None:
        self.edits.append((self._offset(first), self._offset(last), self._text(lines)))

    def _text(self, lines: Sequence[str]) -> str:
        return "".join(line + self.break_ for line in lines)

    def _apply(self) -> str:
        text = self.front
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + new + text[end:]
        return text


def _wrap(key: str, shape: Shape | None) -> Shape | None:
    return Shape(groups={key: shape}, order={key: None}) if shape else None


def _is_line(node: yaml.Node) -> bool:
    """Say whether a value is a scalar on one line, which can be replaced in place."""
    return (
        isinstance(node, yaml.ScalarNode)
        and node.style not in ("|", ">")
        and node.start_mark.line == node.end_mark.line
    )


def _is_block_mapping(node: yaml.Node) -> TypeGuard[yaml.MappingNode]:
    return isinstance(node, yaml.MappingNode) and not node.flow_style


def _is_block_list(node: yaml.Node) -> TypeGuard[yaml.SequenceNode]:
    return isinstance(node, yaml.SequenceNode) and not node.flow_style


def _value_of(node: yaml.Node) -> dict[str, Value]:
    found = _value_of_any(node)
    return found if isinstance(found, dict) else {}


def _value_of_any(node: yaml.Node) -> Value:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value_of_any(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value_of_any(item) for item in node.value]
    is_said = bool(node.value) or getattr(node, "style", None) is not None
    return str(node.value) if is_said else None
