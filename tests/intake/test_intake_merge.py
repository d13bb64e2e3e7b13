"""What a submission does to a record: merged by keys, never over somebody else's change."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mrezha.intake.evidence import judge_token, sign_link
from mrezha.intake.take import Outcome
from mrezha.problems import load_messages
from mrezha.records.document import read_document
from mrezha.schema import load_schema
from mrezha.schema.submission import digest_part, load_contract, offered_part

FURNA = "izmislena-furna"
RECORD = f"content/enterprises/{FURNA}.md"
BAZAAR = "izmislen-bazar-2026"
SECRET = "a secret of the imaginary centre"
Judge = Callable[..., Outcome]
Make = Callable[..., dict[str, Any]]


def git(folder: Path, *args: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    done = subprocess.run(
        ["git", *who, *args], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def changes(outcome: Outcome) -> dict[str, Any]:
    assert "ready" == outcome.status, outcome.problems
    assert outcome.proposal is not None
    return {one.place: one.after for one in outcome.proposal.changes}


def base_of(checkout: Path) -> str:
    document, _ = read_document((checkout / RECORD).read_bytes(), RECORD)
    assert document is not None
    kind = load_contract().kinds["profile-change"]
    return digest_part(offered_part(kind, load_schema(), document.data, document.body))


def edit(checkout: Path, old: str, new: str) -> None:
    record = checkout / RECORD
    text = record.read_text("utf-8")
    assert old in text
    record.write_text(text.replace(old, new), "utf-8")
    git(checkout, "commit", "--quiet", "--all", "--message", "Edit")


def test_what_is_not_said_stays(sketch: Judge, make: Make) -> None:
    said = make(
        {"contacts": {"phone": "+359 52 1 11"}, "offers": [{"id": "hlyab", "kind": "service"}]}
    )
    assert {"contacts.phone", "offers[hlyab].kind"} == set(changes(sketch(said)))


def test_only_named_places_are_emptied(sketch: Judge, make: Make) -> None:
    places = ["contacts.hours", "offers[obuchenie]", "offers[hlyab].link", "needs[brashno].until"]
    found = changes(sketch(make(remove=places)))
    assert set() == {one for one in found.values() if one is not None}
    assert {
        "contacts.hours.bg",
        "contacts.hours.en",
        "offers[hlyab].link",
        "offers[obuchenie].id",
    } <= set(found)
    assert not any(one.startswith("offers[hlyab].") for one in found if not one.endswith("link"))


def test_new_rows_get_ids_of_their_names(sketch: Judge, make: Make) -> None:
    row = {"kind": "product", "category": "food-bakery", "name": {"bg": "Коледен козунак"}}
    assert "offers[koleden-kozunak].id" in changes(sketch(make({"offers": [row]})))


def test_a_submission_that_says_what_the_record_says_changes_nothing(
    judge: Judge, make: Make
) -> None:
    assert "nothing" == judge(make({"title": {"bg": "Измислена фурна"}})).status


def test_a_person_is_shown_with_the_day_of_the_consent(sketch: Judge, make: Make) -> None:
    found = sketch(make({"contacts": {"person": {"name": "Друга Особа"}}}))
    assert "2026-11-24" == changes(found)["contacts.person.consent_on"]
    assert "Друга Особа" not in found.review + found.message


def test_comments_and_layout_of_the_record_stay(sketch: Judge, make: Make, home: Path) -> None:
    proposal = sketch(make({"title": {"en": "Bakery"}, "body": "Нов текст."})).proposal
    assert proposal is not None
    before = (home / RECORD).read_text("utf-8").splitlines()
    after = proposal.files[RECORD].decode().splitlines()
    front = before.index("---", 1)
    different = [(old, new) for old, new in zip(before[:front], after, strict=False) if old != new]
    assert [("  en: Imaginary Bakery", "  en: Bakery")] == different
    assert "Нов текст." == after[-1]


# Stale submissions.
def test_a_place_changed_since_is_a_conflict_and_nothing_is_written(
    make: Make, mrezha: Callable[..., Any], checkout: Path, tmp_path: Path
) -> None:
    base = base_of(checkout)
    edit(checkout, "+359 52 000 000", "+359 52 999 999")
    said = make({"contacts": {"phone": "+359 52 111 111"}}, base=base)
    (tmp_path / "a.json").write_text(json.dumps(said), "utf-8")
    done = mrezha("intake", tmp_path / "a.json", cwd=checkout)
    assert 1 == done.code
    for words in ("contacts.phone", "000 000", "999 999", "111 111", "[submission-stale]"):
        assert words in done.err
    assert "" == git(checkout, "for-each-ref", "refs/heads/intake")


def test_a_change_elsewhere_is_no_conflict_but_the_reviewer_is_told(
    make: Make, mrezha: Callable[..., Any], checkout: Path, tmp_path: Path
) -> None:
    base = base_of(checkout)
    edit(checkout, "en: Imaginary Bakery", "en: The Bakery")
    said = make({"contacts": {"phone": "+359 52 111 111"}}, base=base)
    (tmp_path / "a.json").write_text(json.dumps(said), "utf-8")
    done = mrezha("intake", tmp_path / "a.json", cwd=checkout)
    assert 0 == done.code, done.err
    assert "променян, след като подателят" in done.out


def test_a_base_nobody_knows_is_a_conflict_field_by_field(sketch: Judge, make: Make) -> None:
    said = make({"title": {"en": "A"}, "contacts": {"phone": "+359 52 1 11"}}, base="0" * 64)
    found = sketch(said)
    assert "refused" == found.status
    assert {
        ("submission-stale-unknown", "title.en"),
        ("submission-stale-unknown", "contacts.phone"),
    } == {(one.code, one.field) for one in found.problems}


def test_the_base_of_what_is_there_is_no_conflict(sketch: Judge, make: Make, home: Path) -> None:
    assert "ready" == sketch(make({"title": {"en": "A"}}, base=base_of(home))).status


# The other kinds.
def test_a_new_profile_begins_unconfirmed_and_names_its_source(judge: Judge, make: Make) -> None:
    about = {"name": "„Нова измислица“ ООД", "eik": "123456786", "settlement": "Варна",
             "district": "VAR"}  # fmt: skip
    said = make({"title": {"bg": "Нова измислица"}}, kind="profile-new", id=None, about=about)
    proposal = judge(said).proposal
    assert proposal is not None
    record, problems = read_document(proposal.files["content/enterprises/nova-izmislitsa.md"], "x")
    assert record is not None and not problems
    block = record.data["register"]
    assert isinstance(block, dict)
    assert ("unconfirmed", "123456786", "10135") == (
        block["status"], block["eik"], block["settlement"]
    )  # fmt: skip
    assert block["sources"]


def test_a_new_profile_of_a_known_enterprise_only_fills_its_record(
    sketch: Judge, make: Make, home: Path
) -> None:
    about = {"name": "Измислена фурна", "eik": "999990010"}
    said = make({"title": {"en": "Oven"}}, kind="profile-new", id=None, about=about)
    outcome = sketch(said)
    assert {"title.en": "Oven"} == changes(outcome)
    assert outcome.proposal is not None
    assert FURNA == outcome.proposal.subject.id


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (
            {"kind": "profile-new", "id": None, "about": {"name": "Друга", "eik": "999990010"}},
            "about.eik",
        ),
        ({"id": "zelena-utopia", "about": {"eik": "999990010"}}, "about.eik"),
    ],
)
def test_another_enterprises_number_is_refused(
    more: dict[str, Any], field: str, sketch: Judge, make: Make
) -> None:
    found = sketch(make({"title": {"en": "x"}}, **more))
    assert [("submission-eik", field)] == [(one.code, one.field) for one in found.problems]


def test_a_new_event_gets_a_year_and_waits_for_its_centre(judge: Judge, make: Make) -> None:
    fields = {
        "title": {"bg": "Измислен пролетен базар"},
        "kind": "bazaar",
        "days": [{"date": "2027-04-03"}],
    }
    about = {"settlement": "Варна", "district": "VAR"}
    outcome = judge(make(fields, kind="event", id=None, about=about))
    assert outcome.proposal is not None, outcome.problems
    (path,) = outcome.proposal.files
    assert "content/events/izmislen-proleten-bazar-2027.md" == path
    assert "10135" in outcome.proposal.files[path].decode()


def test_an_application_adds_one_participant_and_touches_no_other(judge: Judge, make: Make) -> None:
    said = make(
        {"participants": [{"note": {"bg": "мартеници"}}]},
        kind="fair-application",
        id=BAZAAR,
        about={"name": "Зелена утопия"},
    )
    found = changes(judge(said))
    assert {"zelena-utopia", "мартеници"} == set(found.values())


def test_a_removal_only_lists_the_record(judge: Judge, make: Make) -> None:
    outcome = judge(make(kind="removal", note="Моля, махнете ни."))
    assert outcome.proposal is not None, outcome.problems
    (path,) = outcome.proposal.files
    assert "content/withdrawn.yml" == path
    text = outcome.proposal.files[path].decode()
    assert f'{{id: enterprises/{FURNA}, date: "2026-11-24"}}' in text
    assert "махнете" not in outcome.review + outcome.message + text


# What the reviewer is shown.
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"contacts": {"website": "https://d.example.bg/"}}, "нов адрес в мрежата, `d.e"),
        ({"contacts": {"phone": "+359 52 1 11"}}, "сменя се контакт"),
        ({"body": "ЕИК 123456786"}, "друг ЕИК, `123456786`"),
        ({"body": "Вижте https://furna.example.org/"}, "има връзка"),
        ({"title": {"bg": "IZMISLENA BAKERY"}}, "само с латиница"),
        ({"title": {"bg": "Съвсем друго"}}, "нито една обща дума"),
        ({"summary": {"bg": "<b>x</b>"}}, "има HTML"),
    ],
)  # fmt: skip
def test_what_looks_odd_is_pointed_out(
    fields: dict[str, Any], words: str, sketch: Judge, make: Make
) -> None:
    assert words in sketch(make(fields)).review


def test_a_name_that_is_not_the_records_own_is_pointed_out(sketch: Judge, make: Make) -> None:
    row = {"enterprise": "zelena-utopia", "note": {"bg": "мартеници"}}
    more = {"kind": "fair-application", "id": BAZAAR, "about": {"name": "Измислена фурна"}}
    review = sketch(make({"participants": [row]}, **more)).review
    assert "с друго име, а заявката е за `zelena-utopia`" in review


def test_both_languages_of_the_review_have_the_same_words() -> None:
    bulgarian, english = (load_messages(f"intake-{lang}") for lang in ("bg", "en"))
    assert list(bulgarian) == list(english)
    for key, text in bulgarian.items():
        assert set(re.findall(r"{(\w+)}", str(text))) == set(
            re.findall(r"{(\w+)}", str(english[key]))
        )


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ({"email": "some@furna.example.org"}, "от домейна на сайта"),
        ({"email": "office@example.org"}, "известен контакт"),
        ({"phone": "052 000 000"}, "посоченият телефон"),
        ({"email": "some@gmail.com"}, "няма доказателство"),
        ({}, "няма доказателство"),
    ],
)
def test_evidence_of_the_sender_is_shown_and_never_taken_for_granted(
    sender: dict[str, str], words: str, sketch: Judge, make: Make
) -> None:
    review = sketch(make({"title": {"en": "A"}}, sender=sender)).review
    assert words in review.casefold()
    assert not any(value in review for value in sender.values())


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (sign_link(FURNA, "2026-11-24", SECRET), "good"),
        (sign_link(FURNA, "2026-11-23", SECRET), "late"),
        (sign_link("zelena-utopia", "2026-12-31", SECRET), "other"),
        (sign_link(FURNA, "2026-12-31", "another secret of nobody"), "false"),
        (sign_link(FURNA, "2026-11-24", SECRET).replace("2026-11-24", "2027-11-24"), "false"),
        ("1.x", "false"),
    ],
)
def test_a_signed_link_is_worth_what_it_says(token: str, expected: str) -> None:
    assert expected == judge_token(token, FURNA, "2026-11-24", SECRET)
    assert "unchecked" == judge_token(token, FURNA, "2026-11-24", "")


def test_the_command_makes_a_link_that_is_good(
    sketch: Judge, make: Make, mrezha: Callable[..., Any], checkout: Path
) -> None:
    env = {"MREZHA_LINK_SECRET": SECRET}
    done = mrezha("intake", "link", FURNA, "--siteurl", "https://e.org", cwd=checkout, env=env)
    address, _, token = done.out.strip().partition("#token=")
    assert f"https://e.org/submit/profile-change/?id={FURNA}" == address
    review = sketch(make({"title": {"en": "A"}}, token=token)).review
    assert "Подписаната връзка на центъра е за този запис и важи." in review
    assert 2 == mrezha("intake", "link", FURNA, cwd=checkout, env={"MREZHA_LINK_SECRET": ""}).code
    assert 2 == mrezha("intake", "link", "../x", cwd=checkout, env=env).code
