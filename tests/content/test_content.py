"""The contributor's gate: the real records, checked as `mrezha check` checks them."""

from collections import Counter
from pathlib import Path

import pytest

from mrezha.catalogue import build_catalogue
from mrezha.places import load_gazetteer
from mrezha.problems import render_problem
from mrezha.records.formatting import format_record
from mrezha.records.loading import Loaded, load_content
from mrezha.schema import load_schema

ROOT = Path(__file__).parents[2]
FOLDERS = {str(table.folder): table for table in load_schema().record_tables()}


def record_files(content: Path) -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (content / folder).glob("*.md"))


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_content(ROOT / "content", ROOT)


def test_no_record_has_a_problem(loaded: Loaded) -> None:
    assert "" == "\n".join(render_problem(one, "bg") for one in loaded.problems)


def test_every_file_is_a_record(loaded: Loaded) -> None:
    assert len(record_files(ROOT / "content")) == loaded.files == len(loaded.records) > 0


def test_every_kind_of_record_is_there(loaded: Loaded) -> None:
    kinds = Counter(one.kind for one in loaded.records)
    assert {"enterprise", "event", "call", "region", "page"} == set(kinds)
    assert 6 == kinds["region"]  # the planning regions of Bulgaria


@pytest.mark.parametrize("content", ["content", "tests/fixtures/content"])
def test_every_record_stands_in_its_canonical_form(content: str) -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in record_files(ROOT / content)
        if format_record(path.read_bytes().decode(), FOLDERS[path.parent.name])
        != path.read_bytes().decode()
    ]
    assert [] == wrong, "run: mrezha format"


def test_every_record_is_in_the_catalogue(loaded: Loaded) -> None:
    catalogue = build_catalogue(loaded, load_schema(), load_gazetteer())
    kept = {
        "enterprises": catalogue.enterprises,
        "events": catalogue.events,
        "calls": catalogue.calls,
        "regions": catalogue.regions,
        "pages": catalogue.pages,
    }
    missing = [
        one.file
        for one in loaded.records
        for folder in (Path(one.file).parent.name,)
        if one.id not in kept[folder] and f"{folder}/{one.id}" not in loaded.withdrawn
    ]
    assert [] == missing


def test_every_status_that_counts_as_registered_has_a_source(loaded: Loaded) -> None:
    """A status is shown only with the source that gives it, and never without one."""
    terms = load_schema().vocabularies["statuses"].terms
    sources = {row.record.file for row in loaded.typed["sources"]}
    claimed = [
        row.record.file
        for row in loaded.typed["enterprises"]
        if terms[str(row.values["status"])].more["registered"] == "yes"
    ]
    assert [] == [file for file in claimed if file not in sources]
