"""`mrezha new`: a record to fill in; nothing that is there is touched."""

import pytest

GOOD, PROBLEMS, FAILED = 0, 1, 2  # design, part 4


def test_a_new_event_lacks_only_what_must_be_filled_in(mrezha, checkout):
    done = mrezha("new", "event", "Измислен пролетен базар", cwd=checkout)
    assert (GOOD, "content/events/izmislen-proleten-bazar.md") == (
        done.code,
        done.out.strip().removeprefix(f"{checkout}/"),
    )
    checked = mrezha("check", "--lang", "en", cwd=checkout)
    assert PROBLEMS == checked.code
    problems = [line for line in checked.err.splitlines() if line.startswith("content/")]
    assert all("izmislen-proleten-bazar.md:" in line for line in problems)
    assert {"kind", "status"} == {line.split(": ")[1] for line in problems}


@pytest.mark.parametrize("kind", ["enterprise", "event", "call", "page"])
def test_every_kind_can_be_begun(mrezha, checkout, kind):
    assert GOOD == mrezha("new", kind, "Измислено име", cwd=checkout).code


def test_a_record_that_exists_is_not_touched(mrezha, checkout, tree):
    before = tree(checkout)
    done = mrezha("new", "enterprise", "Зелена утопия", "--id", "zelena-utopia", cwd=checkout)
    assert FAILED == done.code
    assert "zelena-utopia.md" in done.err
    assert before == tree(checkout)


@pytest.mark.parametrize(
    "words",
    [("„“",), ("",), ("Име", "--id", "../../x"), ("Име", "--id", "Име"), ("Им\u202eе",)],
)
def test_a_name_that_gives_no_id_is_refused(mrezha, checkout, tree, words):
    before = tree(checkout)
    done = mrezha("new", "event", *words, cwd=checkout)
    assert (FAILED, "") == (done.code, done.out)
    assert before == tree(checkout)
