"""Our own checks across the fields of a record, and across records."""

import datetime
import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from mrezha.places import Gazetteer, distance_km
from mrezha.problems import Problem
from mrezha.records.happenings import check_happening, check_happenings
from mrezha.records.looks import find_alike
from mrezha.records.mapping import RecordFile
from mrezha.records.names import list_key
from mrezha.records.tables import TypedRow
from mrezha.schema import load_schema

# A point farther than this from its settlement's own is taken for an error: the widest
# Bulgarian settlement territories (Сливен, Котел) reach about 25 km from their point.
FARTHEST_KM = 30.0
_PERSON = ("person_name", "person_phone", "person_email")


def check_row(row: TypedRow, gazetteer: Gazetteer) -> Iterator[Problem]:
    """Check what the fields of one row say together."""
    yield from check_happening(row)
    match row.source.table:
        case "enterprises":
            yield from _check_dates(row, ("applied_on", "entered_on", "valid_until"))
            yield from _check_place(row, gazetteer, "place_lon", "place_lat")
            yield from _check_region(row, gazetteer)
            yield from _check_consent(row)
        case "events":
            yield from _check_place(row, gazetteer, "lon", "lat")
            yield from _check_dates(row, ("apply_from", "apply_until"))
        case "venues":
            yield from _check_place(row, gazetteer, "lon", "lat")
        case "sessions":
            yield from _check_hours(row, "opens", "closes")
        case "programme":
            yield from _check_hours(row, "from", "to")
        case "calls":
            yield from _check_dates(row, ("opens_on", "closes_on"))
            yield from _check_amounts(row)
        case "needs":
            yield from _check_dates(row, ("since", "until"))
        case "links":
            if row.values["enterprise"] == row.values["to"]:
                yield row.record.problem("self-link", row.source.row_path)
        case "participants":
            if _is_given(row, "enterprise") == _is_given(row, "name"):
                yield row.record.problem("participant-empty", row.source.row_path)


def check_relations(typed: Mapping[str, list[TypedRow]], gazetteer: Gazetteer) -> Iterator[Problem]:
    """Check what needs several tables: event days, offers shown, pictures, list references."""
    yield from check_happenings(typed, gazetteer)
    yield from _check_participant_offers(typed)
    yield from _check_offer_pictures(typed)
    yield from _check_names(typed["enterprises"])
    calls = {str(row.values["id"]) for row in typed["calls"]}
    for row in typed["enterprises"]:
        for index, value in enumerate(_items(row, "supported_by")):
            if value and value not in calls:
                path = (*row.source.paths["supported_by"], index)
                yield _missing(row.record, path, value, "calls", calls)


def _missing(
    record: RecordFile, path: tuple[str | int, ...], value: str, table: str, known: Iterable[str]
) -> Problem:
    near = difflib.get_close_matches(value, sorted(known), n=1, cutoff=0.6)
    params = {"value": value, "table": f"content/{table}", "suggestion": near[0] if near else ""}
    return record.problem("reference", path, **params)


def _is_given(row: TypedRow, name: str) -> bool:
    """Say whether a field was filled in, rightly or wrongly."""
    return bool(row.source.cells.get(name))


def _items(row: TypedRow, name: str) -> tuple[str, ...]:
    """Return a list as written, empty items in their places, so that lines are right."""
    value = row.source.cells.get(name)
    return value if isinstance(value, tuple) else ()


def _show(row: TypedRow, name: str) -> str:
    return ".".join(str(step) for step in row.source.paths.get(name, (name,)))


def _order_problem(row: TypedRow, earlier: str, later: str, value: object) -> Problem:
    return row.record.problem(
        "dates-order",
        row.source.paths.get(later, row.source.row_path),
        later=_show(row, later),
        later_value=str(row.values[later]),
        earlier=_show(row, earlier) if earlier in row.values else earlier,
        earlier_value=str(value),
    )


def _check_dates(row: TypedRow, names: tuple[str, ...]) -> Iterator[Problem]:
    given = [(name, row.values[name]) for name in names]
    known = [(name, day) for name, day in given if isinstance(day, datetime.date)]
    for (earlier, first), (later, second) in itertools.pairwise(known):
        if second < first:
            yield _order_problem(row, earlier, later, first)


