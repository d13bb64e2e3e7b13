"""Applications to take part in a fair: submissions of the kind fair-application, judged.

An application is the submission as it came (docs/forms.md), one JSON file. It holds the
sender's name and contacts, so it stays in a folder outside `content/` and outside the site;
what becomes public is the participant: enterprise, stand, what it shows.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mrezha.catalogue import Catalogue, Event
from mrezha.records.names import list_key
from mrezha.schema.submission import load_contract

KIND = "fair-application"
# What is said of an application, best first; only "new" ones can be accepted.
STATES = ("new", "taken", "repeated", "unknown-enterprise", "foreign-offers", "too-long")
COLUMNS = (
    "state", "enterprise", "name", "offers", "note", "power", "tables", "needs",
    "made_on", "sender", "email", "phone", "message", "file",
)  # fmt: skip
_NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Application:
    """One application. `state` is one of STATES; `offers` are ids of the enterprise's offers."""

    file: str
    state: str
    enterprise: str
    name: str
    offers: tuple[str, ...]
    note: Mapping[str, str]
    needs: Mapping[str, str]
    made_on: str
    sender: Mapping[str, str]
    message: str


def read_application(raw: bytes) -> dict[str, Any] | None:
    """Return the submission in a file, of whatever kind; None when it is none."""
    contract = load_contract()
    if len(raw) > contract.limits["bytes"]:
        return None
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    is_right = (
        isinstance(found, dict)
        and found.get("format") == contract.format
        and isinstance(found.get("kind"), str)
    )
    return found if is_right else None


def judge_applications(
    submissions: Iterable[tuple[str, Mapping[str, Any]]], event: Event, catalogue: Catalogue
) -> tuple[Application, ...]:
    """Return the applications to an event, newest first, each with its state.

    `submissions` are file names with their content. Of several by one enterprise the newest
    counts, the others are repeated.
    """
    own = [
        (file, one)
        for file, one in submissions
        if one["kind"] == KIND and one.get("id") == event.id
    ]
    own.sort(key=lambda pair: (_text(pair[1].get("made_on")), pair[0]), reverse=True)
    taken = {one["enterprise"] for one in event.data["participants"]}
    seen: set[str] = set()
    found = []
    for file, one in own:
        for row in _rows(one):
            application = _judge(file, one, row, taken, seen, catalogue)
            seen.add(application.enterprise)
            found.append(application)
    return tuple(found)


def _rows(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    fields = one.get("fields")
    rows = fields.get("participants") if isinstance(fields, Mapping) else None
    found: list[Mapping[str, Any]] = []
    if isinstance(rows, list):
        found += (row for row in rows if isinstance(row, Mapping))
    return found or [{}]


def _judge(
    file: str,
    one: Mapping[str, Any],
    row: Mapping[str, Any],
    taken: set[Any],
    seen: set[str],
    catalogue: Catalogue,
) -> Application:
    about = _group(one.get("about"))
    name = about.get("name", "") or _text(row.get("name"))
    id_ = _text(row.get("enterprise")) or _find(about.get("eik", ""), name, catalogue)
    offers = row.get("offers")
    ids = tuple(_text(item) for item in offers) if isinstance(offers, list) else ()
    note = {key: text for key, text in _group(row.get("note")).items() if key in ("bg", "en")}
    return Application(
        file=file,
        state=_state(id_, ids, note, taken, seen, catalogue),
        enterprise=id_,
        name=catalogue.outlines[id_].name if id_ in catalogue.outlines else name,
        offers=ids,
        note=note,
        needs=_group(row.get("needs")),
        made_on=_text(one.get("made_on")),
        sender=_group(one.get("sender")),
        message=_text(one.get("note")),
    )


def _state(
    id_: str,
    offers: tuple[str, ...],
    note: Mapping[str, str],
    taken: set[Any],
    seen: set[str],
    catalogue: Catalogue,
) -> str:
    if id_ not in catalogue.outlines:
        return "unknown-enterprise"
    if id_ in taken:
        return "taken"
    if id_ in seen:
        return "repeated"
    own = {offer["id"] for offer in catalogue.enterprises[id_].data["offers"]}
    if not set(offers) <= own:
        return "foreign-offers"
    return "too-long" if any(len(text) > _NOTE_LENGTH for text in note.values()) else "new"


def _find(eik: str, name: str, catalogue: Catalogue) -> str:
    """Find who applies by EIK, else by the very name when one enterprise alone bears it."""
    number = "".join(eik.split())
    found = [one.id for one in catalogue.outlines.values() if number and one.eik == number]
    if not found and not number and name:
        key = list_key(name, catalogue.schema)
        found = [one.id for one in catalogue.outlines.values() if one.sort_key == key]
    return found[0] if len(found) == 1 else ""


def _group(value: Any) -> dict[str, str]:
    found = value if isinstance(value, Mapping) else {}
    return {str(key): _text(item) for key, item in found.items() if _text(item)}


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def make_participant(one: Application, stand: str | None) -> dict[str, Any]:
    """Return the participant an application becomes: nothing of the sender, nothing private."""
    row: dict[str, Any] = {"enterprise": one.enterprise}
    if stand:
        row["stand"] = stand
    if one.offers:
        row["offers"] = list(dict.fromkeys(one.offers))
    if one.note:
        row["note"] = dict(one.note)
    return row


def table_of(
    applications: Sequence[Application], catalogue: Catalogue, words: Mapping[str, str], lang: str
) -> list[list[str]]:
    """Return the applications as rows of text under a row of titles."""
    rows = [[words[name] for name in COLUMNS]]
    for one in applications:
        cells = {
            "state": words[one.state],
            "enterprise": one.enterprise,
            "name": one.name,
            "offers": ", ".join(_offer_names(one, catalogue, lang)),
            "note": one.note.get(lang) or one.note.get("bg") or one.note.get("en") or "",
            "power": one.needs.get("power", ""),
            "tables": one.needs.get("tables", ""),
            "needs": one.needs.get("note", ""),
            "made_on": one.made_on,
            "sender": one.sender.get("name", ""),
            "email": one.sender.get("email", ""),
            "phone": one.sender.get("phone", ""),
            "message": one.message,
            "file": one.file,
        }
        rows.append([cells[name] for name in COLUMNS])
    return rows


def _offer_names(one: Application, catalogue: Catalogue, lang: str) -> list[str]:
    if one.enterprise not in catalogue.outlines:
        return list(one.offers)
    offers = catalogue.enterprises[one.enterprise].data["offers"]
    names = {offer["id"]: offer["name"].get(lang) or offer["name"]["bg"] for offer in offers}
    return [names.get(id_, id_) for id_ in one.offers]


def render_sheet(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """Return the rows as an XLSX file; every cell is text, so that no formula runs."""
    # Imported by need: only whoever asks for a sheet loads it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            try:
                cell = WriteOnlyCell(sheet, value=text)
            except IllegalCharacterError:
                shown = "".join(sign for sign in text if sign.isprintable())
                cell = WriteOnlyCell(sheet, value=shown)
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
