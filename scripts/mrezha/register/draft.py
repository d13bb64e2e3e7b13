"""A plan in the making: what has been found so far, and how rows are set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mrezha.problems import Problem
from mrezha.register.entries import Entry
from mrezha.register.matching import Known
from mrezha.register.merging import join_entries
from mrezha.register.planned import Decided, Kept, Quarantined, RecordPlan


@dataclass(slots=True)
class Draft:
    """A plan in the making. `named` holds the ids of records some row may speak of."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    records: list[RecordPlan] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    matched: list[Known] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)

    def quarantine(self, entry: Entry, code: str, **params: str) -> None:
        """Set a row aside with the reason."""
        problem = Problem(code, self.file, entry.row, "", {"value": entry.name, **params})
        self.set_aside(entry, problem)

    def set_aside(self, entry: Entry, problem: Problem) -> None:
        """Set a row aside with a problem already found."""
        self.problems.append(problem)
        self.quarantined.append(Quarantined(entry.row, entry.name, entry.raw, problem, entry.mark))

    def set_row_aside(self, row: Quarantined) -> None:
        """Set a row aside that could not even be read as an entry."""
        self.problems.append(row.problem)
        self.quarantined.append(row)

    def warn(self, entry: Entry, code: str, **params: str) -> None:
        """Note something odd about a row that is imported all the same."""
        params = {"value": entry.name, **params}
        self.problems.append(Problem(code, self.file, entry.row, "", params, "warning"))


def join_rows(draft: Draft, entries: Sequence[Entry]) -> Entry | None:
    """Return one entry for rows of one enterprise; set all aside when they contradict."""
    if len(entries) == 1:
        return entries[0]
    joined = join_entries(entries)
    first, *rest = sorted(entries, key=lambda one: one.row)
    if joined is None:
        for entry in entries:
            other = next(one for one in (first, rest[0]) if one is not entry)
            draft.quarantine(entry, "import-contradiction", other=str(other.row))
        return None
    for entry in rest:
        draft.warn(entry, "import-repeated", first=str(first.row))
    return joined


def warn_namesakes(draft: Draft, entry: Entry, files: Sequence[str]) -> None:
    """Point out other records of the same name: nothing was merged."""
    if files:
        draft.warn(entry, "import-same-name", record=", ".join(files))
