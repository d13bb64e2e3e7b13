"""`mrezha progress`: a centre's visits go into the centre's own fields, and nowhere else."""

import json

import openpyxl
import pytest

HEAD = "№;Предприятие;ЕИК;Лице;Дата на посещението;Дигитализация на място;дигитализирано на\n"
ROWS = (
    "1;„Измислена фурна“ ЕООД;999990010;Тайна Особа;10.03.2025 г.;да;\n"
    "2;зелена утопия;;;24.6.2025;;1 юли 2025 г.\n"
)


@pytest.fixture
def bring(mrezha, checkout):
    def run(rows: str, *options: str):
        path = checkout / "poseshteniya.csv"
        path.write_text(HEAD + rows, "utf-8")
        return mrezha("progress", "import", path, *options, cwd=checkout)

    return run


def record(checkout, id_="zelena-utopia"):
    return (checkout / "content" / "enterprises" / f"{id_}.md").read_text("utf-8")


def test_a_plan_is_printed_and_only_apply_writes(bring, checkout, tree):
    before = tree(checkout / "content")
    done = bring(ROWS)
    assert 0 == done.code, done.err
    assert "zelena-utopia" in done.out and "Тайна" not in done.out + done.err
    assert before == tree(checkout / "content")
    assert 0 == bring(ROWS, "--apply").code
    after = tree(checkout / "content")
    assert ["enterprises/zelena-utopia.md"] == [k for k in after if after[k] != before[k]]
    text = record(checkout)
    assert 'progress:\n  surveyed_on: "2025-06-24"\n  digitalised_on: "2025-07-01"\n' in text
    assert "Няма какво да се промени" in bring(ROWS, "--apply").err
    assert after == tree(checkout / "content")


def test_what_a_person_wrote_stays_and_the_record_stays_valid(bring, checkout, mrezha):
    before = record(checkout).splitlines()
    bring(ROWS, "--apply")
    after = record(checkout).splitlines()
    assert [] == [line for line in before if line not in after]
    assert 0 == mrezha("check", cwd=checkout).code


def test_an_empty_cell_takes_nothing_away_and_a_new_day_is_shown_beside_the_old(bring, checkout):
    row = "1;„Измислена фурна“ ЕООД;999990010;;11.03.2025;;\n"
    done = bring(row, "--json")
    (change,) = json.loads(done.out)["changed"]
    assert {"surveyed_on": {"old": "2025-03-10", "new": "2025-03-11"}} == change["changes"]
    bring(row, "--apply")
    assert 'digitalised_on: "2025-09-01"' in record(checkout, "izmislena-furna")


def test_the_first_of_several_visits_counts_whatever_their_order(bring, checkout):
    rows = "1;Зелена утопия;;;2.2.2026;;\n2;Зелена утопия;;;1.1.2026;;\n"
    for given in (rows, "".join(reversed(rows.splitlines(keepends=True)))):
        (change,) = json.loads(bring(given, "--json").out)["changed"]
        assert "2026-01-01" == change["changes"]["surveyed_on"]["new"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1;Съвсем непозната;;;10.03.2025;;\n", "progress-unknown"),
        ("1;Измислена фурна;999990028;;10.03.2025;;\n", "progress-unknown"),
        ("1;Зелена утопия;;;наскоро;;\n", "progress-day"),
        ("1;Зелена утопия;;;10.03.2999;;\n", "progress-day"),
    ],
)
def test_a_doubtful_row_is_reported_and_nothing_of_it_is_written(bring, checkout, tree, row, code):
    before = tree(checkout / "content")
    done = bring(row, "--apply")
    assert 1 == done.code
    assert f"[{code}]" in done.err
    assert before == tree(checkout / "content")


def test_a_visit_without_a_day_does_not_count(bring):
    done = bring("1;Зелена утопия;;;;да;\n")
    assert 0 == done.code
    assert "" == done.out


def test_a_workbook_is_read_too_and_a_table_without_days_is_refused(mrezha, checkout):
    book = openpyxl.Workbook()
    book.active.append(["ЕИК", "Анкета"])
    book.active.append(["999990035", "2025-06-24"])
    book.save(checkout / "t.xlsx")
    done = mrezha("progress", "import", "t.xlsx", "--json", cwd=checkout)
    assert ["zelena-utopia"] == [one["id"] for one in json.loads(done.out)["changed"]]
    (checkout / "t.csv").write_text("име;телефон\nа;б\n", "utf-8")
    done = mrezha("progress", "import", "t.csv", cwd=checkout)
    assert (1, True) == (done.code, "[progress-layout]" in done.err)


def test_the_goals_are_told_with_zeroes(mrezha, checkout):
    found = json.loads(mrezha("progress", "show", "--json", cwd=checkout).out)
    assert {"surveyed": (1, 200), "digitalised": (1, 100)} == {
        name: (one["total"], one["target"]) for name, one in found.items()
    }
    assert {"BG31", "BG32", "BG33", "BG34", "BG41", "BG42", ""} == set(found["surveyed"]["regions"])
    assert (1, 0) == tuple(found["surveyed"]["regions"][one] for one in ("BG33", "BG41"))
