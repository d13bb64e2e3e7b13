"""Matching and precedence, on sheets of a few imaginary rows."""

import datetime

import pytest
import yaml

from mrezha.register import SourceError, plan_as_json, render_plan

# Check digits computed by the published weights (see tests/records/test_eik.py).
EIKS = ("123456786", "200000002", "200000015")
DAY, DUE = "1.2.2026 г.", "1.2.2029 г."


def block(data: bytes) -> dict:
    found: dict = yaml.load(data.decode().split("---\n")[1], Loader=yaml.BaseLoader)["register"]  # noqa: S506 plain text only
    return found


def codes(plan) -> list[str]:
    return [one.code for one in plan.problems]


RECORD = """---
# водено от Мария
title: {bg: Хляб и сол, en: 'Bread & Salt'}   # както ни знаят
register:
  eik: "123456786"
  name: „Хляб и сол“ ЕООД
  legal_form: limited-sole
  class: A   # от заповедта
  status: listed
  applied_on: "2026-02-01"
  renewals:
    - "2029-02-01"
  sources:
    - name: Стар източник
      seen_on: "2026-05-01"
summary:
  bg: Печем хляб.
---
Текст.
"""


def test_a_hand_written_file_keeps_every_byte_outside_the_changed_lines(checkout):
    path = checkout.record("hlyab-i-sol", RECORD)
    checkout.apply(checkout.sheet([("ХЛЯБ И СОЛ ЕООД", EIKS[0], DAY, DUE, "1.2.2032 г.")]))
    before, after = RECORD.split("\n"), path.read_text("utf-8").split("\n")
    assert [line for line in after if line not in before] == [
        '    - "2032-02-01"',
        "    - name: Таблица „удостоверения СП“ на регионалния център",
        "      certainty: high",
    ]
    assert before == [line for line in after if line in before]


def test_windows_line_ends_stay_windows_line_ends(checkout):
    path = checkout.record("hlyab-i-sol", RECORD.replace("\n", "\r\n"))
    checkout.apply(checkout.sheet([("Хляб и сол ЕООД", EIKS[0], DAY, DUE, "1.2.2032 г.")]))
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > RECORD.count("\n")


def test_an_empty_cell_is_no_statement(checkout):
    path = checkout.record("hlyab-i-sol", RECORD)
    checkout.apply(checkout.sheet([("Хляб и сол ЕООД",)]))
    kept = block(path.read_bytes())
    assert ("123456786", "2026-02-01", ["2029-02-01"]) == (
        kept["eik"],
        kept["applied_on"],
        kept["renewals"],
    )


def test_a_renewed_deadline_is_added_and_an_older_sheet_does_not_take_it_back(checkout):
    path = checkout.record("hlyab-i-sol", RECORD)
    new = checkout.sheet([("Хляб и сол ЕООД", EIKS[0], DAY, DUE, "1.2.2032 г.")], "new.csv")
    old = checkout.sheet([("Хляб и сол ЕООД", EIKS[0], DAY, DUE)], "old.csv")
    for one in (old, new, old, new):
        checkout.apply(one)
    assert ["2029-02-01", "2032-02-01"] == block(path.read_bytes())["renewals"]


def test_a_newer_source_replaces_a_value_and_an_older_one_does_not(checkout):
    path = checkout.record("hlyab-i-sol", RECORD)
    sheet = checkout.sheet([("Хляб и сол ЕООД", EIKS[0], "2.2.2026 г.", DUE)])
    old = checkout.apply(sheet, date=datetime.date(2026, 4, 1))
    assert "2026-02-01" == block(path.read_bytes())["applied_on"]
    assert [("applied_on", "2026-02-01", "2026-02-02")] == [
        (one.field, one.ours, one.theirs) for one in old.kept
    ]
    checkout.apply(sheet, date=datetime.date(2026, 6, 1))
    assert "2026-02-02" == block(path.read_bytes())["applied_on"]


@pytest.mark.parametrize("first", ["2026-04-01", "2026-06-01"])
def test_two_dated_files_that_differ_never_take_turns(checkout, first):
    checkout.record("hlyab-i-sol", RECORD)
    other = {"2026-04-01": "2026-06-01", "2026-06-01": "2026-04-01"}[first]
    rows = {
        first: checkout.sheet([("Хляб и сол ЕООД", EIKS[0], "2.2.2026 г.")], "a.csv"),
        other: checkout.sheet([("Сол и хляб ЕООД", EIKS[0], "3.2.2026 г.")], "b.csv"),
    }
    for day, path in rows.items():
        checkout.apply(path, date=datetime.date.fromisoformat(day))
    settled = checkout.files()
    for day, path in [*rows.items(), *rows.items()]:
        assert checkout.plan(path, date=datetime.date.fromisoformat(day)).is_empty
    assert settled == checkout.files()


