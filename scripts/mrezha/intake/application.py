"""An application to a fair: one participant, and only the one who applies."""

from collections.abc import Mapping
from typing import Any

from mrezha.intake.envelope import Envelope
from mrezha.intake.subject import bears_name
from mrezha.intake.workspace import Workspace
from mrezha.records.ids import make_id
from mrezha.records.names import list_key
from mrezha.schema import load_schema

Wrong = tuple[str, str, Mapping[str, str]]


def read_application(
    envelope: Envelope, said: Mapping[str, Any], workspace: Workspace
) -> tuple[dict[str, Any], list[Wrong]]:
    """Return the participant's row under its enterprise, and what is wrong with it.

    Who applies is found by EIK or by the very name; without a profile the name is written.
    """
    wrong: list[Wrong] = []
    rows = said.get("participants") or [{}]
    if len(rows) != 1:
        wrong.append(("submission-one", "fields.participants", {}))
    if envelope.remove:
        wrong.append(("submission-remove", "remove[1]", {"value": envelope.remove[0]}))
    row = dict(rows[0])
    eik = "".join(envelope.about.get("eik", "").split())
    owner = workspace.owners.get(eik, "") if eik else ""
    named = str(row.get("enterprise", ""))
    if owner and named and named != owner:
        params = {"value": eik, "other": owner}
        wrong.append(("submission-eik", "fields.participants[1].enterprise", params))
    name = envelope.about.get("name") or str(row.get("name", ""))
    if owner and name and not bears_name(workspace, owner, name):
        wrong.append(("submission-eik", "about.eik", {"value": eik, "other": owner}))
    same = make_id(list_key(name, load_schema())) if name else ""
    if not owner and not named and same and bears_name(workspace, same, name):
        owner = same
    if enterprise := named or owner:
        rest = {key: value for key, value in row.items() if key != "name"}
        row = {"enterprise": enterprise, **rest}
    elif name:
        row = {"name": name, **row}
    else:
        wrong.append(("submission-nameless", "about.name", {}))
    return {"participants": [row]}, wrong
