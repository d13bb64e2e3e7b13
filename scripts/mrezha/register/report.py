"""Show a plan to a person, in Bulgarian or English, or to a machine as JSON."""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from mrezha.problems import clean_text, describe, problems_as_json
from mrezha.register.decisions import QUARANTINE
from mrezha.register.planned import Change, Decided, Gone, Plan, RecordPlan
from mrezha.schema import load_schema

WORDS = Path(__file__).parent / "words.yaml"
MAX_VALUE = 120


def render_plan(plan: Plan, lang: str) -> str:
    """Return a plan as text: what comes, what changes field by field, what stays out."""
    words = load_words()[lang]
    layout = plan.layout.get(lang, "")
    lines = [words["head"].format(file=clean_text(plan.file), layout=layout, rows=plan.rows)]
    if plan.private:
        columns = ", ".join(clean_text(title, MAX_VALUE) for title in plan.private)
        lines.append(words["private"].format(columns=columns))
    lines += _section(words, "new", [_record(one, "+", lang) for one in plan.new])
    lines += _section(words, "changed", [_record(one, "~", lang) for one in plan.changed])
    lines += _section(words, "gone", [_gone(one, words) for one in plan.gone], covered=plan.covered)
    lines += _section(words, "quarantined", list(_quarantined(plan, lang)))
    if plan.quarantined:
        lines.append("  " + words["where"].format(path=QUARANTINE.as_posix()))
    lines += _section(words, "decided", [[_decided(one, words)] for one in plan.decided])
    lines += _section(words, "kept", list(_kept(plan, lang)))
    lines += _section(words, "repairs", list(_repairs(plan, lang)))
    if plan.left_out:
        lines += ["", words["left_out"].format(count=plan.left_out)]
    lines += ["", say_total(plan, words), words[_next(plan)].format(file=clean_text(plan.file))]
    return "\n".join(lines)


def plan_as_json(plan: Plan) -> str:
    """Return a plan as JSON: the records by kind, changes, rows set aside, problems."""
    data: dict[str, Any] = {
        "file": plan.file,
        "checksum": plan.checksum,
        "layout": dict(plan.layout),
        "rows": plan.rows,
        "blocked": plan.is_blocked,
        "empty": plan.is_empty,
        "private_columns": list(plan.private),
        "new": [_record_data(one) for one in plan.new],
        "changed": [_record_data(one) for one in plan.changed],
        "renamed": [one.id for one in plan.renamed],
        "class_changed": [one.id for one in plan.changed if one.changes_field("class")],
        "unchanged": list(plan.unchanged),
        "covered": plan.covered,
        "gone": [asdict(one) for one in plan.gone],
        "quarantined": [
            {
                "row": one.row,
                "name": one.name,
                "code": one.problem.code,
                "mark": one.mark,
                "values": dict(one.values),
            }
            for one in plan.quarantined
        ],
        "decided": [asdict(one) for one in plan.decided],
        "left_out": plan.left_out,
        "kept": [asdict(one) for one in plan.kept],
        "repairs": [
            {"row": one.row, "name": one.name, "repairs": [asdict(it) for it in one.repairs]}
            for one in plan.repairs
        ],
        "problems": json.loads(problems_as_json(plan.problems)),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


@functools.cache
def load_words() -> Mapping[str, Mapping[str, Any]]:
    """Return the words of a plan by language."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    words: dict[str, dict[str, Any]] = yaml.load(WORDS.read_text("utf-8"), Loader=loader)  # noqa: S506 safe loader, our own file
    return words


@functools.cache
def field_label(field: str, lang: str) -> str:
    """Return the label of a register field in a language; its name when it has none."""
    for one in load_schema().tables["enterprises"].fields.values():
        if one.path == ("register", field):
            return one.labels[lang]
    return load_schema().tables["sources"].labels[lang] if field == "sources" else field


def _section(
    words: Mapping[str, Any], title: str, items: list[list[str]], **params: object
) -> list[str]:
    if not items:
        return []
    head = words[title].format(count=len(items), **params)
    return ["", head, *(f"  {line}" for item in items for line in item)]


def _record(one: RecordPlan, sign: str, lang: str) -> list[str]:
    words = load_words()[lang]
    rows = ", ".join(words["row"].format(row=row) for row in one.rows)
    notes = [words[w] for w, f in (("renamed", "name"), ("class", "class")) if one.changes_field(f)]
    tail = f"  [{', '.join(notes)}]" if notes else ""
    lines = [f"{sign} {one.id}  {clean_text(one.name)} ({rows}){tail}"]
    for change in one.changes:
        shown = _show_change(change, words["nothing"])
        lines.append(f"    {field_label(change.field, lang)}: {shown}")
    return lines


def _gone(one: Gone, words: Mapping[str, Any]) -> list[str]:
    line = f"- {one.id}  {clean_text(one.name)}"
    return [line, "    " + words["gone_on"].format(day=one.on)] if one.on else [line]


def _decided(one: Decided, words: Mapping[str, Any]) -> str:
    row = words["row"].format(row=one.row)
    said = words["decisions"][one.word]
    return f"· {row}: {clean_text(one.name)}: {said} {one.record}".rstrip()


def _show_change(change: Change, nothing: str) -> str:
    new = clean_text(change.new, MAX_VALUE) or nothing
    if change.old is None:
        return new
    if change.new.startswith(f"{change.old}; "):
        return f"+ {clean_text(change.new[len(change.old) + 2 :], MAX_VALUE)}"
    return f"{clean_text(change.old, MAX_VALUE)} → {new}"


def _record_data(one: RecordPlan) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "rows": list(one.rows),
        "changes": [asdict(change) for change in one.changes],
    }


def _quarantined(plan: Plan, lang: str) -> Iterator[list[str]]:
    words = load_words()[lang]
    for one in plan.quarantined:
        what, remedy = describe(one.problem, lang)
        yield [
            f"! {words['row'].format(row=one.row)}: {clean_text(one.name)}".rstrip(": "),
            f"    {what} {remedy} [{one.problem.code}]",
        ]


def _kept(plan: Plan, lang: str) -> Iterator[list[str]]:
    words = load_words()[lang]
    for one in plan.kept:
        label = field_label(one.field, lang)
        row = words["row"].format(row=one.row)
        ours, theirs = clean_text(one.ours, MAX_VALUE), clean_text(one.theirs, MAX_VALUE)
        yield [f"= {one.id} ({row})  {label}: {ours} ≠ {theirs}"]


def _repairs(plan: Plan, lang: str) -> Iterator[list[str]]:
    words = load_words()[lang]
    for row in plan.repairs:
        for one in row.repairs:
            shown = f"{clean_text(one.read, MAX_VALUE)} → {clean_text(one.made, MAX_VALUE)}"
            place = words["row"].format(row=row.row)
            yield [f"* {place}, {field_label(one.field, lang)}: {shown} ({words['why'][one.why]})"]


def say_total(plan: Plan, words: Mapping[str, Any]) -> str:
    """Say in one sentence how many rows are of each kind."""
    total: str = words["total"].format(
        new=len(plan.new),
        changed=len(plan.changed),
        renamed=len(plan.renamed),
        unchanged=len(plan.unchanged),
        quarantined=len(plan.quarantined),
        gone=len(plan.gone),
    )
    return total


def _next(plan: Plan) -> str:
    if plan.is_blocked:
        return "next_blocked"
    return "next_none" if plan.is_empty else "next_apply"
