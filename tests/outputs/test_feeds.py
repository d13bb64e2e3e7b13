"""Atom feeds by RFC 4287: ids that stay, times from the data, texts that cannot break out."""

import datetime
from xml.etree import ElementTree

import pytest

from mrezha.outputs.feeds import Feed, FeedEntry, latest_day, name_of, render_feed

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.date(2026, 6, 19)


def feed_of(*entries: FeedEntry) -> Feed:
    return Feed("changes", "Промени", "Мрежа", "bg", "feed.xml", "./", entries, DAY)


def parse(*entries: FeedEntry) -> ElementTree.Element:
    return ElementTree.fromstring(render_feed(feed_of(*entries)))  # noqa: S314 our own output


def test_a_feed_has_everything_the_standard_requires() -> None:
    """RFC 4287, 4.1.1 and 4.1.2: id, title, updated; an author; links to itself and the page."""
    root = parse(FeedEntry("changes/1", "Вписано", "../x/", DAY, "Ново"))
    for element in (root, root[-1]):
        for tag in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{tag}")) == 1
    assert "Мрежа" == root.findtext(f"{ATOM}author/{ATOM}name")
    assert {"self": "feed.xml", "alternate": "./"} == {
        link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")
    }


def test_an_empty_feed_is_dated_by_the_data() -> None:
    assert "2026-06-19T00:00:00Z" == parse().findtext(f"{ATOM}updated")


@pytest.mark.parametrize("text", ["<b>&amp;</b>", "]]>\"'", "а\x00б\x1bв\ufffe", "\u202eред"])
def test_hostile_text_stays_text(text: str) -> None:
    entry = parse(FeedEntry("k", text, "x/", DAY, summary=text)).find(f"{ATOM}entry")
    assert entry is not None
    kept = text.replace("\x00", "").replace("\x1b", "").replace("\ufffe", "")
    assert [kept, kept] == [entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")]


def test_newest_entries_stand_first_and_date_the_feed() -> None:
    old = FeedEntry("a", "Старо", "x/", datetime.date(2025, 1, 1))
    zone = datetime.timezone(datetime.timedelta(hours=3))
    new = FeedEntry("b", "Ново", "x/", datetime.datetime(2026, 7, 1, 1, tzinfo=zone))
    root = parse(old, new)
    assert ["Ново", "Старо"] == [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")]
    assert "2026-06-30T22:00:00Z" == root.findtext(f"{ATOM}updated")


def test_ids_name_the_key_and_stay() -> None:
    """Written down once: a change would make every reader see all entries as new."""
    assert "urn:uuid:189f7c10-3d90-50af-a24f-9ee29b7231f7" == name_of("bg/changes")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        parse(FeedEntry("a", "Без зона", "x/", datetime.datetime(2026, 1, 1)))


def test_the_latest_known_day_is_taken() -> None:
    later = datetime.date(2026, 7, 1)
    assert [later, DAY] == [latest_day([DAY, None, later], DAY), latest_day([None], DAY)]
