"""Who is no longer in the sheet is marked, never deleted; and a broken sheet stops."""

import datetime

import pytest
import yaml

from mrezha.records.eik import judge_eik

EIKS = [str(n) for n in range(200000000, 200000400) if judge_eik(str(n)) is None]
DAY, DUE = "1.2.2026 г.", "1.2.2029 г."
ROWS = [(f"Фирма номер {n} ЕООД", EIKS[n], DAY, DUE) for n in range(10)]
TODAY = datetime.date(2026, 11, 24)


def block(raw):
    return yaml.safe_load(raw.decode().split("---")[1])["register"]


def test_an_enterprise_missing_from_the_sheet_is_marked_with_the_day(checkout):
    checkout.apply(checkout.sheet(ROWS), today=TODAY)
    record = checkout.folder / "firma-nomer-9.md"
    record.write_bytes(record.read_bytes().replace(b"\n---\n", b"\ntitle:\n  bg: X # mine\n---\n"))
    before = record.read_bytes()
    plan = checkout.apply(checkout.sheet(ROWS[:9]), today=datetime.date(2026, 12, 1))
    assert [("firma-nomer-9", "2026-12-01")] == [(one.id, one.on) for one in plan.gone]
    after = block(record.read_bytes())
    assert ("gone", "2026-12-01") == (after["status"], str(after["gone_on"]))
    assert before.partition(b"title:")[2] == record.read_bytes().partition(b"title:")[2]
    assert 10 == len(checkout.files())


def test_the_mark_keeps_its_first_day_and_goes_when_the_enterprise_is_back(checkout):
    checkout.apply(checkout.sheet(ROWS), today=TODAY)
    full = checkout.files()
    checkout.apply(checkout.sheet(ROWS[:9]), today=TODAY)
    marked = checkout.files()
    later = datetime.date(2027, 1, 1)
    assert checkout.apply(checkout.sheet(ROWS[:9]), today=later).is_empty
    assert marked == checkout.files()
    checkout.apply(checkout.sheet(ROWS), today=later)
    assert full == checkout.files()


def test_an_older_sheet_does_not_bring_an_enterprise_back(checkout):
    checkout.apply(checkout.sheet(ROWS), date=datetime.date(2026, 1, 1))
    checkout.apply(checkout.sheet(ROWS[:9]), date=datetime.date(2026, 6, 1))
    checkout.apply(checkout.sheet(ROWS), date=datetime.date(2026, 3, 1))
    assert "gone" == block(checkout.files()["firma-nomer-9.md"])["status"]


def test_an_older_sheet_marks_nobody_as_gone(checkout):
    checkout.apply(checkout.sheet(ROWS), date=datetime.date(2026, 6, 1))
    before = checkout.files()
    checkout.apply(checkout.sheet(ROWS[:9]), date=datetime.date(2026, 1, 1))
    assert before == checkout.files()


def test_too_many_missing_stop_the_import_until_a_person_names_the_number(checkout):
    checkout.apply(checkout.sheet(ROWS), today=TODAY)
    half = checkout.sheet(ROWS[:5])
    for accepted in (None, 4):
        plan = checkout.plan(half, today=TODAY, accept_loss=accepted)
        assert plan.is_blocked
        assert {"import-loss", "import-fewer"} <= {one.code for one in plan.problems}
    checkout.apply(half, today=TODAY, accept_loss=5)
    states = [block(one)["status"] for one in checkout.files().values()]
    assert (5, 5) == (states.count("gone"), states.count("listed"))


def test_a_part_of_the_list_marks_nobody(checkout):
    checkout.apply(checkout.sheet(ROWS), today=TODAY)
    before = checkout.files()
    plan = checkout.apply(checkout.sheet(ROWS[:2]), today=TODAY, is_partial=True)
    assert ((), before) == (plan.gone, checkout.files())


def test_a_row_that_is_set_aside_is_not_gone(checkout):
    checkout.apply(checkout.sheet(ROWS), today=TODAY)
    broken = [*ROWS[:9], (ROWS[9][0], "123456780", DAY, DUE)]
    plan = checkout.plan(checkout.sheet(broken), today=TODAY)
    assert ((), 1) == (plan.gone, len(plan.quarantined))


def test_a_column_that_was_there_last_time_is_missed(checkout):
    path = checkout.sheet(ROWS)
    checkout.apply(path, today=TODAY)
    title = "предлагани продукти/услуги"
    path.write_bytes(path.read_bytes().replace(title.encode(), b"").replace(b";;\r", b";\r"))
    plan = checkout.plan(path, today=TODAY)
    assert (True, ["import-column-lost"]) == (plan.is_blocked, [o.code for o in plan.problems])
    assert not checkout.plan(path, today=TODAY, without=("offers",)).is_blocked


@pytest.mark.parametrize("rows", [[], [("", "", "", "")]])
def test_a_sheet_of_titles_alone_changes_nothing(checkout, rows):
    checkout.apply(checkout.sheet(ROWS), today=TODAY)
    assert checkout.plan(checkout.sheet(rows), today=TODAY).is_blocked