def test_a_rename_keeps_the_old_name_and_is_not_undone(checkout):
    path = checkout.record("hlyab-i-sol", RECORD)
    new = checkout.sheet([("Сол и хляб ЕООД", EIKS[0])], "new.csv")
    old = checkout.sheet([("Хляб и сол ЕООД", EIKS[0])], "old.csv")
    plan = checkout.apply(new)
    assert ["hlyab-i-sol"] == [one.id for one in plan.renamed]
    checkout.apply(old)
    found = block(path.read_bytes())
    assert ("Сол и хляб ЕООД", ["„Хляб и сол“ ЕООД"]) == (found["name"], found["other_names"])


TABLE = "name,eik,legal_form,town,district,class,register_status,source,certainty\n"


def test_a_status_only_rises(checkout):
    path = checkout.record("hlyab-i-sol", RECORD.replace("status: listed", "status: reported"))
    weaker = checkout.root / "weaker.csv"
    row = "„Хляб и сол“ ЕООД,123456786,ЕООД,,,A+,unconfirmed,example.org (2026-09-01),high\n"
    weaker.write_text(TABLE + row, "utf-8")
    plan = checkout.apply(weaker)
    found = block(path.read_bytes())
    assert ("reported", "A") == (
        found["status"],
        found["class"],
    )  # a weaker source replaces nothing
    assert ["class"] == [one.field for one in plan.kept]
    checkout.apply(checkout.sheet([("Хляб и сол ЕООД", EIKS[0])]))
    assert "listed" == block(path.read_bytes())["status"]


@pytest.mark.parametrize("status", ["removed", "expired"])
def test_a_removed_entry_is_not_brought_back_silently(checkout, status):
    path = checkout.record("hlyab-i-sol", RECORD.replace("status: listed", f"status: {status}"))
    plan = checkout.apply(checkout.sheet([("Хляб и сол ЕООД", EIKS[0])]))
    assert status == block(path.read_bytes())["status"]
    assert "import-status" in codes(plan)


def test_an_eik_of_another_kind_of_enterprise_is_a_conflict(checkout):
    checkout.record("hlyab-i-sol", RECORD)
    plan = checkout.apply(checkout.sheet([("Сдружение „Друго име“", EIKS[0])]))
    assert ["import-conflict"] == codes(plan)
    assert plan.is_empty


def test_one_name_with_two_eiks_is_a_conflict(checkout):
    checkout.record("hlyab-i-sol", RECORD)
    plan = checkout.apply(checkout.sheet([("Хляб и сол ЕООД", EIKS[1])]))
    assert ["import-other-eik"] == codes(plan)
    assert plan.is_empty


def test_an_association_and_a_company_of_one_name_are_two(checkout):
    checkout.record("hlyab-i-sol", RECORD)
    plan = checkout.apply(checkout.sheet([("Сдружение „Хляб и сол“", EIKS[1], DAY)]))
    assert ["hlyab-i-sol-sdruzhenie"] == [one.id for one in plan.new]
    assert ["import-same-name"] == codes(plan)


def test_a_one_word_name_without_form_or_place_is_not_enough(checkout):
    text = RECORD.replace('  eik: "123456786"\n', "").replace("„Хляб и сол“ ЕООД", "„Баланс“")
    checkout.record("balans", text.replace("  legal_form: limited-sole\n", ""))
    plan = checkout.apply(checkout.sheet([("Баланс ООД", EIKS[0])]))
    assert ["import-ambiguous"] == codes(plan)
    assert plan.is_empty


def test_a_record_without_an_eik_gets_it_from_the_row_of_its_name(checkout):
    path = checkout.record("hlyab-i-sol", RECORD.replace('  eik: "123456786"\n', ""))
    checkout.apply(checkout.sheet([("„Хляб и сол“ ЕООД", EIKS[0])]))
    assert "123456786" == block(path.read_bytes())["eik"]
    assert 1 == len(checkout.files())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("Хляб ЕООД", "123456780"), "import-eik"),
        (("", "123456786", DAY), "import-row"),
        (("„“", "123456786", DAY), "import-row"),
    ],
)
def test_rows_that_cannot_be_trusted_are_set_aside_with_the_reason(checkout, row, code):
    plan = checkout.apply(checkout.sheet([("Сол ЕООД", EIKS[1]), row]))
    assert [(4, code)] == [(one.row, one.problem.code) for one in plan.quarantined]
    assert ["sol.md"] == list(checkout.files())


def test_a_cell_that_is_not_understood_is_left_out_and_named(checkout):
    plan = checkout.apply(checkout.sheet([("Сол ЕООД", EIKS[1], "31.2.2026 г.", DUE)]))
    problem = plan.problems[0]
    assert ("import-value", 3, "дата на заявление за вписване") == (
        problem.code,
        problem.line,
        problem.field,
    )
    assert "applied_on" not in block(checkout.files()["sol.md"])


