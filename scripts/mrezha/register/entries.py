"""Turn the rows of a register file into clean entries, with the trace of every repair."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mrezha.places import Gazetteer
from mrezha.places.resolve import resolve_address
from mrezha.problems import Problem
from mrezha.register.cleaning import (
    Cleaned,
    Repair,
    clean_class,
    clean_date,
    clean_eik,
    clean_name,
    clean_text,
    split_websites,
)
from mrezha.register.layouts import Found, load_aliases
from mrezha.register.names import find_form, split_name
from mrezha.register.notes import SourceNote, split_certainty, split_source, split_sources
from mrezha.register.phrases import split_phrases
from mrezha.register.planned import ImportOptions
from mrezha.register.sources import Row
from mrezha.schema import load_schema

DATES = ("applied_on", "entered_on", "valid_until")
RENEWALS = ("renewal_1", "renewal_2", "renewal_3")
TEXTS = ("order", "address", "activity", "target_group", "cause")

Values = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register file, cleaned.

    `rows` has more than one number for rows joined into one. `values` holds only what the
    row says, by the keys of the `register` block. `raw` holds the cells as read, without
    personal columns. `key` is the name's words for comparison.
    """

    row: int
    rows: tuple[int, ...]
    name: str
    core: str
    key: str
    form: str | None
    values: Values
    sources: tuple[SourceNote, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    raw: Mapping[str, str]

    @property
    def eik(self) -> str | None:
        """Return the EIK, if the row gives one."""
        return self.text("eik")

    def text(self, key: str) -> str | None:
        """Return a single value, None when the row does not give it."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    @property
    def seen_on(self) -> str | None:
        """Return the latest day the row's sources speak of."""
        return max((one.seen_on for one in self.sources if one.seen_on), default=None)


@dataclass(slots=True)
class _Reading:
    """What has been understood of one row so far."""

    file: str
    row: int
    titles: Mapping[str, str]
    cells: Mapping[str, str]
    values: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, key: str, cleaned: Cleaned, hint: str = "") -> str | None:
        """Keep a cleaned cell under a key; note what was not understood."""
        self.repairs += cleaned.repairs
        if cleaned.wrong:
            self.report(key, cleaned.wrong, hint)
        elif cleaned.value is not None and self.fits(key, cleaned.value):
            self.values[key] = cleaned.value
        return cleaned.value

    def report(self, key: str, value: str, hint: str, code: str = "import-value") -> None:
        """Note a cell that is not understood; the field stays without a statement."""
        title = self.titles.get(key, key)
        params = {"value": value, "column": title, "hint": hint}
        self.problems.append(Problem(code, self.file, self.row, title, params, "warning"))

    def fits(self, key: str, value: str) -> bool:
        """Say whether a text is within the length the schema allows; note it when not."""
        limit = _limit(key, "maxLength")
        if limit and len(value) > limit:
            params = {"size": str(len(value)), "limit": str(limit)}
            title = self.titles.get(key, key)
            self.problems.append(
                Problem("import-long", self.file, self.row, title, params, "warning")
            )
            return False
        return True


def read_entries(
    found: Found, file: str, options: ImportOptions, gazetteer: Gazetteer
) -> tuple[list[Entry], list[tuple[Row, Problem]]]:
    """Return the entries of a table in row order, and the rows that have no name."""
    fields = {
        column.field: place for place, column in found.columns.items() if column.use == "read"
    }
    titles = {name: found.titles[place] for name, place in fields.items()}
    entries: list[Entry] = []
    nameless: list[tuple[Row, Problem]] = []
    for row in found.rows:
        cells = {
            name: row.cells[place]
            for name, place in fields.items()
            if place < len(row.cells) and row.cells[place].strip()
        }
        if not cells:
            continue
        reading = _Reading(file, row.number, titles, cells)
        name = clean_name(cells.get("name", ""))
        if name.value is None or not split_name(name.value).key:
            nameless.append((row, Problem("import-row", file, row.number)))
            continue
        entries.append(_read_entry(reading, name, found, options, gazetteer))
    return entries, nameless


def _read_entry(
    reading: _Reading, name: Cleaned, found: Found, options: ImportOptions, gazetteer: Gazetteer
) -> Entry:
    cells = reading.cells
    shown = reading.take("name", name) or ""
    parts = split_name(shown)
    _read_codes(reading, parts.form, found)
    _read_place(reading, gazetteer)
    for key in DATES:
        reading.take(key, clean_date(key, cells.get(key, "")), "24.11.2026")
    _read_renewals(reading)
    for key in TEXTS:
        reading.take(key, clean_text(key, cells.get(key, "")))
    _read_lists(reading)
    sources = _read_sources(reading, found, options)
    form = reading.values.get("legal_form")
    known = form if isinstance(form, str) and form != "other" else parts.form
    return Entry(
        row=reading.row,
        rows=(reading.row,),
        name=shown,
        core=parts.core,
        key=parts.key,
        form=known,
        values=reading.values,
        sources=sources,
        repairs=tuple(reading.repairs),
        problems=tuple(reading.problems),
        raw=cells,
    )


