"""The one source of truth about fields agrees with itself, with the standard and with the law."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from frictionless import Package
from frictionless import Schema as TableSchema

from mrezha.places import load_gazetteer
from mrezha.problems import load_messages
from mrezha.records.cells import judge_url, judge_value, read_date
from mrezha.records.document import read_document
from mrezha.records.mapping import build_shape, map_document
from mrezha.records.tables import check_tables, describe_table
from mrezha.schema import Field, Table, load_schema
from mrezha.schema.reference import render_fields

SCHEMA = load_schema()
FIELDS = [(table, one) for table in SCHEMA.tables.values() for one in table.fields.values()]
FIELD_IDS = [f"{table.name}.{one.name}" for table, one in FIELDS]
every_field = pytest.mark.parametrize(("table", "one"), FIELDS, ids=FIELD_IDS)
every_table = pytest.mark.parametrize("table", SCHEMA.tables.values(), ids=list(SCHEMA.tables))
CHECKS = {"eik", "url", "phone", "picture", "settlement", "nuts2", "cpv", "participant-offers"}
TYPES = {"string", "integer", "number", "date", "list"}


def test_the_tables_of_the_design_are_there() -> None:
    assert {
        "enterprises", "offers", "needs", "links", "photos", "events", "sessions", "programme",
        "organisers", "participants", "calls", "regions", "centres", "pages", "sources",
        "venues", "changes",
    } == set(SCHEMA.tables)  # fmt: skip
    folders = {table.kind: table.folder for table in SCHEMA.record_tables()}
    assert {
        "enterprise": "enterprises",
        "event": "events",
        "call": "calls",
        "region": "regions",
        "page": "pages",
    } == folders


@every_field
def test_a_field_is_described_in_both_languages(table: Table, one: Field) -> None:
    for words in (one.labels, one.help):
        assert {"bg", "en"} == set(words)
        assert re.search("[а-яА-Я]", words["bg"]) or one.name in ("eik", "cpv"), words["bg"]
        assert words["en"].strip()
        assert not re.search("[а-яА-Я]", words["en"]), words["en"]
    assert one.example and all(one.example)


@every_field
def test_a_field_names_only_what_exists(table: Table, one: Field) -> None:
    assert one.vocabulary is None or one.vocabulary in SCHEMA.vocabularies
    assert one.reference is None or SCHEMA.tables[one.reference].kind
    assert one.check is None or one.check in CHECKS
    assert one.type in TYPES
    assert one.format in (None, "email", "markdown")
    assert one.items in (None, "date", "url")
    assert one.owner in ("register", "editor", "centre")
    assert one.privacy in ("public", "personal")
    assert set(one.constraints) <= {
        "required", "unique", "pattern", "minimum", "maximum", "minLength", "maxLength", "maxItems",
    }  # fmt: skip


@every_field
def test_a_text_has_a_longest_length(table: Table, one: Field) -> None:
    """Limits are part of the design's trust rules: no field takes any amount of text."""
    has_limit = (
        one.type == "date"
        or one.items == "date"
        or one.reference
        or one.check == "participant-offers"
        or one.vocabulary
        or one.check in ("eik", "settlement", "nuts2", "cpv")
        or "maxLength" in one.constraints
        or (one.constraints.get("pattern", "").count("*") == 0 and "pattern" in one.constraints)
        or {"minimum", "maximum"} <= set(one.constraints)
        or one.origin == "parent"
        or any(key.field == one.name for key in table.foreign_keys)
    )
    assert has_limit
    assert not one.is_list or "maxItems" in one.constraints


@every_field
def test_a_type_has_a_message(table: Table, one: Field) -> None:
    assert one.type in ("string", "list") or f"type-{one.type}" in load_messages("bg")


@every_field
def test_personal_data_is_marked(table: Table, one: Field) -> None:
    is_person = one.path[:2] == ("contacts", "person") and one.path[-1] != "consent_on"
    assert is_person == (one.privacy == "personal")


