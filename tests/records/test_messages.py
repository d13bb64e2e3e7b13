"""The words of the problems: the one file that asserts prose, in both languages."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mrezha.problems import (
    LANGUAGES,
    Problem,
    clean_text,
    describe,
    load_messages,
    problems_as_json,
    render_problem,
)
from mrezha.records.loading import Loaded, load_content

PARAM = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
PYTHON_WORDS = re.compile(r"\b(None|NoneType|True|False|dict|str|int|tuple|Error|class|Decimal)\b")


def params_of(text: str) -> set[str]:
    return set(PARAM.findall(text))


def test_both_languages_have_the_same_codes_in_the_same_order() -> None:
    assert list(load_messages("bg")) == list(load_messages("en"))


@pytest.mark.parametrize("code", sorted(load_messages("bg")))
def test_a_code_says_the_same_in_both_languages(code: str) -> None:
    bulgarian, english = (load_messages(lang)[code] for lang in LANGUAGES)
    assert list(bulgarian) == list(english)
    for part in bulgarian:
        assert params_of(bulgarian[part]) == params_of(english[part]), (code, part)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(load_messages("bg")))
def test_a_text_is_a_calm_sentence(code: str, lang: str) -> None:
    text = load_messages(lang)[code]
    assert text["what"] and text["do"]
    for part in text.values():
        assert "!" not in part.replace("„!“", "").replace('"!"', "")
        assert not PYTHON_WORDS.search(part)
        assert part.rstrip()[-1] in ".?}", part


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bulgarian_is_in_cyrillic_and_english_is_not(lang: str) -> None:
    for code, text in load_messages(lang).items():
        has_cyrillic = bool(re.search("[а-яА-Я]", text["what"].replace("„", "")))
        assert has_cyrillic == (lang == "bg"), code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_of_the_broken_records_fills_all_of_its_words(
    lang: str, fixtures: Path, content_copy: Path
) -> None:
    """A missing value would show as "?" where the text has a parameter."""
    folders = {path.name for path in content_copy.iterdir() if path.is_dir()}
    problems: list[Problem] = []
    for path in sorted((fixtures / "invalid").glob("*.md")):
        for folder in sorted(folders):
            (content_copy / folder / f"{path.stem}-{folder}.md").write_bytes(path.read_bytes())
    problems += load_content(content_copy).problems
    for path in sorted((fixtures / "invalid").glob("*/content")):
        problems += load_content(path).problems
    assert len({one.code for one in problems}) > 50
    for one in problems:
        texts = load_messages(lang)[one.code]
        wanted = params_of(texts["what"]) | params_of(texts["do"])
        assert wanted <= set(one.params), one
        assert all(isinstance(value, str) for value in one.params.values()), one
        what, remedy = describe(one, lang)
        assert "{" not in what.replace(one.params.get("value", "\0"), ""), what
        assert remedy


def test_a_problem_is_told_in_bulgarian() -> None:
    problem = Problem(
        "eik-checksum",
        "content/enterprises/hlyab-i-sol.md",
        2,
        "register.eik",
        {"value": "123456780"},
    )
    assert (
        "content/enterprises/hlyab-i-sol.md:2: register.eik: "
        "ЕИК „123456780“ не минава проверката на контролната цифра.\n"
        "    Проверете номера в Търговския регистър; пише се в кавички. [eik-checksum]"
    ) == render_problem(problem, "bg")


def test_a_problem_is_told_in_english() -> None:
    problem = Problem(
        "eik-checksum",
        "content/enterprises/hlyab-i-sol.md",
        2,
        "register.eik",
        {"value": "123456780"},
    )
    assert (
        "content/enterprises/hlyab-i-sol.md:2: register.eik: "
        'EIK "123456780" fails its check digit.\n'
        "    Check the number in the Commercial Register; keep it in quotes. [eik-checksum]"
    ) == render_problem(problem, "en")


def test_a_suggestion_is_offered_when_there_is_one() -> None:
    params = {"value": "adress", "suggestion": "address"}
    near = Problem("unknown-key", "a.md", 3, "register.adress", params)
    far = Problem("unknown-key", "a.md", 3, "zzz", {"value": "zzz", "suggestion": ""})
    assert describe(near, "bg")[1].endswith(" Може би „address“?")
    assert describe(near, "en")[1].endswith(' Did you mean "address"?')
    assert "Може би" not in describe(far, "bg")[1]


def test_a_problem_of_a_whole_file_has_no_line_and_no_field() -> None:
    text = render_problem(Problem("file-size", "a.md", params={"size": "9", "limit": "8"}), "en")
    assert text.startswith("a.md: The file has 9 bytes; 8 are allowed.\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\x1b[31mчервено", "\\u001b[31mчервено"),
        ("a\u202eb", "a\\u202eb"),
        ("ред\nред", "ред\\u000aред"),
        ("{value} {0} %s", "{value} {0} %s"),
        ("x" * 201, "x" * 200 + "…"),
    ],
)
def test_quoted_input_cannot_play_with_the_terminal(value: str, expected: str) -> None:
    assert expected == clean_text(value)
    shown = render_problem(Problem("eik-length", value, 1, value, {"value": value}), "en")
    assert shown.startswith(f'{expected}:1: {expected}: EIK "{expected}"')


def test_a_long_list_of_allowed_values_is_not_cut(
    check: Callable[[Mapping[str, str]], Loaded],
) -> None:
    record = "---\nregister:\n  name: Име\n  status: listed\n  legal_form: qqq\n---\n"
    problem = check({"enterprises/a.md": record}).problems[0]
    assert "municipal-institution, other." in describe(problem, "en")[1]


def test_json_has_the_texts_of_both_languages() -> None:
    problem = Problem("url", "a.md", 7, "url", {"value": "www"}, "warning")
    assert [
        {
            "file": "a.md",
            "line": 7,
            "field": "url",
            "code": "url",
            "severity": "warning",
            "bg": dict(zip(("what", "do"), describe(problem, "bg"), strict=True)),
            "en": dict(zip(("what", "do"), describe(problem, "en"), strict=True)),
        }
    ] == json.loads(problems_as_json([problem]))


def test_json_of_no_problems_is_an_empty_list() -> None:
    assert "[]" == problems_as_json([])


def test_a_file_name_that_is_no_text_fits_into_json() -> None:
    text = problems_as_json([Problem("file-name", "enterprises/\udcff.md", params={"value": "x"})])
    assert "enterprises/\udcff.md" == json.loads(text.encode())[0]["file"]


def test_problems_are_told_in_the_order_of_files_and_lines(
    check: Callable[[Mapping[str, str]], Loaded],
) -> None:
    wrong = "---\nregister:\n  name: Име\n  status: x\n  class: x\n---\n"
    found = check({"enterprises/b.md": wrong, "enterprises/a.md": wrong}).problems
    assert [(name, line) for name in ("a", "b") for line in (4, 5)] == [
        (Path(one.file).stem, one.line) for one in found
    ]
