"""Reading one file: text stays text, every fault has its line, nothing hostile gets in."""

import pytest

from mrezha.problems import Problem
from mrezha.records.document import Document, read_document, read_mapping


def read(text: str | bytes) -> tuple[Document | None, list[Problem]]:
    return read_document(text.encode() if isinstance(text, str) else text, "a.md")


def faults(text: str | bytes) -> list[tuple[str, int | None]]:
    return [(one.code, one.line) for one in read(text)[1]]


def value_of(yaml_text: str) -> object:
    document, problems = read(f"---\na: {yaml_text}\n---\n")
    assert document is not None and not problems, problems
    return document.data["a"]


# What YAML 1.1 would make of them: type repository at yaml.org (bool, int, float, null,
# timestamp, merge, value) and YAML 1.2 core schema.
@pytest.mark.parametrize(
    "text",
    [
        "012345670",
        "12:30:45",
        "no",
        "Yes",
        "on",
        "off",
        "y",
        "true",
        "1_000",
        "1e3",
        "0x1F",
        "0o17",
        "0b1",
        ".inf",
        ".nan",
        "1.0",
        "+359",
        "2026-11-01",
        "2026-11-01T10:00:00Z",
        "~",
        "null",
        "Null",
        "=",
        "<",
        "A+",
        "00000",
        "٣",
    ],
)
def test_every_scalar_stays_as_written(text: str) -> None:
    assert text == value_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a\\tb"', "a\tb"),
        ("a\tb", "a\tb"),
        ('""', ""),
        ("''", ""),
        ("", None),
        ("  # само бележка", None),
        ('"~"', "~"),
        ("'it''s'", "it's"),
        ('"\\u0416"', "Ж"),
        ("|\n  ред\n  ред", "ред\nред\n"),
        (">-\n  ред\n  ред", "ред ред"),
        ("two\n  lines", "two lines"),
        ("[1, no, [x]]", ["1", "no", ["x"]]),
        ("{b: 1, c: {d: }}", {"b": "1", "c": {"d": None}}),
        ("\n  - x\n  -\n  - y", ["x", None, "y"]),
    ],
)
def test_values_are_read_by_the_rules_of_yaml(text: str, expected: object) -> None:
    assert expected == value_of(text)


def test_the_body_is_kept_as_written_with_its_line() -> None:
    document, problems = read("---\na: 1\n---\n\n  \nПърви ред\n\n---\nпосле\n\n")
    assert document is not None and not problems
    assert ("Първи ред\n\n---\nпосле", 6) == (document.body, document.body_line)


def test_spaces_alone_are_no_body() -> None:
    document, _ = read("---\na: 1\n---\n   \n\t\n")
    assert document is not None
    assert "" == document.body


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_give_the_same_document(end: str) -> None:
    text = "---\na: 1\nb:\n  - x\n  - y\n---\nтекст\nред\n"
    assert read(text) == read(text.replace("\n", end))


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert read("---\na: 1\n---\n") == read("\ufeff---\na: 1\n---\n")


