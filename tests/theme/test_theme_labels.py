"""Words stand in theme/labels only, the same in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from mrezha.plugin.words import load_labels, say

LANGUAGES = ("bg", "en")
PLUGIN = Path(__file__).parents[2] / "scripts" / "mrezha" / "plugin"
# What a language calls itself, and what machines read, is not translated.
SAME_IN_BOTH = {"language.bg", "language.en", "site.locale", "site.name"}
ENGLISH_ON_PURPOSE = {"not-found.in-english", "not-found.english-home"}


@pytest.fixture(scope="module")
def labels(theme: Path) -> dict[str, dict[str, Any]]:
    return {lang: load_labels(theme / "labels", lang) for lang in LANGUAGES}


def used_keys(theme: Path) -> Iterator[tuple[str, bool]]:
    """Yield the label keys templates ask for; True for one that is only a beginning."""
    env = Environment(autoescape=True)
    for path in sorted((theme / "templates").rglob("*.html")):
        tree = env.parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                yield from _keys(call.args[0])
    for path in sorted(PLUGIN.glob("*.py")):  # feeds and calendars have no template
        for key in re.findall(
            r'(?:helpers\["t"\]|\bt|say)\((?:labels, lang, )?\s*"([^"]+)"', path.read_text("utf-8")
        ):
            yield key, False


def _keys(node: nodes.Node) -> Iterator[tuple[str, bool]]:
    if isinstance(node, nodes.Const):
        yield node.value, False
    elif isinstance(node, nodes.CondExpr):
        yield from _keys(node.expr1)
        if node.expr2 is not None:
            yield from _keys(node.expr2)
    elif isinstance(node, nodes.Concat) and isinstance(node.nodes[0], nodes.Const):
        yield node.nodes[0].value, True
    else:
        raise AssertionError(f"line {node.lineno}: a label key that no test can follow")


def _texts(value: Any) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else [value]


def test_both_languages_have_the_same_labels(labels: dict[str, dict[str, Any]]) -> None:
    assert list(labels["bg"]) == list(labels["en"])


def test_every_label_a_template_asks_for_exists(
    theme: Path, labels: dict[str, dict[str, Any]]
) -> None:
    missing = [
        key
        for key, is_beginning in used_keys(theme)
        if not (
            any(one.startswith(key) for one in labels["bg"])
            if is_beginning
            else key in labels["bg"]
        )
    ]
    assert [] == missing


def test_every_label_is_asked_for(theme: Path, labels: dict[str, dict[str, Any]]) -> None:
    used = set(used_keys(theme))
    exact = {key for key, is_beginning in used if not is_beginning}
    beginnings = tuple(key for key, is_beginning in used if is_beginning)
    assert [] == [
        key for key in labels["bg"] if key not in exact and not key.startswith(beginnings)
    ]


def test_every_status_that_is_not_registered_has_its_notice(
    labels: dict[str, dict[str, Any]],
) -> None:
    from mrezha.schema import load_schema

    statuses = load_schema().vocabularies["statuses"].terms.values()
    needed = {f"status.notice.{one.id}" for one in statuses if one.more["registered"] != "yes"}
    assert set() == needed - set(labels["bg"])


def test_both_languages_fill_in_the_same_names(labels: dict[str, dict[str, Any]]) -> None:
    def names(value: Any) -> set[str]:
        return {name for text in _texts(value) for name in re.findall(r"\{(\w+)\}", text)}

    different = [
        key for key in labels["bg"] if names(labels["bg"][key]) != names(labels["en"][key])
    ]
    # The site's name is the owner's in Bulgarian; in English it is a label.
    assert ["site.name"] == different


def test_plural_forms_are_those_of_the_language(labels: dict[str, dict[str, Any]]) -> None:
    # CLDR: Bulgarian and English both have one and other.
    forms = {
        frozenset(value)
        for lang in LANGUAGES
        for value in labels[lang].values()
        if isinstance(value, dict)
    }
    assert {frozenset({"one", "other"})} == forms
    assert "1 вписано предприятие." == say(labels["bg"], "bg", "enterprises.registered", n=1)
    assert "21 вписани предприятия." == say(labels["bg"], "bg", "enterprises.registered", n=21)


def test_each_language_is_written_in_its_own_letters(labels: dict[str, dict[str, Any]]) -> None:
    cyrillic = re.compile("[А-Яа-я]")
    skipped = SAME_IN_BOTH | ENGLISH_ON_PURPOSE
    for key in labels["bg"]:
        if key in skipped:
            continue
        words = " ".join(_texts(labels["bg"][key]))
        if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", words)):
            assert cyrillic.search(words), key
        assert not cyrillic.search(" ".join(_texts(labels["en"][key]))), key
