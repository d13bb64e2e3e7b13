"""Write the answer to a proposed change: Markdown, annotations of GitHub, a report of GitLab.

Everything quoted is somebody's text: it stands in code, where it commands no forge and
calls nobody. Sources: docs.github.com, workflow commands; docs.gitlab.com, Code Quality
report format.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence

from mrezha.gate.changes import Place, RecordChange
from mrezha.problems import Problem, clean_text, describe, render_problem

MARK = "<!-- mrezha-review -->"
_PROBLEMS, _RECORDS, _PLACES, _LETTERS = 50, 40, 25, 160
Say = Callable[..., str]


def write_answer(
    problems: Sequence[Problem], changes: Sequence[RecordChange], lang: str, say: Say
) -> str:
    """Return the answer as Markdown: problems with remedies, or what will be visible."""
    errors = [one for one in problems if one.severity == "error"]
    warnings = [one for one in problems if one.severity != "error"]
    lines = [MARK]
    if errors:
        lines += [f"## {say('gate-bad', count=len(errors))}", "", say("gate-bad-more"), ""]
        lines += _fenced(errors, lang)
        if len(errors) > _PROBLEMS:
            lines += ["", say("gate-more", count=len(errors) - _PROBLEMS)]
    elif changes:
        lines += [f"## {say('gate-good')}", "", say("gate-good-more"), ""]
    else:
        lines += [f"## {say('gate-none')}", ""]
    if warnings:
        lines += ["", f"### {say('gate-odd')}", "", *_fenced(warnings, lang)]
    for change in changes[:_RECORDS]:
        lines += ["", *_record(change, say)]
    if len(changes) > _RECORDS:
        lines += ["", say("gate-more", count=len(changes) - _RECORDS)]
    return "\n".join(lines).rstrip() + "\n"


def _fenced(problems: Sequence[Problem], lang: str) -> list[str]:
    text = "\n".join(render_problem(one, lang) for one in problems[:_PROBLEMS])
    fence = "~~~~"
    while fence in text:
        fence += "~"
    return [fence, text, fence]


def _record(change: RecordChange, say: Say) -> Iterable[str]:
    yield f"### {say(f'gate-{change.state}')} {_code(change.key + '/')}"
    yield ""
    if change.state == "gone":
        return
    for place in change.places[:_PLACES]:
        yield f"- {_place(place, change.state)}"
    if len(change.places) > _PLACES:
        yield f"- {say('gate-more', count=len(change.places) - _PLACES)}"


def _place(place: Place, state: str) -> str:
    label = place.label if place.label != place.path else _code(place.path)
    after = _code(place.after) if place.after is not None else "—"
    if state == "new":
        return f"**{label}:** {after}"
    before = _code(place.before) if place.before is not None else "—"
    return f"**{label}:** {before} → {after}"


def _code(text: str) -> str:
    shown = clean_text(" ".join(text.split()), _LETTERS).replace("`", "'")
    return f"`{shown or ' '}`"


def write_annotations(problems: Iterable[Problem], lang: str) -> str:
    """Return workflow commands that put each problem beside its line on GitHub."""
    lines = []
    for one in problems:
        what, remedy = describe(one, lang)
        kind = "error" if one.severity == "error" else "warning"
        place = f"file={_property(one.file)},line={one.line or 1},title={_property(one.code)}"
        lines.append(f"::{kind} {place}::{_escape(f'{what} {remedy}')}\n")
    return "".join(lines)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def write_code_quality(problems: Iterable[Problem], lang: str) -> str:
    """Return GitLab's report, which it shows on the merge request without any token."""
    rows = []
    for one in problems:
        what, remedy = describe(one, lang)
        key = f"{one.file}:{one.line}:{one.field}:{one.code}:{what}"
        rows.append(
            {
                "description": clean_text(f"{what} {remedy}", 1000),
                "check_name": one.code,
                "fingerprint": hashlib.sha256(key.encode("utf-8", "replace")).hexdigest(),
                "severity": "major" if one.severity == "error" else "minor",
                "location": {"path": clean_text(one.file), "lines": {"begin": one.line or 1}},
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
