"""Add rows to a list of a record file; every byte that was there stays."""

import re
from collections.abc import Sequence

import yaml

from mrezha.records.document import read_document
from mrezha.records.mapping import build_shape
from mrezha.records.writing import BlockError
from mrezha.records.yamltext import Data, dump_items, dump_key, inner_shape
from mrezha.schema import Table, load_schema

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<front>.*?)^---[ \t]*\r?$", re.M | re.S)


def append_rows(text: str, key: str, rows: Sequence[Data], table: Table) -> str:
    """Return a record file with rows added at the end of its top-level list `key`.

    Raises BlockError when the file cannot be read as a record, or writes the list in one
    line: a person has to do it then.
    """
    before, problems = read_document(text.encode("utf-8"), "")
    found = _FRONT.match(text)
    if before is None or problems or found is None:
        raise BlockError(key)
    break_ = "\r\n" if text.split("\n", 1)[0].endswith("\r") else "\n"
    shape = build_shape(load_schema(), table)
    root = yaml.compose(found["front"], Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style or not root.value:
        raise BlockError(key)
    node = next((value for name, value in root.value if name.value == key), None)
    if node is None:
        line, lines = _last_line(root) + 1, dump_key(key, rows, shape)
    elif isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        line = _last_line(node) + 1
        lines = dump_items(rows, inner_shape(key, shape), node.start_mark.column)
    else:
        raise BlockError(key)
    kept = found["front"].splitlines(keepends=True)
    front = "".join([*kept[:line], *(one + break_ for one in lines), *kept[line:]])
    result = text[: found.start("front")] + front + text[found.end("front") :]
    after, problems = read_document(result.encode("utf-8"), "")
    old = before.data.get(key) or []
    if after is None or problems or not isinstance(old, list):
        raise BlockError(key)
    new = after.data.pop(key, None)
    same = {name: value for name, value in before.data.items() if name != key} == after.data
    if not same or not isinstance(new, list) or new[: len(old)] != old:
        raise BlockError(key)
    return result


def _last_line(node: yaml.Node) -> int:
    """Return the number of the line a value ends on, comments after it left out."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return int(node.end_mark.line) - 1
    return int(node.end_mark.line)
