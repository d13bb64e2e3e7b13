"""Events and calls on the built pages: what is known, what is not, and what time does to it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mrezha.catalogue import build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.terms import instant, last_instant
from mrezha.records.loading import load_content
from mrezha.schema import load_schema

BAZAAR = "events/izmislen-bazar-2026/index.html"


def test_every_calendar_and_feed_that_is_linked_is_there(site: Any) -> None:
    for page in site.values():
        folder = (site.folder / page.file).parent
        for one in page.top.find("a"):
            href = one.attrs.get("href", "")
            if href.endswith((".ics", ".atom")) and ":" not in href:
                assert (folder / href).is_file(), (page.file, href)


def test_subscriptions_name_the_whole_address(placed: Any) -> None:
    links = {one.attrs["href"] for one in placed[BAZAAR].top.find("a") if "href" in one.attrs}
    start = "webcal://example.org/deep/mrezha/"
    assert {f"{start}events/izmislen-bazar-2026/event.ics"} == {
        link for link in links if link.startswith("webcal:")
    }


def test_an_event_is_described_for_search_engines(placed: Any) -> None:
    (block,) = placed[f"en/{BAZAAR}"].top.find("script", type="application/ld+json")
    found = json.loads(block.text)
    assert "Event" == found["@type"] and "Imaginary Christmas bazaar" == found["name"]
    assert "2026-12-12T10:00:00+02:00" == found["startDate"]
    assert "2026-12-13" == found["endDate"]  # the closing hour is not announced
    assert "https://schema.org/EventRescheduled" == found["eventStatus"]
    assert "2026-12-05T11:00:00+02:00" == found["previousStartDate"]
    address = found["location"]["address"]
    assert ("Varna", "BG") == (address["addressLocality"], address["addressCountry"])
    assert "https://example.org/deep/mrezha/en/events/izmislen-bazar-2026/" == found["url"]
    assert found["isAccessibleForFree"] is True


def test_an_event_without_a_known_day_is_not_described(small: Any) -> None:
    assert [] == small["events/minal-forum-2024/index.html"].top.find(
        "script", type="application/ld+json"
    )


def test_a_month_is_a_table_with_seven_days_a_week(small: Any) -> None:
    page = small["calendar/2026-12/index.html"]
    (table,) = page.main.find("table")
    assert 7 == len(table.find("th"))
    days = [one.text for one in table.find("time")]
    assert [str(day) for day in range(1, 32)] == days
    # 12 December 2026 is a Saturday.
    row = next(row for row in table.find("tr") if "Измислен коледен базар" in row.text)
    cells = row.find("td")
    assert [5, 6] == [n for n, cell in enumerate(cells) if "Измислен" in cell.text]


def test_what_is_not_announced_is_shown_as_unknown(small: Any) -> None:
    page = small["events/minal-forum-2024/index.html"]
    assert len(page.main.find("span", **{"class": "unknown"})) >= 4


def test_a_profile_shows_next_and_past_fairs(
    content_copy: Path, build_site: Callable[..., Path], read_site: Callable[[Path], Any]
) -> None:
    path = content_copy / "events" / "minal-forum-2024.md"
    text = path.read_text("utf-8").replace(
        "sources:\n", "participants:\n  - enterprise: izmislena-furna\nsources:\n", 1
    )
    path.write_text(text, "utf-8")
    site = read_site(build_site(content_copy))
    words = site["enterprises/izmislena-furna/index.html"].main.text
    found = re.search("Предстои.*Измислен коледен базар.*Досега.*Минал измислен форум", words)
    assert found, words


CALL = """---
title:
  bg: Просрочена процедура
status: open
closes_on: "{day}"
closes_at: "17:00"
sources:
  - name: Обява
---
"""


# Sites of the tests are built for noon of 24 November 2026 in UTC, 14:00 in Sofia.
@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        ("2026-11-23", "closed", "Затворена"),
        ("2026-11-24", "open", "приемат се заявления до 24 ноември 2026 г., 17:00 ч."),
        ("2026-11-25", "open", "приемат се заявления до 25 ноември 2026 г., 17:00 ч."),
    ],
)
def test_a_call_past_its_deadline_never_shows_as_open(
    content_copy: Path,
    build_site: Callable[..., Path],
    read_site: Callable[[Path], Any],
    day: str,
    state: str,
    words: str,
) -> None:
    (content_copy / "calls" / "prosrochena.md").write_text(CALL.format(day=day), "utf-8")
    site = read_site(build_site(content_copy))
    for page in ("calls/prosrochena/index.html", f"calls/state/{state}/index.html"):
        assert "Просрочена процедура" in site[page].main.text
        text = " ".join(site[page].main.text.replace("\xa0", " ").split())
        assert words in text.replace("\u202f", " "), text
    others = {"open", "coming", "closed"} - {state}
    for other in others:
        assert "Просрочена" not in site[f"calls/state/{other}/index.html"].main.text


def test_moments_for_scripts_have_the_offset_of_their_season() -> None:
    import datetime

    assert "2026-07-01T17:00:00+03:00" == instant(datetime.date(2026, 7, 1), "17:00")
    assert "2026-12-01T00:00:00+02:00" == last_instant(datetime.date(2026, 11, 30))


def test_the_texts_to_copy_are_right_records(root: Path, content_copy: Path) -> None:
    for folder, name in (("events", "event"), ("calls", "call")):
        text = (root / "docs" / "templates" / f"{name}.md").read_text("utf-8")
        (content_copy / folder / "obrazets.md").write_text(text, "utf-8")
    loaded = load_content(content_copy)
    assert () == loaded.problems
    build_catalogue(loaded, load_schema(), load_gazetteer())
