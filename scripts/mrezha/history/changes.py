"""What the register said on a day, and what changed between two snapshots.

A file covers the planning regions of its rows: a regional centre's sheet says nothing of other
regions, and takes nobody away there. The first file of a region is where its history begins;
its entries are not news.
"""

import dataclasses
import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mrezha.history.model import History, Snapshot, SnapshotRow

Kind = Literal["came", "left", "renamed", "class"]
Said = dict[str, tuple[SnapshotRow, Snapshot]]


@dataclass(frozen=True, slots=True)
class Change:
    """One change, seen on the day of the later snapshot; `old` and `new` are names or classes."""

    date: datetime.date
    kind: Kind
    key: str
    id: str
    name: str
    region: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class AsOf:
    """What the register said on a day: entries by name, and the snapshots they come from.

    Rows that were set aside for a person to decide are among them, marked as such.
    """

    date: datetime.date
    entries: tuple[tuple[SnapshotRow, Snapshot], ...]
    snapshots: tuple[Snapshot, ...]


def read_as_of(history: History, day: datetime.date) -> AsOf:
    """Return the entries as the snapshots until a day leave them."""
    said: Said = {}
    seen: set[str] = set()
    for snapshot in history.snapshots:
        if snapshot.date <= day:
            list(_step(said, seen, snapshot))
    names = {snapshot.name for _, snapshot in said.values()}
    used = tuple(one for one in history.snapshots if one.name in names)
    aside = ((row, one) for one in used for row in one.rows if row.is_aside)
    entries = sorted((*said.values(), *aside), key=lambda pair: (pair[0].name, pair[0].key))
    return AsOf(day, tuple(entries), used)


def find_changes(history: History) -> tuple[Change, ...]:
    """Return all changes between snapshots, newest day first."""
    said: Said = {}
    seen: set[str] = set()
    found = [change for one in history.snapshots for change in _step(said, seen, one)]
    found.sort(key=lambda one: (one.name, one.key, one.kind))
    found.sort(key=lambda one: one.date, reverse=True)
    return tuple(found)


def count_over_time(
    history: History,
) -> tuple[tuple[datetime.date, Mapping[str, int], Mapping[str, int]], ...]:
    """Return the entries on the day of every snapshot: (day, by region, by class)."""
    said: Said = {}
    seen: set[str] = set()
    counts = {}
    for snapshot in history.snapshots:
        list(_step(said, seen, snapshot))
        rows = [row for row, _ in said.values()]
        by_region = Counter(row.region for row in rows)
        counts[snapshot.date] = (by_region, Counter(row.register_class for row in rows))
    return tuple((day, *both) for day, both in counts.items())


def _step(said: Said, seen: set[str], snapshot: Snapshot) -> Iterator[Change]:
    """Bring what is said up to one snapshot, yielding what changed."""
    rows = {row.key: row for row in snapshot.rows if row.counts}
    covered = {row.region for row in rows.values()}
    # A row in doubt still names its enterprise: that one has not left.
    doubtful = {text for row in snapshot.rows if row.is_aside for text in _names(row)}
    for key, (row, _) in list(said.items()):
        if key not in rows and row.region in covered and not doubtful & set(_names(row)):
            yield Change(snapshot.date, "left", key, row.id, row.name, row.region)
            del said[key]
    for key, row in rows.items():
        before = said.get(key)
        now = row
        if before is not None:
            now = _filled(row, before[0])
            yield from _compare(before[0], now, snapshot.date)
        elif row.region in seen:
            yield Change(snapshot.date, "came", key, row.id, row.name, row.region)
        said[key] = (now, snapshot)
    seen |= covered


def _filled(row: SnapshotRow, before: SnapshotRow) -> SnapshotRow:
    """Return a row with the class the last one gave, where its own file has no such column."""
    if row.register_class or not before.register_class:
        return row
    return dataclasses.replace(row, register_class=before.register_class)


def _compare(old: SnapshotRow, new: SnapshotRow, day: datetime.date) -> Iterator[Change]:
    if _words(old.name) != _words(new.name):
        yield Change(day, "renamed", new.key, new.id, new.name, new.region, old.name, new.name)
    classes = (old.register_class, new.register_class)
    if all(classes) and classes[0] != classes[1]:
        yield Change(day, "class", new.key, new.id, new.name, new.region, *classes)


def _names(row: SnapshotRow) -> tuple[str, ...]:
    return tuple(one for one in (row.id, row.eik, row.name.casefold()) if one)


def _words(name: str) -> list[str]:
    """Return the words of a name; quotes, case and the place of the legal form do not count."""
    return sorted(re.findall(r"\w+", name.casefold()))


def days_of(changes: Iterable[Change]) -> Iterator[tuple[datetime.date, tuple[Change, ...]]]:
    """Yield the changes of each day together, in the order given."""
    days: dict[datetime.date, list[Change]] = {}
    for one in changes:
        days.setdefault(one.date, []).append(one)
    for day, found in days.items():
        yield day, tuple(found)
