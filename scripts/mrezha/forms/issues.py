"""Issue forms of GitHub and templates of GitLab, made from the schema.

A second door for people with an account there: few questions, in the order of the schema,
named by its labels, by which the intake reads the answers back. Everything in an issue is
public, so nobody is asked for personal data. Format: docs.github.com, syntax for issue
forms (public preview); GitLab description templates.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from mrezha.forms.public import FormField, load_forms, record_field
from mrezha.schema import Schema
from mrezha.schema.submission import Contract, Kind, offered_tree
from mrezha.schema.tree import walk

GITHUB = ".github/ISSUE_TEMPLATE"
GITLAB = ".gitlab/issue_templates"
_NOTICE = (
    "Всичко тук се вижда от всички: **не пишете лични данни**. Човек от центъра преглежда и "
    "чак тогава промяната влиза в сайта. Без регистрация можете и с формуляра на сайта, "
    "`/submit/`.\n\nEverything here is public: **no personal data**, please. A person at the "
    "centre looks at it before anything changes."
)
_CONSENT = "Имам право да дам тези данни и съм съгласен те да се покажат в сайта."
# Hints for places of the submission itself, and whether they must be answered.
_HINTS: Mapping[str, tuple[str, bool]] = {
    "id": ("Последната част от адреса на страницата, например hlyab-i-sol.", True),
    "about.name": ("Както е в регистъра.", True),
    "about.eik": ("9 или 13 цифри.", False),
    "about.settlement": ("Например гр. Варна.", False),
    "note": ("Всичко друго, което трябва да знаем. Без лични данни.", False),
}
# Personal, or better told in the form, which can add rows and photos.
_LEFT_OUT = frozenset({"contacts.person", "contacts.social"})


def issue_files(schema: Schema, contract: Contract) -> dict[str, str]:
    """Return every issue form by its path in the repository."""
    files = {f"{GITHUB}/config.yml": _dump({"blank_issues_enabled": True})}
    for kind in contract.kinds.values():
        questions = tuple(_questions(kind, contract, schema))
        files[f"{GITHUB}/{kind.name}.yml"] = _dump(_github(kind, questions, schema))
        files[f"{GITLAB}/{kind.name}.md"] = _gitlab(kind, questions, schema)
    return files


def _questions(kind: Kind, contract: Contract, schema: Schema) -> Iterator[FormField]:
    """Yield what is asked: who, then places of the record in the order of the schema."""
    for place in kind.issue:
        yield _own(place, contract)
    asked = {
        item.name.removeprefix("fields.")
        for step in load_forms()[kind.name].steps
        for item in step.items
    }
    for node in walk(offered_tree(kind, schema)):
        is_left = any(node.path == one or node.path.startswith(f"{one}.") for one in _LEFT_OUT)
        if node.field is not None and node.path in asked and not is_left:
            yield record_field(f"fields.{node.path}", node.field)
    yield _own("note", contract)


def _own(place: str, contract: Contract) -> FormField:
    hint, is_required = _HINTS[place]
    rule = {"type": "string", **({"required": True} if is_required else {})}
    control: Any = "area" if place == "note" else "line"
    return FormField(place, control, contract.issue_labels[place], {"bg": hint}, rule)


def _github(kind: Kind, questions: tuple[FormField, ...], schema: Schema) -> dict[str, Any]:
    body: list[dict[str, Any]] = [{"type": "markdown", "attributes": {"value": _NOTICE}}]
    body += [_element(one, schema) for one in questions]
    consent = {"label": "Съгласие", "options": [{"label": _CONSENT, "required": True}]}
    body.append({"type": "checkboxes", "id": "consent", "attributes": consent})
    return {
        "name": f"{kind.labels['bg']} / {kind.labels['en']}",
        "description": kind.help["bg"],
        "title": f"{kind.labels['bg']}: ",
        "labels": ["submission", kind.name],
        "body": body,
    }


def _element(one: FormField, schema: Schema) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": one.labels["bg"], "description": one.help["bg"]}
    kind = {"line": "input", "area": "textarea", "select": "dropdown", "boxes": "checkboxes"}
    if one.control == "boxes":
        # A dropdown of many answers parts them by commas, which stand in labels too.
        attributes["options"] = [{"label": label} for label in _options(one, schema)]
    elif one.control == "select":
        attributes["options"] = _options(one, schema)
    elif one.example:
        attributes["placeholder"] = one.example
    found = {
        "type": kind[one.control],
        "id": one.name.removeprefix("fields.").replace(".", "-"),
        "attributes": attributes,
    }
    if one.is_required:
        found["validations"] = {"required": True}
    return found


def _options(one: FormField, schema: Schema) -> list[str]:
    terms = schema.vocabularies[one.rule["vocabulary"]].terms.values()
    return [term.labels["bg"] for term in terms]


def _gitlab(kind: Kind, questions: tuple[FormField, ...], schema: Schema) -> str:
    lines = [f"<!-- {kind.labels['bg']}. {_NOTICE} -->", ""]
    for one in questions:
        lines += [f"### {one.labels['bg']}", "", f"<!-- {one.help['bg']} -->", ""]
        if one.control in ("boxes", "select"):
            lines += [f"- [ ] {label}" for label in _options(one, schema)]
            lines.append("")
    lines += ["### Съгласие", "", f"- [ ] {_CONSENT}", "", "/label ~submission"]
    return "\n".join(lines) + "\n"


def _dump(data: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=100)
    return f"# Made from the schema by `mrezha docs`; do not edit by hand.\n{text}"
