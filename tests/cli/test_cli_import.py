"""`mrezha import`: a printed plan, then --apply; all of it or nothing, and never twice."""

import fcntl
import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ROOT / "tests" / "fixtures" / "register"
HEAD = "name,eik,town,register_status,source\n"
FURNA = "„Измислена фурна“ ЕООД,999990010,Варна,listed,Нов измислен списък\n"
UTOPIA = "Сдружение „Зелена утопия“,999990035,Варна,listed,Нов измислен списък\n"


def eik_of(stem):
    """Add the check digit of a 9-digit EIK: weights 1..8, then 3..10 (BULSTAT Register Act)."""
    digits = [int(one) for one in stem]
    rest = sum(weight * one for weight, one in enumerate(digits, 1)) % 11
    if rest == 10:
        rest = sum(weight * one for weight, one in enumerate(digits, 3)) % 11 % 10
    return f"{stem}{rest}"


@pytest.fixture
def sheet(checkout):
    """Write a register file of the layout „Таблица на предприятия с източници“."""

    def write(*rows, name="sheet.csv"):
        path = checkout / name
        path.write_text(HEAD + "".join(rows), "utf-8")
        return path

    return write


@pytest.fixture
def newcomer():
    return f"Нова измислица ЕООД,{eik_of('99999004')},Варна,listed,Нов измислен списък\n"


@pytest.fixture
def real(checkout):
    """The checkout with the real records in place of the imaginary ones."""
    shutil.rmtree(checkout / "content")
    shutil.copytree(ROOT / "content", checkout / "content")
    return checkout


def test_a_plan_is_printed_and_nothing_is_written(mrezha, checkout, sheet, newcomer, tree):
    path = sheet(FURNA, UTOPIA, newcomer)
    before = tree(checkout)
    done = mrezha("import", path, cwd=checkout)
    assert 0 == done.code
    assert "nova-izmislitsa" in done.out
    assert "--apply" in done.err + done.out
    assert before == tree(checkout)


def test_apply_writes_the_plan_and_a_second_run_changes_nothing(
    mrezha, checkout, sheet, newcomer, tree
):
    path = sheet(FURNA, UTOPIA, newcomer)
    assert 0 == mrezha("import", path, "--apply", cwd=checkout).code
    written = tree(checkout)
    record = written["content/enterprises/nova-izmislitsa.md"].decode()
    assert eik_of("99999004") in record
    assert 0 == mrezha("check", cwd=checkout).code
    assert 0 == mrezha("format", "--check", cwd=checkout).code
    written = tree(checkout)  # the check keeps what it has parsed beside the records
    again = mrezha("import", path, "--apply", cwd=checkout)
    assert (0, written) == (again.code, tree(checkout))


def test_an_import_leaves_what_people_wrote_as_it_was(mrezha, checkout, sheet, tree):
    before = (checkout / "content/enterprises/zelena-utopia.md").read_text("utf-8")
    mrezha("import", sheet(FURNA, UTOPIA), "--apply", cwd=checkout)
    after = (checkout / "content/enterprises/zelena-utopia.md").read_text("utf-8")
    assert before != after
    assert before.partition("title:")[2] == after.partition("title:")[2]


