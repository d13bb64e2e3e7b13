"""The public form as data: kinds, steps, fields and their rules, all from the schema.

The theme draws it, its scripts check by the same rules; nothing here knows HTML.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from mrezha.schema import Field, Schema, load_schema
from mrezha.schema.submission import Contract, Kind, load_contract, offered_tree
from mrezha.schema.tree import Node, walk

Control = Literal["line", "area", "select", "boxes"]
_LONG_TEXT = 400  # letters; longer texts get a box of several lines
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_CONSTRAINTS = ("pattern", "minimum", "maximum", "maxLength", "maxItems")
_INPUTS = {"date": "date", "email": "email", "phone": "tel", "url": "url", "time": "time"}


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. `name` is its place in the submission: "fields.contacts.phone".

    `rule` is what an answer must be, in the words of the schema; `submit-checks.js` and
    the record checks read it alike. `input` is the kind of an HTML input. A list of texts
    is asked for line by line.
    """

    name: str
    control: Control
    labels: Mapping[str, str]
    help: Mapping[str, str]
    rule: Mapping[str, Any]
    example: str = ""
    input: str = "text"
    autocomplete: str = ""

    @property
    def key(self) -> str:
        """Return the id of its control in a page."""
        return "f-" + re.sub(r"[^a-z0-9]+", "-", self.name)

    @property
    def is_required(self) -> bool:
        """Whether an answer must be given."""
        return bool(self.rule.get("required"))

    @property
    def is_english(self) -> bool:
        """Whether the answer is the English half of a text."""
        return self.name.endswith((".en", "_en"))


@dataclass(frozen=True, slots=True)
class FormRows:
    """A question that may be answered several times; names of its fields have "[0]"."""

    name: str
    labels: Mapping[str, str]
    one: Mapping[str, str]
    fields: tuple[FormField, ...]
    english: tuple[FormField, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class FormStep:
    """What is asked at once. `part` is something the theme draws itself: photos, consent."""

    id: str
    labels: Mapping[str, str]
    help: Mapping[str, str]
    own: tuple[FormField, ...]
    items: tuple[FormField | FormRows, ...]
    english: tuple[FormField, ...]
    part: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of one kind of submission."""

    kind: str
    labels: Mapping[str, str]
    help: Mapping[str, str]
    steps: tuple[FormStep, ...]
    needs_id: bool
    contract: Contract = field(repr=False)


@functools.cache
def load_forms() -> Mapping[str, FormPage]:
    """Return the form of every kind of submission."""
    contract, schema = load_contract(), load_schema()
    pages = {kind.name: _page(kind, contract, schema) for kind in contract.kinds.values()}
    return MappingProxyType(pages)


def _page(kind: Kind, contract: Contract, schema: Schema) -> FormPage:
    nodes = {node.path: node for node in walk(offered_tree(kind, schema))}
    steps = tuple(_step(one, nodes, kind, contract) for one in kind.steps)
    return FormPage(kind.name, kind.labels, kind.help, steps, kind.needs_id, contract)


def _step(
    raw: Mapping[str, Any], nodes: Mapping[str, Node], kind: Kind, contract: Contract
) -> FormStep:
    asked: list[FormField | FormRows] = []
    for path in raw.get("fields", ()):
        asked.extend(_items(nodes[path], kind, contract))
    english = tuple(one for one in asked if isinstance(one, FormField) and one.is_english)
    return FormStep(
        id=raw["id"],
        labels=raw["labels"],
        help=raw.get("help", {}),
        own=tuple(own_field(name, contract) for name in raw.get("own", ())),
        items=tuple(one for one in asked if one not in english),
        english=english,
        part=raw.get("part", ""),
    )


def _items(node: Node, kind: Kind, contract: Contract) -> Iterator[FormField | FormRows]:
    if node.path in contract.unasked:
        return
    if node.field is not None:
        yield _reword(record_field(f"fields.{node.path}", node.field), node.path, contract)
    elif node.shape == "rows" and node.table is not None:
        inner = [one for child in node.children for one in _row_fields(child, node.path, contract)]
        limit = kind.rows or contract.limits["rows"]
        name = f"fields.{node.path}"
        fields = tuple(one for one in inner if not one.is_english)
        english = tuple(one for one in inner if one.is_english)
        yield FormRows(name, node.labels, node.table.labels, fields, english, limit)
    else:
        for child in node.children:
            yield from _items(child, kind, contract)


def _row_fields(node: Node, rows: str, contract: Contract) -> Iterator[FormField]:
    if node.path in contract.unasked:
        return
    if node.field is not None:
        inner = node.path.removeprefix(f"{rows}.")
        made = record_field(f"fields.{rows}[0].{inner}", node.field)
        yield _reword(made, node.path, contract)
    for child in node.children:
        yield from _row_fields(child, rows, contract)


def _reword(one: FormField, path: str, contract: Contract) -> FormField:
    words = contract.words.get(path, {})
    return replace(one, labels=words.get("labels", one.labels), help=words.get("help", one.help))


def rule_of(one: Field) -> dict[str, Any]:
    """Return what a value of a field must be, as the scripts of the form read it."""
    rule: dict[str, Any] = {"type": one.type}
    rule |= {key: one.constraints[key] for key in _CONSTRAINTS if key in one.constraints}
    for key, value in (
        ("required", one.is_required),
        ("format", one.format),
        ("items", one.items),
        ("check", one.check),
        ("vocabulary", one.vocabulary),
    ):
        if value:
            rule[key] = value
    return rule


def record_field(name: str, one: Field) -> FormField:
    """Return the question about a field of a record."""
    rule = rule_of(one)
    control: Control = "line"
    if one.vocabulary:
        control = "boxes" if one.is_list else "select"
    elif one.is_list or one.format == "markdown" or rule.get("maxLength", 0) > _LONG_TEXT:
        control = "area" if rule.get("check") != "url" else "line"
    kind = {"email": "email"}.get(one.format or "", one.check or one.type)
    if rule.get("pattern") == _TIME:
        kind = "time"
    example = one.example if isinstance(one.example, str) else "\n".join(one.example)
    shown = "" if one.vocabulary or kind in ("date", "time") else example
    return FormField(name, control, one.labels, one.help, rule, shown, _INPUTS.get(kind, "text"))


def own_field(name: str, contract: Contract) -> FormField:
    """Return a question of the submission itself."""
    raw = contract.own[name]
    rule = raw["rule"]
    control: Control = raw.get("control", "line")
    if name in ("about.district", "event"):
        control = "select"
    kind = _INPUTS.get(rule.get("format") or rule.get("check") or "", "text")
    more = raw.get("autocomplete", "")
    name = {"event": "id", "reason": "note"}.get(name, name)
    return FormField(name, control, raw["labels"], raw["help"], rule, "", kind, more)
