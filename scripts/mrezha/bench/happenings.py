"""Make up events with their days and participants, and calls."""

import random
from typing import Any

from mrezha.bench.enterprises import make_enterprise
from mrezha.bench.words import load_words, write_text
from mrezha.bench.world import MadeRecord, World, draw_name

_KINDS = (
    ("bazaar", "Базар на социалните предприятия", "Bazaar of social enterprises"),
    ("fair", "Панаир на ръчния труд", "Fair of handmade goods"),
    ("training", "Обучение за социални предприятия", "Training for social enterprises"),
    ("forum", "Форум за социална икономика", "Forum for social economy"),
    ("workshop", "Работилница на открито", "Workshop in the open"),
)
_CALLS = (
    ("Средства за оборудване", "Money for equipment"),
    ("Първо работно място", "First workplace"),
    ("Общински фонд за социални предприятия", "Municipal fund for social enterprises"),
    ("Награда за социална иновация", "Award for social innovation"),
)


def make_event(world: World, number: int) -> MadeRecord:
    """Make up the `number`-th event; its participants are enterprises of the world."""
    rng = world.rng("event", number)
    name, place = draw_name(world, rng)
    kind, title_bg, title_en = _KINDS[number % len(_KINDS)]
    year, month, first = rng.randint(2022, 2027), rng.randint(1, 12), rng.randint(1, 26)
    slots = {**_plain_slots(rng, world), "place": place.name_bg, "place_en": place.name_en}
    slots["name"] = name.title
    words = load_words()
    region = world.gazetteer.region_of(place.ekatte)
    data = {
        "title": {
            "bg": f"{title_bg}, {place.name_bg} {year}",
            "en": f"{title_en}, {place.name_en} {year}",
        },
        "summary": {
            "bg": f"Среща на хора и стоки в {place.name_bg}: {slots['a']} и {slots['b']}.",
            "en": f"People and goods meet in {place.name_en}.",
        },
        "kind": kind,
        "edition": str(rng.randint(1, 12)),
        "status": "held" if year < 2027 else "scheduled",
        "region": region.slug,
        "venue": {
            "name": {"bg": "Градският площад", "en": "The main square"},
            "settlement": place.ekatte,
            "address": f"ул. „{rng.choice(words['streets'])}“ №{rng.randint(1, 40)}",
        },
        "who": {"bg": "Вписани социални предприятия", "en": "Registered social enterprises"},
        "stand": {"cost": {"bg": "безплатно", "en": "free"}},
        "body_en": write_text(rng, 80, words["sentences_en"], words["headings_en"], slots),
        "days": [
            {"date": f"{year}-{month:02}-{first + day:02}", "opens": "10:00", "closes": "18:00"}
            for day in range(rng.randint(1, 3))
        ],
        "programme": [
            {"from": "10:00", "title": {"bg": "Откриване", "en": "Opening"}},
            {"from": "11:00", "title": {"bg": "Щандове и работилници", "en": "Stands"}},
        ],
        "organisers": [
            {"name": {"bg": "Измислен център", "en": "Imaginary centre"}, "role": "organiser"}
        ],
        "participants": _participants(rng, world),
        "sources": _sources(),
    }
    body = write_text(rng, 150, words["sentences_bg"], words["headings_bg"], slots)
    return MadeRecord("events", f"{kind}-{year}-{number}", data, body)


def make_call(world: World, number: int) -> MadeRecord:
    """Make up the `number`-th call."""
    rng = world.rng("call", number)
    title_bg, title_en = _CALLS[number % len(_CALLS)]
    year, month = rng.randint(2023, 2027), rng.randint(1, 11)
    slots = {**_plain_slots(rng, world), "place": "областта", "place_en": "the district"}
    words = load_words()
    data = {
        "title": {"bg": f"{title_bg} {year}, {number}", "en": f"{title_en} {year}, {number}"},
        "summary": {"bg": "Средства за машини и обучение.", "en": "Money for machines."},
        "code": f"BG00XXX000-0.{number:03}",
        "programme": {"bg": "Измислена програма", "en": "Imaginary programme"},
        "amount": {
            "total": str(rng.randint(10, 300) * 1000),
            "currency": "EUR",
        },
        "who": {"bg": "Вписани социални предприятия", "en": "Registered social enterprises"},
        "opens_on": f"{year}-{month:02}-01",
        "closes_on": f"{year}-{month + 1:02}-15",
        "closes_at": "17:00",
        "status": "closed" if year < 2027 else "planned",
        "url": f"https://example.org/protsedura/{number}",
        "checked_on": "2026-06-19",
        "body_en": write_text(rng, 60, words["sentences_en"], words["headings_en"], slots),
        "sources": _sources(),
    }
    body = write_text(rng, 120, words["sentences_bg"], words["headings_bg"], slots)
    return MadeRecord("calls", f"protsedura-{year}-{number}", data, body)


def _plain_slots(rng: random.Random, world: World) -> dict[str, object]:
    category = rng.choice(world.categories)
    goods = (category.examples * 3)[:3]
    return {
        **dict(zip("abc", goods, strict=True)),
        "group": rng.choice(list(world.groups.values())),
        "name": "Мрежата",
        "n": rng.randint(3, 40),
        "year": rng.randint(2015, 2026),
        "cat_en": category.label_en.lower(),
        "quality_en": rng.choice(load_words()["qualities_en"]),
    }


def _participants(rng: random.Random, world: World) -> list[dict[str, Any]]:
    size = len(world.ids)
    numbers = sorted({rng.randrange(size) for _ in range(min(size, rng.randint(5, 15)))})
    found = []
    for stand, number in enumerate(numbers, 1):
        enterprise = make_enterprise(world, number)
        offers = [one["id"] for one in enterprise.data["offers"][:2]]
        found.append({"enterprise": enterprise.id, "stand": str(stand), "offers": offers})
    return found


def _sources() -> list[dict[str, str]]:
    return [
        {
            "name": "Измислена обява",
            "url": "https://example.org/obyava",
            "seen_on": "2026-06-19",
            "certainty": "high",
        }
    ]