def _read_codes(reading: _Reading, form_in_name: str | None, found: Found) -> None:
    cells = reading.cells
    eik = clean_eik(cells.get("eik", ""))
    if eik.wrong:
        params = {"value": eik.wrong}
        title = reading.titles.get("eik", "eik")
        reading.problems.append(Problem("import-eik", reading.file, reading.row, title, params))
    else:
        reading.take("eik", eik)
    form = clean_text("legal_form", cells.get("legal_form", "")).value
    if form and (known := find_form(form)):
        reading.values["legal_form"] = known
    elif form:
        reading.report("legal_form", form, "ЕООД, Сдружение, Фондация")
    elif form_in_name:
        reading.values["legal_form"] = form_in_name
    reading.take("class", clean_class(cells.get("class", "")), "А, А+")
    status = clean_text("status", cells.get("status", "")).value
    known_statuses = load_aliases().statuses
    if found.layout.status:
        reading.values["status"] = found.layout.status
    elif status and status.casefold() in known_statuses:
        reading.values["status"] = known_statuses[status.casefold()]
    elif status:
        reading.report("status", status, ", ".join(known_statuses))


def _read_place(reading: _Reading, gazetteer: Gazetteer) -> None:
    """Find the settlement by town, municipality and district; else keep the region only."""
    cleaned = {
        key: clean_text(key, reading.cells.get(key, ""))
        for key in ("town", "municipality", "district", "region")
    }
    for one in cleaned.values():
        reading.repairs += one.repairs
    town, region = cleaned["town"].value, cleaned["region"].value
    if region and region not in gazetteer.regions:
        reading.report("region", region, ", ".join(gazetteer.regions))
        region = None
    if town:
        parts = [town]
        for key, prefix in (("municipality", "общ. "), ("district", "обл. ")):
            if value := cleaned[key].value:
                parts.append(prefix + value)
        code = resolve_address(", ".join(parts), gazetteer).ekatte
        if code and region in (None, gazetteer.region_of(code).nuts2):
            reading.values["settlement"] = code
            return
        reading.report("town", ", ".join(parts), "", code="import-place")
    if region:
        reading.values["region"] = region


def _read_renewals(reading: _Reading) -> None:
    """Keep the deadlines as written: the Act's periods are never used to compute one."""
    dates = []
    for key in RENEWALS:
        cleaned = clean_date("renewals", reading.cells.get(key, ""))
        reading.repairs += cleaned.repairs
        if cleaned.wrong:
            reading.report(key, cleaned.wrong, "24.11.2029")
        elif cleaned.value and cleaned.value not in dates:
            dates.append(cleaned.value)
    if dates:
        reading.values["renewals"] = tuple(dates)


def _read_lists(reading: _Reading) -> None:
    offers: list[str] = []
    for key in ("offers", "services"):
        cleaned = clean_text(key, reading.cells.get(key, ""), lines=True)
        reading.repairs += cleaned.repairs
        if cleaned.value:
            offers += [one for one in split_phrases(cleaned.value) if reading.fits("offers", one)]
    if phrases := split_phrases(";".join(offers)) if offers else ():
        _keep_list(reading, "offers", phrases)
    websites, repairs, wrong = split_websites(reading.cells.get("websites", ""))
    reading.repairs += repairs
    for part in wrong:
        reading.report("websites", part, "https://example.org/")
    if good := tuple(one for one in websites if reading.fits("websites", one)):
        _keep_list(reading, "websites", good)


def _keep_list(reading: _Reading, key: str, items: tuple[str, ...]) -> None:
    limit = _limit(key, "maxItems")
    if limit and len(items) > limit:
        params = {"size": str(len(items)), "limit": str(limit)}
        title = reading.titles.get(key, key)
        reading.problems.append(
            Problem("import-many", reading.file, reading.row, title, params, "warning")
        )
    reading.values[key] = items[:limit] if limit else items


def _read_sources(
    reading: _Reading, found: Found, options: ImportOptions
) -> tuple[SourceNote, ...]:
    text = clean_text("source", reading.cells.get("source", ""))
    reading.repairs += text.repairs
    date = options.date.isoformat() if options.date else None
    if text.value:
        certainty, note = split_certainty(
            clean_text("certainty", reading.cells.get("certainty", "")).value
        )
        notes = [split_source(part) for part in split_sources(text.value)]
        return tuple(
            replace(one, seen_on=one.seen_on or date, certainty=certainty, note=note)
            for one in notes
            if reading.fits("source", one.name)
        )
    fixed = found.layout.source
    if fixed is None:
        return ()
    name = options.source or fixed["name"]
    return (SourceNote(name, seen_on=date, certainty=fixed["certainty"]),)


def _limit(key: str, constraint: str) -> int | None:
    """Return a limit of a register field or of a source's field from the schema."""
    schema = load_schema()
    if key == "source":
        limit = schema.tables["sources"].fields["name"].constraints.get(constraint)
    else:
        fields = schema.tables["enterprises"].fields.values()
        found = next((one for one in fields if one.path == ("register", key)), None)
        limit = found.constraints.get(constraint) if found else None
    return int(limit) if limit is not None else None
