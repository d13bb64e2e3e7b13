"""What the register said when: a region is spoken of only by files that cover it."""

import datetime
from pathlib import Path

import pytest

from mrezha.history import (
    History,
    Snapshot,
    SnapshotRow,
    count_over_time,
    find_changes,
    read_as_of,
    read_history,
    render_snapshot,
)

MARCH, JUNE, SEPTEMBER = (datetime.date(2026, month, 19) for month in (3, 6, 9))


def row(id_: str, name: str = "", region: str = "BG33", **more: object) -> SnapshotRow:
    values = {"row": 1, "id": id_, "name": name or id_, "region": region, "status": "listed"}
    return SnapshotRow(**{**values, **more})  # type: ignore[arg-type]


def snapshot(day: datetime.date, *rows: SnapshotRow, checksum: str = "") -> Snapshot:
    checksum = checksum or f"{day:%m%d}" * 16
    return Snapshot(day, "Измислена таблица", "t.csv", checksum, "certificates", True, rows)


def history(*snapshots: Snapshot) -> History:
    return History(snapshots)


def test_the_first_snapshot_of_a_region_is_no_news() -> None:
    assert () == find_changes(history(snapshot(MARCH, row("a"), row("b"))))


def test_who_came_left_was_renamed_and_changed_class_is_told() -> None:
    first = snapshot(
        MARCH, row("a"), row("b"), row("c", "„Цвете“ ООД"), row("d", register_class="A")
    )
    second = snapshot(
        JUNE, row("b"), row("c", "„Букет“ ООД"), row("d", register_class="A+"), row("e")
    )
    found = {(one.kind, one.key, one.old, one.new) for one in find_changes(history(first, second))}
    assert {
        ("left", "a", "", ""),
        ("renamed", "c", "„Цвете“ ООД", "„Букет“ ООД"),
        ("class", "d", "A", "A+"),
        ("came", "e", "", ""),
    } == found


def test_quotes_case_and_the_place_of_the_legal_form_are_no_rename() -> None:
    first = snapshot(MARCH, row("a", '"Неща с душа"ЕООД'))
    second = snapshot(JUNE, row("a", "ЕООД „Неща с Душа“"))
    assert () == find_changes(history(first, second))


def test_a_sheet_without_a_class_column_takes_no_class_away() -> None:
    days = [
        snapshot(MARCH, row("a", register_class="A")),
        snapshot(JUNE, row("a")),
        snapshot(SEPTEMBER, row("a", register_class="A+")),
    ]
    (found,) = find_changes(history(*days))
    assert ("class", "A", "A+", SEPTEMBER) == (found.kind, found.old, found.new, found.date)


def test_a_sheet_of_one_region_says_nothing_of_another() -> None:
    first = snapshot(MARCH, row("a"), row("b", region="BG41"))
    second = snapshot(JUNE, row("a"))
    assert () == find_changes(history(first, second))
    assert ["a", "b"] == [one.key for one, _ in read_as_of(history(first, second), JUNE).entries]


def test_a_row_set_aside_neither_comes_nor_leaves_but_was_said() -> None:
    first = snapshot(MARCH, row("a", eik="999990010"), row("b"))
    second = snapshot(JUNE, row("", "a", eik="999990010", is_aside=True), row("b"))
    assert () == find_changes(history(first, second))
    found = read_as_of(history(first, second), JUNE).entries
    assert [(True, "a"), (False, "a"), (False, "b")] == [(o.is_aside, o.name) for o, _ in found]


def test_an_unconfirmed_enterprise_is_no_entry() -> None:
    first = snapshot(MARCH, row("a"), row("b", status="unconfirmed"))
    assert ["a"] == [one.id for one, _ in read_as_of(history(first), MARCH).entries]


def test_as_of_a_day_later_snapshots_are_not_known() -> None:
    both = history(snapshot(MARCH, row("a")), snapshot(JUNE, row("b")))
    ids = [
        [one.id for one, _ in read_as_of(both, day).entries]
        for day in (MARCH - datetime.timedelta(1), MARCH, JUNE - datetime.timedelta(1), JUNE)
    ]
    assert [[], ["a"], ["a"], ["b"]] == ids


def test_entries_are_counted_on_the_day_of_every_snapshot() -> None:
    both = history(
        snapshot(MARCH, row("a", register_class="A")),
        snapshot(JUNE, row("a", register_class="A"), row("b", register_class="A+")),
    )
    assert [
        (MARCH, {"BG33": 1}, {"A": 1}),
        (JUNE, {"BG33": 2}, {"A": 1, "A+": 1}),
    ] == [(day, dict(places), dict(classes)) for day, places, classes in count_over_time(both)]


def test_a_snapshot_is_read_back_as_it_was_and_order_of_rows_plays_no_part(tmp_path: Path) -> None:
    rows = (row("a", renewals=("2026-09-24",), read={"name": "\ta"}), row("b", row=2))
    one = snapshot(MARCH, *rows)
    other = snapshot(MARCH, *reversed(rows))
    assert render_snapshot(one) == render_snapshot(other)
    (tmp_path / one.name).write_bytes(render_snapshot(one))
    found, problems = read_history(tmp_path)
    assert (one,) == found.snapshots
    assert () == problems


def test_who_was_withdrawn_is_nowhere_and_who_was_renamed_is_followed(tmp_path: Path) -> None:
    one = snapshot(MARCH, row("a"), row("old"))
    (tmp_path / one.name).write_bytes(render_snapshot(one))
    found, _ = read_history(tmp_path, {"enterprises/a"}, {"enterprises/old": "enterprises/new"})
    assert ["new"] == [row.id for row in found.snapshots[0].rows]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"row"', b'"raw"'),
        (b'"rows": 1', b'"rows": 2'),
        (b"2026-03-19", b"2026-13-19"),
        (b"{", b"["),
    ],
)
def test_a_damaged_snapshot_is_a_problem(tmp_path: Path, old: bytes, new: bytes) -> None:
    one = snapshot(MARCH, row("a"))
    (tmp_path / one.name).write_bytes(render_snapshot(one).replace(old, new))
    found, problems = read_history(tmp_path)
    assert () == found.snapshots
    assert ["history-file"] == [problem.code for problem in problems]
