"""Give every room the settlements, municipalities, districts and planning regions.

The tables are constant data of the package (`data/README.md` says where they come
from), so they are read once per process and shared.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from pathlib import Path
from typing import Literal

DATA_FOLDER = Path(__file__).parent / "data"
ATTRIBUTION = (
    "Данни: НСИ (ЕКАТТЕ) · © OpenStreetMap contributors (ODbL) · GeoNames · "
    "Who's On First / Quattroshapes, Кадастър – МРРБ (CC BY)"
)
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG

Language = Literal["bg", "en"]


@dataclass(frozen=True, slots=True)
class Region:
    """One planning region (NUTS 2)."""

    nuts2: str
    slug: str
    name_bg: str
    name_en: str


@dataclass(frozen=True, slots=True)
class District:
    """One district (NUTS 3); `seat` is the EKATTE code of its centre.

    The seat of SFO is the town of София, which lies in SOF.
    """

    code: str
    nuts3: str
    nuts2: str
    name_bg: str
    name_en: str
    seat: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality; its `seat` may lie in the neighbouring municipality."""

    code: str
    district: str
    name_bg: str
    name_en: str
    seat: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement of EKATTE.

    `kind` is „гр.“, „с.“ or „ман.“. `lon` and `lat` are WGS 84 degrees, both None
    when no point is known; `postcode` is None when none is known.
    """

    ekatte: str
    kind: str
    name_bg: str
    name_en: str
    municipality: str
    postcode: str | None
    lon: float | None
    lat: float | None
    coord_source: str


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Measure the great-circle distance between two points given in degrees (haversine)."""
    half_lat = math.radians(lat2 - lat1) / 2
    half_lon = math.radians(lon2 - lon1) / 2
    a = (
        math.sin(half_lat) ** 2
        + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(half_lon) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, a)))


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """All places, by code, each table in the order of its file."""

    regions: Mapping[str, Region]
    districts: Mapping[str, District]
    municipalities: Mapping[str, Municipality]
    settlements: Mapping[str, Settlement]

    distance_km = staticmethod(distance_km)

    def settlement(self, ekatte: str) -> Settlement | None:
        """Find a settlement by its EKATTE code; None when there is no such code."""
        return self.settlements.get(ekatte)

    def municipality_of(self, ekatte: str) -> Municipality:
        """Say which municipality a settlement is in. Raises KeyError for an unknown code."""
        return self.municipalities[self.settlements[ekatte].municipality]

    def district_of(self, ekatte: str) -> District:
        """Say which district a settlement is in. Raises KeyError for an unknown code."""
        return self.districts[self.municipality_of(ekatte).district]

    def region_of(self, ekatte: str) -> Region:
        """Say which planning region a settlement is in. Raises KeyError for an unknown code."""
        return self.regions[self.district_of(ekatte).nuts2]

    def label(self, settlement: Settlement, lang: Language) -> str:
        """Name a settlement for a reader: „гр. Варна“, "Varna".

        A monastery's name says itself what it is, so it gets no „ман.“ before it.
        """
        if lang == "en":
            return settlement.name_en
        if settlement.kind == "ман.":
            return settlement.name_bg
        return f"{settlement.kind} {settlement.name_bg}"

    def nearest(self, lon: float, lat: float, n: int) -> tuple[Settlement, ...]:
        """List the `n` settlements nearest to a point, the nearest first.

        Settlements without a point are left out; equal distances go by code.
        """
        ranked = (
            (distance_km(lon, lat, place.lon, place.lat), place.ekatte)
            for place in self.settlements.values()
            if place.lon is not None and place.lat is not None
        )
        return tuple(self.settlements[ekatte] for _, ekatte in nsmallest(max(n, 0), ranked))


@dataclass(frozen=True, slots=True)
class FormerSettlement:
    """A code or a name of old addresses.

    `renamed` is True when the code is still in EKATTE under another name, False when
    the settlement is no longer in EKATTE (closed, or swallowed by a town).
    """

    ekatte: str
    name_bg: str
    name_en: str
    municipality: str
    renamed: bool


@cache
def load_gazetteer() -> Gazetteer:
    """Read the four tables every build needs."""
    return Gazetteer(
        regions={row[0]: Region(*row) for row in _rows("planning-regions.csv")},
        districts={row[0]: District(*row) for row in _rows("districts.csv")},
        municipalities={row[0]: Municipality(*row) for row in _rows("municipalities.csv")},
        settlements={row[0]: _settlement(row) for row in _rows("settlements.csv")},
    )


@cache
def load_former_settlements() -> tuple[FormerSettlement, ...]:
    """Read the old codes and names, needed only to understand old addresses."""
    current = load_gazetteer().settlements
    return tuple(
        FormerSettlement(row[0], row[2], row[3], row[4], renamed=row[0] in current)
        for row in _rows("settlements-former.csv")
    )


def _rows(name: str) -> Iterator[list[str]]:
    with (DATA_FOLDER / name).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader


def _settlement(row: list[str]) -> Settlement:
    ekatte, kind, name_bg, name_en, municipality, postcode, lon, lat, source = row
    return Settlement(
        ekatte,
        kind,
        name_bg,
        name_en,
        municipality,
        postcode or None,
        float(lon) if lon else None,
        float(lat) if lat else None,
        source,
    )
