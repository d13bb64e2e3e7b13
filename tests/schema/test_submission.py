"""The contract of submissions: which places may be spoken of, and what `base` stands for."""

import hashlib
import json
from typing import Any

import jsonschema
import pytest

from mrezha.schema import load_schema
from mrezha.schema.jsonschema import envelope_schema, table_schema
from mrezha.schema.submission import (
    Kind,
    digest_part,
    load_contract,
    offered_part,
    offered_tree,
)
from mrezha.schema.tree import walk

SCHEMA = load_schema()
CONTRACT = load_contract()
KINDS = [pytest.param(kind, id=kind.name) for kind in CONTRACT.kinds.values()]
SUBMISSION: dict[str, Any] = {
    "format": "mrezha-submission",
    "version": 1,
    "kind": "profile-change",
    "id": "hlyab-i-sol",
    "base": "0" * 64,
    "made_on": "2026-11-24",
    "language": "bg",
    "fields": {
        "summary": {"bg": "Печем хляб."},
        "contacts": {"phone": "+359 52 000 000"},
        "offers": [{"id": "hlyab", "name": {"bg": "Хляб"}}],
    },
    "photos": [{"name": "hlyab.jpg", "type": "image/jpeg", "alt": "Хляб", "data": "/9j/4AAQ"}],
    "consent": {"personal_data": True, "text_version": "1", "given_on": "2026-11-24"},
    "sender": {"name": "Измислена Особа", "email": "osoba@example.org"},
}


def is_sound(submission: Any) -> bool:
    checker = jsonschema.Draft202012Validator(envelope_schema(SCHEMA, CONTRACT))
    return bool(checker.is_valid(submission))


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_may_speak_of_what_the_register_owns(kind: Kind) -> None:
    nodes = list(walk(offered_tree(kind, SCHEMA)))
    assert [] == [node.path for node in nodes if node.field and node.field.owner == "register"]
    assert not {"register", "progress", "id", "sources"} & {node.path for node in nodes}


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_is_in_the_schema(kind: Kind) -> None:
    assert set(kind.keys) == {node.path for node in offered_tree(kind, SCHEMA)}
    known = {field.path for field in walk(offered_tree(kind, SCHEMA))}
    assert not set(kind.without) & known


def test_a_fair_application_does_not_choose_its_stand() -> None:
    paths = {node.path for node in walk(offered_tree(CONTRACT.kinds["fair-application"], SCHEMA))}
    assert "participants.note.bg" in paths
    assert "participants.stand" not in paths


def test_a_right_submission_fits_its_schema() -> None:
    assert is_sound(SUBMISSION)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kind": "register"},
        {"id": "../pages/za-mrezhata"},
        {"id": None},
        {"extra": "1"},
        {"fields": {"register": {"class": "A+"}}},
        {"fields": {"progress": {"surveyed_on": "2026-01-01"}}},
        {"fields": {"place": {"lon": 27.9}}},
        {"fields": {"contacts": {"phone": ["1"]}}},
        {"photos": [{"name": "../x.jpg", "type": "image/jpeg", "alt": "x", "data": ""}]},
        {"photos": [{"name": "x.svg", "type": "image/svg+xml", "alt": "x", "data": ""}]},
        {"consent": {}},
    ],
    ids=str,
)
def test_a_wrong_submission_does_not_fit(change: dict[str, Any]) -> None:
    wrong = {key: value for key, value in {**SUBMISSION, **change}.items() if value is not None}
    assert not is_sound(wrong)


def test_base_is_the_digest_of_canonical_json() -> None:
    text = '{"a":"я","b":["1"]}'  # keys sorted, no spaces, letters as they are
    assert hashlib.sha256(text.encode()).hexdigest() == digest_part({"b": ["1"], "a": "я"})


def test_base_does_not_see_the_register_block_or_the_layout() -> None:
    kind = CONTRACT.kinds["profile-change"]
    one = {"register": {"status": "listed"}, "title": {"bg": "Хляб ", "en": None}, "needs": []}
    two = {"title": {"bg": "Хляб"}, "place": {"lon": None}}
    assert {"title": {"bg": "Хляб"}, "body": "т"} == offered_part(kind, SCHEMA, one, "т\n")
    assert offered_part(kind, SCHEMA, one, "т") == offered_part(kind, SCHEMA, two, "т")


def test_a_person_without_a_recorded_consent_is_not_part_of_it() -> None:
    kind = CONTRACT.kinds["profile-change"]
    person = {"name": "Измислена Особа"}
    data: dict[str, Any] = {"contacts": {"person": person}}
    assert {} == offered_part(kind, SCHEMA, data, "")
    person["consent_on"] = "2026-11-01"
    assert data == offered_part(kind, SCHEMA, data, "")


@pytest.mark.parametrize("table", ["enterprises", "events", "calls", "regions", "pages"])
def test_editors_get_a_valid_json_schema_of_every_kind_of_record(table: str) -> None:
    made = table_schema(SCHEMA, table)
    jsonschema.Draft202012Validator.check_schema(made)
    assert json.loads(json.dumps(made)) == made
