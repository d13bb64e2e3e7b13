"""The site: its name, its address, its languages. Everything else has one right value."""

import os
from pathlib import Path

from jinja2 import StrictUndefined

ROOT = Path(__file__).parent

SITENAME = "Мрежа на социалните предприятия"
SITEURL = ""  # "" works at any address; publishing passes the real one
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
THEME = str(ROOT / "theme")
TIMEZONE = "Europe/Sofia"
DEFAULT_LANG = "bg"

# Our own settings, checked at start; their meaning stands in mrezha/plugin/settings.py.
MREZHA = {
    "page_size": 24,
    # At most so many files, for hosts that have a limit (docs/hosting.md); 0 for no limit.
    "max_files": 0,
    "repository_url": "",
    "contact_email": "",
    # The accessibility statement names who publishes the site, and where to complain (docs/web.md).
    "publisher": "",
    "complaint_url": "",
    # Who takes what the form at /submit/ sends: "" (a file and an e-mail), netlify, formspree,
    # web3forms, cloudflare or own; with the address it is posted to. See docs/forms.md.
    "submit_service": "",
    "submit_endpoint": "",
    "submit_key": "",
    # The editor at /admin/: github, gitlab, gitea, forgejo; "local" for files on this computer
    # (never published); or "none". See docs/forms.md for signing in.
    "cms_backend": os.environ.get("MREZHA_CMS", "none"),
    "cms_repository": "",
    "cms_branch": "main",
    "cms_host": "",
    "cms_app_id": "",
    "cms_auth_url": "",
    "fair_kit": False,
    # Up to how many enterprises the build makes catalogues for print and QR codes; 0 for never.
    "print_limit": 300,
    # Pictures behind the interactive map, e.g. "https://tiles.example.bg/{z}/{x}/{y}.png", and
    # whose they are. See docs/hosting.md.
    "map_tiles": "",
    "map_tiles_attribution": "",
}
MREZHA_ROOT = str(ROOT)

PLUGINS = ["mrezha.plugin"]
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "undefined": StrictUndefined,
}

# The blog parts of Pelican are switched off: records are not articles.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
DEFAULT_PAGINATION = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
YEAR_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_SAVE_AS = DAY_ARCHIVE_SAVE_AS = ""
READERS = {"html": None, "rst": None}
ARTICLE_TRANSLATION_ID = None
