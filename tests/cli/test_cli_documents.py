"""`mrezha format`, `mrezha docs`, `mrezha place`."""

import json

import pytest

RECORD = "content/enterprises/zelena-utopia.md"


def disorder(record):
    """Move a key out of its place in the schema's order."""
    text = record.read_text("utf-8")
    moved = text.replace("  class: A\n", "").replace("  settlement:", "  class: A\n  settlement:")
    assert moved != text
    record.write_text(moved, "utf-8")


def test_records_in_canonical_form_are_left_alone(mrezha, checkout, tree):
    before = tree(checkout)
    assert 0 == mrezha("format", cwd=checkout).code
    assert before == tree(checkout)
    assert 0 == mrezha("format", "--check", cwd=checkout).code


def test_format_check_names_what_it_would_change_and_changes_nothing(mrezha, checkout, tree):
    record = checkout / RECORD
    disorder(record)
    before = tree(checkout)
    done = mrezha("format", "--check", cwd=checkout)
    assert (1, [str(record)]) == (done.code, done.out.splitlines())
    assert "1 от 13 записа" in done.err
    assert before == tree(checkout)


def test_format_puts_back_the_canonical_form_and_nothing_else(mrezha, checkout, tree):
    before = tree(checkout)
    record = checkout / RECORD
    disorder(record)
    assert 0 == mrezha("format", cwd=checkout).code
    assert before == tree(checkout)


def test_format_of_a_folder_in_the_place_of_a_record_fails_in_a_sentence(mrezha, checkout, tree):
    (checkout / "content" / "enterprises" / "papka.md").mkdir()
    before = tree(checkout)
    done = mrezha("format", cwd=checkout)
    assert (2, "") == (done.code, done.out)
    assert "papka.md" in done.err
    assert before == tree(checkout)


def test_docs_check_tells_a_stale_field_reference_and_docs_renews_it(mrezha, checkout):
    path = checkout / "docs" / "fields.md"
    assert 0 == mrezha("docs", "--check", cwd=checkout).code
    fresh = path.read_bytes()
    path.write_text("стар текст", "utf-8")
    done = mrezha("docs", "--check", cwd=checkout)
    assert 1 == done.code
    assert "docs/fields.md" in done.err
    assert "стар текст" == path.read_text("utf-8")
    assert 0 == mrezha("docs", cwd=checkout).code
    assert fresh == path.read_bytes()


# EKATTE codes of the national register of places (NSI): Varna 10135, Ablanitsa of
# Hadzhidimovo municipality 00014; Ablanitsa is also the name of two other villages.
@pytest.mark.parametrize(
    ("address", "code", "answer"),
    [
        ("гр. Варна", 0, "10135"),
        ("с. Абланица, общ. Хаджидимово", 0, "00014"),
        ("с. Абланица", 1, "ambiguous"),
        ("с. Никъдено", 1, "unknown"),
    ],
)
def test_a_place_is_a_code_or_honestly_none(mrezha, checkout, address, code, answer):
    done = mrezha("place", address, "--json", cwd=checkout)
    assert (code, {address: answer}) == (done.code, json.loads(done.out))


def test_a_place_is_explained_in_the_language_asked_for(mrezha, checkout):
    bulgarian = mrezha("place", "гр. Варна", cwd=checkout)
    english = mrezha("place", "гр. Варна", "--lang", "en", cwd=checkout)
    assert "10135" in bulgarian.out
    assert "10135" in english.out
    assert bulgarian.out != english.out
    assert ("", "") == (bulgarian.err, english.err)


def test_a_batch_comes_from_a_file_or_from_standard_input(mrezha, checkout):
    lines = "гр. Варна\n\nс. Абланица, общ. Хаджидимово\r\nс. Никъдено\n"
    (checkout / "addresses.txt").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    from_file = mrezha("place", "--batch", "addresses.txt", cwd=checkout)
    from_stdin = mrezha("place", "--batch", "-", cwd=checkout, stdin=lines.encode())
    assert (0, from_file.out) == (from_stdin.code, from_stdin.out)
    answers = json.dumps(json.loads(from_file.out), ensure_ascii=False)
    assert [True] * 3 == [word in answers for word in ("10135", "00014", "unknown")]


def test_a_batch_that_is_not_utf8_fails_in_a_sentence(mrezha, checkout):
    done = mrezha("place", "--batch", "-", cwd=checkout, stdin="гр. Варна".encode("cp1251"))
    assert (2, "") == (done.code, done.out)
    assert "UTF-8" in done.err


def test_an_empty_batch_is_an_empty_answer(mrezha, checkout):
    done = mrezha("place", "--batch", "-", cwd=checkout)
    assert 0 == done.code
    assert not json.loads(done.out)


@pytest.mark.parametrize(
    "name",
    [
        ".github/ISSUE_TEMPLATE/event.yml",
        ".gitlab/issue_templates/event.md",
        "docs/schemas/submission.schema.json",
    ],
)
def test_docs_check_tells_every_generated_file_that_drifted(mrezha, checkout, name):
    for folder in (".github", ".gitlab", "docs/schemas"):
        (checkout / folder).mkdir()
    assert 0 == mrezha("docs", cwd=checkout).code
    assert 0 == mrezha("docs", "--check", cwd=checkout).code
    with (checkout / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    done = mrezha("docs", "--check", cwd=checkout)
    assert (1, True) == (done.code, name in done.err)
