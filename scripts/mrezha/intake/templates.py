"""The labels of the issue forms, in the order `forms.issues` writes them."""

import functools
from collections.abc import Iterator

from mrezha.intake.issues import Template
from mrezha.schema import load_schema
from mrezha.schema.submission import Kind, load_contract, offered_tree
from mrezha.schema.tree import Node

Words = tuple[str, ...]


@functools.cache
def issue_templates() -> tuple[Template, ...]:
    """Return what the issue forms of every kind ask; labels in both languages."""
    return tuple(_template(kind) for kind in load_contract().kinds.values())


def _template(kind: Kind) -> Template:
    places = [(_own_words(place), place) for place in kind.issue]
    places += _labels(offered_tree(kind, load_schema()))
    places += [(_own_words(place), place) for place in ("note", "consent.personal_data")]
    return Template(kind.name, tuple(places))


def _own_words(place: str) -> Words:
    """Return the words for a place of the submission itself: the issue's and the form's."""
    contract = load_contract()
    more = contract.own.get(place, {}).get("labels", {})
    return (*contract.issue_labels[place].values(), *more.values())


def _labels(nodes: tuple[Node, ...]) -> Iterator[tuple[Words, str]]:
    words = load_contract().words
    for node in nodes:
        if node.field is not None:
            more = words.get(node.path, {}).get("labels", {})
            yield (*node.field.labels.values(), *more.values()), f"fields.{node.path}"
        elif node.shape == "rows":
            yield tuple(node.labels.values()), f"fields.{node.path}"
        else:
            yield from _labels(node.children)