def test_lines_of_keys_and_items_are_those_of_the_file() -> None:
    document, _ = read("---\na: 1\nb:\n  c: 2\n  d:\n    - x\n    - e: 3\n      f: 4\n---\n")
    assert document is not None
    assert [2, 3, 4, 5, 6, 7, 7, 8] == [
        document.line_of(path)
        for path in [
            ("a",),
            ("b",),
            ("b", "c"),
            ("b", "d"),
            ("b", "d", 0),
            ("b", "d", 1),
            ("b", "d", 1, "e"),
            ("b", "d", 1, "f"),
        ]
    ]
    assert (7, 1) == (document.line_of(("b", "d", 1, "none", "x")), document.line_of(("no",)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\na: 2\n---\n", [("yaml-duplicate", 3)]),
        ('---\na: 1\n"\\u0061": 2\n---\n', [("yaml-duplicate", 3)]),
        ("---\na: 1\n'a': 2\na: 3\n---\n", [("yaml-duplicate", 3), ("yaml-duplicate", 4)]),
        ("---\na:\n  b: 1\n  b: 2\n---\n", [("yaml-duplicate", 4)]),
        ("---\na:\n  - b: 1\n    b: 2\n---\n", [("yaml-duplicate", 4)]),
        ("---\na: {b: 1, b: 2}\n---\n", [("yaml-duplicate", 2)]),
        ("---\na: &x 1\n---\n", [("yaml-anchor", 2)]),
        ("---\na: &x [1]\nb: *x\n---\n", [("yaml-anchor", 2), ("yaml-anchor", 3)]),
        ("---\n&x a: 1\n---\n", [("yaml-anchor", 2)]),
        ("---\na: *nothing\n---\n", [("yaml-anchor", 2)]),
        ("---\na: !!python/object/apply:os.system [ls]\n---\n", [("yaml-tag", 2)]),
        ("---\na: !x 1\nb: ! 2\n---\n", [("yaml-tag", 2), ("yaml-tag", 3)]),
        ("---\n!!map {a: 1}\n---\n", [("yaml-tag", 2)]),
        ("---\na: {<<: {b: 1}}\n---\n", [("yaml-merge", 2)]),
        ('---\n"<<": 1\n---\n', [("yaml-merge", 2)]),
        ("---\n- a\n---\n", [("yaml-shape", 2)]),
        ("---\nтекст\n---\n", [("yaml-shape", 2)]),
        ("---\n? [a, b]\n: 1\n---\n", [("yaml-shape", 2)]),
        ("---\na: b: c\n---\n", [("yaml-syntax", 2)]),
        ("---\na: 1\n\tb: 2\n---\n", [("yaml-syntax", 3)]),
        ("---\na: @x\n---\n", [("yaml-syntax", 2)]),
        ("---\na: 'x\n---\n", [("yaml-syntax", 3)]),
        ("---\na: 1\n...\nb: 2\n---\n", [("yaml-syntax", 4)]),
        ("---\n--- {a: 1}\n--- {b: 1}\n---\n", [("yaml-syntax", 3)]),
        ("---\n%TAG ! tag:x,2000:\n---\n", [("yaml-syntax", 3)]),
        ('---\na: "\\ud800"\n---\n', [("yaml-syntax", 2)]),
        ('---\na: "\\U00110000"\n---\n', [("yaml-syntax", 2)]),
        ("", [("front-matter-missing", 1)]),
        ("\n---\na: 1\n---\n", [("front-matter-missing", 1)]),
        ("# Заглавие\n", [("front-matter-missing", 1)]),
        ("----\na: 1\n----\n", [("front-matter-missing", 1)]),
        ("---", [("front-matter-open", 1)]),
        ("---\na: 1\n --- \n", [("front-matter-open", 4)]),
        ("---\n---\n", []),
        ("---\n# бележка\n---\n", []),
        ("--- \na: 1\n---  \n", []),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert expected == faults(text)


def test_a_repeated_key_names_the_line_of_the_first() -> None:
    (problem,) = read("---\nx: 0\na:\n  b: 1\n  c: 2\n  b: 3\n---\n")[1]
    assert {"value": "b", "first": "4"} == dict(problem.params)


def test_a_repeated_key_leaves_the_first_value_and_its_places() -> None:
    document, _ = read("---\na:\n  b: 1\na:\n  b: 2\n---\n")
    assert document is not None
    assert ({"a": {"b": "1"}}, 3) == (document.data, document.line_of(("a", "b")))


@pytest.mark.parametrize(("levels", "expected"), [(20, []), (21, [("yaml-depth", 2)])])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ("{k: ", "}")])
def test_twenty_levels_are_enough(
    levels: int, expected: list[tuple[str, int]], start: str, end: str
) -> None:
    assert expected == faults(
        f"---\n{'{k: '}{start * (levels - 1)}x{end * (levels - 1)}{'}'}\n---\n"
    )


