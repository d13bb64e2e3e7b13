"""A repository of the imaginary records, and one open workspace that many cases share."""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mrezha.cli.main import main
from mrezha.intake.envelope import open_parcel
from mrezha.intake.evidence import find_evidence
from mrezha.intake.oddities import find_oddities
from mrezha.intake.proposal import propose
from mrezha.intake.repository import find_base, open_repository
from mrezha.intake.review import commit_message, write_review
from mrezha.intake.take import Options, Outcome, judge_parcel, read_file
from mrezha.intake.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"
SECRET = "a secret of the imaginary centre"
FURNA = "izmislena-furna"


def git(folder: Path, *args: str) -> str:
    identity = ["-c", "user.name=Тест", "-c", "user.email=test@example.org"]
    done = subprocess.run(
        ["git", *identity, *args], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def make_checkout(folder: Path) -> Path:
    """A git checkout with the imaginary records and one photo-less work tree."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "pelicanconf.py", folder)
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", folder / "content")
    (folder / ".gitignore").write_text(".cache/\n", "utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Start")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout nobody changes."""
    return make_checkout(tmp_path_factory.mktemp("intake") / "home")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of the test's own."""
    return make_checkout(tmp_path / "checkout")


@pytest.fixture
def bare(checkout: Path, tmp_path: Path) -> Path:
    """A bare repository with the records, beside the checkout."""
    git(tmp_path, "clone", "--quiet", "--bare", str(checkout), "bare.git")
    return tmp_path / "bare.git"


@pytest.fixture(scope="session")
def workspace(home: Path) -> Iterator[Workspace]:
    repository = open_repository(home)
    name, commit = find_base(repository, None)
    with open_workspace(repository, name, commit, ROOT) as opened:
        yield opened


Judge = Callable[..., Outcome]


@pytest.fixture(scope="session")
def judge(workspace: Workspace) -> Judge:
    """Judge the bytes of a file, or an envelope, against the records; nothing is kept."""

    def run(given: bytes | Mapping[str, Any], **more: Any) -> Outcome:
        raw = given if isinstance(given, bytes) else json.dumps(given).encode()
        parcels, problems = read_file(raw, "given")
        if problems:
            return Outcome("refused", "given", tuple(problems))
        options = Options(TODAY, SECRET, **more)
        outcomes = [judge_parcel(one, "given", workspace, options) for one in parcels]
        refused = [one for one in outcomes if one.status == "refused"]
        return (refused or outcomes)[0]

    return run


@pytest.fixture(scope="session")
def sketch(workspace: Workspace) -> Judge:
    """Judge as far as the proposal goes; the check of all records is for `judge`."""

    def run(given: bytes | Mapping[str, Any]) -> Outcome:
        raw = given if isinstance(given, bytes) else json.dumps(given).encode()
        parcels, problems = read_file(raw, "given")
        assert [] == problems
        found, problems = open_parcel(parcels[0], "given")
        if found is None:
            return Outcome("refused", "given", tuple(problems))
        proposal, problems = propose(found, workspace, "given", TODAY)
        if proposal is None:
            return Outcome("refused", "given", tuple(problems), found)
        review = write_review(
            proposal,
            find_oddities(proposal, workspace),
            find_evidence(proposal, workspace, TODAY, SECRET),
        )
        message = commit_message(proposal, review)
        return Outcome("ready", "given", (), found, proposal, review, message)

    return run


@pytest.fixture
def mrezha(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Run the command in this process: the imports are paid once."""

    def run(
        *args: str | Path,
        cwd: Path = ROOT,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
    ) -> SimpleNamespace:
        with monkeypatch.context() as here:
            here.chdir(cwd)
            for name, value in {"MREZHA_LANG": "bg", **(env or {})}.items():
                here.setenv(name, value)
            here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            capfd.readouterr()
            try:
                code = main([str(one) for one in args])
            except SystemExit as misuse:
                code = int(str(misuse.code))
        out, err = capfd.readouterr()
        assert ".cache/error.log" not in err, err
        return SimpleNamespace(code=code, out=out, err=err)

    return run


Make = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def make() -> Make:
    """Make a submission as the form does, about the imaginary bakery."""

    def run(fields: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        return {
            "format": "mrezha-submission",
            "version": 1,
            "kind": "profile-change",
            "id": FURNA,
            "made_on": TODAY,
            "language": "bg",
            "fields": dict(fields or {}),
            "consent": {"personal_data": True, "text_version": TODAY, "given_on": TODAY},
            "sender": {"name": "Измислен Подател", "email": "podatel@furna.example.org"},
            "spent_s": 95,
            **more,
        }

    return run
