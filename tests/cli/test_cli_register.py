"""`mrezha register`: every applied import leaves a snapshot that can be asked later."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "tests" / "fixtures" / "register" / "udostovereniya-sp.xlsx"
HEAD = "name,eik,town,class,register_status,source,Лице за контакт\n"
FURNA = "„Измислена фурна“ ЕООД,999990010,Варна,A+,listed,Списък към 2026-03-01,Тайна Особа\n"
UTOPIA = "Сдружение „Зелена утопия“,999990035,Варна,A,listed,Списък към 2026-03-01,\n"


@pytest.fixture
def apply(mrezha, checkout):
    """Import rows as a register file, and apply."""

    def run(*rows: str, day: str = "2026-03-01"):
        path = checkout / "t.csv"
        path.write_text(HEAD + "".join(rows).replace("2026-03-01", day), "utf-8")
        done = mrezha("import", path, "--apply", "--accept-loss", "9", cwd=checkout)
        assert 0 == done.code, done.err
        return sorted(path.name for path in (checkout / "register-history").glob("*"))

    return run


def test_an_applied_import_leaves_one_snapshot_however_often(mrezha, checkout, apply):
    mrezha("import", SHEET, cwd=checkout)
    assert not (checkout / "register-history").exists()  # a plan leaves nothing
    (name,) = apply(FURNA, UTOPIA)
    assert name.startswith("2026-03-01-")
    assert [name] == apply(FURNA, UTOPIA)
    text = (checkout / "register-history" / name).read_text("utf-8")
    assert "Тайна" not in text  # personal columns are never kept
    about, *rows = map(json.loads, text.splitlines())
    assert "sha256:" == about["checksum"][:7]
    assert ["Сдружение „Зелена утопия“", "„Измислена фурна“ ЕООД"] == [
        one["read"]["name"] for one in rows
    ]


def test_the_register_is_asked_for_a_day(mrezha, checkout, apply):
    apply(FURNA, UTOPIA)
    apply(FURNA, day="2026-06-19")

    def ask(day: str) -> list[str]:
        done = mrezha("register", "as-of", day, "--json", cwd=checkout)
        assert 0 == done.code
        return [one["id"] for one in json.loads(done.out)["entries"]]

    assert [[], ["zelena-utopia", "izmislena-furna"], ["izmislena-furna"]] == [
        ask(day) for day in ("2026-02-28", "2026-03-01", "2026-06-19")
    ]
    done = mrezha("register", "changes", "--json", cwd=checkout)
    assert [("left", "zelena-utopia", "2026-06-19")] == [
        (one["kind"], one["id"], one["date"]) for one in json.loads(done.out)
    ]
    done = mrezha("register", "as-of", "2026-03-05", "--lang", "en", cwd=checkout)
    assert "999990035" in done.out
    assert "On 2026-03-05 the register has 2 entries" in done.err


def test_before_the_first_snapshot_nothing_is_claimed(mrezha, checkout, apply):
    assert "Още няма снимка" in mrezha("register", "as-of", "2026-01-01", cwd=checkout).err
    apply(FURNA)
    done = mrezha("register", "as-of", "2026-01-01", cwd=checkout)
    assert (0, "") == (done.code, done.out)
    assert "първата снимка е от 2026-03-01" in done.err


def test_a_wrong_day_is_misuse(mrezha, checkout):
    assert 2 == mrezha("register", "as-of", "март", cwd=checkout).code


def test_deadlines_are_told_for_any_day(mrezha, checkout):
    done = mrezha("register", "renewals", "--day", "2026-05-01", "--json", cwd=checkout)
    found = json.loads(done.out)["regions"]["BG33"]
    assert [("izmislena-furna", "2026-05-17", 16)] == [
        (one["id"], one["deadline"], one["days"]) for one in found["due"]
    ]
    assert ["zelena-utopia"] == found["unknown"]


def test_a_damaged_snapshot_is_told_by_check_and_forbids_the_build(mrezha, checkout, apply):
    (name,) = apply(FURNA)
    path = checkout / "register-history" / name
    path.write_bytes(path.read_bytes()[:-9])
    for command in (("check",), ("build", "--output", checkout / "site")):
        done = mrezha(*command, cwd=checkout)
        assert 1 == done.code
        assert f"register-history/{name}:2" in done.err
        assert "[history-file]" in done.err


def test_three_years_for_the_higher_class_are_reported_as_odd_and_kept(mrezha, checkout):
    shutil.rmtree(checkout / "content")
    shutil.copytree(ROOT / "content", checkout / "content")
    before = {path: path.read_bytes() for path in (checkout / "content").rglob("*.md")}
    table = SHEET.with_name("real-enterprises.csv")
    done = mrezha("import", table, "--apply", "--lang", "en", cwd=checkout)
    # The four A+ entries of the reference sheet: three years where the Act has two.
    assert 4 == done.err.count("[import-period]")
    assert "more than the 2 years the Act gives an entry of A+" in done.err
    assert before == {path: path.read_bytes() for path in before}
