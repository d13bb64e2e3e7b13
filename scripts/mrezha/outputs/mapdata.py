"""What the map shows: the places with enterprises, and the files the interactive map fetches.

Most enterprises are known to be in a settlement and no closer: they stand together at its
point. So the first file grows with the settlements (5,256 at most), not with the enterprises;
names are in files of their own, fetched when somebody opens a place.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from mrezha.catalogue.outline import Outline, digest_of
from mrezha.places import Gazetteer, Settlement
from mrezha.places.shapes import outline_districts

# Up to here all names are in one file; above it each district has its own.
ONE_FILE_UP_TO = 2000
# Enterprises drawn at points of their own; the rest stand in their settlements.
MOST_EXACT = 2000
# Names listed of one settlement; its district's page lists them all.
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One settlement: who is somewhere in it, and who is at a point that is known."""

    settlement: Settlement
    district: str
    around: tuple[Outline, ...]
    exact: tuple[Outline, ...]

    @property
    def everybody(self) -> tuple[Outline, ...]:
        """Return all of them, in list order."""
        return tuple(sorted((*self.around, *self.exact), key=lambda one: (one.sort_key, one.id)))


@dataclass(frozen=True, slots=True)
class MapPlaces:
    """All places by name within their districts, and who is at none.

    `unplaced` are those of whom no settlement is known, or only one without a point.
    """

    places: tuple[MapPlace, ...]
    unplaced: tuple[Outline, ...]

    @property
    def by_district(self) -> Mapping[str, tuple[MapPlace, ...]]:
        """Return the places of each district that has any."""
        return {
            code: tuple(members)
            for code, members in groupby(self.places, key=lambda one: one.district)
        }

    @property
    def placed(self) -> int:
        """Return how many enterprises are on the map."""
        return sum(len(one.around) + len(one.exact) for one in self.places)


@dataclass(frozen=True, slots=True)
class MapFiles:
    """The places, the files of the interactive map by name, and which of them is the first.

    `digest` is that of everything the page of the map may show.
    """

    shown: MapPlaces
    first: str
    files: Mapping[str, bytes]
    digest: bytes


def draw_map(
    outlines: Iterable[Outline], parents: Mapping[str, str], gazetteer: Gazetteer
) -> MapFiles:
    """Return the map of all enterprises, which come in list order."""
    shown = gather_places(outlines, gazetteer)
    first, files = render_places(shown, parents, gazetteer)
    unplaced = [(one.id, one.name, one.name_en, one.is_registered) for one in shown.unplaced]
    return MapFiles(shown, first, files, digest_of((first, unplaced)))


def gather_places(outlines: Iterable[Outline], gazetteer: Gazetteer) -> MapPlaces:
    """Group enterprises by settlement; `outlines` come in list order."""
    groups: dict[str, tuple[list[Outline], list[Outline]]] = {}
    unplaced = []
    exact = 0
    for one in outlines:
        settlement = gazetteer.settlement(one.settlement)
        if settlement is None or settlement.lon is None:
            unplaced.append(one)
            continue
        is_exact = bool(one.point) and exact < MOST_EXACT
        exact += is_exact
        groups.setdefault(one.settlement, ([], []))[is_exact].append(one)
    order = {code: number for number, code in enumerate(gazetteer.districts)}
    found = [
        MapPlace(
            gazetteer.settlements[ekatte],
            gazetteer.district_of(ekatte).code,
            tuple(around),
            tuple(known),
        )
        for ekatte, (around, known) in groups.items()
    ]
    found.sort(key=lambda one: (order[one.district], one.settlement.name_bg, one.settlement.ekatte))
    return MapPlaces(tuple(found), tuple(unplaced))


def render_places(
    found: MapPlaces, parents: Mapping[str, str], gazetteer: Gazetteer
) -> tuple[str, dict[str, bytes]]:
    """Return the name of the first file, and all files by name; names tell the content.

    `parents` are the offer categories of the upper level, each by its own id. The first file
    names the others: `outlines` (GeoJSON), `names` by district, "" for all in one. A row of
    `places` is [code, lon, lat, name, name in English, district, registered, others, then
    three numbers for each category there: its index, registered, others]; a row of `exact` is
    [lon, lat, district, settlement, member]. A member is [id, name, name in English, 1 when
    registered, indexes of its categories].
    """
    categories = [one for one in parents if not parents[one]]
    index = {one: number for number, one in enumerate(categories)}
    files: dict[str, bytes] = {}
    named: dict[str, str] = {}
    for key, members in _names(found, index).items():
        named[key] = _add(files, f"names-{key.lower()}" if key else "names", members)
    first = {
        "outlines": _add(files, "districts", _as_geojson()),
        "categories": categories,
        "names": named,
        "places": [_place_row(one, index, gazetteer) for one in found.places if one.around],
        "exact": [_exact_row(place, one, index) for place in found.places for one in place.exact],
    }
    return _add(files, "places", first), files


def _names(found: MapPlaces, index: Mapping[str, int]) -> dict[str, dict[str, list[Any]]]:
    is_one = found.placed <= ONE_FILE_UP_TO
    names: dict[str, dict[str, list[Any]]] = {}
    for place in found.places:
        if place.around:
            members = [_member(one, index) for one in place.around[:MOST_NAMES]]
            key = "" if is_one else place.district
            names.setdefault(key, {})[place.settlement.ekatte] = members
    return names


def _member(one: Outline, index: Mapping[str, int]) -> list[Any]:
    inside = [index[category] for category in one.categories if category in index]
    return [one.id, one.name, one.name_en, int(one.is_registered), inside]


def _exact_row(place: MapPlace, one: Outline, index: Mapping[str, int]) -> list[Any]:
    lon, lat = (round(part, 5) for part in one.point)
    return [lon, lat, place.district, place.settlement.ekatte, _member(one, index)]


def _place_row(place: MapPlace, index: Mapping[str, int], gazetteer: Gazetteer) -> list[Any]:
    counts: dict[int, list[int]] = {}
    total = [0, 0]
    for one in place.around:
        total[not one.is_registered] += 1
        for category in one.categories:
            if category in index:
                counts.setdefault(index[category], [0, 0])[not one.is_registered] += 1
    where = place.settlement
    names = [gazetteer.label(where, "bg"), gazetteer.label(where, "en")]
    flat = [part for number, two in sorted(counts.items()) for part in (number, *two)]
    return [where.ekatte, where.lon, where.lat, *names, place.district, *total, *flat]


def _as_geojson() -> dict[str, Any]:
    """Return the outlines of districts as GeoJSON (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]},
        }
        for code, rings in outline_districts().items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _add(files: dict[str, bytes], name: str, value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Put a value among the files as JSON, under a name that tells its content."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    full = f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.json"
    files[full] = content
    return full
