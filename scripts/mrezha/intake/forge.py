"""Open a pull or merge request through a forge's REST API; one that is open is found again.

GitHub: docs.github.com/rest/pulls ("Create a pull request", version 2022-11-28). GitLab:
docs.gitlab.com/api/merge_requests ("Create MR"). Forgejo: its API's `repoCreatePullRequest`.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

_PROJECT = re.compile(r"[A-Za-z0-9_.-]{1,100}(?:/[A-Za-z0-9_.-]{1,100}){1,5}")
_PUBLIC = {"github": "https://api.github.com", "gitlab": "https://gitlab.com/api/v4"}
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_TIMEOUT_S = 30
_LONGEST_ANSWER = 4_000_000
_LONGEST_BODY = 60_000  # letters; GitHub takes 65,536


class ForgeError(OSError):
    """The forge refused, or cannot be asked; the text says why."""


@dataclass(frozen=True, slots=True)
class Forge:
    """A project at a forge. `api` is the root of its REST API, empty for the public one."""

    name: str
    api: str
    project: str
    token: str

    @property
    def root(self) -> str:
        """Return the API's root. Raises ForgeError for one a token may not be sent to."""
        root = (self.api or _PUBLIC.get(self.name, "")).rstrip("/")
        parts = urlsplit(root)
        is_safe = parts.scheme == "https" or parts.hostname in _LOOPBACK
        if parts.scheme not in ("http", "https") or not is_safe or not parts.hostname:
            raise ForgeError(f"--api {root or '—'}: https://…")
        if not _PROJECT.fullmatch(self.project) or ".." in self.project.split("/"):
            raise ForgeError(f"--project {self.project}")
        return root

    @property
    def requests(self) -> str:
        """Return the address of the project's pull or merge requests."""
        if self.name == "gitlab":
            return f"{self.root}/projects/{quote(self.project, safe='')}/merge_requests"
        return f"{self.root}/repos/{self.project}/pulls"

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers each forge asks for."""
        if self.name == "gitlab":
            return {"PRIVATE-TOKEN": self.token}
        if self.name == "forgejo":
            return {"Authorization": f"token {self.token}", "Accept": "application/json"}
        return {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }


def request_merge(forge: Forge, branch: str, base: str, title: str, review: str) -> str:
    """Open a request for a branch, or find the one that is open; return its address.

    Raises ForgeError when the forge refuses.
    """
    found = _find(forge, branch, base)
    if found is not None:
        return found
    text = review[:_LONGEST_BODY]
    if forge.name == "gitlab":
        said: dict[str, Any] = {
            "source_branch": branch,
            "target_branch": base,
            "title": title,
            "description": text,
            "remove_source_branch": True,
        }
    else:
        said = {"title": title, "head": branch, "base": base, "body": text}
    return _address(_ask(forge, "POST", forge.requests, said))


def _find(forge: Forge, branch: str, base: str) -> str | None:
    owner = forge.project.partition("/")[0]
    queries: dict[str, dict[str, str]] = {
        "github": {"state": "open", "head": f"{owner}:{branch}", "base": base},
        "gitlab": {"state": "opened", "source_branch": branch, "target_branch": base},
        "forgejo": {"state": "open", "limit": "50"},
    }
    answer = _ask(forge, "GET", f"{forge.requests}?{urlencode(queries[forge.name])}")
    for one in answer if isinstance(answer, list) else []:
        head = one.get("head") if isinstance(one, dict) else None
        name = one.get("source_branch") or (head.get("ref") if isinstance(head, dict) else None)
        if name == branch:
            return _address(one)
    return None


def _address(answer: Any) -> str:
    if isinstance(answer, dict):
        for key in ("html_url", "web_url", "url"):
            if isinstance(answer.get(key), str):
                return str(answer[key])
    raise ForgeError("the answer names no request")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow nobody: the token is for one host only."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse every redirect."""


def _ask(forge: Forge, method: str, address: str, said: Mapping[str, Any] | None = None) -> Any:
    data = None if said is None else json.dumps(said, ensure_ascii=False).encode()
    headers = {"User-Agent": "mrezha", **forge.headers}
    if data is not None:
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 checked in Forge.root
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=_TIMEOUT_S) as answer:
            return json.loads(answer.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        raise ForgeError(f"{method} {urlsplit(address).path}: {error.code}") from None
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise ForgeError(f"{urlsplit(address).hostname}: {error}") from None
    except ValueError:
        raise ForgeError(f"{method} {urlsplit(address).path}: JSON") from None
