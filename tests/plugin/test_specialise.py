"""Templates written out before they are compiled print what plain Jinja prints."""

from collections.abc import Mapping
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from mrezha.plugin.environment import SiteEnvironment, speak

LABELS = {"hello": "Здравей <ти>", "count": {"one": "един", "other": "{n} броя"}}


class Page:
    lang = "bg"
    template = ""
    title = "Заглавие & „кавички“"


def t(key: str, **params: object) -> str:
    found = LABELS[key]
    return found if isinstance(found, str) else found["other"].format(**params)


def shout(text: str, sign: str = "!") -> str:
    return text + sign


def print_page(
    kind: type[Environment], files: Mapping[str, str], context: Mapping[str, Any]
) -> str:
    env = kind(
        loader=DictLoader(dict(files)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = Page()
    page.template = "one"
    own = speak(env, "bg", LABELS, {"page": page, "t": t, "shout": shout, "words": ("а", "б")})
    return own.get_template("one.html").render(context)


BASE = """{% from "note.html" import note %}
{% set heading %}{% block title %}без{% endblock %}{% endset %}
<title>{{ heading | striptags }} – {{ t("hello") }}</title>
<body class="{{ "home" if page.template == "home" else "other" }}" lang="{{ page.lang }}">
{{ note("основа") }}
{% if page.template == "home" %}дом{% elif page.lang == "en" %}en{% else %}друго{% endif %}
{% block main %}{{ note("по подразбиране") }}{% endblock %}
</body>
"""
NOTE = """{% from "badge.html" import badge %}
{% macro note(text, level=2, more="") %}
{% set said = text ~ more %}
<h{{ level }}>{{ said }}</h{{ level }}>{{ badge(said) }}{% if level > 2 %}дълбоко{% endif %}
{{ caller() if caller is defined else "" }}
{% endmacro %}
"""
BADGE = """{% macro badge(text) %}<b>{{ shout(text, sign="?") }}</b>{% endmacro %}"""
ROW = """{% macro row(label) %}<dt>{{ label }}</dt><dd>{{ caller() }}</dd>{% endmacro %}
{% macro rows(items) %}
{% for one in items %}<i>{{ one }}{{ loop.index }}</i>{% endfor %}
{% endmacro %}
{% macro box() %}<div>{{ caller() if caller }}</div>{% endmacro %}
{% macro loud() %}{{ caller() | upper }}{% endmacro %}
{% macro each(items) %}{% for one in items %}<i>{{ caller() }}</i>{% endfor %}{% endmacro %}"""
IMPORTS = """{% extends "base.html" %}
{% from "note.html" import note %}
{% from "row.html" import row, rows as lines, each, box, loud %}
"""


@pytest.mark.parametrize(
    "main",
    [
        "",
        "{{ note(name) }}",
        "{{ note(name, level=4, more=name) }}",
        "{{ note(text=name, level=depth) }}",
        # A macro's own names do not meet those of the page.
        "{% set said = 1 %}{{ note(name) }}{{ said }}{% set text = 2 %}{{ note(name) }}{{ text }}",
        "{% for text in (1, 2) %}{{ note(text) }}{{ loop.index }}{% endfor %}",
        "{% call row(name) %}{{ name }} {{ t('hello') }}{% endcall %}",
        "{% set label = 'мое' %}{% call row(name) %}{{ label }}{% endcall %}",
        "{% call note(name) %}{% call row('вътре') %}{{ note(name) }}{% endcall %}{% endcall %}",
        "{{ lines((1, '<', name)) }}",
        "{% for one in (1, 2) %}{{ lines((one, loop.index)) }}{% endfor %}",
        "{% for one in (5, 6) %}{% call each((1, 2)) %}{{ one }}{% endcall %}{% endfor %}",
        "{% set all = note(name) %}{{ all | upper }}{{ note(name) | length }}",
        "{{ t('count', n=3) }}{{ t('hello') ~ '<' }}{{ shout(t('hello')) }}",
        "{{ data.items }}{{ data.values }}{{ data.title.bg }}{{ data.get('none', 1) }}",
        "{{ html }}{{ html ~ name }}{{ [html, name] | join(', ') }}",
        "{% if words and page.lang in words %}да{% else %}не{% endif %}{{ page.title }}",
        "{{ 'да' if page.lang == 'bg' and name else 'не' }}{{ 1 if page.lang == 'en' else 2 }}",
        "{% call box() %}{{ note(name) }}{% endcall %}",
        "{% call loud() %}{{ name }}{% endcall %}",
        "{% for key, value in data.title.items() %}{{ key }}{{ value }}{% endfor %}",
    ],
)
def test_what_is_printed_is_what_plain_jinja_prints(main: str) -> None:
    page = IMPORTS + (f"{{% block main %}}{main}{{% endblock %}}" if main else "")
    files = {"base.html": BASE, "note.html": NOTE, "badge.html": BADGE, "row.html": ROW}
    context = {
        "name": "„Хляб & сол“ <ООД>",
        "depth": 3,
        "html": Markup("<em>готово</em>"),
        "data": {"items": 1, "values": "две", "title": {"bg": "<а>", "en": "b"}},
    }
    files["one.html"] = page
    if "data.items" in main:  # keys of records come first here, methods with plain Jinja
        expected = print_page(
            Environment,
            {
                **files,
                "one.html": page.replace("data.items", "data['items']").replace(
                    "data.values", "data['values']"
                ),
            },
            context,
        )
    else:
        expected = print_page(Environment, files, context)
    assert expected == print_page(SiteEnvironment, files, context)


def test_what_stands_outside_of_blocks_sets_names_and_prints_nothing() -> None:
    page = (
        '{% extends "base.html" %}вън{% set name = "мое" %}'
        "{% if name %}вън{% set name = name ~ 1 %}{% endif %}"
        "{% block title %}{{ name }}{% endblock %}{% block main %}{{ name }}{% endblock %}"
    )
    files = {"base.html": BASE, "note.html": NOTE, "badge.html": BADGE, "one.html": page}
    expected = print_page(Environment, files, {})
    assert "мое1" in expected
    assert expected == print_page(SiteEnvironment, files, {})


def test_a_name_nobody_set_is_an_error_here_too() -> None:
    files = {"one.html": "{{ missing }}"}
    for kind in (Environment, SiteEnvironment):
        with pytest.raises(Exception, match="missing"):
            print_page(kind, files, {})


def test_macros_are_written_in_and_words_are_constants() -> None:
    files = {"one.html": '{% from "row.html" import rows %}{{ rows((1, 2)) }}{{ t("hello") }}'}
    env = SiteEnvironment(loader=DictLoader({"row.html": ROW, **files}))
    own = speak(env, "bg", LABELS, {"page": Page(), "t": t, "shout": shout})
    assert isinstance(own, SiteEnvironment)
    code = own._generate(own._parse(files["one.html"], "one.html", None), "one.html", None)
    assert "get_template" not in code
    assert "h_t" not in code
    assert "Здравей" in code
