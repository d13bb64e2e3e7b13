"""Render page plans with the theme's templates.

The template context is small: `page` (address, language), `site`, `catalogue`, what the
plan gives, and the helper functions below. Autoescape is on; `markdown` is the only
helper that returns markup made from a record's text.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from mrezha.catalogue import Catalogue
from mrezha.catalogue.model import Enterprise
from mrezha.markup import render_markdown
from mrezha.places.gazetteer import ATTRIBUTION
from mrezha.plugin import words
from mrezha.plugin.addresses import address_of, localise, relative
from mrezha.plugin.assets import Assets
from mrezha.plugin.overview import draw_overview
from mrezha.plugin.pages import PagePlan, first_letter, list_address
from mrezha.plugin.settings import DEFAULT_LANGUAGE, LANGUAGES, SiteSettings


@dataclass(frozen=True, slots=True)
class PageView:
    """The page being rendered. `base` replaces relative links where none can work (404)."""

    address: str
    lang: str
    template: str
    base: str | None
    listed: bool

    @property
    def local_address(self) -> str:
        """Return the address in the page's language."""
        return localise(self.address, self.lang)

    def link(self, address: str) -> str:
        """Return a link to a site address that works from this page at any sub-path."""
        if self.base is not None:
            return self.base + address
        return relative(self.local_address, address)


@dataclass(frozen=True, slots=True)
class Picture:
    """A published picture: its site address and its size in pixels."""

    address: str
    width: int
    height: int


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
    ) -> None:
        self.env = env
        self.site = site
        self.shared = {
            "catalogue": catalogue,
            "site": site,
            "languages": LANGUAGES,
            "overview": draw_overview(catalogue),
            "pictures": pictures or {},
            "attribution": ATTRIBUTION,
        }
        folder = site.theme / "labels"
        self.labels = {lang: words.load_labels(folder, lang) for lang in LANGUAGES}
        env.globals.update(_helpers(catalogue, assets, self.labels))

    def render(self, plan: PagePlan, lang: str) -> bytes:
        """Return the HTML of a page in a language."""
        base = self.site.base_path if plan.template == "not-found" else None
        page = PageView(plan.address, lang, plan.template, base, plan.listed)
        template = self.env.get_template(f"{plan.template}.html")
        return template.render(**self.shared, **plan.context, page=page).encode()


def _helpers(
    catalogue: Catalogue, assets: Assets, labels: Mapping[str, words.Labels]
) -> dict[str, Any]:
    @pass_context
    def t(context: Context, key: str, **params: object) -> str:
        lang = context["page"].lang
        return words.say(labels[lang], lang, key, **params)

    @pass_context
    def url(context: Context, kind: str, key: str = "") -> str:
        page = context["page"]
        link: str = page.link(localise(address_of(kind, key), page.lang))
        return link

    @pass_context
    def list_url(context: Context, number: int) -> str:
        page = context["page"]
        link: str = page.link(localise(list_address(number), page.lang))
        return link

    @pass_context
    def language_url(context: Context, lang: str) -> str:
        page = context["page"]
        link: str = page.link(localise(page.address, lang))
        return link

    @pass_context
    def full_url(context: Context, lang: str) -> str:
        return f"{context['site'].site_url}/{localise(context['page'].address, lang)}"

    @pass_context
    def asset(context: Context, name: str) -> str:
        link: str = context["page"].link(assets.address(name))
        return link

    @pass_context
    def tr(context: Context, value: Mapping[str, Any] | None) -> Markup:
        lang = context["page"].lang
        return words.mark_language(*words.choose(value, lang), lang)

    @pass_context
    def plain(context: Context, value: Mapping[str, Any] | None) -> str:
        return words.choose(value, context["page"].lang)[0]

    @pass_context
    def bulgarian(context: Context, text: str) -> Markup:
        return words.mark_language(text, DEFAULT_LANGUAGE, context["page"].lang)

    @pass_context
    def term(context: Context, vocabulary: str, value: str) -> str:
        return catalogue.schema.label(vocabulary, value, context["page"].lang)

    @pass_context
    def day(context: Context, value: datetime.date | str) -> str:
        # Dates in lists of scalars, such as renewals, are kept as ISO text.
        known = datetime.date.fromisoformat(value) if isinstance(value, str) else value
        return words.format_day(known, context["page"].lang)

    @pass_context
    def number(context: Context, value: int | Decimal) -> str:
        return words.format_number(value, context["page"].lang)

    @pass_context
    def weekday(context: Context, value: datetime.date) -> str:
        return words.format_weekday(value, context["page"].lang)

    @pass_context
    def days(context: Context, first: datetime.date, last: datetime.date) -> str:
        return words.format_days(first, last, context["page"].lang)

    @pass_context
    def name_of(context: Context, one: Enterprise) -> Markup:
        return tr(context, {"bg": one.name, "en": one.data["title"]["en"]})

    @pass_context
    def plain_name(context: Context, one: Enterprise) -> str:
        return plain(context, {"bg": one.name, "en": one.data["title"]["en"]})

    @pass_context
    def settlement(context: Context, value: Any) -> str:
        return catalogue.gazetteer.label(value, context["page"].lang)

    @pass_context
    def site_link(context: Context, address: str) -> str:
        link: str = context["page"].link(address)
        return link

    @pass_context
    def period(context: Context, value: str) -> str:
        return words.format_period(value, context["page"].lang)

    @pass_context
    def place(context: Context, value: Any) -> str:
        name: str = value.name_bg if context["page"].lang == DEFAULT_LANGUAGE else value.name_en
        return name

    @pass_context
    def body(context: Context, record: Mapping[str, Any], top: int = 3) -> Markup:
        both = {"bg": record["body"], "en": record["body_en"]}
        text, lang = words.choose(both, context["page"].lang)
        if not text:
            return Markup("")
        # Markup made by our own cleaner from Markdown: markup.py.
        html = Markup(render_markdown(text, top))  # noqa: S704
        return html if lang == context["page"].lang else _in_language(html, lang)

    helpers = (t, url, list_url, language_url, full_url, asset, tr, plain, bulgarian, term)
    more = (day, weekday, days, number, period, place, settlement, name_of, plain_name, body)
    pure = (site_link, unique, first_letter, words.as_euro, words.shown_address, correction_address)
    return {helper.__name__: helper for helper in (*helpers, *more, *pure)}


def _in_language(html: Markup, lang: str) -> Markup:
    return Markup('<div lang="{}">{}</div>').format(lang, html)


def unique(values: Iterable[Any]) -> list[Any]:
    """Return the values without repeats, in their order."""
    return list(dict.fromkeys(values))


def correction_address(site: SiteSettings, enterprise_id: str, subject: str) -> str | None:
    """Return where a profile's mistakes are told: by mail, else the record on the forge.

    None when the site's owner has set neither.
    """
    if site.contact_email:
        return f"mailto:{site.contact_email}?subject={quote(subject)}"
    if site.repository_url:
        return f"{site.repository_url.rstrip('/')}/edit/main/content/enterprises/{enterprise_id}.md"
    return None
