"""The canonical form: what it changes, what it must not, and that twice is once."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mrezha.records.document import read_document
from mrezha.records.formatting import format_record
from mrezha.records.writing import new_record
from mrezha.records.yamltext import is_plain, quote_text
from mrezha.schema import load_schema

TABLES = {str(table.folder): table for table in load_schema().record_tables()}
ENTERPRISES = TABLES["enterprises"]
CONTENT = Path(__file__).parents[2] / "content"


def formatted(text: str) -> str:
    return format_record(text, ENTERPRISES)


UNTIDY = """\ufeff---\r
# за целия файл\r
\r
# за заглавието\r
title: {bg: "Хляб", en: 'no'}\r
summary:\r
  # за английския\r
  en: x   # бележка\r
  bg: "да: не"\r
  # край на summary\r
register:   # машина\r
  status: listed\r
  eik: 103877308\r
  applied_on: 2024-01-01\r
  # за страниците\r
  websites: [ "https://a.bg/x", b ]  # две\r
  sources:\r
  - {name: x, seen_on: 2024-01-01}\r
---\r
Текст  \r
край\r
\r
\r
"""

TIDY = """---
# за целия файл

register:   # машина
  eik: "103877308"
  status: listed
  applied_on: "2024-01-01"
  # за страниците
  websites:  # две
    - https://a.bg/x
    - b
  sources:
  - name: x
    seen_on: "2024-01-01"
# за заглавието
title:
  bg: Хляб
  en: "no"
summary:
  bg: "да: не"
  # за английския
  en: x   # бележка
  # край на summary
---
Текст  
край
"""  # noqa: W291 two spaces at the end of a line mean a line break in Markdown


def test_an_untidy_record_gets_its_one_form():
    assert TIDY == formatted(UNTIDY)


def test_a_tidy_record_stays_as_it_is():
    assert TIDY == formatted(TIDY)


@pytest.mark.parametrize(
    "text",
    [
        "---\nbody_en: |\n  # Title\n\n   x: y\n\ngroups:\n- disability\n---\n",
        "---\nsummary:\n  bg: >-\n    дълъг\n    текст\n---\n",
        "---\nsummary:\n  bg: обикновен\n    на два реда\n---\n",
        "---\noffers:\n  - kind: product\n    id: a\n    # за името\n    name:\n      bg: A\n---\n",
    ],
)
def test_long_text_and_comments_stay_as_they_stand(text):
    once = formatted(text)
    assert read_document(text.encode(), "")[0].data == read_document(once.encode(), "")[0].data
    assert [line for line in text.split("\n") if line not in once.split("\n")] in (
        [],
        ["  - kind: product", "    id: a"],
    )


def test_a_key_that_moves_to_the_front_of_a_list_item_takes_the_dash():
    text = "---\noffers:\n  - kind: product\n    id: a   # код\n---\n"
    assert "---\noffers:\n  - id: a   # код\n    kind: product\n---\n" == formatted(text)


@pytest.mark.parametrize(
    "text", ["", "няма полета", "---\na: [\n---\n", "---\na: 1\na: 2\n---\n", "---\n- x\n---\n"]
)
def test_what_cannot_be_read_is_left_alone(text):
    assert text == formatted(text)


@pytest.mark.parametrize(
    "path", sorted(CONTENT.glob("*/*.md")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_formatting_the_real_records_twice_is_formatting_once(path):
    text, table = path.read_bytes().decode(), TABLES[path.parent.name]
    once = format_record(text, table)
    assert once == format_record(once, table)
    before, _ = read_document(text.encode(), "")
    after, _ = read_document(once.encode(), "")
    assert (before.data, before.body) == (after.data, after.body)


@pytest.mark.parametrize(
    "path", sorted((CONTENT / "enterprises").glob("*.md")), ids=lambda p: p.stem
)
def test_what_the_import_writes_is_in_canonical_form(path):
    if "\n---\n" in path.read_text("utf-8"):
        register = path.read_text("utf-8").split("\n---\n")[0] + "\n---\n"
        assert register == formatted(register)


# From the YAML 1.1 type repository (bool, null, int, float, timestamp, merge, value) and the
# signs that start something else.
RETYPED = (
    "yes No on OFF y null ~ 012345670 0o17 0x1F 1e3 1_000 12:30:45 2026-11-24 .5 -1 +1 = << "
    ".inf NaN 103877308 1,5"
).split()


@pytest.mark.parametrize(
    "text", [*RETYPED, "", " x", "x ", "a: b", "a:", "a #b", "- a", "#a", "&a", "*a", "!a", "@a"]
)
def test_what_a_reader_could_retype_or_break_is_quoted(text):
    assert not is_plain(text)
    assert text == yaml.safe_load(f"k: {quote_text(text)}\n")["k"]


@pytest.mark.parametrize(
    "text", ["Хляб и сол", "https://a.bg/x?y=1", "13-та", "A+", "„Хляб“ ЕООД", "a, b", "12 души"]
)
def test_plain_words_and_addresses_stay_without_quotes(text):
    assert text == quote_text(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=30))
@settings(max_examples=300)
def test_every_text_comes_back_from_yaml_as_it_was(text):
    line = quote_text(text)
    assert "\n" not in line
    for style in (f"k: {line}\n", f"- {line}\n"):
        loaded = yaml.safe_load(style)
        assert text == (loaded["k"] if isinstance(loaded, dict) else loaded[0])


words = st.text(alphabet="абAb01 :#-'\"{}[],&*!|>%@`=\\", min_size=1, max_size=12).map(str.strip)
lists = st.lists(words, min_size=1, max_size=3)
records = st.fixed_dictionaries(
    {},
    optional={
        "groups": lists,
        "title": st.fixed_dictionaries({}, optional={"en": words, "bg": words}),
        "register": st.fixed_dictionaries(
            {"status": words}, optional={"websites": lists, "eik": words, "name": words}
        ),
        "offers": st.lists(
            st.fixed_dictionaries(
                {"kind": words}, optional={"id": words, "name": st.just({"bg": "x"})}
            ),
            min_size=1,
            max_size=2,
        ),
        "unknown": words,
    },
)


@pytest.mark.parametrize(
    "written", ['"Ред.\\n\\n- точка"', "|-\n  Ред.\n\n  - точка", "|\n  Ред.\n\n  - точка"]
)
def test_a_markdown_key_stands_as_a_block_whatever_an_editor_wrote(written):
    text = f"---\nregister:\n  name: А\n  status: listed\nbody_en: {written}\n---\n"
    expected = "body_en: |\n  Ред.\n\n  - точка\n---\n"
    assert formatted(text).endswith(expected)
    assert formatted(text) == formatted(formatted(text))


@given(records, st.booleans(), st.sampled_from([None, "'", '"']), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_any_writer_s_yaml_ends_in_the_same_form(data, flow, style, end):
    dumped = yaml.safe_dump(
        data, default_flow_style=flow, default_style=style, allow_unicode=True, sort_keys=False
    )
    text = f"---\n{dumped}---\nТекст\n".replace("\n", end)
    once = formatted(text)
    assert once == formatted(once)
    before, problems = read_document(text.encode(), "")
    if before is not None and not problems:
        after, _ = read_document(once.encode(), "")
        assert (before.data, before.body) == (after.data, after.body)


@given(records)
@settings(max_examples=100, deadline=None)
def test_a_new_record_is_born_in_canonical_form(data):
    text = new_record(data, ENTERPRISES)
    assert text == formatted(text)
    document, problems = read_document(text.encode(), "")
    assert ([], data) == (problems, {k: v for k, v in document.data.items()})