def test_the_plan_as_json_is_the_plan(mrezha, checkout, sheet, newcomer):
    done = mrezha("import", sheet(FURNA, UTOPIA, newcomer), "--json", cwd=checkout)
    plan = json.loads(done.out)
    assert (3, False) == (plan["rows"], plan["blocked"])
    assert ["nova-izmislitsa"] == [one["id"] for one in plan["new"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("other.csv", b"a,b\n1,2\n"),
        ("empty.csv", b""),
        ("head.csv", HEAD.encode()),
        ("noise.csv", bytes(range(256)) * 8),
        ("notes.txt", "просто текст".encode()),
        ("fake.xlsx", b"PK\x03\x04 no workbook"),
        ("page.xlsx", b"<html>"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--apply",)])
def test_a_file_that_is_no_register_file_is_refused_and_nothing_is_written(
    mrezha, checkout, tree, name, content, options
):
    path = checkout / name
    path.write_bytes(content)
    before = tree(checkout)
    done = mrezha("import", path, *options, cwd=checkout)
    assert done.code in (1, 2)
    assert "[import-" in done.err + done.out
    assert before == tree(checkout)


def test_a_file_that_would_drop_many_enterprises_is_blocked(mrezha, real, sheet, newcomer, tree):
    path = sheet(newcomer)
    full = real / "full.csv"
    shutil.copy(SHEETS / "real-enterprises.csv", full)
    lines = full.read_text("utf-8").splitlines(keepends=True)
    full.write_text("".join(lines[:4]), "utf-8")
    before = tree(real)
    done = mrezha("import", full, "--apply", cwd=real)
    assert 1 == done.code
    assert "--accept-loss" in done.err + done.out
    assert before == tree(real)
    assert path.is_file()


def test_a_blocked_plan_is_valid_json_too(mrezha, real, tree):
    full = real / "full.csv"
    lines = (SHEETS / "real-enterprises.csv").read_text("utf-8").splitlines(keepends=True)
    full.write_text("".join(lines[:4]), "utf-8")
    done = mrezha("import", full, "--json", cwd=real)
    plan = json.loads(done.out)
    assert (1, True) == (done.code, plan["blocked"])
    assert plan["gone"]


@pytest.mark.parametrize(
    ("name", "rows"), [("udostovereniya-sp.xlsx", 55), ("real-enterprises.csv", 70)]
)
def test_the_real_sheets_change_nothing_in_the_real_records(mrezha, real, tree, name, rows):
    before = tree(real / "content")
    done = mrezha("import", SHEETS / name, "--json", "--apply", cwd=real)
    plan = json.loads(done.out)
    assert (rows, False, [], []) == (plan["rows"], plan["blocked"], plan["new"], plan["changed"])
    assert before == tree(real / "content")
    assert 1 == len(tree(real / "register-history"))  # what the sheet said is kept, though


def test_real_enterprises_come_from_their_sheet_alone(mrezha, real, tree):
    shutil.rmtree(real / "content" / "enterprises")
    for other in ("events", "calls"):
        shutil.rmtree(real / "content" / other)
    done = mrezha("import", SHEETS / "real-enterprises.csv", "--apply", "--json", cwd=real)
    assert 70 == len(json.loads(done.out)["new"])
    assert 70 == len(list((real / "content" / "enterprises").glob("*.md")))
    assert 0 == mrezha("check", cwd=real).code
    written = tree(real)
    mrezha("import", SHEETS / "real-enterprises.csv", "--apply", cwd=real)
    assert written == tree(real)


def test_personal_data_of_a_sheet_never_reaches_a_record(mrezha, checkout, tree):
    path = checkout / "sheet.csv"
    path.write_text(
        HEAD.replace("\n", ",лице за контакт,телефон\n")
        + FURNA.replace("\n", ",Измислена Личност,0888 123 456\n")
        + UTOPIA.replace("\n", ",Друга Личност,0888 123 457\n"),
        "utf-8",
    )
    done = mrezha("import", path, "--apply", cwd=checkout)
    assert 0 == done.code
    shown = (done.out + done.err).encode() + b"".join(tree(checkout / "content").values())
    assert b"0888 123 45" not in shown
    assert "Личност".encode() not in shown


def test_words_of_the_plan_come_in_english_too(mrezha, checkout, sheet, newcomer):
    path = sheet(FURNA, UTOPIA, newcomer)
    bulgarian = mrezha("import", path, cwd=checkout)
    english = mrezha("import", path, "--lang", "en", cwd=checkout)
    assert "1 new" in english.out
    assert "1 нов" in bulgarian.out


def test_a_second_import_at_once_is_refused(mrezha, checkout, sheet, newcomer, tree):
    path = sheet(FURNA, UTOPIA, newcomer)
    before = tree(checkout)
    handle = os.open(checkout, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        done = mrezha("import", path, "--apply", cwd=checkout)
    finally:
        os.close(handle)
    assert (2, before) == (done.code, tree(checkout))
    assert "import-busy" in done.err


@pytest.mark.parametrize("lang", ["bg", "en"])
def test_the_plan_is_written_as_a_page_that_runs_and_fetches_nothing(
    mrezha, checkout, sheet, newcomer, lang
):
    hostile = "<script>alert(1)</script> ЕООД,123456780,Варна,listed,Списък\n"
    page = checkout / "plan.html"
    path = sheet(FURNA, UTOPIA, newcomer, hostile)
    mrezha("import", path, "--html", page, "--lang", lang, cwd=checkout)
    text = page.read_text("utf-8")
    assert f'<html lang="{lang}">' in text
    assert "nova-izmislitsa" in text and "&lt;script&gt;" in text
    for word in ("<script", "src=", "href=", "url("):
        assert word not in text
    assert text.count("<table>") == text.count("<caption>") == text.count("</table>")
