"""What made-up records are drawn from: places by size, categories, ids of the whole corpus."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from mrezha.bench.words import Name, invent_name
from mrezha.places.gazetteer import Gazetteer, Settlement
from mrezha.records.ids import make_id
from mrezha.schema import Schema

# How often a settlement is drawn. A simple ranking, not a count of people: the capital,
# district seats, municipal seats, other towns, villages.
CAPITAL = "68134"
WEIGHTS = {"capital": 400.0, "district": 60.0, "municipality": 10.0, "town": 5.0, "village": 0.3}


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf of the offer categories with the words people use for it."""

    id: str
    label_en: str
    cpv: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """What enterprises are drawn from; `seed` makes another country of the same kind."""

    seed: int
    settlements: tuple[Settlement, ...]
    weights: tuple[float, ...]
    gazetteer: Gazetteer
    categories: tuple[Category, ...]
    activities: tuple[str, ...]
    groups: Mapping[str, str]
    causes: tuple[str, ...]
    ids: tuple[str, ...]

    def rng(self, kind: str, number: int) -> random.Random:
        """Return the random numbers of one record, the same whatever else is made."""
        return random.Random(f"{self.seed}/{kind}/{number}")  # noqa: S311


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """One record before it is written: where it goes, its front matter and its body."""

    folder: str
    id: str
    data: Mapping[str, Any]
    body: str


def build_world(n: int, seed: int, schema: Schema, gazetteer: Gazetteer) -> World:
    """Gather what `n` enterprises need, their ids among it."""
    settlements = tuple(one for one in gazetteer.settlements.values() if one.kind != "ман.")
    weights = tuple(accumulate(_weigh(one, gazetteer) for one in settlements))
    terms = schema.vocabularies["offer-categories"].terms.values()
    parents = {one.more["parent"] for one in terms}
    groups = schema.vocabularies["groups"].terms.values()
    world = World(
        seed=seed,
        settlements=settlements,
        weights=weights,
        gazetteer=gazetteer,
        categories=tuple(
            Category(
                one.id,
                one.labels["en"],
                tuple(one.more["cpv"].split()),
                tuple(one.more["examples_bg"].split(", ")),
            )
            for one in terms
            if one.id not in parents
        ),
        activities=tuple(schema.vocabularies["activities"].terms),
        groups={one.id: one.labels["bg"].lower() for one in groups},
        causes=tuple(schema.vocabularies["causes"].terms),
        ids=(),
    )
    return _with_ids(world, n)


def _with_ids(world: World, n: int) -> World:
    seen: dict[str, int] = {}
    ids = []
    for number in range(n):
        name, _ = draw_name(world, world.rng("enterprise", number))
        base = make_id(name.title, 64) or "predpriyatie"
        seen[base] = count = seen.get(base, 0) + 1
        ids.append(base if count == 1 else f"{base}-x{count}")
    fields = {one: getattr(world, one) for one in World.__slots__ if one != "ids"}
    return World(**fields, ids=tuple(ids))


def _weigh(one: Settlement, gazetteer: Gazetteer) -> float:
    if one.ekatte == CAPITAL:
        return WEIGHTS["capital"]
    if one.ekatte == gazetteer.district_of(one.ekatte).seat:
        return WEIGHTS["district"]
    if one.ekatte == gazetteer.municipality_of(one.ekatte).seat:
        return WEIGHTS["municipality"]
    return WEIGHTS["town" if one.kind == "гр." else "village"]


def draw_name(world: World, rng: random.Random) -> tuple[Name, Settlement]:
    """Draw the place and the name: the first things drawn, so that ids need no more."""
    place = rng.choices(world.settlements, cum_weights=world.weights)[0]
    return invent_name(rng, place.name_bg, place.name_en), place
