"""Write the files of an index from its tables: only those whose rows changed."""

import json
from collections.abc import Callable, Iterable

from mrezha.search.blocks import Cut, Writer, cut_blocks, renew_blocks
from mrezha.search.documents import SearchPoint, SearchSettings
from mrezha.search.encode import encode_gaps
from mrezha.search.spec import load_spec
from mrezha.search.tables import Tables
from mrezha.search.terms import Changes
from mrezha.search.text import split_words, stem, transliterate
from mrezha.search.vocabulary import is_small

FORMAT = 2
WHOLE = ("", "")
SETTLEMENT = "settlement"
PYTHON_ONLY = frozenset(("letterNames", "version"))
# Words that are compared by their stem alone.
STEMMED = ("generic", "weak")


def write_spec() -> str:
    """Return the specification as the browser needs it."""
    spec = {name: value for name, value in load_spec().raw.items() if name not in PYTHON_ONLY}
    places = {name: value for name, value in spec["places"].items() if name != "inside"}
    stems = {name: " ".join(dict.fromkeys(map(stem, spec[name]))) for name in STEMMED}
    return dump_json(spec | stems | {"places": places})


def dump_json(value: object) -> str:
    """Write compact JSON in a fixed order of keys as given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_where(points: Iterable[SearchPoint]) -> dict[str, str]:
    """Return name in Latin letters -> its line: the name, and in hundredths of a degree where
    each settlement called so lies; of a name that a town has, the town alone.
    """
    found: dict[str, dict[bool, list[str]]] = {}
    for point in points:
        kind, _, name = point.label.partition(" ")
        key = " ".join(transliterate(word) for word in split_words(name))
        where = f"{round(point.lon * 100)} {round(point.lat * 100)}"
        found.setdefault(key, {}).setdefault(kind == "гр.", []).append(where)
    return {
        key: "\t".join((key, *sorted(places.get(True) or places[False])))
        for key, places in sorted(found.items())
    }


def write_files(tables: Tables, settings: SearchSettings, changes: Changes, writer: Writer) -> None:
    """Write what changed, and the manifest: the entry, which names all other files."""
    if changes.is_bulk:
        tables.clear(("blocks",))
    _Files(tables, settings, changes, writer).write()


class _Files:
    """One writing of the files."""

    def __init__(
        self, tables: Tables, settings: SearchSettings, changes: Changes, writer: Writer
    ) -> None:
        self.tables, self.settings, self.changes, self.writer = tables, settings, changes, writer
        self.count: int = tables.one("SELECT COUNT(*) FROM @docs")
        self.is_small = is_small(tables, settings)

    def write(self) -> None:
        """Write all families and the manifest."""
        manifest: dict[str, object] = {
            "format": FORMAT,
            "count": self.count,
            "small": self.is_small,
            "spec": self._one("s", "spec", "json", False, write_spec),
            "common": self._write_common(),
            "vocabulary": self._write_vocabulary(),
            "postings": self._write_pieces(),
            "chunk": self.settings.chunk_documents,
            "cards": self._write_cards(),
            "eiks": self._write_eiks(),
            "facets": self._write_facets(),
            "points": self._write_points(),
            "where": self._write_where(),
            "all": self._one("n", "n", "txt", self.changes.moves_documents, self._join_numbers),
        }
        content = dump_json(manifest).encode()
        self.writer.files["manifest.json"] = content
        self.writer.names.add("manifest.json")

    def _one(
        self, family: str, stem: str, ending: str, is_dirty: bool, make: Callable[[], str]
    ) -> str:
        """Write a family of one file, when its rows changed or there is none."""
        name = None if is_dirty else self.tables.blocks(family).get(WHOLE)
        if name is None:
            name = self.writer.add(stem, ending, make())
            self.tables.put_blocks(family, {WHOLE: name})
        self.writer.names.add(name)
        return name

    def _many(
        self, family: str, ending: str, cuts: list[Cut], dirty: Iterable[str], sql: str
    ) -> list[list[str]]:
        """Write a family of blocks; return the first key and the file of each."""

        def write(cut: Cut) -> str:
            return self.writer.add(family, ending, "\n".join(self.tables.column(sql, cut)))

        named = renew_blocks(cuts, self.tables.blocks(family), dirty, write, self.writer)
        self.tables.put_blocks(family, named)
        return [[cut[0], name] for cut, name in named.items()]

    def _write_common(self) -> str:
        sql = "SELECT key FROM @lines WHERE common"
        common = set(self.tables.column(sql))
        if not common:
            self.tables.put_blocks("common", {})
            return ""
        is_dirty = not common.isdisjoint(self.changes.lines) or common != self.tables.get("common")
        self.tables.put("common", frozenset(common))
        sql = "SELECT line FROM @lines WHERE common ORDER BY key"
        return self._one("common", "v", "txt", is_dirty, lambda: "\n".join(self.tables.column(sql)))

    def _write_vocabulary(self) -> list[list[str]]:
        sql = "SELECT key, size FROM @lines WHERE NOT common ORDER BY key, sign"
        size = self.settings.small_block if self.is_small else self.settings.vocabulary_block
        cuts = cut_blocks(self.tables.run(sql), size)
        lines = (
            "SELECT line FROM @lines WHERE key >= ? AND key <= ? AND NOT common ORDER BY key, sign"
        )
        return self._many("v", "txt", cuts, self.changes.lines, lines)

    def _write_pieces(self) -> list[list[str]]:
        sql = "SELECT key, size FROM @pieces ORDER BY key"
        cuts = cut_blocks(self.tables.run(sql), self.settings.postings_block)
        lines = (
            "SELECT key || char(9) || text FROM @pieces WHERE key >= ? AND key <= ? ORDER BY key"
        )
        return self._many("p", "txt", cuts, self.changes.pieces, lines)

    def _write_cards(self) -> dict[str, object]:
        """Write what results show, so many numbers a file; a number that is free is 0."""
        size = self.settings.cards_per_block
        if self.count <= self.settings.small_limit:
            size = max(1, self.count)
        if self.tables.get("cards") != size:
            self.tables.put_blocks("c", {})
            self.tables.put("cards", size)
        dirty = {str(number // size) for number in self.changes.numbers}
        old = self.tables.blocks("c")
        last = self.tables.one("SELECT MAX(number) FROM @docs")
        named: dict[Cut, str] = {}
        for at in range(0 if last is None else last // size + 1):
            key = str(at)
            name = old.get((key, key)) if key not in dirty else None
            if name is None:
                name = self._write_block_of_cards(at * size, size)
            named[key, key] = name
            self.writer.names.add(name)
        self.tables.put_blocks("c", named)
        return {"size": size, "files": list(named.values())}

    def _write_block_of_cards(self, start: int, size: int) -> str:
        sql = "SELECT number, card FROM @docs WHERE number >= ? AND number < ? ORDER BY number"
        rows = ["0"] * size
        last = -1
        for number, card in self.tables.run(sql, (start, start + size)):
            last = number - start
            rows[last] = card
        return self.writer.add("c", "json", f"[{','.join(rows[: last + 1])}]")

    def _write_eiks(self) -> list[list[str]]:
        """Write company numbers in order with their documents."""
        blocks = self.tables.blocks("e")  # none when all files are due anew
        if blocks and not self.changes.touches_eiks and not self.changes.is_bulk:
            self.writer.names.update(blocks.values())
            return [[first, name] for (first, _), name in sorted(blocks.items())]
        self.tables.put_blocks("e", {})
        rows = self.tables.run("SELECT eik, number FROM @docs WHERE eik != '' ORDER BY eik, number")
        lines = [(eik, f"{eik} {number}") for eik, number in rows]
        cuts = cut_blocks(((e, len(line)) for e, line in lines), self.settings.eiks_block)
        named: dict[Cut, str] = {}
        at = 0
        for cut in cuts:
            part: list[str] = []
            while at < len(lines) and lines[at][0] <= cut[1]:
                part.append(lines[at][1])
                at += 1
            named[cut] = self.writer.add("e", "txt", "\n".join(part))
        self.tables.put_blocks("e", named)
        return [[cut[0], name] for cut, name in named.items()]

    def _write_facets(self) -> dict[str, str]:
        """Write one file a facet: value -> documents."""
        facets = list(self.tables.column("SELECT DISTINCT facet FROM @facets ORDER BY facet"))
        old = self.tables.blocks("f")
        named: dict[Cut, str] = {}
        for facet in facets:
            name = None if facet in self.changes.facets else old.get((facet, facet))
            if name is None:
                sql = "SELECT value, text FROM @facets WHERE facet = ? ORDER BY value"
                name = self.writer.add("f", "json", dump_json(dict(self.tables.run(sql, (facet,)))))
            named[facet, facet] = name
            self.writer.names.add(name)
        self.tables.put_blocks("f", named)
        return {facet: name for (facet, _), name in named.items()}

    def _write_points(self) -> str:
        """Write where the settlements lie that have records, by their codes."""
        if not self.settings.points:
            return ""

        def make() -> str:
            sql = "SELECT value FROM @facets WHERE facet = ?"
            held = set(self.tables.column(sql, (SETTLEMENT,)))
            points = sorted(self.settings.points, key=lambda p: p.ekatte)
            return dump_json(
                {p.ekatte: [p.label, p.en, p.lon, p.lat] for p in points if p.ekatte in held}
            )

        return self._one("l", "l", "json", SETTLEMENT in self.changes.facets, make)

    def _write_where(self) -> list[list[str]]:
        """Write where every settlement of the country lies, by its name in Latin letters."""
        blocks = self.tables.blocks("w")
        if not blocks and self.settings.points:
            lines = write_where(self.settings.points)
            size = self.settings.points_block
            for cut in cut_blocks(((key, len(line)) for key, line in lines.items()), size):
                text = "\n".join(line for key, line in lines.items() if cut[0] <= key <= cut[1])
                blocks[cut] = self.writer.add("w", "txt", text)
            self.tables.put_blocks("w", blocks)
        self.writer.names.update(blocks.values())
        return [[cut[0], name] for cut, name in sorted(blocks.items())]

    def _join_numbers(self) -> str:
        """Return the numbers of all documents."""
        return encode_gaps(list(self.tables.column("SELECT number FROM @docs ORDER BY number")))
