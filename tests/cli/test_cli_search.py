"""`mrezha search`: the page's own search from the command line."""

import json

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
