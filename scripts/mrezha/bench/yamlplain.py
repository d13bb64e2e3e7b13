"""Write records as plain text: a YAML library would take most of the corpus's time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][^:#\n\"\\]*[^\W_.]|[^\W\d_]")
_TAKEN = frozenset("y n yes no on off true false null none nan inf infinity".split())


def render_record(data: Mapping[str, Any], body: str) -> str:
    """Return a record file: front matter and Markdown body. Empty values are left out."""
    return f"---\n{render_yaml(data)}---\n{body}\n"


def render_yaml(data: Mapping[str, Any]) -> str:
    """Return a mapping of text, lists and mappings as YAML in block style."""
    return "".join(f"{line}\n" for line in _mapping(data, ""))


def quote(text: str) -> str:
    """Return a text as a YAML scalar that every reader takes for the same text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _TAKEN:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        if _is_empty(value):
            continue
        if isinstance(value, str) and "\n" in value:
            yield f"{indent}{key}: |"
            yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
        elif isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from _mapping(value, indent + "  ")
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield f"{indent}{key}:"
            yield from _items(value, indent + "  ")
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _is_empty(value: object) -> bool:
    """Say whether nothing would be left to write, at any depth."""
    if isinstance(value, Mapping):
        return all(_is_empty(one) for one in value.values())
    return value is None or value in ("", (), [])


def _items(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            lines = list(_mapping(value, indent + "  "))
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield f"{indent}- {_scalar(value)}"


def _scalar(value: object) -> str:
    return quote(value) if isinstance(value, str) else str(value)
