"""All valid records, cross-checked and frozen."""

from mrezha.catalogue.build import build_catalogue
from mrezha.catalogue.model import (
    Call,
    Card,
    Catalogue,
    Centre,
    Data,
    Enterprise,
    Event,
    Location,
    Page,
    Participation,
    RegionPage,
    Relation,
)

__all__ = [
    "Call",
    "Card",
    "Catalogue",
    "Centre",
    "Data",
    "Enterprise",
    "Event",
    "Location",
    "Page",
    "Participation",
    "RegionPage",
    "Relation",
    "build_catalogue",
]
