"""Every code has a record that breaks its rule, and only that rule, at a known line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mrezha.problems import Problem, load_messages
from mrezha.records.loading import Loaded, load_content

# Code -> folder, line and field, counted by hand in the fixture file.
RECORDS = {
    "amount-order": ("calls", 6, "amount.min"),
    "consent-missing": ("enterprises", 7, "contacts.person.name"),
    "cpv": ("enterprises", 11, "offers[1].cpv"),
    "currency-missing": ("calls", 6, "amount.total"),
    "dates-order": ("enterprises", 6, "register.entered_on"),
    "eik-checksum": ("enterprises", 5, "register.eik"),
    "eik-length": ("enterprises", 5, "register.eik"),
    "file-encoding": ("enterprises", 3, "register.name"),
    "front-matter-missing": ("enterprises", 1, "file"),
    "front-matter-open": ("enterprises", 5, "file"),
    "hour-missing": ("events", 10, "days[2].opens"),
    "hours-order": ("events", 9, "days[1].closes"),
    "look-alike": ("enterprises", 8, "body"),
    "name-alike": ("enterprises", 3, "register.name"),
    "not-unique": ("enterprises", 5, "register.eik"),
    "nuts2": ("regions", 2, "nuts2"),
    "opening-outside": ("events", 7, "opening.date"),
    "participant-empty": ("events", 7, "participants[1]"),
    "participant-offers": ("events", 10, "participants[1].offers[2]"),
    "pattern": ("pages", 4, "menu"),
    "period-and-days": ("events", 6, "period"),
    "phone": ("enterprises", 6, "contacts.phone"),
    "picture-missing": ("enterprises", 6, "photos[1].file"),
    "picture-name": ("enterprises", 6, "photos[1].file"),
    "picture-unlisted": ("enterprises", 11, "offers[1].photo"),
    "place-far": ("enterprises", 7, "place.lon"),
    "place-half": ("enterprises", 6, "place.lon"),
    "reference": ("enterprises", 7, "links[1].to"),
    "region-and-settlement": ("enterprises", 6, "register.region"),
    "repeated-item": ("enterprises", 8, "activities[3]"),
    "repeated-row": ("enterprises", 11, "offers[2]"),
    "required": ("enterprises", 2, "register.status"),
    "self-link": ("enterprises", 6, "links[1]"),
    "settlement": ("enterprises", 5, "register.settlement"),
    "shape-group": ("enterprises", 5, "title"),
    "shape-list": ("enterprises", 5, "activities"),
    "shape-scalar": ("enterprises", 5, "register.address"),
    "text-marks": ("enterprises", 3, "register.name"),
    "text-sign": ("enterprises", 3, "register.name"),
    "too-large": ("enterprises", 6, "place.lon"),
    "too-long": ("enterprises", 6, "title.bg"),
    "too-many": ("enterprises", 13, "economic_activities"),
    "too-small": ("enterprises", 7, "place.lat"),
    "type-date": ("enterprises", 5, "register.entered_on"),
    "type-email": ("enterprises", 6, "contacts.email"),
    "type-integer": ("pages", 4, "order"),
    "type-number": ("enterprises", 6, "place.lon"),
    "unknown-key": ("enterprises", 5, "register.adress"),
    "url": ("enterprises", 6, "contacts.website"),
    "url-unsafe": ("enterprises", 6, "contacts.website"),
    "venue-region": ("events", 8, "venue.settlement"),
    "venue-unknown": ("events", 8, "days[1].venue"),
    "vocabulary": ("enterprises", 5, "register.legal_form"),
    "yaml-anchor": ("enterprises", 5, "register.address"),
    "yaml-depth": ("enterprises", 5, "place"),
    "yaml-duplicate": ("enterprises", 6, "register.class"),
    "yaml-merge": ("enterprises", 5, "register.<<"),
    "yaml-shape": ("enterprises", 2, "file"),
    "yaml-syntax": ("enterprises", 5, "register.address"),
    "yaml-tag": ("enterprises", 5, "register.address"),
}
# Code -> the file found wrong in the folder fixture, and the line.
FOLDERS = {
    "file-kind": ("content/enterprises/belezhki.txt", None),
    "file-name": ("content/enterprises/Хляб_и_сол.md", None),
    "folder-unknown": ("content/firmi", None),
    "moved-from": ("content/moved.yml", 3),
    "moved-shape": ("content/moved.yml", 3),
    "moved-to": ("content/moved.yml", 3),
    "picture-damaged": ("content/enterprises/izmislena/skasana.jpg", None),
    "picture-kind": ("content/enterprises/izmislena/znak.png", None),
    "picture-size": ("content/enterprises/izmislena/ogromna.png", None),
    "withdrawn-shape": ("content/withdrawn.yml", 3),
}
# Made when the test runs: a link and a file of 64 KB are not for a repository.
MADE = {"file-symlink", "file-size"}
# No field of the schema has a shortest length yet; the rule is tested in test_tables.py.
ELSEWHERE = {"too-short"}


def is_raised_by_records(code: str) -> bool:
    return code != "format" and not code.startswith(
        ("import-", "submission-", "history-", "progress-")
    )


@pytest.fixture(scope="module")
def all_problems(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> tuple[Problem, ...]:
    """All broken records checked together, among the good ones."""
    content = Path(
        shutil.copytree(fixtures / "content", tmp_path_factory.mktemp("invalid") / "content")
    )
    for code, (folder, _, _) in RECORDS.items():
        shutil.copy(fixtures / "invalid" / f"{code}.md", content / folder)
    return load_content(content).problems


@pytest.mark.parametrize("code", sorted(RECORDS))
def test_a_broken_record_has_just_its_own_problem(
    code: str, all_problems: tuple[Problem, ...]
) -> None:
    folder, line, field = RECORDS[code]
    file = f"content/{folder}/{code}.md"
    found = [(one.code, one.line, one.field) for one in all_problems if one.file == file]
    assert [(code, line, field)] == found


def test_good_records_among_broken_ones_have_no_problem(
    all_problems: tuple[Problem, ...],
) -> None:
    expected = {f"content/{folder}/{code}.md" for code, (folder, _, _) in RECORDS.items()}
    assert expected == {one.file for one in all_problems}


@pytest.mark.parametrize("code", sorted(FOLDERS))
def test_a_broken_folder_has_just_its_own_problem(
    code: str, load_fixture: Callable[[str], Loaded]
) -> None:
    found = load_fixture(f"invalid/{code}/content").problems
    assert [(code, *FOLDERS[code])] == [(one.code, one.file, one.line) for one in found]


def test_a_link_in_place_of_a_record_is_refused(content_copy: Path) -> None:
    (content_copy / "pages" / "vrazka.md").symlink_to(content_copy / "pages" / "dostapnost.md")
    (content_copy / "enterprises" / "izmislena-furna" / "x.png").symlink_to("/etc/passwd")
    (content_copy / "drugi").symlink_to(content_copy / "pages")
    found = load_content(content_copy).problems
    assert [
        ("file-symlink", "content/drugi"),
        ("file-symlink", "content/enterprises/izmislena-furna/x.png"),
        ("file-symlink", "content/pages/vrazka.md"),
    ] == [(one.code, one.file) for one in found]


@pytest.mark.parametrize(("size", "expected"), [(65_536, []), (65_537, ["file-size"])])
def test_a_record_may_have_64_kilobytes_and_not_one_byte_more(
    size: int, expected: list[str], content_copy: Path
) -> None:
    front = "---\ntitle:\n  bg: Дълга\n---\n".encode()
    comment = b"# " + b"x" * (size - len(front) - 3) + b"\n"
    record = front[:4] + comment + front[4:]
    assert len(record) == size
    (content_copy / "pages" / "dalga.md").write_bytes(record)
    assert expected == [one.code for one in load_content(content_copy).problems]


def test_every_code_has_a_record_that_breaks_it(fixtures: Path) -> None:
    codes = {code for code in load_messages("bg") if is_raised_by_records(code)}
    assert codes == {*RECORDS, *FOLDERS, *MADE, *ELSEWHERE}


def test_every_fixture_is_used(fixtures: Path) -> None:
    files = {path.stem for path in (fixtures / "invalid").iterdir() if path.suffix == ".md"}
    folders = {path.name for path in (fixtures / "invalid").iterdir() if path.is_dir()}
    assert (set(RECORDS), {*FOLDERS, "ten-faults"}) == (files, folders)


def test_ten_faults_in_one_record_are_told_at_once(
    load_fixture: Callable[[str], Loaded],
) -> None:
    found = load_fixture("invalid/ten-faults/content").problems
    assert [
        (2, "required", "register.status"),
        (3, "eik-checksum", "register.eik"),
        (5, "vocabulary", "register.legal_form"),
        (7, "dates-order", "register.entered_on"),
        (8, "type-date", "register.valid_until"),
        (9, "settlement", "register.settlement"),
        (10, "unknown-key", "titel"),
        (12, "shape-list", "activities"),
        (14, "phone", "contacts.phone"),
        (15, "url-unsafe", "contacts.website"),
    ] == [(one.line, one.code, one.field) for one in found]