@pytest.mark.timeout(10)  # what one file may cost
@pytest.mark.parametrize("text", ["[", "{a: ", "- ", "? ", "{[", "[{", "(", '"', "&a ", "!a ", "*"])
@pytest.mark.parametrize("count", [10_000, 64_000])
def test_ten_thousand_brackets_are_refused(text: str, count: int) -> None:
    document, problems = read(f"---\na: {(text * count)[:64_000]}\n---\n")
    assert problems or text == "("
    assert document is None or len(str(document.data)) < 70_000


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\x00", "U+0000"),
        ("\x07", "U+0007"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\xad", "U+00AD SOFT HYPHEN"),
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u200d", "U+200D ZERO WIDTH JOINER"),
        ("\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("\u2028", "U+2028 LINE SEPARATOR"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2060", "U+2060 WORD JOINER"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("\ue000", "U+E000"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\uffff", "U+FFFF"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("---\nтекст: а{}б\n---\n", 2, 9),
        ("---\na{}: 1\n---\n", 2, 2),
        ("---\n# бел{}ежка\n---\n", 2, 6),
        ("---\na: 1\n---\n\nТекст\nре{}д\n", 6, 3),
    ],
)
def test_a_sign_nobody_sees_is_refused_with_its_place(
    sign: str, name: str, template: str, line: int, column: int
) -> None:
    document, problems = read(template.format(sign))
    assert document is None
    assert [("text-sign", line, {"value": name, "line_no": str(line), "column": str(column)})] == [
        (one.code, one.line, dict(one.params)) for one in problems
    ]


@pytest.mark.parametrize("escape", ["\\u202e", "\\x00", "\\0", "\\e", "\\u200b", "\\ufeff", "\\P"])
def test_a_sign_nobody_sees_is_refused_in_its_escaped_form_too(escape: str) -> None:
    """YAML 1.2.2, 5.7: escapes live in double quotes only."""
    assert [("text-sign", 3)] == faults(f'---\nb: 1\na: "x{escape}y"\n---\n')
    assert [("text-sign", 3)] == faults(f'---\nb: 1\n"x{escape}y": 1\n---\n')
    assert [] == faults(f"---\nb: 1\na: 'x{escape}y'\n---\n")


@pytest.mark.parametrize(
    "text",
    [
        "„кавички“",
        "№ 5 – 6 м²",
        "ѝ",
        "Ѫ",
        "café",
        "日本語",
        "שלום",
        "❤️",
        "👍🏽",
        "a\u00a0b",
        "\U0001f469\u200d\U0001f373",  # a cook: a woman, a joiner and a pan
    ],
)
def test_odd_but_visible_text_is_accepted(text: str) -> None:
    assert text == value_of(text)


@pytest.mark.parametrize(
    ("raw", "position"),
    [
        (b"---\na: \xff\n---\n", "7"),
        ("---\na: Я\n---\n".encode("cp1251"), "7"),
        ("---\na: 1\n---\n".encode("utf-16"), "0"),
        (b"---\na: \xed\xa0\x80\n---\n", "7"),
        (b"---\na: \xc0\xaf\n---\n", "7"),
        (b"---\na: \xe2\x82", "7"),
    ],
)
def test_bytes_that_are_not_utf8_are_told_by_position(raw: bytes, position: str) -> None:
    (problem,) = read(raw)[1]
    assert ("file-encoding", position) == (problem.code, problem.params["position"])


def test_a_whole_yaml_file_is_read_by_the_same_rules() -> None:
    document, problems = read_mapping("\ufeff---\r\nа: 012\r\nа: 2\r\n".encode(), "w.yml")
    assert document is not None
    assert ({"а": "012"}, [("yaml-duplicate", 3)]) == (
        document.data,
        [(one.code, one.line) for one in problems],
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a: \xff", ("file-encoding", 1)),
        (b"a: 1\nb: \x00", ("text-sign", 2)),
        (b"- a", ("yaml-shape", 1)),
        (b"a: [", ("yaml-syntax", 2)),
    ],
)
def test_faults_of_a_whole_yaml_file_have_its_lines(
    raw: bytes, expected: tuple[str, int | None]
) -> None:
    document, problems = read_mapping(raw, "w.yml")
    assert document is None
    assert [expected] == [(one.code, one.line) for one in problems]
