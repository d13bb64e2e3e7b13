"""Understand the cells of one row, each by its field; note what was put right and what not."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mrezha.places import Gazetteer
from mrezha.places.resolve import resolve_address
from mrezha.problems import Problem
from mrezha.records.csvtext import is_formula
from mrezha.register.cleaning import (
    Cleaned,
    Repair,
    clean_class,
    clean_date,
    clean_eik,
    clean_text,
    split_websites,
)
from mrezha.register.layouts import Found, load_aliases
from mrezha.register.names import find_form
from mrezha.register.notes import SourceNote, split_certainty, split_source, split_sources
from mrezha.register.phrases import split_phrases
from mrezha.register.planned import ImportOptions
from mrezha.schema import load_schema

RENEWALS = ("renewal_1", "renewal_2", "renewal_3")


@dataclass(slots=True)
class Reading:
    """What has been understood of one row so far."""

    file: str
    row: int
    titles: Mapping[str, str]
    cells: Mapping[str, str]
    is_1904: bool = False
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
        """Say whether a text may be kept: no formula, no longer than the schema allows."""
        if is_formula(value):
            self.report(key, value, "", code="import-formula")
            return False
        limit = limit_of(key, "maxLength")
        if limit and len(value) > limit:
            params = {"size": str(len(value)), "limit": str(limit)}
            title = self.titles.get(key, key)
            self.problems.append(
                Problem("import-long", self.file, self.row, title, params, "warning")
            )
            return False
        return True


def read_codes(reading: Reading, form_in_name: str | None, found: Found) -> None:
    """Read what is a code: EIK, legal form, class and status."""
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


def read_place(reading: Reading, gazetteer: Gazetteer) -> None:
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


def read_renewals(reading: Reading) -> None:
    """Keep the deadlines as written: the Act's periods are never used to compute one."""
    dates = []
    for key in RENEWALS:
        cleaned = clean_date("renewals", reading.cells.get(key, ""), reading.is_1904)
        reading.repairs += cleaned.repairs
        if cleaned.wrong:
            reading.report(key, cleaned.wrong, "24.11.2029")
        elif cleaned.value and cleaned.value not in dates:
            dates.append(cleaned.value)
    if dates:
        reading.values["renewals"] = tuple(dates)


def read_lists(reading: Reading) -> None:
    """Read the cells that list things: products, services and web pages."""
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


def _keep_list(reading: Reading, key: str, items: tuple[str, ...]) -> None:
    limit = limit_of(key, "maxItems")
    if limit and len(items) > limit:
        params = {"size": str(len(items)), "limit": str(limit)}
        title = reading.titles.get(key, key)
        reading.problems.append(
            Problem("import-many", reading.file, reading.row, title, params, "warning")
        )
    reading.values[key] = items[:limit] if limit else items


def read_sources(reading: Reading, found: Found, options: ImportOptions) -> tuple[SourceNote, ...]:
    """Return where the row comes from: its own cell, else the layout's fixed source."""
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


@functools.cache
def limit_of(key: str, constraint: str) -> int | None:
    """Return a limit of a register field or of a source's field from the schema."""
    schema = load_schema()
    if key == "source":
        limit = schema.tables["sources"].fields["name"].constraints.get(constraint)
    else:
        fields = schema.tables["enterprises"].fields.values()
        found = next((one for one in fields if one.path == ("register", key)), None)
        limit = found.constraints.get(constraint) if found else None
    return int(limit) if limit is not None else None