def _check_hours(row: TypedRow, opens: str, closes: str) -> Iterator[Problem]:
    first, last = row.values[opens], row.values[closes]
    if isinstance(first, str) and isinstance(last, str) and last < first:
        path = row.source.paths[closes]
        yield row.record.problem("hours-order", path, later_value=last, earlier_value=first)


def _check_place(row: TypedRow, gazetteer: Gazetteer, lon: str, lat: str) -> Iterator[Problem]:
    given = [name for name in (lon, lat) if _is_given(row, name)]
    if len(given) == 1:
        yield row.record.problem("place-half", row.source.paths[given[0]])
    settlement = gazetteer.settlement(str(row.values["settlement"] or ""))
    if len(given) < 2 or settlement is None or settlement.lon is None or settlement.lat is None:
        return
    x, y = row.values[lon], row.values[lat]
    if not (isinstance(x, Decimal) and isinstance(y, Decimal)):
        return
    distance = distance_km(float(x), float(y), settlement.lon, settlement.lat)
    if distance > FARTHEST_KM:
        params = {"distance": f"{distance:.0f}", "name": settlement.name_bg}
        yield row.record.problem("place-far", row.source.paths[lon], **params)


def _check_region(row: TypedRow, gazetteer: Gazetteer) -> Iterator[Problem]:
    region, settlement = row.values["region"], row.values["settlement"]
    if region and settlement and gazetteer.settlement(str(settlement)):
        expected = gazetteer.region_of(str(settlement)).nuts2
        params = {"value": str(region), "expected": expected}
        yield row.record.problem("region-and-settlement", row.source.paths["region"], **params)


def _check_consent(row: TypedRow) -> Iterator[Problem]:
    if not _is_given(row, "person_consent_on"):
        for name in _PERSON:
            if _is_given(row, name):
                params = {"value": _show(row, name)}
                yield row.record.problem("consent-missing", row.source.paths[name], **params)
                return


def _check_amounts(row: TypedRow) -> Iterator[Problem]:
    low, high = row.values["amount_min"], row.values["amount_max"]
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        path = row.source.paths["amount_min"]
        yield row.record.problem("amount-order", path, low=str(low), high=str(high))
    amounts = ("amount_total", "amount_min", "amount_max")
    given = [name for name in amounts if _is_given(row, name)]
    if given and not _is_given(row, "currency"):
        yield row.record.problem("currency-missing", row.source.paths[given[0]])


def _check_participant_offers(typed: Mapping[str, list[TypedRow]]) -> Iterator[Problem]:
    offers: dict[str, list[str]] = {}
    for row in typed["offers"]:
        offers.setdefault(str(row.values["enterprise"]), []).append(str(row.values["id"]))
    for row in typed["participants"]:
        known = offers.get(str(row.values["enterprise"]), [])
        for index, value in enumerate(_items(row, "offers")):
            if value and value not in known:
                path = (*row.source.paths["offers"], index)
                params = {"value": value, "known": ", ".join(known) or "—"}
                yield row.record.problem("participant-offers", path, **params)


def _check_names(rows: Iterable[TypedRow]) -> Iterator[Problem]:
    """Refuse a name that passes for another enterprise's by letters that look like its own."""
    known = {str(row.values["id"]): row for row in rows}
    names = {
        id_: str(row.values["title_bg"] or row.values["name"] or "") for id_, row in known.items()
    }
    schema = load_schema()
    keys = ((id_, list_key(name, schema)) for id_, name in names.items())
    for id_, model in find_alike(keys):
        row = known[id_]
        path = row.source.paths["title_bg" if row.values["title_bg"] else "name"]
        params = {"value": names[id_], "other": names[model], "file": known[model].record.file}
        yield row.record.problem("name-alike", path, **params)


def _check_offer_pictures(typed: Mapping[str, list[TypedRow]]) -> Iterator[Problem]:
    listed = {(row.values["enterprise"], row.values["file"]) for row in typed["photos"]}
    for row in typed["offers"]:
        photo = row.values["photo"]
        if photo and (row.values["enterprise"], photo) not in listed:
            params = {"value": str(photo)}
            yield row.record.problem("picture-unlisted", row.source.paths["photo"], **params)
