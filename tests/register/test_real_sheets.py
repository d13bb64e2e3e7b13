"""The real files of a regional centre, with every irregularity they are known for."""

import datetime
from itertools import permutations
from pathlib import Path

import pytest
import yaml

from mrezha.problems import describe
from mrezha.records.loading import load_content

SEEN = datetime.date(2026, 6, 19)


def block(data: bytes) -> dict:
    text = data.decode()
    front = text.split("---\n")[1]
    found: dict = yaml.load(front, Loader=yaml.BaseLoader)["register"]  # noqa: S506 plain text only
    return found


def test_the_table_gives_a_record_for_each_of_its_seventy_rows(checkout, fixtures):
    plan = checkout.apply(fixtures / "real-enterprises.csv")
    assert (70, 0, 0) == (len(plan.new), len(plan.changed), len(plan.quarantined))
    assert 70 == len(checkout.files())


def test_what_was_imported_passes_every_check(filled):
    assert () == load_content(filled.content, filled.root).problems


@pytest.mark.parametrize(
    "name", ["real-enterprises.csv", "udostovereniya-sp.csv", "udostovereniya-sp.xlsx"]
)
def test_a_file_imported_again_changes_nothing(filled, fixtures, name):
    assert filled.plan(fixtures / name).is_empty


@pytest.mark.parametrize(
    "order", list(permutations(["real-enterprises.csv", "udostovereniya-sp.csv"]))
)
def test_files_in_any_order_settle_after_the_first_round(checkout, fixtures, order):
    for name in order:
        checkout.apply(fixtures / name)
    settled = checkout.files()
    for name in (*order, *reversed(order)):
        assert checkout.plan(fixtures / name).is_empty
    assert settled == checkout.files()


def test_the_workbook_says_the_same_as_the_text_file(checkout, fixtures, tmp_path):
    checkout.apply(fixtures / "udostovereniya-sp.csv")
    from_text = checkout.files()
    for path in checkout.folder.glob("*.md"):
        path.unlink()
    checkout.apply(fixtures / "udostovereniya-sp.xlsx")
    assert from_text == checkout.files()


def test_the_name_of_the_file_does_not_matter(filled, fixtures, tmp_path):
    odd = tmp_path / "удоствоверения.txt"
    odd.write_bytes((fixtures / "udostovereniya-sp.xlsx").read_bytes())
    assert filled.plan(odd).is_empty


def test_contacts_of_persons_are_named_and_never_read(checkout):
    path = checkout.sheet([("Измислен хляб ЕООД", "", "1.2.2026 г.", "1.2.2029 г.")])
    plan = checkout.apply(path)
    assert ("лице за контакт", "телефон", "e-mail") == plan.private
    written = b"".join(checkout.files().values()).decode()
    assert "Особа" not in written and "0888" not in written and "osoba" not in written
    values = [one.values for one in plan.quarantined]
    assert [] == values


def test_the_eik_of_a_namesake_is_reported_and_nothing_is_merged(filled, fixtures):
    plan = filled.plan(fixtures / "udostovereniya-sp.csv")
    conflict = next(one for one in plan.quarantined if one.problem.code == "import-conflict")
    assert (11, "Сдружение „Няма невъзможни неща“") == (conflict.row, conflict.name)
    company = block(filled.files()["nyama-nevazmozhni-neshta-eood.md"])
    association = block(filled.files()["nyama-nevazmozhni-neshta-sdruzhenie.md"])
    # EIKs as in the Commercial Register, by the table of sources.
    assert ("207823796", "limited-sole") == (company["eik"], company["legal_form"])
    assert ("175995322", "association") == (association["eik"], association["legal_form"])
    assert "nmd.bg" not in str(association) + str(company)


def test_the_namesake_without_an_eik_is_told_apart_by_its_legal_form(filled, fixtures):
    plan = filled.plan(fixtures / "udostovereniya-sp.csv")
    trap = next(one for one in plan.problems if one.code == "import-same-name")
    assert (20, "warning") == (trap.line, trap.severity)


@pytest.mark.parametrize("row", [46, 47])  # numbers 44 and 45 of the sheet
def test_a_name_that_only_resembles_a_record_waits_for_a_person(filled, fixtures, row):
    plan = filled.plan(fixtures / "udostovereniya-sp.csv")
    found = next(one for one in plan.quarantined if one.row == row)
    assert "import-ambiguous" == found.problem.code
    assert {9 + 2, 44 + 2, 45 + 2} == {one.row for one in plan.quarantined}


def test_a_row_with_a_name_and_nothing_else_finds_its_record(filled, fixtures):
    plan = filled.plan(fixtures / "udostovereniya-sp.csv")
    assert "zaedno-za-detsata-na-targovishte" in plan.unchanged


def test_the_latin_letter_in_the_museum_is_repaired_with_a_trace(filled, fixtures):
    plan = filled.plan(fixtures / "udostovereniya-sp.xlsx")
    repairs = next(one for one in plan.repairs if one.row == 51).repairs
    assert [("музeй", "музей", "letters")] == [(one.read, one.made, one.why) for one in repairs]
    assert "istoricheski-muzey-popovo" in plan.unchanged


