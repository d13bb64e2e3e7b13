"""Point out a row whose written deadlines are further apart than the Act's periods."""

from mrezha.records.cells import read_date
from mrezha.records.periods import find_odd_periods
from mrezha.register.draft import Draft
from mrezha.register.entries import Entry
from mrezha.register.matching import Known


def warn_periods(draft: Draft, entry: Entry, known: Known | None) -> None:
    """Note every written period that is longer than the Act's; it is imported as written.

    What the row does not say (its class, its beginning) is taken from the record.
    """

    def text(key: str) -> str:
        return entry.text(key) or (known.text(key) if known else None) or ""

    start = read_date(text("entered_on")) or read_date(text("applied_on"))
    written = entry.values.get("renewals", ())
    days = [day for one in written if (day := read_date(one))]
    for odd in find_odd_periods(text("class"), start, days):
        params = {"since": str(odd.since), "until": str(odd.until), "years": str(odd.years)}
        draft.warn(entry, "import-period", level=text("class"), **params)
