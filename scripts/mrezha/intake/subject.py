"""Find the record a submission speaks of, or begin a new one.

What the sender says about the enterprise ("about") only finds the record: it never writes
over the register's block. A new record is begun with it as an unconfirmed entry that names
its source; the register itself confirms it later, by an import.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.intake.envelope import Envelope
from mrezha.intake.workspace import CONTENT, Workspace
from mrezha.places import load_gazetteer
from mrezha.places.resolve import resolve_address
from mrezha.problems import Problem
from mrezha.records.document import Document, read_document
from mrezha.records.eik import judge_eik
from mrezha.records.ids import make_id
from mrezha.records.names import list_key
from mrezha.records.scan import MAX_ID
from mrezha.schema import load_schema

SOURCE = "Заявление през формуляра на сайта"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record: its id and file, and what it says now; a new one has no document.

    `start` is what a new record begins with besides the sender's fields.
    """

    id: str
    path: str
    document: Document | None
    text: str
    start: Mapping[str, Any]


def find_subject(
    envelope: Envelope, workspace: Workspace, file: str, today: str
) -> tuple[Subject | None, list[Problem]]:
    """Return the record of a submission, or what keeps it from being found."""
    folder = str(load_schema().tables[envelope.kind.table].folder)
    record_id, problem = _known_id(envelope, workspace, folder)
    if problem is not None:
        return None, [Problem(problem[0], file, None, problem[1], problem[2])]
    if record_id:
        return _read_subject(workspace, folder, record_id, file)
    if envelope.kind.table == "events":
        return _new_event(envelope, workspace, folder, file)
    return _new_enterprise(envelope, workspace, folder, file, today)


Wrong = tuple[str, str, Mapping[str, str]] | None


def _known_id(envelope: Envelope, workspace: Workspace, folder: str) -> tuple[str, Wrong]:
    """Return the id of the record that is there already; empty for a new one."""
    record_id = envelope.id
    eik = "".join(envelope.about.get("eik", "").split())
    if eik and judge_eik(eik):
        return "", (str(judge_eik(eik)), "about.eik", {"value": eik})
    owner = workspace.owners.get(eik, "") if folder == "enterprises" else ""
    if record_id:
        moved = workspace.lists.moved.get(f"{folder}/{record_id}", f"{folder}/{record_id}")
        record_id = moved.partition("/")[2]
        gone = f"{folder}/{record_id}" in workspace.lists.withdrawn
        if gone and envelope.kind.name != "removal":
            return "", ("submission-withdrawn", "id", {"value": record_id})
        if workspace.read(f"{CONTENT}/{folder}/{record_id}.md") is None:
            return "", ("submission-record", "id", {"value": record_id, "folder": folder})
        if owner and owner != record_id:
            return "", ("submission-eik", "about.eik", {"value": eik, "other": owner})
        return record_id, None
    if owner and f"{folder}/{owner}" in workspace.lists.withdrawn:
        return "", ("submission-withdrawn", "about.eik", {"value": owner})
    name = envelope.about.get("name", "")
    if owner and name and not bears_name(workspace, owner, name):
        return "", ("submission-eik", "about.eik", {"value": eik, "other": owner})
    return owner or _namesake(workspace, folder, name, eik), None


def bears_name(workspace: Workspace, record_id: str, name: str) -> bool:
    """Say whether an enterprise goes by a name; part of a longer one is enough."""
    wanted = list_key(name, load_schema())
    for known in names_of(workspace, record_id):
        key = list_key(known, load_schema())
        if key == wanted or (min(len(key), len(wanted)) > 3 and (key in wanted or wanted in key)):
            return True
    return False


def names_of(workspace: Workspace, record_id: str) -> tuple[str, ...]:
    """Return the names of an enterprise's record: registered, other and known ones."""
    raw = workspace.read(f"{CONTENT}/enterprises/{record_id}.md")
    document = read_document(raw, "")[0] if raw else None
    register = document.data.get("register") if document else None
    title = document.data.get("title") if document else None
    found: list[Any] = []
    if isinstance(register, dict):
        others = register.get("other_names")
        found += [register.get("name"), *(others if isinstance(others, list) else ())]
    if isinstance(title, dict):
        found += title.values()
    return tuple(one for one in found if isinstance(one, str) and one)


