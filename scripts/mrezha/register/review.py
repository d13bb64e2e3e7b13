"""Show a plan as one HTML page to be read, signed and kept: no script, nothing fetched."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from mrezha.problems import clean_text, describe
from mrezha.register.decisions import QUARANTINE
from mrezha.register.planned import Plan, RecordPlan
from mrezha.register.report import MAX_VALUE, field_label, load_words, say_total

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin-block: .5rem 1.5rem; }
caption { text-align: start; font-weight: bold; padding-block: .25rem; }
th, td { border: 1px solid GrayText; padding: .3rem .5rem; text-align: start; vertical-align: top; }
.stop { border: 3px solid; padding: .5rem 1rem; }
@media print { body { max-width: none; } tr { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_review(plan: Plan, lang: str) -> str:
    """Return a plan as a whole HTML page in a language."""
    words = load_words()[lang]
    title = f"{words['review']}: {clean_text(plan.file.rpartition('/')[2])}"
    head = words["head"].format(
        file=clean_text(plan.file), layout=plan.layout.get(lang, ""), rows=plan.rows
    )
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{lang}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>",
        f"<body><main><h1>{escape(title)}</h1>",
        f"<p>{escape(head)}</p><p><code>SHA-256 {escape(plan.checksum)}</code></p>",
        f"<p>{escape(say_total(plan, words))}</p>",
    ]
    if plan.is_blocked:
        parts.append(f'<p class="stop"><strong>{escape(words["blocked"])}</strong></p>')
    parts += _sections(plan, lang, words)
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


def _sections(plan: Plan, lang: str, words: Mapping[str, Any]) -> Iterator[str]:
    heads = [words[f"column_{one}"] for one in ("record", "row", "field", "old", "new")]
    for key, records in (("new", plan.new), ("changed", plan.changed)):
        rows = [row for one in records for row in _changes(one, lang, words)]
        yield from _table(words[key].format(count=len(records)), heads, rows)
    gone = [(one.id, one.name, words["gone_on"].format(day=one.on)) for one in plan.gone]
    caption = words["gone"].format(count=len(gone), covered=plan.covered)
    yield from _table(caption, [heads[0], heads[4], words["column_why"]], gone)
    aside = [
        (str(one.row), one.name, _cells(one.values), " ".join(describe(one.problem, lang)))
        for one in plan.quarantined
    ]
    caption = words["quarantined"].format(count=len(aside))
    if aside:
        caption += f" ({words['where'].format(path=QUARANTINE.as_posix())})"
    names = [heads[1], heads[0], words["column_read"], words["column_why"]]
    yield from _table(caption, names, aside)
    decided = [
        (str(one.row), one.name, f"{words['decisions'][one.word]} {one.record}".strip())
        for one in plan.decided
    ]
    yield from _table(words["decided"].format(count=len(decided)), names[:2] + heads[4:], decided)
    kept = [
        (one.id, str(one.row), field_label(one.field, lang), one.ours, one.theirs)
        for one in plan.kept
    ]
    kept_heads = [*heads[:3], heads[3], words["column_read"]]
    yield from _table(words["kept"].format(count=len(kept)), kept_heads, kept)
    repairs = [
        (str(row.row), field_label(one.field, lang), one.read, one.made, words["why"][one.why])
        for row in plan.repairs
        for one in row.repairs
    ]
    names = [heads[1], heads[2], words["column_read"], heads[4], words["column_why"]]
    yield from _table(words["repairs"].format(count=len(repairs)), names, repairs)
    notes = [
        (str(one.line or ""), " ".join(describe(one, lang)), one.code) for one in plan.problems
    ]
    names = [heads[1], words["column_why"], "code"]
    yield from _table(words["problems"].format(count=len(notes)), names, notes)
    if plan.unchanged:
        count = words["unchanged"].format(count=len(plan.unchanged))
        yield f"<h2>{escape(count)}</h2><p>{escape(', '.join(plan.unchanged))}</p>"
    if plan.left_out:
        yield f"<p>{escape(words['left_out'].format(count=plan.left_out))}</p>"


def _changes(
    one: RecordPlan, lang: str, words: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str, str]]:
    notes = [words[w] for w, f in (("renamed", "name"), ("class", "class")) if one.changes_field(f)]
    name = f"{one.id} {one.name}" + (f" [{', '.join(notes)}]" if notes else "")
    rows = ", ".join(map(str, one.rows))
    for change in one.changes:
        yield name, rows, field_label(change.field, lang), change.old or "", change.new


def _cells(values: Mapping[str, str]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in values.items())


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"<table><caption>{escape(caption)}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{escape(one)}</th>' for one in heads) + "</tr></thead><tbody>"
    for row in rows:
        cells = "".join(f"<td>{escape(clean_text(one, 4 * MAX_VALUE))}</td>" for one in row)
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"
