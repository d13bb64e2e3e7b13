"""Keep what belongs to the sender in a private file, outside any repository."""

import json
import os
from pathlib import Path

from mrezha.intake.envelope import Envelope


def write_private(folder: Path, envelope: Envelope, branch: str) -> Path:
    """Write the sender's data, note and consent to a file only its owner may read.

    Without the sender's consent their data are left out. A replay writes the same file again.
    Raises OSError when the disk refuses.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{envelope.digest[:32]}.json"
    said = {
        "submission": envelope.digest,
        "branch": branch,
        "kind": envelope.kind.name,
        "id": envelope.id,
        "made_on": envelope.made_on,
        "about": dict(envelope.about),
        "sender": dict(envelope.sender) if envelope.has_consent else {},
        "note": envelope.note if envelope.has_consent else "",
        "consent": dict(envelope.consent),
    }
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    half = path.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))
    half.replace(path)
    return path
