"""A submission on its way: file, branch on a repository, review, and what never enters it."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RECORD = "content/enterprises/izmislena-furna.md"
PHONE = {"contacts": {"phone": "+359 52 111 111"}}
Make = Callable[..., dict[str, Any]]


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def branches(repo: Path) -> list[str]:
    found = git(repo, "for-each-ref", "--format=%(refname:short)", "refs/heads/intake")
    return found.split()


@pytest.fixture
def send(tmp_path: Path, mrezha: Callable[..., Any], checkout: Path) -> Callable[..., Any]:
    """Run `mrezha intake` on a submission from the checkout."""

    def run(said: Any, *options: str | Path, env: dict[str, str] | None = None) -> Any:
        path = tmp_path / "submission.json"
        path.write_bytes(said if isinstance(said, bytes) else json.dumps(said).encode())
        return mrezha("intake", path, *options, cwd=checkout, env=env)

    return run


def test_a_submission_becomes_one_commit_on_a_branch_of_a_bare_repository(
    send: Callable[..., Any], make: Make, bare: Path
) -> None:
    done = send(make(PHONE), "--repo", bare)
    assert 0 == done.code, done.err
    (branch,) = branches(bare)
    assert branch.startswith("intake/profile-change/izmislena-furna-")
    assert "1" == git(bare, "rev-list", "--count", f"main..{branch}").strip()
    changed = git(bare, "diff", "--unified=0", f"main..{branch}").splitlines()
    assert ['-  phone: "+359 52 000 000"', '+  phone: "+359 52 111 111"'] == [
        line for line in changed if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert "contacts.phone" in done.out and "+359 52 000 000" in done.out


def test_nobodys_work_tree_index_or_head_is_touched(
    send: Callable[..., Any], make: Make, checkout: Path
) -> None:
    (checkout / RECORD).write_text("недовършено", "utf-8")
    before = git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD")
    assert 0 == send(make(PHONE)).code
    assert before == (git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD"))
    assert "недовършено" == (checkout / RECORD).read_text("utf-8")
    assert 1 == len(branches(checkout))


def test_nothing_of_the_sender_enters_the_repository(
    send: Callable[..., Any], make: Make, bare: Path, tmp_path: Path
) -> None:
    sender = {"name": "Тайна Особа", "email": "taina@furna.example.org", "phone": "+359 888 7"}
    said = make(PHONE, sender=sender, note="Лична бележка", about={"name": "Измислена фурна"})
    done = send(said, "--repo", bare, "--private", tmp_path / "private")
    everything = git(bare, "log", "--all", "-p", "--format=fuller") + done.out
    for secret in ("Тайна", "taina", "888 7", "Лична бележка"):
        assert secret not in everything
    (kept,) = (tmp_path / "private").iterdir()
    assert sender == json.loads(kept.read_text("utf-8"))["sender"]
    assert 0o600 == kept.stat().st_mode & 0o777


def test_the_private_folder_may_not_be_inside_the_repository(
    send: Callable[..., Any], make: Make, checkout: Path
) -> None:
    assert 2 == send(make(PHONE), "--private", checkout / "private").code
    assert [] == branches(checkout)


def test_a_replay_changes_nothing(send: Callable[..., Any], make: Make, bare: Path) -> None:
    send(make(PHONE), "--repo", bare)
    before = git(bare, "for-each-ref")
    again = send(make(PHONE, sender={"name": "Друг"}, note="друго"), "--repo", bare)
    assert (0, before) == (again.code, git(bare, "for-each-ref"))
    assert "вече е прието" in again.err


def test_a_replay_after_the_merge_and_later_edits_changes_nothing(
    send: Callable[..., Any], make: Make, checkout: Path
) -> None:
    send(make(PHONE))
    (branch,) = branches(checkout)
    git(checkout, "merge", "--quiet", branch)
    git(checkout, "branch", "--delete", "--quiet", branch)
    record = checkout / RECORD
    record.write_text(record.read_text("utf-8").replace("52 111 111", "52 222 222"), "utf-8")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    git(checkout, *who, "commit", "--quiet", "--all", "--message", "Later")
    done = send(make(PHONE))
    assert 0 == done.code
    assert [] == branches(checkout)


def test_a_refused_submission_leaves_no_branch(
    send: Callable[..., Any], make: Make, bare: Path
) -> None:
    done = send(make({"register": {"status": "removed"}}), "--repo", bare)
    assert 1 == done.code
    assert "fields.register" in done.err and "[submission-protected]" in done.err
    assert [] == branches(bare)


def test_a_dry_run_and_a_folder_of_submissions(
    make: Make, mrezha: Callable[..., Any], checkout: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(make(PHONE)), "utf-8")
    (folder / "b.json").write_text(json.dumps(make({"eik": "1"})), "utf-8")
    (folder / "c.json").write_text(json.dumps(make({"title": {"en": "Bakery"}})), "utf-8")
    (folder / "d.json").symlink_to("/etc/passwd")
    dry = mrezha("intake", folder, "--dry-run", "--json", cwd=checkout)
    assert (1, []) == (dry.code, branches(checkout))
    assert ["ready", "refused", "ready"] == [one["status"] for one in json.loads(dry.out)]
    done = mrezha("intake", folder, "--review", tmp_path / "review.md", cwd=checkout)
    assert (1, 2) == (done.code, len(branches(checkout)))
    assert 2 == (tmp_path / "review.md").read_text("utf-8").count("## Какво се променя")


def test_standard_input_is_read(make: Make, mrezha: Callable[..., Any], checkout: Path) -> None:
    done = mrezha("intake", "-", cwd=checkout, stdin=json.dumps(make(PHONE)).encode())
    assert (0, 1) == (done.code, len(branches(checkout)))


def test_it_can_write_into_the_work_tree_instead(
    send: Callable[..., Any], make: Make, checkout: Path
) -> None:
    assert 0 == send(make(PHONE), "--write").code
    assert "52 111 111" in (checkout / RECORD).read_text("utf-8")
    assert [] == branches(checkout)


@pytest.mark.parametrize("options", [("--repo", "/"), ("--base", "nyama")])
def test_a_missing_repository_or_branch_is_misuse(
    options: tuple[str, str], send: Callable[..., Any], make: Make
) -> None:
    done = send(make(PHONE), *options)
    assert 2 == done.code
    assert done.err.strip()


def test_a_commit_message_commands_nobody(send: Callable[..., Any], make: Make, bare: Path) -> None:
    text = "[skip ci] fixes #12 @vsichki GH-7\n\nCo-authored-by: x <x@example.org>"
    assert 0 == send(make({"summary": {"bg": text}}), "--repo", bare).code
    (branch,) = branches(bare)
    message = git(bare, "log", "-1", "--format=%B", branch)
    for command in ("[skip", "fixes #", "#12", " @", "GH-7"):
        assert command not in message
    trailers = git(bare, "log", "-1", "--format=%(trailers:only)", branch)
    assert ["Submission"] == [line.partition(":")[0] for line in trailers.split("\n") if line]


BOMBS = {
    "depth": b"[" * 5_000_000,
    "parts": b"[" + b"1," * 5_000_000 + b"1]",
    "form": b"&".join(b"a[%d]=1" % (n % 999) for n in range(500_000)),
    "letter": b"From: a@b.bg\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 900_000,
    "heading": ("### Заглавие\n\n" + "### Заглавие\n" * 200_000).encode(),
    "table": b"a,b\n" + b"1,2\n" * 2_000_000,
    "quotes": b'{"a": "' + b"\\" * 4_000_001 + b'"}',
}


# A process takes over the peak of the one it is forked from; this one is small.
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_its_bounds(name: str, checkout: Path, tmp_path: Path) -> None:
    """Ten seconds of work and 512 MB; the processor's time counts, not the wall clock's."""
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name])
    program = Path(sys.executable).parent / "mrezha"

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

    command = [sys.executable, "-c", MEASURED, program, "intake", path]
    done = subprocess.run(command, cwd=checkout, capture_output=True, preexec_fn=bound, check=False)
    assert 1 == done.returncode
    assert b"[" in done.stderr
    assert int(done.stdout.split()[-1]) < 512 * 1024
    assert [] == branches(checkout)
