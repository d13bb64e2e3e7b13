"""Rules across fields: what is right up to the edge, and wrong just beyond it."""

import io
import math
from collections.abc import Callable, Mapping

import pytest
from PIL import Image

from mrezha.places import load_gazetteer
from mrezha.records.loading import Loaded

Check = Callable[[Mapping[str, str | bytes]], Loaded]
Found = list[tuple[str, int | None, str]]
ENTERPRISE = "---\nregister:\n  name: Име\n  status: listed\n{}---\n"
EVENT = "---\ntitle:\n  bg: Базар\nkind: bazaar\nstatus: held\n{}---\n"
_drawn = io.BytesIO()
Image.new("RGB", (8, 8), "teal").save(_drawn, "PNG")
PNG = _drawn.getvalue()
CALL = "---\ntitle:\n  bg: Процедура\nstatus: open\n{}---\n"


def found_in(loaded: Loaded) -> Found:
    return [(one.code, one.line, one.field) for one in loaded.problems]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"applied_on": "2024-05-17", "entered_on": "2024-05-17", "valid_until": "2024-05-17"}, []),
        ({"applied_on": "2024-05-17", "entered_on": "2024-05-31"}, []),
        ({"applied_on": "2024-05-17", "entered_on": "2024-05-16"}, [(6, "entered_on")]),
        ({"entered_on": "2024-05-17", "valid_until": "2024-05-16"}, [(6, "valid_until")]),
        ({"applied_on": "2024-05-17", "valid_until": "2024-05-16"}, [(6, "valid_until")]),
        ({"valid_until": "2024-05-16", "applied_on": "2024-05-17"}, [(5, "valid_until")]),
        ({"entered_on": "2024-05-17"}, []),
    ],
)
def test_an_entry_is_applied_for_then_made_then_runs_out(
    check: Check, dates: dict[str, str], expected: list[tuple[int, str]]
) -> None:
    text = ENTERPRISE.format("".join(f"  {name}: {day}\n" for name, day in dates.items()))
    assert [("dates-order", line, f"register.{name}") for line, name in expected] == found_in(
        check({"enterprises/a.md": text})
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("opens_on: 2026-01-02\ncloses_on: 2026-01-02\n", []),
        ("opens_on: 2026-01-02\ncloses_on: 2026-01-01\n", [("dates-order", 6, "closes_on")]),
        ("closes_on: 2026-01-01\n", []),
        ("amount: {min: 5, max: 5, currency: EUR}\n", []),
        ("amount: {min: 5.01, max: 5, currency: EUR}\n", [("amount-order", 5, "amount.min")]),
        ("amount: {max: 5}\n", [("currency-missing", 5, "amount.max")]),
        ("amount: {currency: EUR}\n", []),
        ("amount: {total: 5, currency: USD}\n", [("vocabulary", 5, "amount.currency")]),
        ("amount: {min: nan, max: 5, currency: EUR}\n", [("type-number", 5, "amount.min")]),
        ("amount: {total: 10000000000, currency: EUR}\n", []),
        ("amount: {total: 10000000001, currency: EUR}\n", [("too-large", 5, "amount.total")]),
        ("amount: {total: -1, currency: EUR}\n", [("too-small", 5, "amount.total")]),
    ],
)
def test_a_call_opens_before_it_closes_and_its_sums_agree(
    check: Check, text: str, expected: Found
) -> None:
    assert expected == found_in(check({"calls/a.md": CALL.format(text)}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('application: {opens_on: "2026-11-10", closes_on: "2026-11-10"}\n', []),
        (
            'application: {opens_on: "2026-11-10", closes_on: "2026-11-09"}\n',
            [("dates-order", 6, "application.closes_on")],
        ),
        ("application: {closes_on: 2026-12-12}\ndays:\n  - date: 2026-12-12\n", []),
        (
            "application: {closes_on: 2026-12-13}\ndays:\n  - date: 2026-12-12\n",
            [("dates-order", 6, "application.closes_on")],
        ),
        (
            "application: {closes_on: 2026-12-13}\ndays:\n"
            "  - date: 2026-12-12\n  - date: 2026-12-13\n",
            [],
        ),
        ("days:\n  - {date: 2026-12-12, opens: '10:00', closes: '10:00'}\n", []),
        (
            "days:\n  - {date: 2026-12-12, opens: '10:00', closes: '09:59'}\n",
            [("hours-order", 7, "days[1].closes")],
        ),
        ("days:\n  - {date: 2026-12-12, closes: '09:00'}\n", []),
        (
            "days:\n  - {date: 2026-12-12, opens: '10:00', closes: '9:00'}\n",
            [("pattern", 7, "days[1].closes")],
        ),
        (
            "days:\n  - {date: 2026-12-12, opens: '24:00'}\n",
            [("pattern", 7, "days[1].opens")],
        ),
        ("days:\n  - {date: 2026-12-12, opens: '00:00', closes: '23:59'}\n", []),
        (
            "programme:\n  - {title: {bg: Реч}, from: '11:00', to: '10:59'}\n",
            [("hours-order", 7, "programme[1].to")],
        ),
        ("period: 2026-12\n", []),
        ("period: 2026\n", []),
        ("period: 2026-13\n", [("pattern", 6, "period")]),
        # A deadline in the last hour counts; one after closing does not.
        (
            'application: {closes_on: "2026-12-12", closes_at: "18:00"}\n'
            'days:\n  - {date: "2026-12-12", closes: "18:00"}\n',
            [],
        ),
        (
            'application: {closes_on: "2026-12-12", closes_at: "18:01"}\n'
            'days:\n  - {date: "2026-12-12", closes: "18:00"}\n',
            [("dates-order", 6, "application.closes_on")],
        ),
        ("period: 2026-12\napplication: {closes_on: 2026-12-31}\n", []),
        (
            "period: 2026-12\napplication: {closes_on: 2027-01-01}\n",
            [("dates-order", 7, "application.closes_on")],
        ),
        # Sofia: clocks go from 03:00 to 04:00 on 29 March 2026 and back on 25 October.
        ('days:\n  - {date: "2026-03-29", opens: "02:59"}\n', []),
        (
            'days:\n  - {date: "2026-03-29", opens: "03:00"}\n',
            [("hour-missing", 7, "days[1].opens")],
        ),
        ('days:\n  - {date: "2026-03-29", opens: "04:00"}\n', []),
        ('days:\n  - {date: "2026-10-25", opens: "03:30"}\n', []),
        (
            'application: {closes_on: "2026-03-29", closes_at: "03:30"}\n',
            [("hour-missing", 6, "application.closes_at")],
        ),
        (
            'application: {opens_on: "2026-11-10", opens_at: "10:00", closes_on: "2026-11-10",'
            ' closes_at: "09:59"}\n',
            [("hours-order", 6, "application.closes_at")],
        ),
        ("period: 2026\ndays:\n  - date: 2026-12-12\n", [("period-and-days", 6, "period")]),
        (
            "days:\n  - date: 2026-12-12\n  - date: 2026-12-12\n",
            [("repeated-row", 8, "days[2]")],
        ),
        ("days:\n  - opens: '10:00'\n", [("required", 7, "days[1].date")]),
        ("participants:\n  - name: Гост\n", []),
        ("participants:\n  - enterprise: e\n", []),
        ("participants:\n  - {}\n", [("participant-empty", 7, "participants[1]")]),
        (
            "participants:\n  - {enterprise: e, name: Гост}\n",
            [("participant-empty", 7, "participants[1]")],
        ),
        (
            f"participants:\n  - name: {'x' * 201}\n",
            [("too-long", 7, "participants[1].name")],
        ),
        ("participants:\n  - {enterprise: e, offers: [hlyab]}\n", []),
        (
            "participants:\n  - enterprise: e\n    offers:\n      -\n      - kozunak\n",
            [("participant-offers", 10, "participants[1].offers[2]")],
        ),
        (
            "participants:\n  - {name: Гост, offers: [hlyab]}\n",
            [("participant-offers", 7, "participants[1].offers[1]")],
        ),
    ],
)
def test_the_parts_of_an_event_agree(check: Check, text: str, expected: Found) -> None:
    offer = "offers:\n  - {id: hlyab, kind: product, name: {bg: Хляб}, category: food}\n"
    files = {"events/a.md": EVENT.format(text), "enterprises/e.md": ENTERPRISE.format(offer)}
    assert expected == found_in(check(files))