@every_table
def test_paths_of_a_table_are_unique(table: Table) -> None:
    """No place holds two fields, and no field stands where a group or a list stands."""
    paths = [one.path for one in table.fields.values() if one.origin == "key"]
    paths += [part.path for _, part in SCHEMA.parts_of(table.name)]
    assert len(paths) == len(set(paths))
    groups = {path[:n] for path in paths for n in range(1, len(path))}
    assert set() == groups & set(paths)


@every_table
def test_owners_do_not_share_a_top_level_block(table: Table) -> None:
    """An import writes the block `register` and nothing else; no person writes there."""
    for one in table.fields.values():
        if one.origin == "key" and table.name == "enterprises":
            assert (one.owner == "register") == (one.path[0] == "register")


@every_table
def test_keys_of_a_table_exist(table: Table) -> None:
    assert set(table.primary_key) <= set(table.fields)
    for key in table.foreign_keys:
        assert key.field in table.fields
        assert key.target in SCHEMA.tables[key.table].fields
    for part in table.parts:
        assert SCHEMA.tables[part.parent].kind
        assert table.fields[part.key].origin == "parent"
    assert bool(table.kind) != bool(table.parts)


@every_table
def test_a_table_is_standard_to_frictionless(table: Table) -> None:
    descriptor = describe_table(table, SCHEMA)
    schema = TableSchema.from_descriptor(descriptor)
    assert [] == list(TableSchema.metadata_validate(descriptor))
    assert list(table.fields) == schema.field_names


def test_the_package_is_standard_to_frictionless() -> None:
    descriptor = {
        "name": "mrezha",
        "resources": [
            {
                "name": name,
                "data": [list(table.fields)],
                "schema": describe_table(table, SCHEMA),
            }
            for name, table in SCHEMA.tables.items()
        ],
    }
    assert [] == list(Package.metadata_validate(descriptor))
    report = Package.from_descriptor(descriptor).validate()
    assert report.valid, report.flatten(["title", "note"])


def describe_examples() -> Iterator[tuple[Table, str]]:
    """A record of every kind made of all its examples, written as an editor would."""
    for table in SCHEMA.record_tables():
        yield table, "\n".join(["---", *dump_examples(table), "---", ""])


def dump_examples(table: Table) -> Iterator[str]:
    tree: dict[str, object] = {}
    for one in table.fields.values():
        if one.origin == "key":
            put(tree, one.path, list(one.example) if one.is_list else one.example)
    for child, part in SCHEMA.parts_of(table.name):
        inner: dict[str, object] = {}
        for one in child.fields.values():
            if one.origin == "key":
                put(inner, one.path, list(one.example) if one.is_list else one.example)
        put(tree, part.path, inner if part.single else [inner])
    yield from json.dumps(tree, ensure_ascii=False, indent=1).splitlines()


def put(tree: dict[str, object], path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})  # type: ignore[assignment]
    tree[path[-1]] = value


@pytest.mark.parametrize(
    ("table", "text"), list(describe_examples()), ids=lambda one: getattr(one, "name", "text")
)
def test_every_example_is_right_by_the_tables(table: Table, text: str) -> None:
    """Types, constraints and vocabularies; what needs other records is left aside."""
    document, problems = read_document(text.encode(), "x.md")
    assert document is not None and not problems, problems
    record, misfits = map_document(document, "primer", table, build_shape(SCHEMA, table))
    assert [] == misfits
    _, found = check_tables([record], SCHEMA)
    assert [] == [one for one in found if one.code != "reference"]