def test_rows_of_one_enterprise_become_one_record(checkout):
    rows = [("Сол ЕООД", "", DAY), ("„СОЛ“ ЕООД", EIKS[1], "", DUE)]
    plan = checkout.apply(checkout.sheet(rows))
    assert ["import-repeated"] == codes(plan)
    found = block(checkout.files()["sol.md"])
    assert (EIKS[1], "2026-02-01", ["2029-02-01"]) == (
        found["eik"],
        found["applied_on"],
        found["renewals"],
    )
    assert ((3, 4),) == tuple(one.rows for one in plan.new)


def test_rows_of_one_enterprise_that_contradict_are_both_set_aside(checkout):
    rows = [("Сол ЕООД", EIKS[1], DAY), ("Сол ЕООД", EIKS[1], "9.9.2025 г.")]
    plan = checkout.apply(checkout.sheet(rows))
    assert ["import-contradiction"] * 2 == codes(plan)
    assert {} == checkout.files()


def test_both_members_of_a_clash_of_ids_get_their_form(checkout):
    plan = checkout.apply(checkout.sheet([("Сол ЕООД", EIKS[0]), ("Фондация „Сол“", EIKS[1])]))
    assert ["sol-eood.md", "sol-fondatsia.md"] == list(checkout.files())
    assert ["import-alike", "import-alike"] == codes(plan)


def test_an_enterprise_taken_down_on_request_does_not_come_back(checkout):
    text = "withdrawn:\n  - {id: enterprises/sol, date: 2026-01-01}\n"
    (checkout.content / "withdrawn.yml").write_text(text)
    plan = checkout.apply(checkout.sheet([("Сол ЕООД", EIKS[0])]))
    assert ["import-withdrawn"] == codes(plan)
    assert {} == checkout.files()


def test_a_record_that_cannot_be_read_stops_the_import(checkout):
    checkout.record("hlyab", "---\nregister: [\n---\n")
    plan = checkout.plan(checkout.sheet([("Сол ЕООД", EIKS[0])]))
    assert (True, ["import-record"]) == (plan.is_blocked, codes(plan))


def test_a_sheet_with_a_header_alone_stops_the_import(checkout):
    plan = checkout.plan(checkout.sheet([]))
    assert (True, ["import-empty"]) == (plan.is_blocked, codes(plan))


def test_a_place_that_is_not_sure_leaves_the_region_alone(checkout):
    path = checkout.root / "table.csv"
    head = TABLE.replace("class", "nuts2")
    rows = "„Хляб“ ООД,,ООД,Ново село,,BG32,unconfirmed,example.org,low\n"
    path.write_text(head + rows, "utf-8")
    plan = checkout.apply(path)
    found = block(checkout.files()["hlyab.md"])
    assert ["import-place"] == codes(plan)
    assert (None, "BG32") == (found.get("settlement"), found.get("region"))


def test_a_settlement_takes_the_place_of_the_region(checkout):
    text = RECORD.replace("  status: listed\n", "  status: listed\n  region: BG33\n")
    path = checkout.record("hlyab-i-sol", text)
    table = checkout.root / "table.csv"
    row = "„Хляб и сол“ ЕООД,123456786,ЕООД,Варна,Варна,A,listed,example.org (2026-09-01),high\n"
    table.write_text(TABLE + row, "utf-8")
    checkout.apply(table)
    found = block(path.read_bytes())
    assert ("10135", None) == (found["settlement"], found.get("region"))


def test_the_plan_is_shown_in_both_languages_and_as_json(checkout):
    import json

    path = checkout.record("hlyab-i-sol", RECORD)
    rows = [("Сол и хляб ЕООД", EIKS[0], "", "", "", "https://a.bg/"), ("Сол ООД", EIKS[1])]
    plan = checkout.plan(checkout.sheet(rows))
    bulgarian, english = render_plan(plan, "bg"), render_plan(plan, "en")
    for text in (bulgarian, english):
        assert "hlyab-i-sol" in text and "„Хляб и сол“ ЕООД → Сол и хляб ЕООД" in text
    assert "преименувано" in bulgarian and "лични данни" in bulgarian
    assert "renamed" in english and "personal data" in english
    data = json.loads(plan_as_json(plan))
    assert (["hlyab-i-sol"], ["sol"]) == (data["renamed"], [one["id"] for one in data["new"]])
    assert path.read_text("utf-8") == RECORD  # a plan writes nothing


def test_a_missing_file_is_an_error_of_the_world(checkout):
    with pytest.raises(SourceError):
        checkout.plan(checkout.root / "no.csv")
