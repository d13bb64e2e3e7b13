"""Requests to a forge, told by a local stand-in that knows only what the forges document."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from mrezha.intake.forge import Forge, ForgeError, request_merge

BRANCH = "intake/profile-change/izmislena-furna-0123456789"
TOKEN = "imaginary-token"


class StandIn:
    """A forge with one project: it keeps what it was asked, and the open requests."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []
        self.open: list[dict[str, Any]] = []
        self.status = 201
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.note(self, None)
                query = parse_qs(urlsplit(self.path).query)
                wanted = query.get("source_branch") or query.get("head")
                name = wanted[0].partition(":")[2] or wanted[0] if wanted else None
                found = [one for one in outer.open if name in (None, one["branch"])]
                self.answer(200, [one["shown"] for one in found])

            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                said = json.loads(self.rfile.read(size))
                outer.note(self, said)
                if outer.status != 201:
                    self.answer(outer.status, {"message": "no"})
                    return
                name = said.get("source_branch") or said["head"]
                shown = {
                    "html_url": "https://forge.example/1",
                    "web_url": "https://forge.example/1",
                    "source_branch": name,
                    "head": {"ref": name},
                }
                outer.open.append({"branch": name, "shown": shown})
                self.answer(201, shown)

            def answer(self, status: int, value: Any) -> None:
                data = json.dumps(value).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def note(self, handler: BaseHTTPRequestHandler, said: Any) -> None:
        headers = {key.casefold(): value for key, value in handler.headers.items()}
        self.asked.append((handler.command, handler.path, headers, said))


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    forge = StandIn()
    yield forge
    forge.server.shutdown()
    forge.server.server_close()


@pytest.mark.parametrize(
    ("name", "project", "path", "header", "body"),
    [
        (
            "github",
            "owner/records",
            "/repos/owner/records/pulls",
            ("authorization", f"Bearer {TOKEN}"),
            {"title": "Заглавие", "head": BRANCH, "base": "main", "body": "Преглед"},
        ),
        (
            "forgejo",
            "owner/records",
            "/repos/owner/records/pulls",
            ("authorization", f"token {TOKEN}"),
            {"title": "Заглавие", "head": BRANCH, "base": "main", "body": "Преглед"},
        ),
        (
            "gitlab",
            "group/sub/records",
            "/projects/group/sub/records/merge_requests",
            ("private-token", TOKEN),
            {
                "source_branch": BRANCH,
                "target_branch": "main",
                "title": "Заглавие",
                "description": "Преглед",
                "remove_source_branch": True,
            },
        ),
    ],
)
def test_a_request_is_opened_once_as_the_forge_documents_it(
    name: str,
    project: str,
    path: str,
    header: tuple[str, str],
    body: dict[str, Any],
    stand_in: StandIn,
) -> None:
    forge = Forge(name, stand_in.address, project, TOKEN)
    for _ in range(2):
        address = request_merge(forge, BRANCH, "main", "Заглавие", "Преглед")
        assert "https://forge.example/1" == address
    assert ["GET", "POST", "GET"] == [one[0] for one in stand_in.asked]
    _, asked, headers, said = stand_in.asked[1]
    assert (path, body) == (unquote(asked), said)
    assert header[1] == headers[header[0]]
    assert "application/json" == headers["content-type"]
    if name == "gitlab":
        assert "group%2Fsub%2Frecords" in asked
    if name == "github":
        assert "2022-11-28" == headers["x-github-api-version"]
        assert "application/vnd.github+json" == headers["accept"]


@pytest.mark.parametrize("status", [302, 401, 403, 404, 422, 500])
def test_a_refusal_is_told_and_nobody_is_followed(status: int, stand_in: StandIn) -> None:
    stand_in.status = status
    forge = Forge("github", stand_in.address, "owner/records", TOKEN)
    with pytest.raises(ForgeError) as caught:
        request_merge(forge, BRANCH, "main", "x", "y")
    assert str(status) in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("api", "project"),
    [
        ("http://forge.example", "owner/records"),
        ("file:///etc", "owner/records"),
        ("https://forge.example", "../records"),
        ("https://forge.example", "owner/records?x=1"),
        ("https://forge.example", "records"),
    ],
)
def test_a_token_goes_only_to_a_safe_address(api: str, project: str) -> None:
    with pytest.raises(ForgeError):
        request_merge(Forge("github", api, project, TOKEN), BRANCH, "main", "x", "y")


def test_the_command_pushes_the_branch_and_opens_a_request(
    stand_in: StandIn,
    mrezha: Callable[..., Any],
    make: Callable[..., dict[str, Any]],
    checkout: Path,
    bare: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(make({"title": {"en": "A"}})), "utf-8")
    options = ("--push", str(bare), "--forge", "forgejo", "--project", "o/r", "--api")
    env = {"MREZHA_FORGE_TOKEN": TOKEN}
    call = ("intake", tmp_path / "a.json", *options, stand_in.address)
    stand_in.status = 500
    failed = mrezha(*call, cwd=checkout, env=env)
    assert 2 == failed.code and "500" in failed.err
    stand_in.status = 201
    done = mrezha(*call, cwd=checkout, env=env)  # the branch is there: only the request is made
    assert 0 == done.code, done.err
    said = stand_in.asked[-1][3]
    assert "title.en" in said["body"]
    refs = (bare / "packed-refs").read_text("utf-8")
    assert (bare / "refs" / "heads" / said["head"]).is_file() or said["head"] in refs
    assert 2 == mrezha(*call, cwd=checkout, env={"MREZHA_FORGE_TOKEN": ""}).code
