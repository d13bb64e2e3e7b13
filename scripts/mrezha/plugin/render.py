"""Render page plans with the theme's templates.

The template context is small: `page` (address, language), `site`, `catalogue`, what the
plan gives, and the helper functions below. Autoescape is on; `markdown` is the only
helper that returns markup made from a record's text.
"""

import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from mrezha.catalogue import Catalogue
from mrezha.catalogue.model import Card, Enterprise
from mrezha.forms.public import load_forms
from mrezha.history import History
from mrezha.markup import render_markdown
from mrezha.places.gazetteer import ATTRIBUTION
from mrezha.plugin import words
from mrezha.plugin.addresses import PATTERNS, localise, way_to_root
from mrezha.plugin.assets import Assets
from mrezha.plugin.bases import make_submission_base
from mrezha.plugin.booklets import is_for_print, make_code
from mrezha.plugin.common import embed_profile, make_gathered_helpers
from mrezha.plugin.environment import speak
from mrezha.plugin.gallery import Picture
from mrezha.plugin.gathering import Gathering, whole
from mrezha.plugin.lists import part_address
from mrezha.plugin.overview import Overview
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.pure import PURE
from mrezha.plugin.settings import DEFAULT_LANGUAGE, LANGUAGES, SiteSettings
from mrezha.plugin.terms import make_time_helpers


@dataclass(slots=True)
class PageView:
    """The page being rendered; one object, so that macros can be compiled once for all pages.

    `root` is the way to the root of the site: relative, but for the page of wrong addresses,
    which is served at any depth.
    """

    address: str = ""
    lang: str = DEFAULT_LANGUAGE
    template: str = ""
    root: str = ""
    listed: bool = True
    local_address: str = ""

    def turn_to(self, plan: PagePlan, lang: str, base: str | None) -> None:
        """Make this the view of another page."""
        self.address, self.lang, self.template = plan.address, lang, plan.template
        self.local_address = localise(plan.address, lang)
        self.root = base if base is not None else way_to_root(self.local_address)
        self.listed = plan.listed

    def link(self, address: str) -> str:
        """Return a link to a site address that works from this page at any sub-path."""
        return self.root + address or "./"


class Renderer:
    """Renders any page of one catalogue.

    `pictures` holds what was published, by enterprise id and file name; a photo that is
    not in it is not shown.
    """

    def __init__(
        self,
        env: Environment,
        site: SiteSettings,
        catalogue: Catalogue,
        assets: Assets,
        pictures: Mapping[tuple[str, str], Picture] | None = None,
        history: History | None = None,
        gathering: Gathering | None = None,
    ) -> None:
        self.env = env
        self.gathering = gathering or whole(site.page_size)
        self.site = site
        self.catalogue = catalogue
        self.assets_folder = assets.folder
        self.page = PageView()
        self.overview = Overview(catalogue, history)
        self.for_print = is_for_print(site, catalogue) and not self.gathering.form
        folder = site.theme / "labels"
        self.labels = {lang: words.load_labels(folder, lang) for lang in LANGUAGES}
        shared = {
            "page": self.page,
            "site": site,
            "catalogue": catalogue,
            "overview": self.overview,
            "languages": LANGUAGES,
            "pictures": pictures if pictures is not None else {},
            "attribution": ATTRIBUTION,
            "kept": self._keep,
            "forms": load_forms(),
            "for_print": self.for_print,
        }
        # Both languages of a page follow each other, and often show the same text.
        markdown = functools.lru_cache(maxsize=16)(render_markdown)
        self.envs = {}
        for lang, labels in self.labels.items():
            helpers = _helpers(self.page, lang, site, catalogue, assets, labels, markdown)
            helpers |= make_gathered_helpers(self.page.link, lang, site.site_url, self.gathering)
            helpers["whole_profile"] = functools.partial(self._show_whole, lang)
            self.envs[lang] = speak(env, lang, labels, {**shared, **helpers})
        self._kept: dict[tuple[str, ...], Markup] = {}

    def _keep(self, component: str, current: str = "") -> Markup:
        """Return a component that is the same on many pages, rendered once for them.

        It may depend on the language, the way to the root, the kind of page and `current`.
        """
        page = self.page
        key = (component, page.lang, page.root, page.template, current)
        if key not in self._kept:
            env = self.envs[page.lang]
            module: Any = env.get_template(f"components/{component}.html").module
            self._kept[key] = getattr(module, component.replace("-", "_"))(current)
        return self._kept[key]

    def _show_whole(self, lang: str, enterprise: Enterprise) -> Markup:
        """Return a profile as a part of the page that is being rendered."""
        template = self.envs[lang].get_template("enterprise.html")
        page = template.render({"enterprise": enterprise})
        # Markup made by our own templates, with autoescape.
        return Markup(embed_profile(page, enterprise.id))  # noqa: S704

    def render(self, plan: PagePlan, lang: str) -> bytes:
        """Return the HTML of a page in a language, or the content of another file."""
        base = self.site.base_path if plan.template == "not-found" else None
        self.page.turn_to(plan, lang, base)
        if plan.make is not None:
            return plan.make(self.envs[lang].globals)
        template = self.envs[lang].get_template(f"{plan.template}.html")
        return template.render(plan.context()).encode()


