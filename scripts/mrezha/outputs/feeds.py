"""Atom feeds (RFC 4287): what changed, newest first, for people and programs that subscribe.

Ids are names of things, not addresses: they stay when the site moves to another host. All
times come from the records, never from the clock.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

Moment = datetime.date | datetime.datetime
# The space of our names, fixed for good: another one would make every reader see all entries
# as new.
_NAMES = UUID("6f3e4c52-8a35-5f5b-9d0a-0d3a7c1f2b60")
# What XML 1.0 can hold (section 2.2); the rest cannot even be escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `key` names it for good, such as "changes/2026-06-19/hlyab-i-sol/entered".

    `link` is the address of the page about it, full or relative to the feed; `summary` is
    plain text; `html` is safe markup and given only by code that cleaned it.
    """

    key: str
    title: str
    link: str
    updated: Moment
    summary: str = ""
    html: str = ""
    published: Moment | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one language. `key` names it for good; `empty_since` dates an empty one.

    `link` is the feed's own address, `page` that of the page with the same content.
    """

    key: str
    title: str
    author: str
    lang: str
    link: str
    page: str
    entries: tuple[FeedEntry, ...]
    empty_since: Moment
    subtitle: str = ""


def render_feed(feed: Feed) -> bytes:
    """Return the feed as XML, newest entries first, of one day by their keys."""
    ordered = sorted(feed.entries, key=lambda one: one.key)
    ordered.sort(key=lambda one: _stamp(one.updated), reverse=True)
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.lang})
    _text(root, "id", name_of(f"{feed.lang}/{feed.key}"))
    _text(root, "title", feed.title)
    if feed.subtitle:
        _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _stamp(ordered[0].updated if ordered else feed.empty_since))
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _link(root, "self", "application/atom+xml", feed.link)
    _link(root, "alternate", "text/html", feed.page)
    for one in ordered:
        _entry(root, one, feed.lang)
    ET.indent(root, " ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body + b"\n"


def name_of(key: str) -> str:
    """Return the permanent id of a feed or an entry: a name-based UUID (RFC 9562, version 5)."""
    return f"urn:uuid:{uuid5(_NAMES, key)}"


def latest_day(days: Iterable[Moment | None], otherwise: Moment) -> Moment:
    """Return the latest of some days, or `otherwise` when none is known."""
    known = [day for day in days if day is not None]
    return max(known, key=_stamp, default=otherwise)


def _entry(root: ET.Element, one: FeedEntry, lang: str) -> None:
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", name_of(f"{lang}/{one.key}"))
    _text(entry, "title", one.title)
    _text(entry, "updated", _stamp(one.updated))
    if one.published is not None:
        _text(entry, "published", _stamp(one.published))
    _link(entry, "alternate", "text/html", one.link)
    for category in one.categories:
        ET.SubElement(entry, "category", {"term": _clean(category)})
    if one.summary:
        _text(entry, "summary", one.summary)
    if one.html:
        _text(entry, "content", one.html).set("type", "html")


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = _clean(text)
    return element


def _link(parent: ET.Element, rel: str, kind: str, href: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": kind, "href": _clean(href)})


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _stamp(moment: Moment) -> str:
    """Write a moment by RFC 3339 in UTC; a day is its first moment."""
    if not isinstance(moment, datetime.datetime):
        return f"{moment.isoformat()}T00:00:00Z"
    if moment.tzinfo is None:
        raise ValueError("a time of a feed needs its zone")
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
