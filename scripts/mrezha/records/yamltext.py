"""Write values as YAML text that every YAML 1.1 and 1.2 reader takes for the same text."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import yaml
from yaml.resolver import Resolver

from mrezha.records.mapping import Shape

Data: TypeAlias = "str | Sequence[Data] | Mapping[str, Data] | None"

# Signs that start something else in YAML, or that a reader may take for a number's sign.
_LEADING = frozenset("-?:,[]{}#&*!|>'\"%@`+.=~<\\")
# Words some reader turns into a truth value, nothing or a special number (YAML 1.1 type
# repository: bool, null, float, merge, value; YAML 1.2.2 core schema).
_WORDS = frozenset(
    "y n yes no on off true false null none nan inf infinity .inf .nan ~ = <<".split()
)
_NUMBER_LIKE = re.compile(r"[0-9][0-9a-fA-FoOxX_.,:eE+\- /]*")
_RESOLVER = Resolver()
_STR = "tag:yaml.org,2002:str"
# Checks whose values are codes of digits: always in quotes, so that nobody loses a zero.
CODES = frozenset({"eik", "settlement"})


def quote_text(text: str, always: bool = False) -> str:
    """Return a text as a YAML scalar on one line: plain where safe, else in double quotes."""
    if not always and is_plain(text):
        return text
    return '"' + "".join(_escape(sign) for sign in text) + '"'


def is_plain(text: str) -> bool:
    """Say whether a text may stand without quotes as a value in block style."""
    if not text or text != text.strip() or text[0] in _LEADING:
        return False
    if not text.isprintable():
        return False
    if ": " in text or text.endswith(":") or " #" in text or text.startswith("---"):
        return False
    if text.casefold() in _WORDS or _NUMBER_LIKE.fullmatch(text):
        return False
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag == _STR


def _escape(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign == "\n":
        return "\\n"
    if sign == "\t":
        return "\\t"
    if sign.isprintable():
        return sign
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def dump_mapping(data: Mapping[str, Data], shape: Shape | None, indent: int = 0) -> list[str]:
    """Return the lines of a mapping in block style, keys in the order of the shape."""
    lines: list[str] = []
    for key in order_keys(list(data), shape):
        lines += dump_key(key, data[key], shape, indent)
    return lines


def dump_key(key: str, value: Data, shape: Shape | None, indent: int = 0) -> list[str]:
    """Return the lines of one key and its value."""
    head = " " * indent + quote_text(key) + ":"
    if value is None:
        return [head]
    if isinstance(value, str):
        return [f"{head} {quote_text(value, is_code(key, shape))}"]
    if not value:
        return [head + (" {}" if isinstance(value, Mapping) else " []")]
    inner = inner_shape(key, shape)
    if isinstance(value, Mapping):
        return [head, *dump_mapping(value, inner, indent + 2)]
    return [head, *dump_items(value, inner, indent + 2)]


def dump_items(items: Sequence[Data], shape: Shape | None, indent: int) -> list[str]:
    """Return the lines of a list in block style, one dash for each item."""
    lines: list[str] = []
    dash = " " * indent + "-"
    for item in items:
        if isinstance(item, str) or item is None:
            lines.append(f"{dash} {quote_text(item or '')}")
        elif isinstance(item, Mapping):
            inner = dump_mapping(item, shape, indent + 2)
            lines += [f"{dash} {inner[0].lstrip()}", *inner[1:]] if inner else [f"{dash} {{}}"]
        else:
            inner = dump_items(item, None, indent + 2)
            lines += [f"{dash} {inner[0].lstrip()}", *inner[1:]] if inner else [f"{dash} []"]
    return lines


def order_keys(keys: list[str], shape: Shape | None) -> list[str]:
    """Return keys in the order of the shape; keys it does not know follow as they stood."""
    ranks = rank_keys(shape)
    return sorted(keys, key=lambda key: ranks.get(key, len(ranks)))


def rank_keys(shape: Shape | None) -> dict[str, int]:
    """Return the place of every key the shape knows."""
    return {key: rank for rank, key in enumerate(shape.names())} if shape else {}


def inner_shape(key: str, shape: Shape | None) -> Shape | None:
    """Return the shape of what stands under a key: a group, or the rows of a child table."""
    if shape is None:
        return None
    if key in shape.groups:
        return shape.groups[key]
    return shape.parts[key][2] if key in shape.parts else None


def is_code(key: str, shape: Shape | None) -> bool:
    """Say whether a key holds a code of digits, which always stands in quotes."""
    field = shape.fields.get(key) if shape else None
    return field is not None and field.check in CODES


def is_markdown(key: str, shape: Shape | None) -> bool:
    """Say whether a key holds a Markdown text, which always stands as a block."""
    field = shape.fields.get(key) if shape else None
    return field is not None and field.format == "markdown"
