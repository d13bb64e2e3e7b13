"""Make up one enterprise: name, place, offers, texts, links; the same for the same number."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from mrezha.bench.words import Name, load_words, write_text
from mrezha.bench.world import Category, MadeRecord, World, draw_name
from mrezha.places.gazetteer import Settlement
from mrezha.records.eik import judge_eik
from mrezha.records.ids import make_id

_STATUSES = ("listed", "renewal-due", "reported", "expired", "unconfirmed", "removed")
_STATUS_WEIGHTS = (70, 10, 8, 6, 4, 2)
REGISTERED = frozenset({"listed", "renewal-due", "reported"})


def make_eik(number: int) -> str:
    """Return the `number`-th invented EIK, unique below a million: 99, six digits, check digit."""
    base = f"{99_000_000 + number * 617 % 1_000_000}"
    return next(eik for digit in range(10) if judge_eik(eik := f"{base}{digit}") is None)


def make_enterprise(world: World, number: int) -> MadeRecord:
    """Make up the `number`-th enterprise."""
    rng = world.rng("enterprise", number)
    name, place = draw_name(world, rng)
    chosen = rng.sample(world.categories, rng.choice((1, 1, 2, 2, 3)))
    groups = rng.sample(list(world.groups), rng.randint(1, 3))
    offers = _offers(rng, chosen, groups, rng.randint(1, 8))
    slots = _slots(rng, world, name, place, chosen, groups)
    words = load_words()
    in_english = rng.random() < 1 / 3
    body = write_text(rng, _words(rng), words["sentences_bg"], words["headings_bg"], slots)
    data: dict[str, Any] = {
        "register": _register(rng, number, name, place, slots, offers, world),
        "title": {"bg": name.title[:160], "en": name.title_en if in_english else ""},
        "summary": {
            "bg": rng.choice(words["summary_bg"]).format_map(slots)[:480].rstrip(),
            "en": rng.choice(words["summary_en"]).format_map(slots) if in_english else "",
        },
        "activities": rng.sample(world.activities, rng.randint(1, 3)),
        "groups": groups,
        "causes": rng.sample(world.causes, rng.randint(1, 2)),
        "offers": offers,
        "needs": _needs(rng, slots, chosen, in_english),
        "links": _links(rng, world, number),
        **_contact_keys(rng, world.ids[number], place),
    }
    if in_english:
        data["body_en"] = write_text(
            rng, _words(rng), words["sentences_en"], words["headings_en"], slots
        )
    return MadeRecord("enterprises", world.ids[number], data, body)


def _words(rng: random.Random) -> int:
    """Draw the length of a body: 100 to 400 words, short ones more often."""
    return int(rng.triangular(100, 400, 130))


def _slots(
    rng: random.Random,
    world: World,
    name: Name,
    place: Settlement,
    chosen: Sequence[Category],
    groups: Sequence[str],
) -> dict[str, object]:
    goods = [word for one in chosen for word in one.examples]
    a, b, c = rng.sample(goods, 3) if len(goods) >= 3 else (goods * 3)[:3]
    return {
        "a": a,
        "b": b,
        "c": c,
        "place": place.name_bg,
        "place_en": place.name_en,
        "group": world.groups[rng.choice(groups)],
        "name": name.title,
        "n": rng.randint(3, 40),
        "year": rng.randint(2005, 2026),
        "cat_en": chosen[0].label_en.lower(),
        "quality_en": rng.choice(load_words()["qualities_en"]),
    }


def _register(
    rng: random.Random,
    number: int,
    name: Name,
    place: Settlement,
    slots: Mapping[str, object],
    offers: Sequence[Mapping[str, Any]],
    world: World,
) -> dict[str, Any]:
    status = rng.choices(_STATUSES, _STATUS_WEIGHTS)[0]
    listed = status in REGISTERED
    year, month, day = rng.randint(2019, 2025), rng.randint(1, 11), rng.randint(1, 28)
    street = rng.choice(load_words()["streets"])
    return {
        "eik": make_eik(number),
        "name": name.registered,
        "legal_form": name.legal_form,
        "class": rng.choice(("A", "A", "A", "A+")) if listed else "",
        "status": status,
        "applied_on": f"{year}-{month:02}-{day:02}",
        "entered_on": f"{year}-{month + 1:02}-{day:02}" if listed else "",
        "order": f"РД-06-{rng.randint(1, 400)}/{day:02}.{month + 1:02}.{year}" if listed else "",
        "valid_until": f"{year + 3}-{month + 1:02}-{day:02}" if listed else "",
        "settlement": place.ekatte,
        "address": f"ул. „{street}“ №{rng.randint(1, 120)}",
        "activity": "Услуги" if rng.random() < 0.5 else "Производство и услуги",
        "offers": list(dict.fromkeys(one["name"]["bg"] for one in offers)),
        "target_group": str(slots["group"]),
        "cause": "Социално включване",
        "websites": ["https://example.org/"] if rng.random() < 0.4 else [],
        "sources": [
            {
                "name": "Измислен списък за измерване",
                "url": f"https://example.org/spisak/{number}",
                "seen_on": "2026-06-19",
                "certainty": "high",
            }
        ],
    }


def _offers(
    rng: random.Random, chosen: Sequence[Category], groups: Sequence[str], count: int
) -> list[dict[str, Any]]:
    words = load_words()
    found: dict[str, dict[str, Any]] = {}
    for _ in range(count):
        category = rng.choice(chosen)
        good = rng.choice(category.examples)
        quality = rng.randrange(len(words["qualities_bg"]))
        price = rng.randrange(len(words["prices_bg"]))
        name = f"{good[:1].upper()}{good[1:]} {words['qualities_bg'][quality]}"
        other = rng.choice([one for one in category.examples if one != good] or ["още"])
        described = rng.random() < 0.6
        description = (
            f"{good[:1].upper()}{good[1:]} и {other}: {words['qualities_bg'][quality - 1]}, "
            f"поръчва се най-малко {rng.randint(2, 20)} дни по-рано."
        )
        offer = {
            "id": make_id(name, 60),
            "kind": rng.choice(("product", "service")),
            "name": {
                "bg": name,
                "en": f"{category.label_en}, {words['qualities_en'][quality]}",
            },
            "description": {"bg": description if described else ""},
            "category": category.id,
            "cpv": rng.choice(category.cpv) if category.cpv and rng.random() < 0.6 else "",
            "price_note": {"bg": words["prices_bg"][price], "en": words["prices_en"][price]},
            "made_by": list(groups[:1]) if rng.random() < 0.5 else [],
        }
        found.setdefault(str(offer["id"]), offer)
    return list(found.values())


def _needs(
    rng: random.Random, slots: Mapping[str, object], chosen: Sequence[Category], in_english: bool
) -> list[dict[str, Any]]:
    if rng.random() < 0.6:
        return []
    kind, text_bg, text_en = rng.choice(load_words()["needs"])
    return [
        {
            "id": f"{kind}-1",
            "kind": kind,
            "text": {"bg": text_bg.format_map(slots), "en": text_en.format_map(slots)},
            "category": chosen[0].id,
            "until": f"2027-{rng.randint(1, 12):02}-28",
        }
    ]


def _links(rng: random.Random, world: World, number: int) -> list[dict[str, str]]:
    """Link to enterprises with lower numbers only, so that nobody links to itself."""
    count = rng.choice((0, 0, 0, 1, 2))
    others = sorted({rng.randrange(number) for _ in range(count)}) if number else []
    kinds = ("partner", "supplier", "customer")
    return [{"kind": rng.choice(kinds), "to": world.ids[other]} for other in others]


def _contact_keys(rng: random.Random, id_: str, place: Settlement) -> dict[str, Any]:
    hours_bg, hours_en = rng.choice(load_words()["hours"])
    keys: dict[str, Any] = {}
    if place.lon is not None and place.lat is not None and rng.random() < 0.3:
        keys["place"] = {
            "lon": f"{place.lon + rng.uniform(-0.01, 0.01):.5f}",
            "lat": f"{place.lat + rng.uniform(-0.01, 0.01):.5f}",
            "note": {"bg": "Вход откъм двора", "en": "Entrance from the yard"},
            "accessible": rng.choice(("yes", "partly", "no")),
        }
    keys["contacts"] = {
        "phone": f"+359 {rng.randint(2, 98)} 000 {rng.randrange(1000):03}",
        "email": f"{id_[:40].rstrip('-')}@example.org",
        "website": f"https://example.org/{id_}",
        "social": [f"https://example.org/social/{id_}"] if rng.random() < 0.5 else [],
        "hours": {"bg": hours_bg, "en": hours_en},
    }
    if rng.random() < 0.3:
        keys["progress"] = {"surveyed_on": f"2025-{rng.randint(1, 12):02}-15"}
    return keys
