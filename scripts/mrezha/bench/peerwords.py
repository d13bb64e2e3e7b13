"""Write the fixed words of the peers' pages: their own, and those of our labels they repeat."""

import json
from pathlib import Path

import yaml

from mrezha.bench.views import LANGUAGES
from mrezha.schema import Schema

# The peers' name of a word, and where it stands among our labels.
_OURS = {
    "seekers": "matches.title",
    "kin": "matches.kin",
    "by-source": "sources.by-source",
    "card": "contacts.card",
    "card-save": "contacts.card-save",
    "correct": "correct.link",
    "eik-note": "eik.note",
    "class-note-A": "class.A",
    "class-note-A+": "class.A+",
    "renewal-title": "renewal.title",
    "renewal-law": "renewal.law",
    "renewal-overdue": "renewal.overdue-note",
    "renewal-calendar": "renewal.calendar",
    "renewal-event": "renewal.event",
    "renewal-note": "renewal.event-note",
    "not-counted": "status.not-counted",
}
_NOTICES = "status.notice"


def write_words(words: Path, labels: Path, schema: Schema, target: Path) -> None:
    """Write one TOML file for each language: the peers' words, then the notes of our pages."""
    target.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        own = (words / f"{lang}.toml").read_text(encoding="utf-8")
        found = yaml.safe_load((labels / f"{lang}.yml").read_text(encoding="utf-8"))
        more = {name: _find(found, key) for name, key in _OURS.items()}
        more["renewal-event"] = more["renewal-event"].replace("{name}", "").strip()
        for id_, text in _find_all(found, _NOTICES).items():
            more[f"notice-{id_}"] = text
        for term in schema.vocabularies["statuses"].terms.values():
            more[f"status-note-{term.id}"] = term.more[f"explanation_{lang}"]
        lines = [f"{_quote(key)} = {_quote(text)}\n" for key, text in more.items() if text]
        (target / f"{lang}.toml").write_text(own + "".join(lines), encoding="utf-8")


def _find(labels: object, key: str) -> str:
    for part in key.split("."):
        labels = labels.get(part, "") if isinstance(labels, dict) else ""
    return str(labels)


def _find_all(labels: object, key: str) -> dict[str, str]:
    for part in key.split("."):
        labels = labels.get(part, {}) if isinstance(labels, dict) else {}
    return {str(name): str(text) for name, text in dict(labels).items()}  # type: ignore[call-overload]


def _quote(text: str) -> str:
    """Return a text as a basic string of TOML: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