@every_field
def test_every_example_is_right_by_its_own_check(table: Table, one: Field) -> None:
    values = (one.example,) if isinstance(one.example, str) else one.example
    assert isinstance(one.example, str) != one.is_list
    for value in values:
        assert judge_value(one.check, value, SCHEMA, load_gazetteer()) is None
        if one.vocabulary:
            assert value in SCHEMA.vocabularies[one.vocabulary].terms
        if one.items == "url":
            assert judge_url(value) is None
        if one.items == "date":
            assert read_date(value) is not None
        assert "example.com" not in value  # example.org is reserved by RFC 2606 as well


@pytest.mark.parametrize("name", SCHEMA.vocabularies)
def test_the_terms_of_a_vocabulary_are_unique_and_named(name: str, root: Path) -> None:
    terms = SCHEMA.vocabularies[name].terms
    path = root / "scripts" / "mrezha" / "schema" / "vocabularies" / f"{name}.csv"
    rows = path.read_text("utf-8").splitlines()
    assert len(rows) - 1 == len(terms)  # a repeated id would have vanished in the mapping
    for term in terms.values():
        assert term.id == term.id.strip() and term.labels["bg"] and term.labels["en"]
        assert name == "economic-activities" or not re.search("[а-яА-Я]", term.labels["en"])
    if name not in ("cpv", "economic-activities"):
        assert len(terms) == len({term.labels["bg"] for term in terms.values()})


def test_every_vocabulary_is_used() -> None:
    used = {one.vocabulary for _, one in FIELDS if one.vocabulary} | {"cpv"}
    assert set(SCHEMA.vocabularies) == used


def test_the_groups_are_those_of_the_act() -> None:
    """Art. 7 p. 4 of the Act on Enterprises of the Social and Solidarity Economy: а to м, no й."""
    letters = [term.more["letter"] for term in SCHEMA.vocabularies["groups"].terms.values()]
    assert list("абвгдежзиклм") == letters


def test_the_classes_are_a_and_a_plus() -> None:
    assert ["A", "A+"] == list(SCHEMA.vocabularies["classes"].terms)


def test_a_status_says_whether_it_is_a_registration() -> None:
    registered = {
        term.id: term.more["registered"] for term in SCHEMA.vocabularies["statuses"].terms.values()
    }
    assert {
        "listed": "yes",
        "reported": "yes",
        "renewal-due": "yes",
        "expired": "no",
        "gone": "no",
        "removed": "no",
        "unconfirmed": "no",
    } == registered


def test_offers_have_sixteen_groups_and_fifty_nine_kinds() -> None:
    terms = SCHEMA.vocabularies["offer-categories"].terms
    groups = [term.id for term in terms.values() if not term.more["parent"]]
    kinds = [term for term in terms.values() if term.more["parent"]]
    assert (16, 59) == (len(groups), len(kinds))
    assert {term.more["parent"] for term in kinds} == set(groups)
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", id_) for id_ in terms)


def test_every_cpv_code_of_a_category_is_a_real_one() -> None:
    cpv = SCHEMA.vocabularies["cpv"].terms
    for term in SCHEMA.vocabularies["offer-categories"].terms.values():
        codes = term.more["cpv"].split()
        assert codes, term.id
        assert [] == [code for code in codes if code not in cpv], term.id


def test_a_link_reads_from_both_sides() -> None:
    for term in SCHEMA.vocabularies["link-kinds"].terms.values():
        assert term.more["inverse_bg"] and term.more["inverse_en"]


def test_a_label_falls_back_to_the_value() -> None:
    assert "Фондация" == SCHEMA.label("legal-forms", "foundation", "bg")
    assert "Foundation" == SCHEMA.label("legal-forms", "foundation", "en")
    assert "zzz" == SCHEMA.label("legal-forms", "zzz", "bg")


def test_the_field_reference_is_up_to_date(root: Path) -> None:
    assert render_fields(SCHEMA) == (root / "docs" / "fields.md").read_text("utf-8")


@every_field
def test_the_field_reference_tells_every_field(table: Table, one: Field) -> None:
    if one.origin == "key":
        assert f"`{'.'.join(one.path)}`" in render_fields(SCHEMA)