def degrees_east(ekatte: str, distance_km: float) -> tuple[str, str]:
    """A point so far east of a settlement along its parallel (sphere of 6371 km)."""
    place = load_gazetteer().settlements[ekatte]
    assert place.lon is not None and place.lat is not None
    step = math.degrees(distance_km / (6371.0088 * math.cos(math.radians(place.lat))))
    return f"{place.lon + step:.5f}", f"{place.lat:.5f}"


@pytest.mark.parametrize(
    ("distance_km", "expected"),
    [(0, []), (29.9, []), (30.1, [("place-far", 7, "place.lon")])],
)
def test_a_point_lies_within_thirty_kilometres_of_its_settlement(
    check: Check, distance_km: float, expected: Found
) -> None:
    lon, lat = degrees_east("68134", distance_km)
    text = ENTERPRISE.format(f'  settlement: "68134"\nplace:\n  lon: {lon}\n  lat: {lat}\n')
    assert expected == found_in(check({"enterprises/a.md": text}))


def test_a_far_point_says_how_far_and_from_where(check: Check) -> None:
    """Варна is about 378 km from София as the crow flies (great circle by hand)."""
    text = ENTERPRISE.format('  settlement: "10135"\nplace:\n  lon: 23.32\n  lat: 42.70\n')
    (problem,) = check({"enterprises/a.md": text}).problems
    assert ("378", "Варна") == (problem.params["distance"], problem.params["name"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("place: {lon: 27.9, lat: 43.2}\n", []),
        ("place: {lat: 43.2}\n", [("place-half", 5, "place.lat")]),
        ("place: {lon: 27.9, lat: юг}\n", [("type-number", 5, "place.lat")]),
        ("place: {lon: 43.2, lat: 27.9}\n", [
            ("too-small", 5, "place.lat"), ("too-large", 5, "place.lon"),
        ]),
        ("place: {lon: 22, lat: 41}\n", []),
        ("place: {lon: 29, lat: 44.5}\n", []),
    ],
)  # fmt: skip
def test_a_point_has_two_coordinates_in_bulgaria(check: Check, text: str, expected: Found) -> None:
    assert expected == found_in(check({"enterprises/a.md": ENTERPRISE.format(text)}))


