"""A snapshot of the register: what one imported file said, row by row, as read.

One file of JSON lines for each import: the first line says which file it was, each other line
is one row, sorted, so that two snapshots are compared by any diff. Only columns of the public
register are kept; contact persons, phones and e-mails are never read.
"""

import dataclasses
import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REGISTERED = ("listed", "reported", "renewal-due")


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """One row: what was understood of it, and `read`, its cells as read by field.

    `id` is the record it spoke of, empty for a row that was set aside. Empty text means that
    the row did not say it.
    """

    row: int
    id: str
    name: str
    eik: str = ""
    register_class: str = ""
    status: str = ""
    region: str = ""
    applied_on: str = ""
    renewals: tuple[str, ...] = ()
    is_aside: bool = False
    read: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what names the enterprise in every snapshot."""
        return self.id or self.eik or self.name.casefold()

    @property
    def counts(self) -> bool:
        """Whether the row is an entry in the register: not set aside, nor unconfirmed."""
        return not self.is_aside and self.status in REGISTERED


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One applied import. `date` is the day its source speaks of.

    `is_dated` is False when nobody said the day: then it is the day of the import.
    """

    date: datetime.date
    source: str
    file: str
    checksum: str
    layout: str
    is_dated: bool
    rows: tuple[SnapshotRow, ...]

    @property
    def name(self) -> str:
        """Return the name of the snapshot's file."""
        return f"{self.date.isoformat()}-{self.checksum[:8]}.jsonl"


@dataclass(frozen=True, slots=True)
class History:
    """All snapshots, oldest first; `digest` tells one history from another."""

    snapshots: tuple[Snapshot, ...] = ()
    digest: bytes = b""


def render_snapshot(snapshot: Snapshot) -> bytes:
    """Return the file of a snapshot; rows in order of name, then EIK, whatever the sheet's."""
    head = {
        "date": snapshot.date.isoformat(),
        "is_dated": snapshot.is_dated,
        "source": snapshot.source,
        "file": snapshot.file,
        "checksum": f"sha256:{snapshot.checksum}",
        "layout": snapshot.layout,
        "rows": len(snapshot.rows),
    }
    rows = sorted(snapshot.rows, key=lambda one: (one.name, one.eik, one.row))
    lines = [json.dumps(one, ensure_ascii=False) for one in (head, *map(_row_as_data, rows))]
    return ("\n".join(lines) + "\n").encode()


def parse_snapshot(raw: bytes) -> Snapshot:
    """Read the file of a snapshot.

    Raises ValueError, with the number of the line, when it is not one.
    """
    number = 1
    try:
        head, *rest = (line for line in raw.decode("utf-8").split("\n") if line)
        about = json.loads(head)
        rows = []
        for number, line in enumerate(rest, 2):  # noqa: B007 told when a line is wrong
            rows.append(_row_from_data(json.loads(line)))
        if about["rows"] != len(rows):
            raise ValueError(number)
        return Snapshot(
            date=datetime.date.fromisoformat(about["date"]),
            source=str(about["source"]),
            file=str(about["file"]),
            checksum=str(about["checksum"]).removeprefix("sha256:"),
            layout=str(about["layout"]),
            is_dated=bool(about["is_dated"]),
            rows=tuple(rows),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(number)) from error


def _row_as_data(row: SnapshotRow) -> dict[str, Any]:
    data = dataclasses.asdict(row)
    data["class"] = data.pop("register_class")
    data["aside"] = data.pop("is_aside")
    data["read"] = data.pop("read")  # last
    return {key: value for key, value in data.items() if value or key in ("row", "name")}


def _row_from_data(data: Mapping[str, Any]) -> SnapshotRow:
    def text(key: str) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            raise TypeError(key)
        return value

    renewals = tuple(str(datetime.date.fromisoformat(one)) for one in data.get("renewals", ()))
    return SnapshotRow(
        row=int(data["row"]),
        id=text("id"),
        name=text("name"),
        eik=text("eik"),
        register_class=text("class"),
        status=text("status"),
        region=text("region"),
        applied_on=text("applied_on"),
        renewals=renewals,
        is_aside=bool(data.get("aside")),
        read={str(key): str(value) for key, value in data.get("read", {}).items()},
    )