def test_names_that_differ_by_case_quotes_dashes_or_form_are_no_rename(filled, fixtures):
    plan = filled.plan(fixtures / "udostovereniya-sp.csv")
    assert () == plan.renamed
    for name in ("neshta-s-dusha", "fermi-bg-2022", "komunalni-deynosti-omurtag", "avgusta"):
        assert name in plan.unchanged
        assert "other_names" not in block(filled.files()[f"{name}.md"])


def test_another_name_under_the_same_eik_is_kept_as_another_spelling(filled):
    found = block(filled.files()["nashata-kashta-tsentar-za-sotsialni-uslugi.md"])
    assert "Нашата къща – Център за социални услуги" == found["name"]
    assert ["Център за социални услуги в общността Нашата къща"] == found["other_names"]


def test_deadlines_are_the_written_ones(filled):
    files = filled.files()
    # As written in the sheet: two periods for the oldest entries, one day off the anniversary.
    assert ["2023-09-24", "2026-09-24"] == block(files["radost-za-nashite-detsa.md"])["renewals"]
    assert ["2029-04-15"] == block(files["timateh.md"])["renewals"]
    assert "renewals" not in block(files["zaedno-za-detsata-na-targovishte.md"])


def test_several_web_pages_are_gathered_and_stay_as_written(filled):
    found = block(filled.files()["radost-za-nashite-detsa.md"])["websites"]
    assert "https://fondaciaradost.org/" == found[0]
    assert 3 == len(found)
    assert found[2].startswith("https://fondaciaradost.org/%D0%BF%D0%B5")


def test_offers_of_both_files_are_the_same_set(filled):
    assert (
        "информационни, програмни и други услуги"
        in block(filled.files()["progres-advertayzing.md"])["offers"]
    )


def test_a_status_is_the_one_the_source_has(filled):
    files = filled.files()
    assert "reported" == block(files["sos-detski-selishta-bulgaria.md"])["status"]
    assert "unconfirmed" == block(files["tarnava-bg.md"])["status"]
    assert "unconfirmed" == block(files["morski-znatsi.md"])["status"]
    counted = [block(data)["status"] for data in files.values()]
    # README of the data: 55 listed, 2 reported as registered, the rest not confirmed.
    assert (55, 2, 13) == tuple(map(counted.count, ("listed", "reported", "unconfirmed")))


def test_the_settlement_is_a_code_and_the_region_stands_in_only_without_one(filled):
    files = filled.files()
    assert "10135" == block(files["avgusta.md"])["settlement"]  # Варна
    assert "20482" == block(files["yunisia.md"])["settlement"]  # гр. Девня, EKATTE
    assert ("BG32", None) == (
        block(files["balans.md"]).get("region"),
        block(files["balans.md"]).get("settlement"),
    )


def test_each_record_says_where_it_comes_from(filled):
    sources = block(filled.files()["sotsialno-predpriyatie-za-hora-s-uvrezhdania-plovdiv.md"])[
        "sources"
    ]
    assert [None, "https://fakti.bg/bulgaria/1023367"] == [one.get("url") for one in sources]
    assert ["2025-10-08", "2025-12-24"] == [one["seen_on"] for one in sources]
    assert {"for facts, entry in register not confirmed"} == {one["note"] for one in sources}


def test_every_problem_has_words_in_both_languages(filled, fixtures):
    plan = filled.plan(fixtures / "udostovereniya-sp.csv")
    assert plan.problems
    for problem in plan.problems:
        for lang in ("bg", "en"):
            what, remedy = describe(problem, lang)
            assert "?" not in what.replace("?“", "") and "{" not in what + remedy


def test_half_a_sheet_is_refused_until_a_person_names_the_loss(filled, fixtures, tmp_path):
    lines = (fixtures / "udostovereniya-sp.csv").read_text("utf-8-sig").split("\n")
    short = Path(tmp_path / "short.csv")
    short.write_text("\n".join(lines[:22]), "utf-8")
    plan = filled.plan(short)
    assert plan.is_blocked
    assert "import-loss" in [one.code for one in plan.problems]
    assert not filled.plan(short, accept_loss=len(plan.gone)).is_blocked
    assert filled.plan(short, accept_loss=len(plan.gone) - 1).is_blocked


def test_one_missing_row_is_reported_and_nothing_is_deleted(filled, fixtures, tmp_path):
    text = (fixtures / "udostovereniya-sp.csv").read_text("utf-8-sig")
    short = Path(tmp_path / "short.csv")
    short.write_text("\n".join(line for line in text.split("\n") if "АВГУСТА" not in line), "utf-8")
    plan = filled.apply(short)
    assert ["avgusta"] == [one.id for one in plan.gone]
    assert not plan.is_blocked
    assert "avgusta.md" in filled.files()
