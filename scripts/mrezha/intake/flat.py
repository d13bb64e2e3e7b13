"""Names with dots and numbers become a nested value: "fields.offers[0].name.bg".

Services that know only flat fields send them so. A name is taken apart, never looked up
in anything; whether its place exists is decided by the schema afterwards.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mrezha.intake.refusal import RefusalError

MAX_NAMES = 2000
MAX_ROWS = 100
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]{1,3})\]")
_NAME = re.compile(r"[^.\[\]]+(?:\.[^.\[\]]+|\[[0-9]{1,3}\])*(?:\[\])?")
# What the services and browsers add of their own; none of it is a place of a submission.
META = frozenset(
    "ip user_agent referrer form-name form_name access_key subject from_name redirect ccemail "
    "replyto webhook g-recaptcha-response h-captcha-response cf-turnstile-response utf8 site_url "
    "created_at submit date".split()
)
BAIT = frozenset(("_gotcha", "botcheck", "bot-field", "honeypot", "_honey"))
OWN = frozenset(
    "format version kind id base made_on language about fields remove photos consent sender "
    "note spent_s token submission".split()
)
# Names every simple form has, and where they belong: to the sender, never to a record.
SENDER = {"name": "name", "email": "email", "e-mail": "email", "phone": "phone", "tel": "phone"}
NOTE = frozenset(("message", "comments", "comment"))


def nest(pairs: Iterable[tuple[str, Any]], bait: str) -> dict[str, Any]:
    """Return a nested submission from flat pairs; what is no key of ours belongs to `fields`.

    Raises RefusalError for a name that cannot be taken apart, for two values of one place,
    and for a filled field that people do not see.
    """
    found: dict[str, Any] = {}
    gathered = list(_gather(pairs))
    if len(gathered) > MAX_NAMES:
        raise RefusalError("submission-parts", limit=str(MAX_NAMES))
    for name, value in gathered:
        if name in BAIT or name == bait:
            if value not in ("", None, False, "false", []):
                raise RefusalError("submission-bait", name)
            continue
        if (
            value in ("", None)
            or name.casefold() in META
            or (name.startswith("_") and name[1:2] != "_")
        ):
            continue
        _put(found, name, _steps(_home(name)), value)
    return found


def _gather(pairs: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    """Join values of a repeated name into a list, in their order."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    for name, values in found.items():
        yield name, values[0] if len(values) == 1 else values


def _home(name: str) -> str:
    first = re.split(r"[.\[]", name, maxsplit=1)[0]
    if first in OWN:
        return name
    if name.casefold() in SENDER:
        return f"sender.{SENDER[name.casefold()]}"
    return "note" if name.casefold() in NOTE else f"fields.{name}"


def _steps(name: str) -> list[str | int]:
    if len(name) > 300 or not _NAME.fullmatch(name):
        raise RefusalError("submission-name", name, value=name)
    steps: list[str | int] = []
    for key, number in _STEP.findall(name.removesuffix("[]")):
        steps.append(key if key else int(number))
    return steps


def _put(found: dict[str, Any], name: str, steps: list[str | int], value: Any) -> None:
    here: Any = found
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if isinstance(step, int):
            if not isinstance(here, list) or step > MAX_ROWS:
                raise RefusalError("submission-name", name, value=name)
            here += [None] * (step + 1 - len(here))
        elif not isinstance(here, dict):
            raise RefusalError("submission-name", name, value=name)
        old = here[step] if isinstance(step, int) else here.get(step)
        if following is None:
            if old is not None:
                raise RefusalError("submission-twice", name, value=name)
            here[step] = value
        elif old is None:
            here[step] = [] if isinstance(following, int) else {}
        here = here[step]


def is_flat(data: Mapping[str, Any]) -> bool:
    """Say whether a mapping is a form's: no key is one that only nested submissions have."""
    nested = (data.get("fields"), data.get("record"), data.get("consent"), data.get("sender"))
    return "format" not in data and not any(isinstance(one, dict) for one in nested)
