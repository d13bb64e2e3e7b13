"""Put a proposal on a branch of a git repository without touching anybody's work tree.

Plumbing only: objects, a tree made in an index of our own, one commit, one new reference.
The reference is made last and only if it does not exist: until then nobody sees anything.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

AUTHOR = ("Mrezha intake", "intake@mrezha.invalid")
TRAILER = "Submission"
_HISTORY = 200
_PLAIN = ("-c", "core.autocrlf=false", "-c", "core.quotepath=false", "-c", "gc.auto=0")


class RepositoryError(Exception):
    """Git refused (`intake-git`), or there is no repository or branch; a sentence's key."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key, self.params = key, params


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, bare or not; `prefix` is where the checkout stands in its trees."""

    git_dir: Path
    prefix: str = ""

    def git(self, *args: str, given: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
        """Run git and return what it printed. Raises RepositoryError when it fails."""
        done = self._run(args, given, env)
        if done.returncode != 0:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise RepositoryError("intake-git", why=lines[-1] if lines else args[0])
        return done.stdout

    def asks(self, *args: str) -> str | None:
        """Run git for an answer that may be no: None when it fails."""
        done = self._run(args, b"", None)
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None

    def _run(
        self, args: Sequence[str], given: bytes, env: Mapping[str, str] | None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["git", f"--git-dir={self.git_dir}", *_PLAIN, *args],
            input=given,
            capture_output=True,
            env={**_environment(), **(env or {})},
            check=False,
        )


def _environment() -> dict[str, str]:
    """Return our environment without git's own variables, which would lead elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


def open_repository(path: Path) -> Repository:
    """Return the repository at a path or around it. Raises RepositoryError when there is none."""
    if not path.is_dir():
        raise RepositoryError("intake-no-git", value=str(path))
    ask = ["git", "-C", str(path), "rev-parse", "--absolute-git-dir", "--show-prefix"]
    done = subprocess.run(ask, capture_output=True, env=_environment(), check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode != 0 or not lines:
        raise RepositoryError("intake-no-git", value=str(path))
    return Repository(Path(lines[0]), lines[1] if len(lines) > 1 else "")


def find_base(repository: Repository, name: str | None) -> tuple[str, str]:
    """Return the branch proposals start from, and its commit.

    The one named, else `main`, else `master`, else what HEAD is at.
    """
    for ref in [name] if name else ["main", "master", "HEAD"]:
        full = ref if ref == "HEAD" else f"refs/heads/{ref}"
        commit = repository.asks("rev-parse", "--verify", "--quiet", f"{full}^{{commit}}")
        if commit:
            return ref, commit
    raise RepositoryError("intake-no-base", value=name or "main")


def export_tree(repository: Repository, commit: str, inside: str, target: Path) -> None:
    """Write the files under a folder of a commit into a folder on disk."""
    index = {"GIT_INDEX_FILE": str(target / "index")}
    repository.git("read-tree", commit, env=index)
    names = repository.git("ls-files", "-z", "--", repository.prefix + inside, env=index)
    repository.git(
        f"--work-tree={target}",
        "checkout-index",
        "-z",
        "--stdin",
        f"--prefix={target}/tree/",
        given=names,
        env=index,
    )


def history_of(repository: Repository, commit: str, path: str) -> Iterator[bytes]:
    """Yield what a file was in earlier commits, the newest first."""
    whole = repository.prefix + path
    found = repository.git("rev-list", f"--max-count={_HISTORY}", commit, "--", whole)
    for one in found.decode().split():
        text = repository.asks("rev-parse", "--verify", "--quiet", f"{one}:{whole}")
        if text:
            yield repository.git("cat-file", "blob", text)


def has_branch(repository: Repository, branch: str) -> bool:
    """Say whether a branch exists, here or at a remote as last seen."""
    return bool(
        repository.git("for-each-ref", f"refs/heads/{branch}", f"refs/remotes/*/{branch}").strip()
    )


def is_here(repository: Repository, branch: str) -> bool:
    """Say whether a branch exists in this very repository."""
    ref = f"refs/heads/{branch}"
    return repository.asks("rev-parse", "--verify", "--quiet", ref) is not None


def was_taken(repository: Repository, digest: str, *where: str) -> bool:
    """Say whether a commit reachable from somewhere carries a submission's trailer."""
    line = f"^{TRAILER}: {digest}$"
    ask = ("log", "--max-count=1", "--format=%H", f"--grep={line}", *where, "--")
    return bool(repository.git(*ask).strip())


def message_of(repository: Repository, branch: str) -> str:
    """Return the commit message at the head of a branch."""
    ask = ("log", "-1", "--format=%B", f"refs/heads/{branch}", "--")
    return repository.git(*ask).decode("utf-8", "replace")


def commit_files(
    repository: Repository,
    base: str,
    branch: str,
    files: Mapping[str, bytes],
    message: str,
    index: Path,
) -> str:
    """Make one commit with changed files on a new branch; return its name.

    Raises RepositoryError when the branch exists or git refuses; nothing is seen then.
    """
    env = {"GIT_INDEX_FILE": str(index)}
    repository.git("read-tree", base, env=env)
    entries = []
    for path, data in sorted(files.items()):
        blob = repository.git("hash-object", "-w", "--stdin", given=data).decode().strip()
        entries.append(f"100644 {blob}\t{repository.prefix}{path}\0".encode())
    repository.git("update-index", "-z", "--index-info", given=b"".join(entries), env=env)
    tree = repository.git("write-tree", env=env).decode().strip()
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in zip(("NAME", "EMAIL"), AUTHOR, strict=True)
    }
    made = repository.git("commit-tree", tree, "-p", base, given=message.encode(), env=who)
    commit = made.decode().strip()
    repository.git("update-ref", "-m", "intake", f"refs/heads/{branch}", commit, "")
    return commit


def push_branch(repository: Repository, remote: str, branch: str) -> None:
    """Send a branch to a remote, never over another one. Raises RepositoryError."""
    ref = f"refs/heads/{branch}"
    repository.git("push", "--quiet", "--end-of-options", remote, f"{ref}:{ref}")
