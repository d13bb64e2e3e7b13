"""Places of Bulgaria: the tables of settlements, and addresses turned into their codes."""

from mrezha.places.gazetteer import (
    District,
    Gazetteer,
    Municipality,
    Region,
    Settlement,
    distance_km,
    load_gazetteer,
)

__all__ = [
    "District",
    "Gazetteer",
    "Municipality",
    "Region",
    "Settlement",
    "distance_km",
    "load_gazetteer",
]
