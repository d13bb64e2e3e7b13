"""Calendars and feeds of events and calls, read by two parsers that do not know each other."""

import datetime
import re
import zoneinfo
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
import pytest
import vobject

from mrezha.catalogue import build_catalogue
from mrezha.outputs.agenda import render_agenda
from mrezha.outputs.occasions import Speech
from mrezha.places import load_gazetteer
from mrezha.records.loading import Loaded, load_content
from mrezha.schema import load_schema

SOFIA = zoneinfo.ZoneInfo("Europe/Sofia")
ATOM = "{http://www.w3.org/2005/Atom}"
EVENT = "events/izmislen-bazar-2026/event.ics"
Files = Mapping[str, bytes]


def files_of(loaded: Loaded, site_url: str = "https://example.org/deep") -> Files:
    words = {"cancelled": "ОТМЕНЕНО", "postponed": "ОТЛОЖЕНО"}
    speech = Speech(
        "bg",
        "Мрежа",
        site_url,
        "",
        "Краен срок",
        "Заявки",
        "Събития",
        "Процедури",
        "Срокове",
        words,
    )
    return dict(render_agenda(build_catalogue(loaded, load_schema(), load_gazetteer()), speech))


@pytest.fixture(scope="module")
def files(loaded_fixture: Loaded) -> Files:
    return files_of(loaded_fixture)


@pytest.fixture
def changed(content_copy: Path) -> Callable[..., Files]:
    """Return the files after words of the bazaar's record were replaced."""

    def change(*pairs: tuple[str, str]) -> Files:
        path = content_copy / "events" / "izmislen-bazar-2026.md"
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
        loaded = load_content(content_copy)
        assert () == loaded.problems
        return files_of(loaded)

    return change


def events_in(content: bytes) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(content)
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def test_there_is_a_calendar_of_each_event_kind_region_centre_and_of_all(files: Files) -> None:
    assert {
        EVENT,
        "calls/izmislena-protsedura/deadline.ics",
        *(f"calendar/{name}.ics" for name in ("all", "deadlines", "calls")),
        *(f"calendar/kinds/{kind}.ics" for kind in ("bazaar", "forum")),
        *(f"calendar/{group}/{id_}.ics" for group in ("regions", "centres")
          for id_ in ("severoiztochen", "yugozapaden")),
    } == {name for name in files if name.endswith(".ics")}  # fmt: skip


def test_every_calendar_keeps_the_rules_of_the_format(files: Files) -> None:
    """RFC 5545: 3.1 line ends and folding by octets, 3.6 required properties, 3.6.1 one zone."""
    for name, content in files.items():
        if not name.endswith(".ics"):
            continue
        lines = content.split(b"\r\n")
        assert b"" == lines[-1] and b"\n" not in content.replace(b"\r\n", b""), name
        assert max(map(len, lines)) <= 75, name
        for line in re.sub(rb"\r\n[ \t]", b"", content).split(b"\r\n"):
            line.decode()  # no letter is cut in two
        calendar = icalendar.Calendar.from_ical(content)
        assert {"PRODID", "VERSION"} <= set(calendar) and "2.0" == calendar["VERSION"], name
        zones = {str(one["TZID"]) for one in calendar.walk("VTIMEZONE")}
        uids = [str(one["UID"]) for one in calendar.walk("VEVENT")]
        assert len(uids) == len(set(uids)), name
        for one in calendar.walk("VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"} <= set(one), name
            assert [] == one.errors, name
            used = {one[key].params.get("TZID") for key in ("DTSTART", "DTEND") if key in one}
            assert used - {None} <= zones, name
            if "DTEND" in one:
                assert one["DTEND"].dt > one["DTSTART"].dt, name


def test_another_parser_reads_the_same(files: Files) -> None:
    for name, content in files.items():
        if name.endswith(".ics"):
            other = vobject.readOne(content.decode())
            read = {
                one.uid.value: (one.summary.value, one.dtstart.value)
                for one in other.contents.get("vevent", [])
            }
            ours = events_in(content)
            assert set(ours) == set(read), name
            for uid, (title, starts) in read.items():
                assert str(ours[uid]["SUMMARY"]) == title
                assert ours[uid]["DTSTART"].dt == starts


