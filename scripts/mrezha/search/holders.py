"""Tell which targets of aliases some record answers: one that holds all words of a target."""

from mrezha.search.encode import POSTING_BITS, read_array
from mrezha.search.lexicon import LONG, SURE
from mrezha.search.tables import Tables
from mrezha.search.text import root

MANY = 2_000
Roots = tuple[str, ...]


class Holders:
    """The records of an index by the words of targets, read when asked for."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.stems: dict[str, list[str]] = {}
        self.found: dict[str, set[int] | None] = {}
        self.is_whole = False

    def read_all(self) -> None:
        """Read all stems at once, for many questions."""
        for term, short in self.tables.run("SELECT term, root FROM @terms ORDER BY term"):
            self.stems.setdefault(short, []).append(term)
        self.is_whole = True

    def list_stems(self, named: str) -> list[str]:
        """Return the stems of the index that a word of a target leads to (twin in words.js)."""
        stems = self._list_of(named)
        if stems or len(named) < LONG:
            return stems
        short = root(named)
        if len(short) >= SURE:
            return []
        return [stem for stem in self._list_of(short) if stem[:SURE] == named[:SURE]]

    def _list_of(self, short: str) -> list[str]:
        if self.is_whole:
            return self.stems.get(short, [])
        if short not in self.stems:
            sql = "SELECT term FROM @terms WHERE root = ? ORDER BY term"
            self.stems[short] = list(self.tables.column(sql, (short,)))
        return self.stems[short]

    def list_records(self, named: str) -> set[int] | None:
        """Return the records that hold a word of a target; None when they are very many."""
        if named not in self.found:
            sql = "SELECT postings FROM @terms WHERE term = ?"
            lists = [read_array(self.tables.one(sql, (s,))) for s in self.list_stems(named)]
            is_many = sum(map(len, lists)) > MANY
            self.found[named] = None if is_many else {p >> POSTING_BITS for ps in lists for p in ps}
        return self.found[named]

    def answer(self, roots: Roots) -> bool:
        """Tell whether a record holds all words of a target."""
        if not all(self.list_stems(r) for r in roots):
            return False
        if len(roots) == 1:
            return True
        sets = [s for s in map(self.list_records, roots) if s is not None]
        return not sets or bool(set.intersection(*sets))
