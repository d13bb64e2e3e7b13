"""The skeleton of a new record: named, canonical, and only what is required left to fill in."""

import re

import pytest

from mrezha.records.document import read_document
from mrezha.records.formatting import format_record
from mrezha.records.starting import start_record
from mrezha.schema import load_schema

# The six planning regions are all there and have no name field.
TABLES = {str(t.kind): t for t in load_schema().record_tables() if t.kind != "region"}
NAMED = {"enterprise": ("register", "name")}
every_kind = pytest.mark.parametrize("kind", TABLES)
NAMES = ["Коледен базар", "„Хляб: сол“ № 1", "да", "# не е бележка", "[x]"]


@every_kind
@pytest.mark.parametrize("lang", ["bg", "en"])
def test_a_skeleton_is_in_canonical_form(kind: str, lang: str) -> None:
    text = start_record(TABLES[kind], "Измислено", lang)
    assert text == format_record(text, TABLES[kind])


@every_kind
@pytest.mark.parametrize("name", NAMES)
def test_a_skeleton_carries_the_name_as_it_was_given(kind: str, name: str) -> None:
    document, problems = read_document(start_record(TABLES[kind], name, "bg").encode(), "x.md")
    assert document is not None and problems == []
    group, key = NAMED.get(kind, ("title", "bg"))
    first = document.data[group]
    assert isinstance(first, dict)
    assert name == first[key]


@every_kind
def test_a_skeleton_names_every_field_with_its_help(kind: str) -> None:
    text = start_record(TABLES[kind], "Измислено", "bg")
    named = NAMED.get(kind, ("title", "bg"))
    fields = [f for f in TABLES[kind].fields.values() if f.origin == "key" and f.path != named]
    assert [] == [f.name for f in fields if f"{f.labels['bg']}. {f.help['bg']}" not in text]


@every_kind
def test_comments_of_a_skeleton_become_fields_by_taking_the_first_sign_away(kind: str) -> None:
    text = start_record(TABLES[kind], "Измислено", "bg")
    known = r"^( *)# ((?:- )?[a-z_]+:(?: .*)?|  .*)$"
    opened = re.sub(known, r"\1\2", text, flags=re.M)
    document, problems = read_document(opened.encode(), "x.md")
    assert problems == [] and document is not None
    shut, _ = read_document(text.encode(), "x.md")
    assert shut is not None
    assert len(document.data) > len(shut.data) or kind == "page"
