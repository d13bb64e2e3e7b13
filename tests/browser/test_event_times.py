"""A stored page is put right by its script: the word for the visitor's moment, nothing else."""

import pytest

BAZAAR = "events/izmislen-bazar-2026/"


# The imaginary bazaar opens on 12 December 2026 at 10:00 in Sofia (+02:00) and ends on the 13th.
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-12-01T12:00:00Z", None),
        ("2026-12-06T12:00:00Z", "Скоро"),
        ("2026-12-11T21:59:59Z", "Скоро"),
        ("2026-12-11T22:00:00Z", "Днес"),
        ("2026-12-12T08:00:00Z", "Тече сега"),
        ("2026-12-13T22:00:00Z", "Отминало"),
    ],
)
def test_the_badge_follows_the_visitors_clock(visit, moment: str, words: str | None) -> None:
    visit.page.clock.set_fixed_time(moment)
    page = visit.go(BAZAAR)
    badge = page.locator(".badges [data-module='term']").first
    if words is None:
        assert badge.is_hidden()
    else:
        badge.wait_for()
        assert words == badge.inner_text()


def test_without_the_script_the_page_makes_no_claim_of_now(plain_visit) -> None:
    page = plain_visit.go(BAZAAR)
    assert page.locator(".badges [data-module='term']").first.is_hidden()
    assert "12–13 декември 2026" in page.locator("main").inner_text()
