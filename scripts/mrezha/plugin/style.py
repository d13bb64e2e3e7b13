"""The style page: every component with its example, for who works on the theme.

The examples (theme/style/examples) are small templates, one for each component; the page,
the tests and the documentation of the theme are made of them. `mrezha serve` shows the page
at /style/; no build ever writes it.
"""

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from mrezha.catalogue import Catalogue, build_catalogue
from mrezha.catalogue.matching import Match
from mrezha.forms.public import FormField, FormPage, FormRows, load_forms
from mrezha.places import load_gazetteer
from mrezha.plugin.assets import gather_assets
from mrezha.plugin.charts import draw_chart
from mrezha.plugin.gallery import Picture, Source
from mrezha.plugin.palette import LEAST_EDGE, LEAST_TEXT, judge_pairs
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.render import Renderer
from mrezha.plugin.settings import LANGUAGES, read_settings
from mrezha.records.loading import load_content
from mrezha.schema import load_schema

ADDRESS = "style/"
_FOLDER = Path("style")
_LOOKED_AT = 300  # so many records at most are looked at for a full example


@dataclass(frozen=True, slots=True)
class Example:
    """One component with its example; `html` is empty where the records have none."""

    name: str
    purpose: str
    macro: str
    source: str
    html: Markup


def read_style(root: Path, content: Path) -> dict[str, bytes]:
    """Return the style page of every language by its path, for the records of now.

    Raises OSError when a file of the theme is missing, SettingsError for settings of no use
    and Jinja's TemplateError for a wrong template.
    """
    from pelican.settings import read_settings as read_conf  # its import costs 0.4 s

    conf = read_conf(str(root / "pelicanconf.py"), override={"PATH": str(content)})
    site = read_settings(conf, root)
    catalogue = build_catalogue(load_content(content, root), load_schema(), load_gazetteer())
    # Autoescape is among the site's own options.
    env = Environment(  # noqa: S701
        loader=FileSystemLoader(site.theme / "templates"), **conf["JINJA_ENVIRONMENT"]
    )
    assets = gather_assets(site.theme, root / "node_modules")
    return render_styles(Renderer(env, site, catalogue, assets))


def render_style(renderer: Renderer, lang: str) -> bytes:
    """Return the style page in a language.

    Raises OSError when the theme has no examples, and Jinja's TemplateError for a wrong one.
    """
    theme = renderer.site.theme
    renderer.page.turn_to(PagePlan(ADDRESS, "style", dict, listed=False), lang, None)
    env = renderer.envs[lang]
    context = {
        "components": list(show_examples(env, theme, make_samples(renderer))),
        "pairs": judge_pairs((theme / "static" / "css" / "10-tokens.css").read_text("utf-8")),
        "least_text": LEAST_TEXT,
        "least_edge": LEAST_EDGE,
    }
    page = (theme / _FOLDER / "page.html").read_text(encoding="utf-8")
    return env.from_string(page).render(context).encode()


def render_styles(renderer: Renderer) -> dict[str, bytes]:
    """Return the style page of every language by its path in the site."""
    return {
        f"/{ADDRESS}" if lang == LANGUAGES[0] else f"/{lang}/{ADDRESS}": render_style(
            renderer, lang
        )
        for lang in LANGUAGES
    }


def show_examples(env: Environment, theme: Path, samples: Mapping[str, Any]) -> Iterator[Example]:
    """Yield every component of the theme with what its example gives."""
    for path in sorted((theme / "templates" / "components").glob("*.html")):
        component = path.read_text(encoding="utf-8")
        example = (theme / _FOLDER / "examples" / path.name).read_text(encoding="utf-8")
        purpose = re.search(r"\{#\s*(.*?)\s*#\}", component, re.DOTALL)
        macro = re.search(r"\{% macro (.*?) %\}", component)
        html = env.from_string(example).render(samples).strip()
        yield Example(
            path.stem,
            purpose[1] if purpose else "",
            macro[1] if macro else "",
            example.strip(),
            Markup(html),  # noqa: S704 rendered by our own templates, escaped there
        )


def make_samples(renderer: Renderer) -> dict[str, Any]:
    """Return what examples may show: the fullest records there are, None where there is none."""
    catalogue, forms = renderer.catalogue, load_forms()
    mark = f"{renderer.assets_folder}/img/mark.svg"
    form = forms["profile-change"]
    return {
        "enterprise": _fullest(catalogue),
        "helpers": [Match(one.id, {}, one.id, is_near=True) for one in _some(catalogue)][:1],
        "unconfirmed": _first(one for one in _some(catalogue) if not one.is_registered),
        "event": _first(catalogue.events.values()),
        "call": _first(catalogue.calls.values()),
        "region": _first(one for one in catalogue.regions.values() if one.centre),
        "picture": Picture(mark, 44, 44, (Source(mark, 44),)),
        "chart": draw_chart(("2024", "2025"), {"a": {"2024": 3, "2025": 5}}, ("a", "b")),
        "date": datetime.date(2026, 12, 31),
        "part": {"kind": "enterprises", "key": "", "number": 2, "count": 3},
        "form": form,
        "questions": _questions(form),
    }


def _some(catalogue: Catalogue) -> Iterator[Any]:
    for id_ in itertools.islice(catalogue.outlines, _LOOKED_AT):
        yield catalogue.enterprises[id_]


def _fullest(catalogue: Catalogue) -> Any:
    """Return the enterprise with most to show; the first of several."""
    parts = ("offers", "needs", "links", "photos")
    found = list(_some(catalogue))
    return max(found, key=lambda one: sum(bool(one.data[part]) for part in parts), default=None)


def _first(found: Any) -> Any:
    return next(iter(found), None)


def _questions(form: FormPage) -> dict[str, Any]:
    items = [item for step in form.steps for item in step.items]
    return {
        "field": next(one for one in items if isinstance(one, FormField)),
        "rows": next(one for one in items if isinstance(one, FormRows)),
        "own": next(one for step in form.steps for one in step.own if one.control == "select"),
    }
