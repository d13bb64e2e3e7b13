"""The server that receives submissions: what it keeps, refuses and never does."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from mrezha.intake.openapi import describe_api
from mrezha.intake.receiving import Gate, Store, make_app, neighbours_of

Make = Callable[..., dict[str, Any]]
ORIGIN = "https://mrezha.example"


class Running:
    """A server on a port of its own."""

    def __init__(self, store: Store, gate: Gate | None) -> None:
        self.store = store
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self.root = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.address = f"{self.root}/submissions"
        config = uvicorn.Config(
            make_app(store, gate, ORIGIN), log_level="critical", access_log=False
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        self.thread.start()
        listener.listen()

    def kept(self) -> list[Path]:
        return sorted(self.store.folder.iterdir()) if self.store.folder.is_dir() else []


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def run(gate: Gate | None = None, most_files: int = 1000) -> Running:
        running.append(Running(Store(tmp_path / "store", most_files), gate))
        return running[-1]

    yield run
    for one in running:
        one.server.should_exit = True
        one.thread.join(10)


def test_a_submission_is_kept_once_as_it_came_and_can_be_taken_in(
    serve: Callable[..., Running], make: Make, mrezha: Callable[..., Any], checkout: Path
) -> None:
    server = serve()
    said = make({"title": {"en": "Bakery"}})
    for _ in range(2):
        answer = requests.post(server.address, json=said, timeout=30)
        assert 202 == answer.status_code
        assert answer.json()["receipt"]
        assert "set-cookie" not in answer.headers and "server" in answer.headers
    (kept,) = server.kept()
    assert said == json.loads(kept.read_bytes())
    assert 0o600 == kept.stat().st_mode & 0o777
    form = {"kind": "profile-change", "id": "izmislena-furna", "title.en": "Oven", "your_site": ""}
    posted = requests.post(
        server.address, files={k: (None, v) for k, v in form.items()}, timeout=30
    )
    assert 202 == posted.status_code
    assert (
        202 == requests.post(server.address, data={**form, "title.en": "X"}, timeout=30).status_code
    )
    assert {".json", ".post", ".form"} == {one.suffix for one in server.kept()}
    done = mrezha("intake", server.store.folder, "--dry-run", cwd=checkout)
    assert 0 == done.code, done.err
    assert "Заявки: 3, отказани: 0." in done.err


def test_a_wrong_submission_is_told_field_by_field_in_both_languages(
    serve: Callable[..., Running], make: Make
) -> None:
    server = serve()
    answer = requests.post(server.address, json=make({"register": {"eik": "1"}}), timeout=30)
    assert 422 == answer.status_code
    (problem,) = answer.json()["problems"]
    assert ("fields.register", "submission-protected") == (problem["field"], problem["code"])
    assert problem["bg"] != problem["en"]
    assert [] == server.kept()


@pytest.mark.parametrize("more", [{"your_site": "x"}, {"spent_s": 1}])
def test_a_program_gets_the_same_answer_and_nothing_is_kept(
    more: dict[str, Any], serve: Callable[..., Running], make: Make
) -> None:
    server = serve()
    answer = requests.post(server.address, json=make({"title": {"en": "A"}}, **more), timeout=30)
    assert 202 == answer.status_code
    assert [] == server.kept()


def test_limits_of_size_kind_number_and_room(serve: Callable[..., Running], make: Make) -> None:
    now = [0.0]
    server = serve(Gate(lambda: now[0], burst=4, refill_s=60), most_files=1)

    def send(**options: Any) -> int:
        return requests.post(server.address, timeout=60, **options).status_code

    assert 413 == send(data=b"x" * 12_000_001, headers={"Content-Type": "application/json"})
    assert 415 == send(data=b"x", headers={"Content-Type": "text/plain"})
    assert 202 == send(json=make({"title": {"en": "A"}}))
    assert 503 == send(json=make({"title": {"en": "B"}}))
    assert 429 == send(json=make({"title": {"en": "C"}}))
    now[0] = 61
    assert 503 == send(json=make({"title": {"en": "C"}}))
    assert 1 == len(server.kept())
    assert 405 == requests.get(server.address, timeout=30).status_code
    assert 404 == requests.get(f"{server.root}/../etc/passwd", timeout=30).status_code


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_addresses_one_person_may_choose_from_count_as_one(address: str, expected: str) -> None:
    assert expected == neighbours_of(address)


def test_only_the_sites_own_pages_may_send_by_script(
    serve: Callable[..., Running], make: Make
) -> None:
    server = serve()
    allowed = []
    for origin in (ORIGIN, "https://other.example"):
        answer = requests.post(
            server.address, json=make({}), headers={"Origin": origin}, timeout=30
        )
        allowed.append(answer.headers.get("Access-Control-Allow-Origin"))
    assert [ORIGIN, None] == allowed


def test_a_form_without_scripts_gets_a_page(serve: Callable[..., Running]) -> None:
    server = serve()
    form = {"kind": "profile-change", "id": "<b>", "title.en": "x"}
    answer = requests.post(server.address, data=form, headers={"Accept": "text/html"}, timeout=30)
    assert 422 == answer.status_code
    assert "text/html" in answer.headers["Content-Type"]
    assert "Заявката не е приета" in answer.text and "<b>" not in answer.text


def test_the_store_may_not_be_inside_the_checkout(
    mrezha: Callable[..., Any], checkout: Path
) -> None:
    for options in ((), ("--store", checkout / "store")):
        assert 2 == mrezha("intake", "serve", *options, cwd=checkout).code


def test_the_server_answers_as_its_description_says(tmp_path: Path) -> None:
    """Schemathesis makes requests of the description, good and bad, and judges the answers.

    All its checks but one: a submission of the right shape may still be refused (422) for
    what it says, which no JSON Schema can tell.
    """
    api = schemathesis.openapi.from_dict(describe_api())
    api.app = make_app(Store(tmp_path / "store", 100_000), None, ORIGIN)
    seen: list[int] = []
    for result in api.get_all_operations():
        operation = result.ok()
        for mode in schemathesis.GenerationMode:

            @settings(
                max_examples=12,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def judge(case: Any) -> None:
                answer = case.call()
                # Who falls into a trap is thanked and learns nothing; it has no receipt.
                is_trapped = 202 == answer.status_code and "receipt" not in answer.json()
                left_out = [positive_data_acceptance]
                left_out += [negative_data_rejection] if is_trapped else []
                case.validate_response(answer, excluded_checks=left_out)
                seen.append(answer.status_code)

            with contextlib.suppress(Unsatisfiable):
                judge()
    assert {200, 422} <= set(seen)
