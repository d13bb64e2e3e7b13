"""Give documents and settings their places from the gazetteer."""

import hashlib

from mrezha.places.gazetteer import Gazetteer
from mrezha.search.documents import SearchPlace, SearchPoint, SearchSettings


def list_places(gazetteer: Gazetteer, ekatte: str) -> tuple[SearchPlace, ...]:
    """Return the settlement of a record and all that it lies in. Empty for an unknown code."""
    settlement = gazetteer.settlement(ekatte)
    if settlement is None:
        return ()
    municipality = gazetteer.municipality_of(ekatte)
    district = gazetteer.district_of(ekatte)
    region = gazetteer.region_of(ekatte)
    return (
        SearchPlace("settlement", settlement.name_bg, settlement.name_en, settlement.kind),
        SearchPlace("municipality", municipality.name_bg, municipality.name_en),
        SearchPlace("district", district.name_bg, district.name_en),
        SearchPlace("region", region.name_bg, region.name_en),
    )


def make_settings(gazetteer: Gazetteer) -> SearchSettings:
    """Return the usual settings with every settlement of the country known by name."""
    settlements = gazetteer.settlements.values()
    points = tuple(
        SearchPoint(s.ekatte, f"{s.kind} {s.name_bg}", s.name_en, round(s.lon, 2), round(s.lat, 2))
        for s in settlements
        if s.lon is not None and s.lat is not None
    )
    key = "".join(f"{p.ekatte}{p.label}{p.en}{p.lon}{p.lat}" for p in points)
    return SearchSettings(
        settlements=tuple(sorted({s.name_bg for s in settlements})),
        towns=tuple(sorted({s.name_bg for s in settlements if s.kind == "гр."})),
        points=points,
        points_key=hashlib.sha256(key.encode()).hexdigest()[:16],
    )