def _namesake(workspace: Workspace, folder: str, name: str, eik: str) -> str:
    """Return the enterprise of the very same name, unless its number is another one."""
    record_id = make_id(list_key(name, load_schema()), MAX_ID - 4) if name else ""
    if folder != "enterprises" or not record_id:
        return ""
    has_number = record_id in workspace.owners.values()
    if (has_number and eik) or f"{folder}/{record_id}" in workspace.lists.withdrawn:
        return ""
    return record_id if bears_name(workspace, record_id, name) else ""


def _read_subject(
    workspace: Workspace, folder: str, record_id: str, file: str
) -> tuple[Subject | None, list[Problem]]:
    path = f"{CONTENT}/{folder}/{record_id}.md"
    raw = workspace.read(path) or b""
    document, problems = read_document(raw, path)
    if document is None or problems:
        return None, [Problem("submission-damaged", file, None, "id", {"value": path}), *problems]
    return Subject(record_id, path, document, raw.decode("utf-8"), {}), []


def _new_event(
    envelope: Envelope, workspace: Workspace, folder: str, file: str
) -> tuple[Subject | None, list[Problem]]:
    title = envelope.fields.get("title", {})
    words = title.get("bg") or title.get("en") or ""
    days = envelope.fields.get("days") or [{}]
    year = str(days[0].get("date") or envelope.fields.get("period") or "")[:4]
    base = make_id(f"{words} {year}" if year not in words else words, MAX_ID - 4)
    if not make_id(words):
        return None, [Problem("submission-nameless", file, None, "fields.title.bg")]
    start: dict[str, Any] = {"status": "scheduled"}
    settlement = _settlement(envelope.about)
    if settlement and not envelope.fields.get("venue", {}).get("settlement"):
        start["venue"] = {"settlement": settlement}
    return _begin(workspace, folder, base, start), []


def _new_enterprise(
    envelope: Envelope, workspace: Workspace, folder: str, file: str, today: str
) -> tuple[Subject | None, list[Problem]]:
    title = envelope.fields.get("title", {})
    name = envelope.about.get("name") or title.get("bg", "")
    base = make_id(list_key(name, load_schema()), MAX_ID - 4)
    if not base:
        return None, [Problem("submission-nameless", file, None, "about.name")]
    register: dict[str, Any] = {}
    if eik := "".join(envelope.about.get("eik", "").split()):
        register["eik"] = eik
    register |= {"name": name, "status": "unconfirmed"}
    if settlement := _settlement(envelope.about):
        register["settlement"] = settlement
    seen_on = envelope.made_on or today
    register["sources"] = [{"name": SOURCE, "seen_on": seen_on, "certainty": "low"}]
    return _begin(workspace, folder, base, {"register": register}), []


def _settlement(about: Mapping[str, str]) -> str:
    """Return the EKATTE code of the place the sender names, when it is beyond doubt."""
    place = about.get("settlement", "")
    if not place:
        return ""
    gazetteer = load_gazetteer()
    if gazetteer.settlement(place) is not None:
        return place
    district = gazetteer.districts.get(about.get("district", ""))
    words = f"{place}, обл. {district.name_bg}" if district else place
    return resolve_address(words, gazetteer).ekatte or ""


def _begin(workspace: Workspace, folder: str, base: str, start: Mapping[str, Any]) -> Subject:
    """Choose an id that no record has, had or lost."""
    lists = workspace.lists
    used = {*lists.withdrawn, *lists.moved}
    number, record_id = 1, base
    while (
        f"{folder}/{record_id}" in used
        or workspace.read(f"{CONTENT}/{folder}/{record_id}.md") is not None
    ):
        number += 1
        record_id = f"{base}-{number}"
    return Subject(record_id, f"{CONTENT}/{folder}/{record_id}.md", None, "", start)