def test_the_point_of_a_venue_is_checked_too(check: Check) -> None:
    text = EVENT.format('venue: {settlement: "10135", lon: 23.32, lat: 42.70}\n')
    assert [("place-far", 6, "venue.lon")] == found_in(check({"events/a.md": text}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  region: BG33\n", []),
        ('  settlement: "10135"\n', []),
        # Even the right region is written once only: it follows from the settlement.
        (
            '  settlement: "10135"\n  region: BG33\n',
            [("region-and-settlement", 6, "register.region")],
        ),
        (
            '  settlement: "10135"\n  region: BG34\n',
            [("region-and-settlement", 6, "register.region")],
        ),
        ('  settlement: "00000"\n  region: BG34\n', [("settlement", 5, "register.settlement")]),
    ],
)
def test_the_region_follows_from_the_settlement(check: Check, text: str, expected: Found) -> None:
    assert expected == found_in(check({"enterprises/a.md": ENTERPRISE.format(text)}))


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("{consent_on: 2026-01-01}", []),
        ("{name: Особа, phone: 0888 000 000, email: o@example.org, consent_on: 2026-01-01}", []),
        ("{name: Особа}", [("consent-missing", 6, "contacts.person.name")]),
        ("{phone: 0888 000 000}", [("consent-missing", 6, "contacts.person.phone")]),
        ("{email: o@example.org}", [("consent-missing", 6, "contacts.person.email")]),
        ("{name: Особа, email: o@example.org}", [("consent-missing", 6, "contacts.person.name")]),
        ("{name: Особа, consent_on: да}", [("type-date", 6, "contacts.person.consent_on")]),
        ("{name: Особа, consent_on: ''}", [("consent-missing", 6, "contacts.person.name")]),
        ("{phone: тайна}", [
            ("consent-missing", 6, "contacts.person.phone"), ("phone", 6, "contacts.person.phone"),
        ]),
    ],
)  # fmt: skip
def test_a_person_is_shown_by_recorded_consent_only(
    check: Check, person: str, expected: Found
) -> None:
    text = ENTERPRISE.format(f"contacts:\n  person: {person}\n")
    assert expected == found_in(check({"enterprises/a.md": text}))


def test_the_message_about_consent_does_not_repeat_the_data(check: Check) -> None:
    text = ENTERPRISE.format("contacts:\n  person: {name: Тайна Особа}\n")
    (problem,) = check({"enterprises/a.md": text}).problems
    assert "Тайна" not in str(problem)


PHOTO = "photos:\n  - file: a.png\n    alt: {bg: Снимка}\n"
OFFER = "offers:\n  - {id: x, kind: product, name: {bg: Х}, category: food, photo: %s}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PHOTO, []),
        (PHOTO.replace("a.png", "b.png"), [("picture-missing", 6, "photos[1].file")]),
        (PHOTO.replace("a.png", "../a.png"), [("picture-name", 6, "photos[1].file")]),
        (OFFER % "a.png" + PHOTO, []),
        (OFFER % "b.png" + PHOTO, [("picture-unlisted", 6, "offers[1].photo")]),
        (OFFER % "a.png", [("picture-unlisted", 6, "offers[1].photo")]),
    ],
)
def test_a_picture_is_there_and_is_described(check: Check, text: str, expected: Found) -> None:
    files = {
        "enterprises/a.md": ENTERPRISE.format(text),
        "enterprises/a/a.png": PNG,
        "enterprises/b/b.png": PNG,  # another's picture does not count
    }
    assert expected == found_in(check(files))


def test_look_alike_letters_are_found_where_people_write(check: Check) -> None:
    text = (
        ENTERPRISE.format("title:\n  bg: Музeй\n  en: Musеum\nsummary:\n  bg: Тук Sтудио и музей\n")
        + "Добре.\n\nТук е грeшно.\nИ тук е грeшно.\n"
    )
    assert [
        ("look-alike", 6, "title.bg"),
        ("look-alike", 7, "title.en"),
        ("look-alike", 13, "body"),
        ("look-alike", 14, "body"),
    ] == found_in(check({"enterprises/a.md": text}))


def test_an_enterprise_is_not_its_own_partner(check: Check) -> None:
    text = ENTERPRISE.format("links:\n  - kind: partner\n    to: a\n")
    assert [("self-link", 6, "links[1]")] == found_in(check({"enterprises/a.md": text}))
