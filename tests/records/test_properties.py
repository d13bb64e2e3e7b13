"""Whatever is thrown at the reader, it answers with problems and never breaks."""

import functools
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mrezha.problems import LANGUAGES, Problem, problems_as_json, render_problem
from mrezha.records.document import Document, read_document, read_mapping
from mrezha.records.loading import load_content
from mrezha.schema import load_schema

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

# Pieces that mean something to YAML, so that random texts are nearly right.
PIECES = st.sampled_from(
    [
        "--- ", "... ", "a", ": ", ":\n", "\n  ", "\n- ", "- ", "[", "]", "{", "}", ", ", "? ",
        "! ", "!!str ", "&x ", "*x ", "<<: ", "# ", "'", '"', "\\", "\\u202e", "|\n", ">\n",
        "%", "@", "`", "~", "0", "no", "Ж", "\t", "\r", "\x00", "\u2028", "\ufeff", "=",
        "2026-01-01", "register:", "name:", "status: listed",
    ]
)  # fmt: skip
YAMLISH = st.lists(PIECES, max_size=60).map("".join)


def tell(problems: list[Problem]) -> None:
    """Every problem can be told, in both languages and as JSON."""
    for problem in problems:
        for lang in LANGUAGES:
            render_problem(problem, lang).encode()
    problems_as_json(problems).encode()


def is_text(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_text(item) for key, item in value.items())
    if isinstance(value, list):
        return all(is_text(item) for item in value)
    return value is None or isinstance(value, str)


def judge(document: Document | None, problems: list[Problem]) -> None:
    tell(problems)
    assert document is not None or problems
    if document is not None:
        assert is_text(document.data)
        assert all(line >= 1 for line in document.lines.values())
    assert all(one.line is None or one.line >= 1 for one in problems)


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    judge(*read_document(raw, "a.md"))
    judge(*read_document(b"---\n" + raw + b"\n---\n", "a.md"))
    judge(*read_mapping(raw, "a.yml"))


@QUICK
@given(YAMLISH, st.text(max_size=50))
@example("? [a]\n: b", "")
@example("*a : b", "")
@example("a: &x [*x]", "")
def test_anything_like_yaml_is_read_or_refused(front: str, body: str) -> None:
    raw = f"---\n{front}\n---\n{body}".encode("utf-8", "surrogatepass")
    judge(*read_document(raw, "a.md"))
    judge(*read_mapping(front.encode(), "a.yml"))


@QUICK
@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1),
        st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"))),
        max_size=6,
    )
)
def test_visible_text_comes_back_as_it_was(data: dict[str, str]) -> None:
    """What PyYAML writes with every string in double quotes, the reader gives back."""
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"', width=10**6)
    document, problems = read_document(f"---\n{text}---\n".encode(), "a.md")
    whole = functools.partial(unicodedata.normalize, "NFC")
    expected = {whole(key): whole(value) for key, value in data.items() if key != "<<"}
    if not {"text-sign", "text-marks", "yaml-duplicate"} & {one.code for one in problems}:
        assert document is not None
        assert expected == document.data


def keys_of_tables() -> list[str]:
    names = {step for table in load_schema().tables.values() for one in table.fields.values()
             for step in one.path}  # fmt: skip
    parts = {part.path[-1] for table in load_schema().tables.values() for part in table.parts}
    return sorted(names | parts)


SCALARS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "x", "no", "nan", "1e9", "-1", "2026-11-24", "10:00", "10135", "BG33", "listed", "a",
         "123456786", "food", "EUR", "javascript:x", "https://example.org/", "Мyзей", "9" * 5000]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=20),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(keys_of_tables()), inner, max_size=4),
    ),
    max_leaves=12,
)
FRONTS = st.dictionaries(st.sampled_from(keys_of_tables()), VALUES, max_size=8)


@SLOW
@given(
    st.lists(
        st.tuples(st.sampled_from(["enterprises", "events", "calls", "regions", "pages"]), FRONTS),
        min_size=1,
        max_size=4,
    )
)
def test_any_front_matter_gives_problems_only(records: list[tuple[str, Mapping[str, Any]]]) -> None:
    with TemporaryDirectory() as folder:
        for number, (table, front) in enumerate(records):
            path = Path(folder, "content", table, f"r{number}.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            text = yaml.safe_dump(front, allow_unicode=True, default_style='"', sort_keys=False)
            # Emptiness is plain in records: a quoted "null" would be a text.
            text = text.replace('!!null "null"', "")
            path.write_text(f"---\n{text}---\n", "utf-8")
        loaded = load_content(Path(folder, "content"))
    tell(list(loaded.problems))
    assert all(one.file.startswith("content/") for one in loaded.problems)
    assert len(records) == loaded.files


@pytest.mark.parametrize(
    "text", ["a: &x [*x]", "a: *a", "<<: *x", "? {a: [b]}\n: c", "!", "&", "*"]
)
def test_yaml_that_builds_itself_is_refused(text: str) -> None:
    _, problems = read_document(f"---\n{text}\n---\n".encode(), "a.md")
    tell(problems)
    assert problems
