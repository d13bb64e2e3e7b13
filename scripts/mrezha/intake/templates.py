"""The labels of the issue forms, from the same schema the forms are made of."""

import functools
from collections.abc import Iterator

from mrezha.intake.issues import Template
from mrezha.schema import load_schema
from mrezha.schema.submission import Kind, load_contract, offered_tree
from mrezha.schema.tree import Node


@functools.cache
def issue_templates() -> tuple[Template, ...]:
    """Return what the issue forms of every kind ask, in both languages."""
    kinds = load_contract().kinds.values()
    return tuple(_template(kind, lang) for kind in kinds for lang in ("bg", "en"))


def _template(kind: Kind, lang: str) -> Template:
    labels = load_contract().issue_labels
    places = [(labels[place][lang], place) for place in kind.issue]
    places += _labels(offered_tree(kind, load_schema()), lang)
    places += [(labels[place][lang], place) for place in ("note", "consent.personal_data")]
    return Template(kind.name, tuple(places))


def _labels(nodes: tuple[Node, ...], lang: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.field is not None:
            yield node.field.labels[lang], f"fields.{node.path}"
        elif node.shape != "rows":
            yield from _labels(node.children, lang)
