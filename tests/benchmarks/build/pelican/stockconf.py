"""The same site built by stock Pelican, one run for each language (BENCH_LANG)."""

import os
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent
LANG = os.environ.get("BENCH_LANG", "bg")
WORDS = tomllib.loads((ROOT / "words" / f"{LANG}.toml").read_text(encoding="utf-8"))

SITENAME = "Мрежа на социалните предприятия" if LANG == "bg" else "Network of social enterprises"
SITEURL = "" if LANG == "bg" else "/en"
PATH = str(ROOT / f"content-{LANG}")
OUTPUT_PATH = str(ROOT / "output" if LANG == "bg" else ROOT / "output" / "en")
CACHE_PATH = str(ROOT / f"cache-{LANG}")
THEME = str(ROOT / "theme")
TIMEZONE = "Europe/Sofia"
DEFAULT_LANG = LANG
DEFAULT_DATE = (2026, 1, 1)
DEFAULT_METADATA = {"author": ""}

# The content cache Pelican offers; --ignore-cache leaves it out of a build from nothing.
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "reader"

ARTICLE_PATHS = ["enterprises"]
PAGE_PATHS = ["events", "calls", "pages", "regions", "eik", "mirror"]
STATIC_PATHS: list[str] = []
ARTICLE_URL, ARTICLE_SAVE_AS = "enterprises/{slug}/", "enterprises/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "districts/{slug}/", "districts/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "offers/{slug}/", "offers/{slug}/index.html"
AUTHOR_SAVE_AS = ""
ARTICLE_ORDER_BY = "title"
# Kinder than the defaults: no translations to look for, no feeds, no archives.
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
ARCHIVES_SAVE_AS = ""

SLUGIFY_PRESERVE_CASE = True  # districts have capital codes
DIRECT_TEMPLATES = ["enterprises", "home", "search", "offers", "districts"]
DIRECT_TEMPLATES += ["lost"] if LANG == "bg" else []
DIRECT_TEMPLATES += ["regions_list", "events_list", "calls_list"]
ENTERPRISES_SAVE_AS = "enterprises/index.html"
HOME_SAVE_AS = "index.html"
SEARCH_SAVE_AS = "search/index.html"
LOST_SAVE_AS = "404.html"
OFFERS_SAVE_AS = "offers/index.html"
DISTRICTS_SAVE_AS = "districts/index.html"
REGIONS_LIST_SAVE_AS = "regions/index.html"
EVENTS_LIST_SAVE_AS = "events/index.html"
CALLS_LIST_SAVE_AS = "calls/index.html"

PAGED = os.environ.get("BENCH_PAGED", "").split()
DEFAULT_PAGINATION = 24
PAGINATED_TEMPLATES = {"enterprises": 24}
PAGINATED_TEMPLATES |= {"tag": 24} if "offers" in PAGED else {}
PAGINATED_TEMPLATES |= {"category": 24} if "districts" in PAGED else {}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
JINJA_GLOBALS = {"w": WORDS}


def rows(value: "str | list[str] | None") -> list[list[str]]:
    """Split metadata of one or many lines at the bars; one line comes as text."""
    lines = [value] if isinstance(value, str) else value or []
    return [line.split(" | ") for line in lines]


def items(value: "str | list[str] | None") -> list[str]:
    """Return metadata of one or many lines as a list."""
    return [value] if isinstance(value, str) else list(value or [])


JINJA_GLOBALS |= {"rows": rows, "items": items}
