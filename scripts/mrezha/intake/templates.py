"""The labels of the issue forms, from the same schema the forms are made of."""

import functools
from collections.abc import Iterator

from mrezha.intake.issues import Template
from mrezha.schema import load_schema
from mrezha.schema.submission import Kind, load_contract, offered_tree
from mrezha.schema.tree import Node

# Fields of the submission itself, as the forms call them.
_OWN = {
    "id": ("Кой запис", "Which record"),
    "about.name": ("Име на предприятието", "Name of the enterprise"),
    "about.eik": ("ЕИК", "EIK"),
    "about.settlement": ("Населено място", "Settlement"),
    "about.district": ("Област", "District"),
}
_AFTER = {"note": ("Бележка", "Note"), "consent.personal_data": ("Съгласие", "Consent")}


@functools.cache
def issue_templates() -> tuple[Template, ...]:
    """Return what the issue forms of every kind ask, in both languages."""
    kinds = load_contract().kinds.values()
    return tuple(_template(kind, lang) for kind in kinds for lang in (0, 1))


def _template(kind: Kind, lang: int) -> Template:
    places = [(words[lang], place) for place, words in _OWN.items()]
    places += _labels(offered_tree(kind, load_schema()), ("bg", "en")[lang])
    places += [(words[lang], place) for place, words in _AFTER.items()]
    return Template(kind.name, tuple(places))


def _labels(nodes: tuple[Node, ...], lang: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.field is not None:
            yield node.field.labels[lang], f"fields.{node.path}"
        elif node.shape != "rows":
            yield from _labels(node.children, lang)
