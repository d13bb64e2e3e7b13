"""Issue forms: made as the forges want them, and read back by the intake."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mrezha.forms.documents import generated_files
from mrezha.intake.issues import read_issue
from mrezha.intake.templates import issue_templates
from mrezha.schema import load_schema
from mrezha.schema.submission import load_contract

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = load_contract()
FILES = generated_files(load_schema(), CONTRACT)
each_kind = pytest.mark.parametrize("kind", CONTRACT.kinds)


def github(kind: str) -> dict[str, Any]:
    form: dict[str, Any] = yaml.safe_load(FILES[f".github/ISSUE_TEMPLATE/{kind}.yml"])
    return form


def answer(element: dict[str, Any]) -> str:
    """Return what GitHub writes into an issue for an answer."""
    options = element["attributes"].get("options")
    if element["type"] == "checkboxes":
        return "\n".join(
            f"- [{'x' if n == 0 else ' '}] {o['label']}" for n, o in enumerate(options)
        )
    return options[0] if options else f"отговор {element['id']}"


@each_kind
def test_a_form_has_what_github_demands(kind: str) -> None:
    form = github(kind)
    assert {"name", "description", "body"} <= set(form)
    ids = [one["id"] for one in form["body"] if one["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in ids)
    labels = [one["attributes"].get("label") for one in form["body"]]
    assert len(labels) == len(set(labels)), "answers are told apart by their labels"
    assert [] == [
        one["id"]
        for one in form["body"]
        if one["type"] == "dropdown"
        and any("," in option for option in one["attributes"]["options"])
        and one["attributes"].get("multiple")
    ]


@each_kind
def test_nobody_is_asked_for_personal_data_in_public(kind: str) -> None:
    ids = {one.get("id", "") for one in github(kind)["body"]}
    assert not [one for one in ids if one.startswith(("sender", "contacts-person"))]


@each_kind
def test_the_intake_reads_every_answer_back_to_its_place(kind: str) -> None:
    elements = [one for one in github(kind)["body"] if one["type"] != "markdown"]
    text = "\n\n".join(f"### {one['attributes']['label']}\n\n{answer(one)}" for one in elements)
    found = read_issue(text, issue_templates())
    assert kind == found["kind"]
    places = set(flatten(found))
    own = {one for one in ("id", "about-name", "about-eik", "about-settlement", "note")}
    for one in elements:
        name = one["id"].replace("-", ".")
        wanted = {"consent": "consent.personal_data"}.get(name, name)
        assert wanted in places if one["id"] in own | {"consent"} else f"fields.{wanted}" in places


def flatten(value: Any, at: str = "") -> list[str]:
    if not isinstance(value, dict):
        return [at]
    return [one for key, inner in value.items() for one in flatten(inner, f"{at}.{key}".strip("."))]


@each_kind
def test_gitlab_asks_the_same(kind: str) -> None:
    text = FILES[f".gitlab/issue_templates/{kind}.md"]
    labels = [
        one["attributes"]["label"] for one in github(kind)["body"] if one["type"] != "markdown"
    ]
    assert labels == re.findall(r"^### (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_what_is_made_from_the_schema_is_up_to_date(name: str) -> None:
    assert FILES[name] == (ROOT / name).read_text("utf-8"), "run: mrezha docs"
