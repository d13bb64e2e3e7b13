"""Rows set aside wait in a file for a person, whose word holds at every later import."""

import datetime

import pytest
import yaml

from mrezha.records.eik import judge_eik

EIKS = [str(n) for n in range(200000000, 200000200) if judge_eik(str(n)) is None]
DAY, DUE = "1.2.2026 г.", "1.2.2029 г."
TODAY = datetime.date(2026, 11, 24)
WRONG = ("Хляб и сол ЕООД", "123456780", DAY, DUE)
OTHERS = [(f"Фирма номер {n} ЕООД", EIKS[n], DAY, DUE) for n in range(5, 15)]
RECORD = f'---\nregister:\n  eik: "{EIKS[0]}"\n  name: Хляб и сол ЕООД\n  status: listed\n---\n'


@pytest.fixture
def desk(checkout):
    return checkout.root / "register" / "quarantine.yml"


def items(desk):
    return yaml.safe_load(desk.read_text("utf-8"))["rows"]


def decide(desk, place, **keys):
    data = yaml.safe_load(desk.read_text("utf-8"))
    data["rows"][place].update(keys)
    desk.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def test_a_row_set_aside_is_kept_with_its_reason_and_a_place_for_a_decision(checkout, desk):
    path = checkout.sheet([WRONG, *OTHERS])
    checkout.apply(path, today=TODAY)
    (item,) = items(desk)
    assert ("import-eik", "") == (item["reason"], item["decision"])
    assert "123456780" == item["read"]["ЕИК"]
    assert {"bg", "en"} == set(item["why"])
    assert "Измислена" not in desk.read_text("utf-8")
    before = desk.read_bytes()
    checkout.apply(checkout.sheet([*OTHERS[::-1], WRONG]), today=TODAY)
    assert before == desk.read_bytes()


def test_nothing_is_written_by_a_plan_alone_or_by_one_that_is_blocked(checkout, desk):
    checkout.plan(checkout.sheet([WRONG, *OTHERS]), today=TODAY)
    assert not desk.exists()


def test_a_row_to_skip_is_not_imported_and_no_longer_waits(checkout, desk):
    path = checkout.sheet([WRONG, *OTHERS])
    checkout.apply(path, today=TODAY)
    decide(desk, 0, decision="skip")
    plan = checkout.apply(path, today=TODAY)
    assert () == plan.quarantined
    assert ["skip"] == [one.word for one in plan.decided]
    assert 10 == len(checkout.files())


def test_a_row_accepted_as_new_becomes_one_record_once(checkout, desk):
    path = checkout.sheet([WRONG, *OTHERS])
    checkout.apply(path, today=TODAY)
    decide(desk, 0, decision="new")
    checkout.apply(path, today=TODAY)
    files = checkout.files()
    assert "eik" not in yaml.safe_load(files["hlyab-i-sol.md"].decode().split("---")[1])["register"]
    assert "hlyab-i-sol" == items(desk)[0]["record"]
    again = checkout.apply(path, today=TODAY)
    assert (True, files) == (again.is_empty, checkout.files())


@pytest.mark.parametrize(
    "said", [{"decision": "same", "record": "pekarna"}, {"decision": "is the same as pekarna"}]
)
def test_a_row_that_is_the_same_as_a_record_goes_into_it(checkout, desk, said):
    record = checkout.record("pekarna", RECORD.replace("Хляб и сол", "Стара пекарна"))
    path = checkout.sheet([WRONG, *OTHERS])
    checkout.apply(path, today=TODAY)
    decide(desk, 0, **said)
    checkout.apply(path, today=TODAY)
    block = yaml.safe_load(record.read_text("utf-8").split("---")[1])["register"]
    assert (EIKS[0], "Хляб и сол ЕООД") == (block["eik"], block["name"])
    assert checkout.apply(path, today=TODAY).is_empty


def test_a_corrected_value_is_read_in_place_of_the_one_in_the_sheet(checkout, desk):
    path = checkout.sheet([WRONG, *OTHERS])
    checkout.apply(path, today=TODAY)
    decide(desk, 0, decision="correct", values={"ЕИК": EIKS[1]})
    plan = checkout.apply(path, today=TODAY)
    assert () == plan.quarantined
    assert EIKS[1] in checkout.files()["hlyab-i-sol.md"].decode()
    assert checkout.apply(path, today=TODAY).is_empty


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"decision": "maybe"}, "import-quarantine-decision"),
        ({"decision": "same"}, "import-quarantine-record"),
        ({"decision": "same", "record": "nobody"}, "import-quarantine-record"),
        ({"decision": "correct"}, "import-quarantine-values"),
        ({"decision": "correct", "values": {"цвят": "син"}}, "import-quarantine-values"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_told_and_the_row_waits_on(
    checkout, desk, said, code
):
    path = checkout.sheet([WRONG, *OTHERS])
    checkout.apply(path, today=TODAY)
    decide(desk, 0, **said)
    plan = checkout.plan(path, today=TODAY)
    assert code in [one.code for one in plan.problems]
    assert 1 == len(plan.quarantined)


def test_a_row_whose_eik_is_taken_cannot_be_new(checkout, desk):
    checkout.record("pekarna", RECORD)
    row = ("Сдружение „Хляб и сол“", EIKS[0], DAY, DUE)
    path = checkout.sheet([row, *OTHERS])
    checkout.apply(path, today=TODAY)
    decide(desk, 0, decision="new")
    plan = checkout.plan(path, today=TODAY)
    assert ["import-quarantine-new"] == [one.problem.code for one in plan.quarantined]


@pytest.mark.parametrize("text", ["rows: [", "rows: text", "- a\n- b\n", "rows:\n  - &a x\n"])
def test_a_quarantine_nobody_can_read_stops_the_import(checkout, desk, text):
    desk.parent.mkdir()
    desk.write_text(text, "utf-8")
    plan = checkout.plan(checkout.sheet(OTHERS), today=TODAY)
    assert (True, ["import-quarantine-file"]) == (
        plan.is_blocked,
        [one.code for one in plan.problems],
    )


def test_comments_and_older_items_of_the_quarantine_stay_as_they_are(checkout, desk):
    checkout.apply(checkout.sheet([WRONG, *OTHERS]), today=TODAY)
    text = desk.read_text("utf-8").replace("rows:\n", "rows:\n  # пита Мария\n")
    desk.write_text(text, "utf-8")
    checkout.apply(checkout.sheet([("Мед ООД", "123", DAY, DUE), WRONG, *OTHERS]), today=TODAY)
    assert desk.read_text("utf-8").startswith(text.rstrip("\n"))
    assert ["Хляб и сол ЕООД", "Мед ООД"] == [one["name"] for one in items(desk)]