def test_days_keep_their_hours_place_and_names(files: Files) -> None:
    found = events_in(files[EVENT])
    first = found["events-izmislen-bazar-2026@mrezha"]
    assert datetime.datetime(2026, 12, 12, 10, tzinfo=SOFIA) == first["DTSTART"].dt
    assert datetime.datetime(2026, 12, 12, 20, tzinfo=SOFIA) == first["DTEND"].dt
    assert "Измислена зала" in first["LOCATION"] and "Варна" in first["LOCATION"]
    assert "https://example.org/deep/events/izmislen-bazar-2026/" == first["URL"]
    second = found["events-izmislen-bazar-2026-day-2@mrezha"]
    assert datetime.datetime(2026, 12, 13, 10, tzinfo=SOFIA) == second["DTSTART"].dt
    assert "DTEND" not in second  # the closing hour is not announced
    assert "Измислена галерия" in second["LOCATION"]


def test_the_deadline_is_an_entry_of_its_own(files: Files) -> None:
    one = events_in(files[EVENT])["events-izmislen-bazar-2026-deadline@mrezha"]
    assert datetime.datetime(2026, 11, 20, 17, tzinfo=SOFIA) == one["DTSTART"].dt
    assert "Заявки: Измислен коледен базар" == str(one["SUMMARY"])
    both = events_in(files["calendar/deadlines.ics"])
    assert {
        "events-izmislen-bazar-2026-deadline@mrezha",
        "calls-izmislena-protsedura-deadline@mrezha",
    } == set(both)


def test_a_change_raises_the_sequence_and_keeps_the_name(
    files: Files, changed: Callable[..., Files]
) -> None:
    uid = "events-izmislen-bazar-2026@mrezha"
    before = events_in(files[EVENT])[uid]
    row = '  - date: "2026-11-20"\n    what:\n      bg: Нов час.\n'
    after = events_in(
        changed(
            ('date: "2026-12-12"\n    opens: "10:00"', 'date: "2026-12-12"\n    opens: "11:00"'),
            ("changes:\n", f"changes:\n{row}"),
        )[EVENT]
    )[uid]
    assert (1, 2) == (before["SEQUENCE"], after["SEQUENCE"])
    assert datetime.datetime(2026, 12, 12, 11, tzinfo=SOFIA) == after["DTSTART"].dt
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_a_cancelled_event_says_so_in_every_entry(changed: Callable[..., Files]) -> None:
    files = changed(("status: scheduled", "status: cancelled"))
    for name in (EVENT, "calendar/all.ics", "calendar/centres/severoiztochen.ics"):
        for uid, one in events_in(files[name]).items():
            if "izmislen-bazar" in uid:
                assert "CANCELLED" == one["STATUS"] and "ОТМЕНЕНО" in one["SUMMARY"]


def test_days_without_hours_are_one_stretch_of_days(changed: Callable[..., Files]) -> None:
    files = changed(
        ('    opens: "10:00"\n    closes: "20:00"\n', ""),
        ('    opens: "10:00"\n    venue: galeria\n', ""),
    )
    (one,) = (one for uid, one in events_in(files[EVENT]).items() if "deadline" not in uid)
    assert datetime.date(2026, 12, 12) == one["DTSTART"].dt
    assert datetime.date(2026, 12, 14) == one["DTEND"].dt  # RFC 5545, 3.6.1: the day after


def test_an_event_without_days_has_no_calendar_of_its_own(files: Files) -> None:
    assert "events/minal-forum-2024/event.ics" not in files


def test_feeds_hold_the_records_and_lead_to_their_pages(loaded_fixture: Loaded) -> None:
    for site_url, link in (
        ("https://example.org", "https://example.org/events/izmislen-bazar-2026/"),
        ("", "../../events/izmislen-bazar-2026/"),
    ):
        files = files_of(loaded_fixture, site_url)
        feed = ET.fromstring(files["calendar/kinds/bazaar.atom"])  # noqa: S314 our own
        (entry,) = feed.findall(f"{ATOM}entry")
        assert "Измислен коледен базар" == entry.findtext(f"{ATOM}title")
        assert link == entry.find(f"{ATOM}link").get("href")  # type: ignore[union-attr]


def test_the_same_records_give_the_same_bytes(loaded_fixture: Loaded, files: Files) -> None:
    assert files == files_of(loaded_fixture)
