"""The public form as data: complete, allowed, in both languages, its consent versioned."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from mrezha.forms.public import FormField, FormPage, FormRows, load_forms
from mrezha.schema import load_schema
from mrezha.schema.submission import load_contract, offered_tree
from mrezha.schema.tree import walk

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = load_contract()
# The words people agreed to, by version: new words need a new version.
CONSENTS = {
    "2026-11-24": {
        "bg": "7d32dee3e25f2ddb",
        "en": "335da756d10d279d",
    }
}
each_form = pytest.mark.parametrize(
    "form", [pytest.param(f, id=k) for k, f in load_forms().items()]
)


def questions(form: FormPage) -> Iterator[FormField]:
    for step in form.steps:
        yield from step.own
        yield from step.english
        for item in step.items:
            if isinstance(item, FormRows):
                yield from (*item.fields, *item.english)
            else:
                yield item


def test_the_words_of_the_consent_have_a_version() -> None:
    known = CONSENTS[CONTRACT.consent_version]
    for lang, digest in known.items():
        labels = yaml.safe_load((ROOT / "theme" / "labels" / f"{lang}.yml").read_text("utf-8"))
        words = labels["submit"]["consent-text"] + labels["submit"]["consent-yes"]
        assert digest == hashlib.sha256(words.encode()).hexdigest()[:16]


@each_form
def test_every_question_has_words_in_both_languages_and_a_place_of_its_own(form: FormPage) -> None:
    asked = list(questions(form))
    assert len(asked) == len({one.name for one in asked})
    for one in asked:
        assert {"bg", "en"} <= set(one.labels), one.name
        assert {"bg", "en"} <= set(one.help), one.name
    for step in form.steps:
        assert {"bg", "en"} <= set(step.labels)


@each_form
def test_a_form_asks_only_for_what_its_kind_may_change(form: FormPage) -> None:
    tree = offered_tree(CONTRACT.kinds[form.kind], load_schema())
    allowed = {f"fields.{node.path}" for node in walk(tree)}
    places = {one.name.replace("[0]", "") for one in questions(form)}
    assert set() == {one for one in places if one.startswith("fields.")} - allowed


@each_form
def test_every_form_ends_with_the_sender_and_the_consent(form: FormPage) -> None:
    last = form.steps[-1]
    assert "consent" == last.part
    assert {"sender.name", "sender.email"} <= {one.name for one in last.own}
