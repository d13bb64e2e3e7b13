"""Add a record to the list of those taken down on request."""

import re

from mrezha.records.document import read_mapping

WITHDRAWN_KEY = "withdrawn"
_EMPTY = re.compile(r"^withdrawn:[ \t]*(?:\[\])?[ \t]*$", re.M)


def withdraw(text: str, key: str, day: str) -> str | None:
    """Return the list with one more line; as it was when the record is on it already.

    None when the list does not read as one.
    """
    before, problems = read_mapping(text.encode("utf-8"), "")
    if before is None or problems:
        return None
    items = before.data.get(WITHDRAWN_KEY)
    if isinstance(items, list) and any(isinstance(o, dict) and o.get("id") == key for o in items):
        return text
    line = f'  - {{id: {key}, date: "{day}"}}'
    if not items:
        fresh = f"{WITHDRAWN_KEY}:\n{line}"
        changed = _EMPTY.sub(fresh, text, count=1)
        if changed == text:
            changed = (text.rstrip("\n") + "\n" if text else "") + fresh + "\n"
    else:
        changed = text.rstrip("\n") + f"\n{line}\n"
    after, problems = read_mapping(changed.encode("utf-8"), "")
    wanted = [*(items if isinstance(items, list) else []), {"id": key, "date": day}]
    is_right = after is not None and not problems and after.data.get(WITHDRAWN_KEY) == wanted
    return changed if is_right else None
