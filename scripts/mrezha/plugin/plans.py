"""What one page, or one other file, of the site is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.plugin.settings import LANGUAGES


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page in all languages: its address, its template, what the template gets.

    `stamp` is the digest of what the plan itself says (numbers of pages, members), beside
    what the template reads. `owner` names the record the page stands for
    ("enterprises/x"), so that records in and pages out can be counted. Pages with `listed`
    False stay out of the sitemap. A file that is no page (a feed, a calendar) has `make`, which
    is given the helpers of the templates; `template` then only names its kind.
    """

    address: str
    template: str
    context: Callable[[], Mapping[str, Any]]
    stamp: bytes = b""
    owner: str | None = None
    listed: bool = True
    languages: tuple[str, ...] = LANGUAGES
    make: Callable[[Mapping[str, Any]], bytes] | None = None
