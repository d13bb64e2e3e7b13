"""Give documents and settings their places from the gazetteer."""

from mrezha.places.gazetteer import Gazetteer
from mrezha.search.documents import SearchPlace, SearchSettings


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
    return SearchSettings(
        settlements=tuple(sorted({s.name_bg for s in settlements})),
        towns=tuple(sorted({s.name_bg for s in settlements if s.kind == "гр."})),
    )
