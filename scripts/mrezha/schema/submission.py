"""The contract of a submission: what the form writes and the intake reads.

A submission is one JSON object; the meaning of its keys stands in docs/forms.md, its JSON
Schema is made by `jsonschema.envelope_schema`. Its `fields` are nested as in a record
file, every scalar text. What is not there says nothing; what is to go is named in
`remove` ("contacts.phone", "offers[hlyab]"). Rows with an id are told apart by it.
"""

import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from mrezha.schema.model import FOLDER, Schema, load_schema, read_yaml
from mrezha.schema.tree import Node, prune, record_tree

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of submission: the table it speaks of, and the places it may change.

    `rows` is how many rows of a list the form asks for; 0 is as many as people want.
    `issue` names places of the submission itself that an issue form asks for first.
    """

    name: str
    table: str
    labels: Mapping[str, str]
    help: Mapping[str, str]
    steps: tuple[Mapping[str, Any], ...]
    rows: int
    issue: tuple[str, ...]
    keys: tuple[str, ...]
    without: frozenset[str]
    needs_id: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything in submission.yaml."""

    format: str
    version: int
    consent_version: str
    honeypot: str
    limits: Mapping[str, int]
    photo_types: Mapping[str, str]
    own: Mapping[str, Mapping[str, Any]]
    unasked: tuple[str, ...]
    issue_labels: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    kinds: Mapping[str, Kind]


@functools.cache
def load_contract() -> Contract:
    """Return the contract that ships with the package."""
    raw = read_yaml(FOLDER / "submission.yaml")
    kinds = {
        name: Kind(
            name,
            one["table"],
            MappingProxyType(one["labels"]),
            MappingProxyType(one["help"]),
            tuple(one["steps"]),
            one.get("rows", 0),
            tuple(one["issue"]),
            tuple(one["keys"]),
            frozenset(one.get("without", ())),
            bool(one.get("needs_id")),
        )
        for name, one in raw.pop("kinds").items()
    }
    return Contract(kinds=MappingProxyType(kinds), **raw)


def offered_tree(kind: Kind, schema: Schema) -> tuple[Node, ...]:
    """Return the places of a record that a kind of submission may speak of."""
    if schema is load_schema() and kind is load_contract().kinds.get(kind.name):
        return _known_tree(kind.name)
    return _offered(kind, schema)


@functools.cache
def _known_tree(kind: str) -> tuple[Node, ...]:
    """Keep the trees of our own schema: every profile page asks for one (1.5 ms to make)."""
    return _offered(load_contract().kinds[kind], load_schema())


def _offered(kind: Kind, schema: Schema) -> tuple[Node, ...]:
    tree = record_tree(schema, schema.tables[kind.table])
    offered = tuple(node for node in tree if node.key in kind.keys)
    return prune(offered, lambda node: node.path not in kind.without and not _is_machine(node))


def _is_machine(node: Node) -> bool:
    return node.field is not None and node.field.owner == "register"


def offered_part(kind: Kind, schema: Schema, data: Mapping[str, Any], body: str) -> dict[str, Any]:
    """Return what a record says in the places a kind may change: nested, every scalar text.

    `data` is a record in document form, as read from a file or as the catalogue holds it.
    Empty values are left out, so that both give the same; so is a person without a recorded
    consent, whom nobody may see.
    """
    return part_of(offered_tree(kind, schema), data, body)


def part_of(tree: Sequence[Node], data: Mapping[str, Any], body: str) -> dict[str, Any]:
    """Return what a record says in the places of an offered tree (see `offered_part`)."""
    return _part(tree, {**data, "body": body})


def digest_part(part: Mapping[str, Any]) -> str:
    """Return the `base` of a submission: the SHA-256 of the part's canonical JSON.

    Canonical: keys sorted, no spaces, letters as they are, UTF-8. A record whose register
    block or layout changed has the same digest: nothing the sender saw is stale.
    """
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _part(nodes: Sequence[Node], data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in nodes:
        said = data.get(node.key)
        if said is None or said == ():
            continue
        value = _value(node, said)
        if value not in (None, "", [], {}):
            found[node.key] = value
    return found


def _value(node: Node, value: Any) -> Any:
    if node.shape == "rows":
        rows = value if isinstance(value, list | tuple) else ()
        parts = (_part(node.children, row) for row in rows if isinstance(row, Mapping))
        return [part for part in parts if part]
    if node.field is None:
        is_said = isinstance(value, Mapping) and not _is_withheld(node, value)
        return _part(node.children, value) if is_said else None
    if node.field.is_list:
        items = value if isinstance(value, list | tuple) else ()
        return [text for text in (_text(node, item) for item in items) if text]
    return _text(node, value)


def _is_withheld(node: Node, data: Mapping[str, Any]) -> bool:
    """Say whether a group holds a person's data without a recorded consent."""
    fields = [child.field for child in node.children if child.field is not None]
    return any(one.privacy == "personal" for one in fields) and not data.get("consent_on")


def _text(node: Node, value: Any) -> str:
    """Write a scalar as text: numbers in their shortest plain form, dates as ISO."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return ""
    text = str(value)
    if node.field is not None and node.field.type in ("number", "integer"):
        try:
            # A file is checked before; what is no number stays as it stands.
            number = Decimal(text) if _PLAIN_NUMBER.fullmatch(text.strip()) else None
        except InvalidOperation:
            number = None
        if number is not None:
            return format(number.normalize(), "f")
    is_markdown = node.field is not None and node.field.format == "markdown"
    return text.replace("\r\n", "\n").rstrip("\n") if is_markdown else text.strip()
