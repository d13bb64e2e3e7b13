"""`mrezha check`: every record, every problem."""

import json
import shutil
from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RECORD = "content/enterprises/zelena-utopia.md"
TEN = FIXTURES / "invalid" / "ten-faults" / "content" / "enterprises" / "deset-greshki.md"
# Counted in the file by hand: line and field of every fault in it.
TEN_FAULTS = [
    (3, "register.eik"),
    (5, "register.legal_form"),
    (7, "register.entered_on"),
    (8, "register.valid_until"),
    (9, "register.settlement"),
    (10, "titel"),
    (12, "activities"),
    (14, "contacts.phone"),
    (15, "contacts.website"),
]


def test_good_records_are_counted_and_end_with_0(mrezha, checkout):
    done = mrezha("check", cwd=checkout)
    assert (0, "", "13 записа, без проблеми.\n") == (done.code, done.out, done.err)


def test_a_problem_stands_on_stderr_with_file_line_field_remedy_and_code(mrezha, broken):
    done = mrezha("check", cwd=broken)
    assert (1, "") == (done.code, done.out)
    first, second, last = done.err.splitlines()
    assert first.startswith(f"{RECORD}:5: register.legal_form: ")
    assert "„assosiation“" in first
    assert second.startswith("    ")
    assert "association" in second  # the nearest known value
    assert second.endswith(" [vocabulary]")
    assert last.startswith("1 проблема в 1 от 13 записа.")


def test_ten_faults_of_one_record_are_told_at_once_each_with_its_line(mrezha, checkout):
    shutil.copy(TEN, checkout / "content" / "enterprises")
    done = mrezha("check", "--json", cwd=checkout)
    assert 1 == done.code
    found = [(one["line"], one["field"]) for one in json.loads(done.out)]
    assert set(TEN_FAULTS) <= set(found)
    assert 10 <= len(found)
    assert {f"content/enterprises/{TEN.name}"} == {one["file"] for one in json.loads(done.out)}


def test_json_holds_the_same_problems_as_the_words_in_both_languages(mrezha, checkout):
    shutil.copy(TEN, checkout / "content" / "enterprises")
    problems = json.loads(mrezha("check", "--json", cwd=checkout).out)
    for lang in ("bg", "en"):
        told = mrezha("check", "--lang", lang, cwd=checkout).err
        lines = [
            f"{one['file']}:{one['line']}: {one['field']}: {one[lang]['what']}" for one in problems
        ]
        assert lines == [line for line in told.splitlines()[:-1] if line.startswith("content/")]
        assert [one[lang]["do"] for one in problems] == [
            line.strip().rsplit(" [", 1)[0]
            for line in told.splitlines()[:-1]
            if line.startswith("    ")
        ]


def test_json_of_good_records_is_an_empty_list_on_stdout(mrezha, checkout):
    done = mrezha("check", "--json", cwd=checkout)
    assert (0, []) == (done.code, json.loads(done.out))


def test_a_file_given_by_name_is_told_of_alone(mrezha, broken):
    shutil.copy(TEN, broken / "content" / "enterprises")
    done = mrezha("check", RECORD, cwd=broken)
    assert 1 == done.code
    assert [RECORD] == [line.split(":")[0] for line in done.err.splitlines() if "content/" in line]
    assert "1 проблема в 1 от 1 записа" in done.err
    other = mrezha("check", "content/enterprises/izmislena-furna.md", cwd=broken)
    assert (0, "1 записа, без проблеми.\n") == (other.code, other.err)


def test_a_file_is_named_from_the_folder_one_stands_in(mrezha, broken):
    done = mrezha("check", "zelena-utopia.md", cwd=broken / "content" / "enterprises")
    assert 1 == done.code
    assert done.err.startswith(f"{RECORD}:5: ")


def test_a_content_folder_elsewhere_is_checked_by_its_own_names(mrezha, broken, checkout):
    elsewhere = checkout.parent / "elsewhere"
    shutil.move(broken / "content", elsewhere)
    done = mrezha("check", "--content", elsewhere, cwd=checkout)
    assert 1 == done.code
    assert done.err.startswith("elsewhere/enterprises/zelena-utopia.md:5: ")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (
            "enterprises/ne-e-utf.md",
            "---\nregister: {}\n---\nТекст".encode("cp1251"),
            "file-encoding",
        ),
        ("enterprises/prazen.md", b"", "front-matter-missing"),
        ("enterprises/belezhki.txt", b"text", "file-kind"),
        ("enterprises/Ime.md", b"---\n---\n", "file-name"),
        ("firmi/x.md", b"---\n---\n", "folder-unknown"),
    ],
)
def test_a_file_that_is_no_record_is_a_problem_not_a_failure(mrezha, checkout, name, content, code):
    path = checkout / "content" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    done = mrezha("check", "--json", cwd=checkout)
    assert (1, code) == (done.code, json.loads(done.out)[0]["code"])


def test_a_folder_in_the_place_of_a_record_is_a_problem(mrezha, checkout):
    (checkout / "content" / "enterprises" / "papka.md").mkdir()
    done = mrezha("check", "--json", cwd=checkout)
    assert (1, ["content/enterprises/papka.md"]) == (
        done.code,
        [one["file"] for one in json.loads(done.out)],
    )


def test_a_link_out_of_the_content_folder_is_never_followed(mrezha, checkout):
    secret = checkout.parent / "secret.md"
    secret.write_text("---\nregister:\n  name: Тайна\n---\n", "utf-8")
    (checkout / "content" / "enterprises" / "vrazka.md").symlink_to(secret)
    done = mrezha("check", cwd=checkout)
    assert 1 == done.code
    assert "[file-symlink]" in done.err
    assert "Тайна" not in done.err


def test_check_writes_nothing(mrezha, broken, tree):
    before = tree(broken)
    mrezha("check", cwd=broken)
    assert before == tree(broken)
