"""What the quick reader of plain records accepts it reads as the full reader does."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrezha.records.document import read_document
from mrezha.records.plain import read_plain

PROPERTY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
VALUES = [
    "", "а", "b c", '"в кавички: тук # там"', '""', '"а"б"', "х: у", "х #у", "х:", ":х", "-х",
    "- х", "[]", "{}", "|", "|-", ">", "~", "null", "012", "2026-01-01", "https://example.org/?a=1",
    "&x", "*x", "!t x", "\"\\u0041\"", "'едно'", "ѝ", "é", "№ 5 – „тук“", " два", "два ", "\t",
    "%х",
    "@х", "`х", "?х", ",х", "к\u00ad", "a\u0301", "🍞", "музeй", "=", "<<", "Ж: ж",
]  # fmt: skip
LINES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "  ", "    ", "      ", " ", "\t"]),
    st.sampled_from(["", "", "- ", "-", "-  "]),
    st.sampled_from(["", "a: ", "b: ", "name: ", "a:", "а: ", "A: ", "? ", "a:b", '"a": ']),
    st.sampled_from(VALUES),
)
BODIES = st.lists(st.sampled_from(["", " ", "Текст.", "---", "# х", "-- -", "\t", "é"]), max_size=5)


def compare(raw: bytes) -> bool:
    """Say whether the quick reader took the text; it must agree with the full one."""
    plain = read_plain(raw, "x.md")
    if plain is None:
        return False
    document, problems = read_document(raw, "x.md")
    assert document is not None
    assert [] == problems
    assert document.data == plain.document.data
    assert document.body == plain.document.body
    return True


@PROPERTY
@given(st.lists(LINES, max_size=12), BODIES, st.sampled_from(["\n", "\r\n"]))
def test_any_text_it_takes_it_reads_alike(head: list[str], body: list[str], end: str) -> None:
    compare(end.join(["---", *head, "---", *body]).encode())


@PROPERTY
@given(
    st.recursive(
        st.sampled_from(["да", "012", "„Хляб“: <и> сол", "край:", " # ", "едно две", "x"]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3),
            st.dictionaries(st.sampled_from("abcde"), inner, min_size=1, max_size=3),
        ),
        max_leaves=12,
    )
)
def test_what_the_formatter_writes_is_taken(value: object) -> None:
    from mrezha.records.yamltext import dump_mapping

    lines = dump_mapping({"key": value}, None)  # type: ignore[dict-item]
    taken = compare("\n".join(["---", *lines, "---", "Текст."]).encode())
    has_lists_in_lists = any(line.lstrip().startswith("- - ") for line in lines)
    assert taken or has_lists_in_lists


def test_nearly_all_real_records_are_taken(root: Path) -> None:
    files = sorted((root / "content").glob("*/*.md"))
    taken = [path for path in files if compare(path.read_bytes())]
    assert len(taken) > 0.9 * len(files)


@pytest.mark.parametrize(
    "text",
    [
        "---\na: б\n  в: г\n---\n",  # a key under a value
        "---\na:\n  - х\n    у\n---\n",  # a value of two lines
        "---\na: б\na: в\n---\n",  # a key twice
        "---\na: &x б\n---\n",
        "---\na: б # в\n---\n",
        "---\na: |\n    х\n  у\n---\n",  # text out of its margin
        "---\na: б\n",  # never closed
        "a: б\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_full_reader(text: str) -> None:
    assert read_plain(text.encode(), "x.md") is None


def test_words_of_two_alphabets_are_noticed() -> None:
    for words, is_one in (("музей hello", True), ("музeй", False), ("Sтудио", False)):
        plain = read_plain(f"---\na: {words}\n---\n".encode(), "x.md")
        assert plain is not None
        assert is_one is plain.is_one_alphabet
