"""What frictionless finds becomes our problems, in our words."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from mrezha.problems import Problem, describe
from mrezha.records.document import read_document
from mrezha.records.loading import Loaded
from mrezha.records.mapping import build_shape, map_document
from mrezha.records.tables import check_tables
from mrezha.schema import Field, Schema, load_schema

Check = Callable[[Mapping[str, str]], Loaded]


def make_schema(kind: str, **more: Any) -> Schema:
    """A schema of one table, `pages`, with one field `x` beside the id."""
    real = load_schema()
    pages = real.tables["pages"]
    constraints = MappingProxyType(more.pop("constraints", {}))
    base = replace(pages.fields["menu"], name="x", path=("x",), type=kind, example="пример")
    one: Field = replace(base, constraints=constraints, **more)
    fields = MappingProxyType({"id": pages.fields["id"], "x": one})
    return Schema(MappingProxyType({"pages": replace(pages, fields=fields)}), real.vocabularies)


def check_values(schema: Schema, *values: str) -> tuple[list[Problem], list[Any]]:
    table = schema.tables["pages"]
    records = []
    for number, value in enumerate(values, 1):
        document, problems = read_document(f"---\nx: {value}\n---\n".encode(), f"{number}.md")
        assert document is not None and not problems
        record, misfits = map_document(document, f"p{number}", table, build_shape(schema, table))
        assert not misfits
        records.append(record)
    typed, found = check_tables(records, schema)
    return found, [row.values["x"] for row in typed["pages"]]


@pytest.mark.parametrize(
    ("kind", "constraints", "value", "expected"),
    [
        ("string", {"required": True}, "", "required"),
        ("string", {"required": True}, '""', "required"),
        ("string", {"required": True}, "' '", "required"),
        ("string", {"required": True}, "а", None),
        ("string", {"pattern": "[ab]+"}, "abc", "pattern"),
        ("string", {"pattern": "a|b"}, "ab", "pattern"),
        ("string", {"pattern": "[ab]+"}, "ab", None),
        ("string", {"maxLength": 3}, "абвг", "too-long"),
        ("string", {"maxLength": 3}, "абв", None),
        ("string", {"minLength": 3}, "аб", "too-short"),
        ("string", {"minLength": 3}, "абв", None),
        ("integer", {"minimum": 1}, "0", "too-small"),
        ("integer", {"minimum": 1}, "1", None),
        ("integer", {"maximum": 5}, "6", "too-large"),
        ("integer", {"maximum": 5}, "5", None),
        ("number", {"minimum": 1.5}, "1.4", "too-small"),
        ("number", {"maximum": 1.5}, "1.6", "too-large"),
        ("number", {"maximum": 1.5}, "1.5", None),
    ],
)
def test_a_constraint_has_its_own_code(
    kind: str, constraints: dict[str, Any], value: str, expected: str | None
) -> None:
    found, _ = check_values(make_schema(kind, constraints=constraints), value)
    assert ([expected] if expected else []) == [one.code for one in found]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("integer", "7", 7),
        ("integer", "-7", -7),
        ("integer", "007", 7),
        ("number", "27.91", Decimal("27.91")),
        ("number", "-0.5", Decimal("-0.5")),
        ("number", "12", Decimal(12)),
        ("date", "2026-11-24", datetime.date(2026, 11, 24)),
        ("date", "2024-02-29", datetime.date(2024, 2, 29)),
        ("string", "012", "012"),
    ],
)
def test_a_good_cell_gets_its_type(kind: str, value: str, expected: object) -> None:
    assert ([], [expected]) == check_values(make_schema(kind), value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(
            ("integer", value)
            for value in ("x", "1.0", "1e3", "1_000", "0x10", "١٢", "+5", "1 000", "9" * 16)
        ),
        *(
            ("number", value)
            for value in (
                "x", "1,5", "1_000", "nan", "inf", "-Infinity", "1e400", "1e999999999", "1.", ".5",
                "٢٧.٩", "27°", "9" * 60_000, "0." + "1" * 16,
            )
        ),
        *(
            ("date", value)
            for value in (
                "вчера", "24.11.2026", "2026-1-5", "2026-02-30", "2023-02-29", "20261124",
                "٢٠٢٦-01-01", "2026-11-24T10:00", "99999-01-01", "0000-01-01",
            )
        ),
    ],
)  # fmt: skip
def test_a_cell_of_a_wrong_type_is_told_and_left_empty(kind: str, value: str) -> None:
    found, values = check_values(
        make_schema(kind, constraints={"maximum": 10**9} if kind != "date" else {}), value
    )
    assert ([f"type-{kind}"], [None]) == ([one.code for one in found], values)
    assert value == found[0].params["value"]


@pytest.mark.parametrize(
    ("value", "is_right"),
    [
        ("office@example.org", True),
        ("a.b+c@example.org", True),
        ("office", False),
        ("office@", False),
        ("@example.org", False),
        ("a b@example.org", False),
        ("a@example.org?bcc=b@example.org", False),
        ("javascript:a@example.org", False),
        ("<a@example.org>", False),
        ("a@example.org, b@example.org", False),
        ("a@localhost", False),
    ],
)
def test_an_email_address_is_one_plain_address(value: str, is_right: bool) -> None:
    found, _ = check_values(make_schema("string", format="email"), f'"{value}"')
    assert ([] if is_right else ["type-email"]) == [one.code for one in found]


def test_a_wrong_cell_is_empty_for_the_checks_that_follow() -> None:
    found, values = check_values(make_schema("integer", constraints={"maximum": 5}), "6", "5")
    assert (["too-large"], [None, 5]) == ([one.code for one in found], values)


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("Фондация", "foundation"),
        ("фондация", "foundation"),
        ("фондаця", "foundation"),
        ("Foundation", "foundation"),
        ("fundation", "foundation"),
        ("limitd", "limited"),
        ("zzz", ""),
    ],
)
def test_a_word_outside_the_list_gets_the_nearest_one(value: str, suggestion: str) -> None:
    found, values = check_values(make_schema("string", vocabulary="legal-forms"), value)
    assert [("vocabulary", suggestion)] == [(one.code, one.params["suggestion"]) for one in found]
    assert [None] == values


def test_a_unique_value_may_be_missing_often_but_stand_once() -> None:
    schema = make_schema("string", constraints={"unique": True})
    found, _ = check_values(schema, "", "а", "", "б", "а", "а")
    assert [("not-unique", "5.md", "2.md"), ("not-unique", "6.md", "2.md")] == [
        (one.code, one.file, one.params["other"]) for one in found
    ]


ENTERPRISE = "---\nregister:\n  name: Име\n  status: listed\n{}---\n"
EVENT = "---\ntitle:\n  bg: Базар\nkind: bazaar\nstatus: held\n{}---\n"
CALL = "---\ntitle:\n  bg: Процедура\nstatus: open\n{}---\n"


def found_in(loaded: Loaded) -> list[tuple[str, int | None, str]]:
    return [(one.code, one.line, one.field) for one in loaded.problems]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("events/x.md", EVENT.format("region: nyama\n"), ("reference", 6, "region")),
        ("calls/x.md", CALL.format("region: nyama\n"), ("reference", 5, "region")),
        (
            "events/x.md",
            EVENT.format("participants:\n  - enterprise: nyama\n"),
            ("reference", 7, "participants[1].enterprise"),
        ),
        (
            "enterprises/x.md",
            ENTERPRISE.format("links:\n  - kind: partner\n    to: nyama\n"),
            ("reference", 7, "links[1].to"),
        ),
        (
            "enterprises/x.md",
            ENTERPRISE.format("progress:\n  supported:\n    -\n    - nyama\n"),
            ("reference", 8, "progress.supported[2]"),
        ),
    ],
)
def test_a_reference_to_nobody_is_told(
    check: Check, name: str, text: str, expected: tuple[str, int, str]
) -> None:
    assert [expected] == found_in(check({name: text}))


def test_references_to_somebody_are_fine(check: Check) -> None:
    loaded = check(
        {
            "regions/r.md": "---\nnuts2: BG31\n---\n",
            "calls/c.md": CALL.format("region: r\n"),
            "enterprises/a.md": ENTERPRISE.format("progress:\n  supported:\n    - c\n"),
            "enterprises/b.md": ENTERPRISE.format("links:\n  - kind: partner\n    to: a\n"),
            "events/e.md": EVENT.format("region: r\nparticipants:\n  - enterprise: a\n"),
        }
    )
    assert [] == found_in(loaded)


OFFER = "  - id: {}\n    kind: product\n    name:\n      bg: Хляб\n    category: food\n"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("offers:\n" + OFFER.format("a") + OFFER.format("b"), []),
        ("offers:\n" + OFFER.format("a") + OFFER.format("a"), [("repeated-row", 11, "offers[2]")]),
        (
            "links:\n" + "  - kind: partner\n    to: b\n" * 2,
            [("repeated-row", 8, "links[2]")],
        ),
        ("links:\n  - kind: partner\n    to: b\n  - kind: supplier\n    to: b\n", []),
    ],
)
def test_a_row_stands_once_in_its_list(
    check: Check, rest: str, expected: list[tuple[str, int, str]]
) -> None:
    files = {"enterprises/a.md": ENTERPRISE.format(rest), "enterprises/b.md": ENTERPRISE.format("")}
    assert expected == found_in(check(files))


def test_two_enterprises_may_use_the_same_offer_id(check: Check) -> None:
    text = ENTERPRISE.format("offers:\n" + OFFER.format("a"))
    assert [] == found_in(check({"enterprises/a.md": text, "enterprises/b.md": text}))


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("activities:\n  - crafts\n  - zzz\n", [("vocabulary", 7, "activities[2]")]),
        ("activities:\n  -\n  - zzz\n", [("vocabulary", 7, "activities[2]")]),
        ("activities:\n  - ''\n  - crafts\n", []),
        ("activities:\n  - [crafts]\n  - zzz\n", [
            ("shape-scalar", 6, "activities[1]"), ("vocabulary", 7, "activities[2]"),
        ]),
        ("activities: []\n", []),
        ("activities:\n", []),
        ("activities: {a: crafts}\n", [("shape-list", 5, "activities")]),
        ("activities:\n  - crafts\n  - crafts\n", [("repeated-item", 7, "activities[2]")]),
        ("contacts:\n  social:\n    - https://example.org/\n    - javascript:x\n",
         [("url-unsafe", 8, "contacts.social[2]")]),
        ("contacts:\n  social:\n    - example.org\n", [("url", 7, "contacts.social[1]")]),
    ],
)  # fmt: skip
def test_every_item_of_a_list_is_checked_at_its_line(
    check: Check, rest: str, expected: list[tuple[str, int, str]]
) -> None:
    assert expected == found_in(check({"enterprises/a.md": ENTERPRISE.format(rest)}))


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("  renewals:\n    - 2026-05-17\n    - 17.05.2027\n", [("type-date", 7)]),
        ("  other_names:\n    - " + "x" * 301 + "\n", [("too-long", 6)]),
        ("  other_names:\n    - " + "x" * 300 + "\n", []),
        ("  other_names:\n    - Хляб\n    - Xляб\n", [("look-alike", 7)]),
        ("  websites:\n" + "".join(f"    - https://e{n}.org/\n" for n in range(10)), []),
        (
            "  websites:\n" + "".join(f"    - https://e{n}.org/\n" for n in range(11)),
            [("too-many", 5)],
        ),
    ],
)
def test_items_have_types_and_limits(
    check: Check, rest: str, expected: list[tuple[str, int]]
) -> None:
    record = "---\nregister:\n  name: Име\n  status: listed\n" + rest + "---\n"
    assert expected == [
        (one.code, one.line) for one in check({"enterprises/a.md": record}).problems
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel:\n  bg: x\n", [("unknown-key", 5, "titel", "title")]),
        ("title:\n  bq: x\n", [("unknown-key", 6, "title.bq", "")]),
        ("zzzzzz: x\n", [("unknown-key", 5, "zzzzzz", "")]),
        ("save_as: ../../index.html\n", [("unknown-key", 5, "save_as", "")]),
        ("id: x\n", [("unknown-key", 5, "id", "")]),
        ("body: x\n", [("unknown-key", 5, "body", "body_en")]),
        ("offers:\n  - idd: x\n", [("unknown-key", 6, "offers[1].idd", "id")]),
        ("'': x\n", [("unknown-key", 5, "file", "")]),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_known(
    check: Check, text: str, expected: list[tuple[str, int, str, str]]
) -> None:
    loaded = check({"enterprises/a.md": ENTERPRISE.format(text)})
    assert expected == [
        (one.code, one.line, one.field, one.params["suggestion"])
        for one in loaded.problems
        if one.code == "unknown-key"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: x\n", [("shape-group", 5, "title")]),
        ("title: [x]\n", [("shape-group", 5, "title")]),
        ("title:\n", []),
        ("title:\n  bg: [x]\n", [("shape-scalar", 6, "title.bg")]),
        ("title:\n  bg: {x: y}\n", [("shape-scalar", 6, "title.bg")]),
        ("offers: x\n", [("shape-list", 5, "offers")]),
        ("offers: {id: x}\n", [("shape-list", 5, "offers")]),
        ("offers:\n  - x\n", [("shape-group", 6, "offers[1]")]),
        ("offers:\n  -\n", [("shape-group", 6, "offers[1]")]),
        ("offers: []\n", []),
        ("offers:\n", []),
        ("register: x\n", [("yaml-duplicate", 5, "register")]),
    ],
)
def test_a_wrong_shape_is_told_once(
    check: Check, text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert expected == found_in(check({"enterprises/a.md": ENTERPRISE.format(text)}))


def test_a_group_of_the_wrong_shape_does_not_also_miss_its_fields(check: Check) -> None:
    assert [("shape-group", 2, "register")] == found_in(
        check({"enterprises/a.md": "---\nregister: x\n---\n"})
    )


def test_a_region_has_one_centre_only_as_a_group(check: Check) -> None:
    text = '---\nnuts2: BG31\ncentre:\n  - settlement: "10135"\n---\n'
    assert [("shape-group", 3, "centre")] == found_in(check({"regions/r.md": text}))


def test_a_body_that_is_too_long_is_told_where_it_starts(check: Check) -> None:
    text = ENTERPRISE.format("") + "\n" + "дълго\n" * 4000
    assert [("too-long", 7, "body")] == found_in(check({"enterprises/a.md": text}))


def test_no_english_of_the_checking_library_reaches_a_user(check: Check) -> None:
    loaded = check(
        {
            "enterprises/a.md": ENTERPRISE.format(
                "  class: 'type is \"string/default\"'\n  eik: '1'\n  entered_on: x\n"
                "place:\n  lon: x\n  lat: '99'\nlinks:\n  - kind: x\n    to: y\n"
            ),
            "enterprises/b.md": ENTERPRISE.format("  eik: '1'\n"),
        }
    )
    assert len(loaded.problems) >= 7
    for problem in loaded.problems:
        words = " ".join(describe(problem, "bg")) + " ".join(describe(problem, "en"))
        for leak in ("constraint", "Row at position", "conforming", "foreign key", "violation"):
            assert leak not in words