def _helpers(
    page: PageView,
    lang: str,
    site: SiteSettings,
    catalogue: Catalogue,
    assets: Assets,
    labels: words.Labels,
    markdown: Callable[[str, int], str],
) -> dict[str, Any]:
    """Return what templates call, for the pages of one language."""
    is_default = lang == DEFAULT_LANGUAGE
    patterns = {kind: localise(pattern, lang) for kind, pattern in PATTERNS.items()}

    def t(key: str, **params: object) -> str:
        return words.say(labels, lang, key, **params)

    def url(kind: str, key: str = "") -> str:
        return page.root + patterns[kind].replace("{}", key) or "./"

    def absolute(kind: str, key: str = "") -> str:
        """Return the full address of a page, empty for a site that has none."""
        return f"{site.site_url}/{patterns[kind].replace('{}', key)}" if site.site_url else ""

    def part_url(part: Mapping[str, Any], number: int) -> str:
        return page.link(localise(part_address(part, number), lang))

    def language_url(other: str) -> str:
        return page.link(localise(page.address, other))

    def full_url(other: str) -> str:
        return f"{site.site_url}/{localise(page.address, other)}"

    def asset(name: str) -> str:
        return page.link(assets.address(name))

    def has_asset(name: str) -> bool:
        return assets.has(name)

    def tr(value: Mapping[str, Any] | None) -> Markup:
        return words.mark_language(*words.choose(value, lang), lang)

    def plain(value: Mapping[str, Any] | None) -> str:
        return words.choose(value, lang)[0]

    def language_of(value: Mapping[str, Any] | None) -> str:
        return words.choose(value, lang)[1]

    def bulgarian(text: str) -> Markup:
        return words.mark_language(text, DEFAULT_LANGUAGE, lang)

    def term(vocabulary: str, value: str) -> str:
        return catalogue.schema.label(vocabulary, value, lang)

    def day(value: datetime.date | str) -> str:
        # Dates in lists of scalars, such as renewals, are kept as ISO text.
        known = datetime.date.fromisoformat(value) if isinstance(value, str) else value
        return words.format_day(known, lang)

    def number(value: int | Decimal) -> str:
        return words.format_number(value, lang)

    def weekday(value: datetime.date) -> str:
        return words.format_weekday(value, lang)

    def days(first: datetime.date, last: datetime.date) -> str:
        return words.format_days(first, last, lang)

    def name_of(one: Card | Enterprise) -> Markup:
        return tr({"bg": one.name, "en": one.data["title"]["en"]})

    def plain_name(one: Card | Enterprise) -> str:
        return plain({"bg": one.name, "en": one.data["title"]["en"]})

    def settlement(value: Any) -> str:
        return catalogue.gazetteer.label(value, "bg" if is_default else "en")

    def local_link(address: str) -> str:
        return page.link(localise(address, lang))

    def site_link(address: str) -> str:
        return page.link(address)

    def period(value: str) -> str:
        return words.format_period(value, lang)

    def place(value: Any) -> str:
        name: str = value.name_bg if is_default else value.name_en
        return name

    def body(record: Mapping[str, Any], top: int = 3) -> Markup:
        both = {"bg": record["body"], "en": record["body_en"]}
        text, text_lang = words.choose(both, lang)
        if not text:
            return Markup("")
        # Markup made by our own cleaner from Markdown: markup.py.
        html = Markup(markdown(text, top))  # noqa: S704
        return html if text_lang == lang else _in_language(html, text_lang)

    timely = make_time_helpers(page, lang, site, catalogue, labels)
    helpers = (
        t,
        url,
        absolute,
        part_url,
        language_url,
        full_url,
        asset,
        has_asset,
        tr,
        plain,
        bulgarian,
        term,
    )
    more = (
        day,
        weekday,
        days,
        number,
        period,
        place,
        settlement,
        name_of,
        plain_name,
        body,
    )
    pure = (
        site_link,
        local_link,
        language_of,
        *PURE,
        make_submission_base(catalogue),
        make_code(is_for_print(site, catalogue), t, absolute),
    )
    return {**timely, **{one.__name__: one for one in (*helpers, *more, *pure)}}


def _in_language(html: Markup, lang: str) -> Markup:
    return Markup(f'<div lang="{escape(lang)}">{html}</div>')  # noqa: S704 both are safe
