"""The values a plan is made of: what an import would do, before anything is done."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mrezha.problems import Problem
from mrezha.register.cleaning import Repair

Kind = Literal["new", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person says beside the file.

    `date` is the day the file speaks of when it does not say so itself; `source` is its
    name in the records; `accept_loss` is the number of gone entries that may be accepted.
    `today` stands in for `date` where a day is needed and nobody says one. `is_partial` says
    that the file is only a part of the list; `without` names columns it may lack.
    """

    date: datetime.date | None = None
    source: str | None = None
    accept_loss: int | None = None
    today: datetime.date | None = None
    is_partial: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One register-owned field an import wants to set; `old` is None when it is new.

    Lists are written with "; " between their items.
    """

    field: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """What happens to one record file. `before` is None for a new file.

    `rows` are the rows of the sheet it comes from.
    """

    kind: Kind
    id: str
    name: str
    path: Path
    rows: tuple[int, ...]
    changes: tuple[Change, ...]
    before: bytes | None
    after: bytes

    def changes_field(self, field: str) -> bool:
        """Say whether an existing value of the field is changed."""
        return any(change.field == field and change.old is not None for change in self.changes)


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of the file that does not replace the record's: the source is not newer."""

    id: str
    row: int
    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that was not imported, with the reason and its values as read."""

    row: int
    name: str
    values: Mapping[str, str]
    problem: Problem
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A row that a person decided about earlier; `record` is empty for a row to skip."""

    row: int
    name: str
    word: str
    record: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file beside the records that an import writes with them; `before` None for a new one."""

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Gone:
    """A listed record that the file covers and does not name; `on` is the day of the file."""

    id: str
    name: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class RowRepairs:
    """The repairs made while reading one row."""

    row: int
    name: str
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would do; `is_blocked` plans may not be applied.

    `problems` holds all findings, those of quarantined rows included. `covered` is the
    number of listed records the file should name. `left_out` counts totals, signatures and
    repeated headers; `files` are the quarantine and the note of this import.
    """

    file: str
    checksum: str
    layout: Mapping[str, str]
    rows: int = 0
    private: tuple[str, ...] = ()
    records: tuple[RecordPlan, ...] = ()
    unchanged: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    covered: int = 0
    quarantined: tuple[Quarantined, ...] = ()
    kept: tuple[Kept, ...] = ()
    repairs: tuple[RowRepairs, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_blocked: bool = False
    decided: tuple[Decided, ...] = ()
    left_out: int = 0
    files: tuple[FileChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether applying the plan would change no file."""
        return not self.records

    @property
    def new(self) -> tuple[RecordPlan, ...]:
        """Return the plans of new records."""
        return tuple(one for one in self.records if one.kind == "new")

    @property
    def changed(self) -> tuple[RecordPlan, ...]:
        """Return the plans of changed records."""
        return tuple(one for one in self.records if one.kind == "changed")

    @property
    def renamed(self) -> tuple[RecordPlan, ...]:
        """Return the plans that change a registered name."""
        return tuple(one for one in self.changed if one.changes_field("name"))
