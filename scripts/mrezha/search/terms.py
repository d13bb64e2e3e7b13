"""Bring terms, their postings and their vocabulary lines up to date with the documents."""

import marshal
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mrezha.search.analyse import PLACE_BITS
from mrezha.search.contribute import TermShare, unpack
from mrezha.search.documents import SearchSettings
from mrezha.search.encode import (
    IMPACT,
    IMPACT_BITS,
    POSTING_BITS,
    encode_forms,
    encode_gaps,
    encode_number,
    encode_postings,
    read_array,
)
from mrezha.search.memory import ROOT
from mrezha.search.tables import Tables
from mrezha.search.text import root

_PLACE_SHARE = PLACE_BITS << IMPACT_BITS
_PUT_TERM = "INSERT OR REPLACE INTO @terms VALUES (?, ?, ?, ?, ?)"
_PUT_LINE = "INSERT OR REPLACE INTO @lines VALUES (?, ?, ?, ?, ?, 0)"
_PUT_PIECE = "INSERT OR REPLACE INTO @pieces VALUES (?, ?, ?)"
_PUT_FACET = "INSERT OR REPLACE INTO @facets VALUES (?, ?, ?, ?)"


@dataclass
class Changes:
    """What a renewal touched: keys of lines, of long postings, of cards, and the rest."""

    is_bulk: bool = False
    lines: set[str] = field(default_factory=set)
    pieces: set[str] = field(default_factory=set)
    facets: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)
    surfaces: Counter[str] = field(default_factory=Counter)
    terms: set[str] = field(default_factory=set)
    places: Counter[str] = field(default_factory=Counter)
    touches_eiks: bool = False
    moves_documents: bool = False


@dataclass
class Shares:
    """What one document gave and gives, before and after; the places it was and is in."""

    old_number: int | None = None
    new_number: int | None = None
    old: bytes | None = None
    new: bytes | None = None
    paths: tuple[str, ...] = ()


def write_term(
    term: str, postings: "array[int]", forms: Iterable[str], settings: SearchSettings
) -> tuple[str, dict[str, str]]:
    """Return the line of a term and its long postings by key.

    Few postings stand in the line. Of very many the strongest come under the term itself,
    and all of them under the term and the number of their neighbourhood.
    """
    count = len(postings)
    head = f"{term}\t{encode_forms(term, forms)}\t{encode_number(count)}"
    if count <= settings.longest_postings:
        text = encode_postings(postings)
        if len(text) <= settings.inline_postings:
            return f"{head}.{text}", {}
        return f"{head}@", {term: text}
    order = sorted(postings, key=lambda p: (-(p & IMPACT), p))
    pieces = {term: encode_postings(sorted(order[: settings.longest_postings]))}
    chunks: dict[int, list[int]] = {}
    for posting in postings:
        chunks.setdefault((posting >> POSTING_BITS) // settings.chunk_documents, []).append(posting)
    pieces |= {f"{term} {at}": encode_postings(chunk) for at, chunk in chunks.items()}
    return f"{head}@@", pieces


def build_terms(tables: Tables, settings: SearchSettings, changes: Changes) -> None:
    """Write all terms, facets and places anew from the documents."""
    postings: dict[str, array[int]] = {}
    forms: dict[str, dict[str, int]] = {}
    facets: dict[tuple[str, str], array[int]] = {}
    for number, data in tables.run("SELECT number, data FROM @docs ORDER BY number"):
        terms, chosen, places = unpack(data)
        base = number << POSTING_BITS
        for term, share, said in terms:
            if term in postings:
                postings[term].append(base | share)
                counted = forms[term]
            else:
                postings[term] = array("Q", (base | share,))
                counted = forms[term] = {}
            for form in said:
                counted[form] = counted.get(form, 0) + 1
        for key in chosen:
            facets.setdefault(key, array("Q")).append(number)
        changes.places.update(places)
    tables.many(_PUT_TERM, _rows_of(postings, forms, tables, settings))
    for term, counted in forms.items():
        changes.surfaces.update((term, ROOT + root(term), *counted))
    tables.many(
        _PUT_FACET,
        ((*key, facets[key].tobytes(), encode_gaps(facets[key])) for key in sorted(facets)),
    )


def _rows_of(
    postings: "dict[str, array[int]]",
    forms: dict[str, dict[str, int]],
    tables: Tables,
    settings: SearchSettings,
) -> Iterator[tuple[object, ...]]:
    """Yield the row of every term, and put its line and long postings."""
    lines: list[tuple[object, ...]] = []
    for term in sorted(postings):
        numbers = postings.pop(term)
        counted = forms[term]
        line, pieces = write_term(term, numbers, counted, settings)
        lines.append((term, "", line, len(line), len(numbers)))
        tables.many(_PUT_PIECE, [(key, text, len(text)) for key, text in pieces.items()])
        towns = sum(1 for p in numbers if p & _PLACE_SHARE)
        yield term, root(term), towns, numbers.tobytes(), marshal.dumps(counted)
        if len(lines) > 2_000:
            tables.many(_PUT_LINE, lines)
            lines.clear()
    tables.many(_PUT_LINE, lines)


def renew_terms(
    tables: Tables, shares: Iterable[Shares], settings: SearchSettings, changes: Changes
) -> None:
    """Change the terms, facets and places of some documents."""
    gone: dict[str, list[int]] = {}
    come: dict[str, list[int]] = {}
    said: dict[str, Counter[str]] = {}
    facets: dict[tuple[str, str], dict[int, int]] = {}
    for one in shares:
        for data, number, side, sign in (
            (one.old, one.old_number, gone, -1),
            (one.new, one.new_number, come, 1),
        ):
            if data is None or number is None:
                continue
            terms, chosen, places = unpack(data)
            _add_terms(terms, number, side, said, sign)
            for key in chosen:
                counts = facets.setdefault(key, {})
                counts[number] = counts.get(number, 0) + sign
            for name in places:
                changes.places[name] += sign
    for term in sorted(said):
        out, into = set(gone.get(term, ())), set(come.get(term, ()))
        if out != into or any(said[term].values()):
            _change_term(tables, term, (out - into, into - out), said[term], settings, changes)
    for facet, value in sorted(facets):
        _change_facet(tables, facet, value, facets[facet, value], changes)


def _add_terms(
    terms: Iterable[TermShare],
    number: int,
    side: dict[str, list[int]],
    said: dict[str, Counter[str]],
    sign: int,
) -> None:
    for term, share, forms in terms:
        side.setdefault(term, []).append(number << POSTING_BITS | share)
        counter = said.setdefault(term, Counter())
        for form in forms:
            counter[form] += sign


def _change_term(
    tables: Tables,
    term: str,
    moved: tuple[set[int], set[int]],
    said: Counter[str],
    settings: SearchSettings,
    changes: Changes,
) -> None:
    out, into = moved
    row = tables.run("SELECT towns, postings, forms FROM @terms WHERE term = ?", (term,)).fetchone()
    towns, blob, kept = row or (0, b"", None)
    postings = read_array(blob)
    forms: dict[str, int] = marshal.loads(kept) if kept else {}  # noqa: S302 our own state
    for posting in out:
        at = bisect_left(postings, posting)
        del postings[at]
    for posting in into:
        postings.insert(bisect_left(postings, posting), posting)
    before = set(forms)
    for form, change in said.items():
        forms[form] = forms.get(form, 0) + change
    forms = {form: forms[form] for form in sorted(forms) if forms[form] > 0}
    changes.surfaces.update(dict.fromkeys(forms.keys() - before, 1))
    changes.surfaces.subtract(dict.fromkeys(before - forms.keys(), 1))
    was_town = bool(towns)
    towns += sum(1 for p in into if p & _PLACE_SHARE) - sum(1 for p in out if p & _PLACE_SHARE)
    if was_town != bool(towns):
        changes.terms.add(term)
    if (not row) != (not postings):
        changes.terms.add(term)
        for name in (term, ROOT + root(term)):
            changes.surfaces[name] += 1 if postings else -1
    changes.roots.add(root(term))
    changes.lines.add(term)
    old = set(tables.column(*_list_pieces(term)))
    if not postings:
        tables.run("DELETE FROM @terms WHERE term = ?", (term,))
        tables.run("DELETE FROM @lines WHERE key = ? AND sign = ''", (term,))
        pieces: dict[str, str] = {}
    else:
        line, pieces = write_term(term, postings, forms, settings)
        values = (term, root(term), towns, postings.tobytes(), marshal.dumps(forms))
        tables.run(_PUT_TERM, values)
        common = tables.one("SELECT common FROM @lines WHERE key = ? AND sign = ''", (term,)) or 0
        tables.run(_PUT_LINE, (term, "", line, len(line), len(postings)))
        if common:
            tables.run("UPDATE @lines SET common = 1 WHERE key = ? AND sign = ''", (term,))
    _change_pieces(tables, old, pieces, changes)


def _list_pieces(term: str) -> tuple[str, tuple[str, str, str]]:
    sql = "SELECT key FROM @pieces WHERE key = ? OR (key > ? AND key < ?)"
    return sql, (term, f"{term} ", f"{term}!")


def _change_pieces(tables: Tables, old: set[str], pieces: dict[str, str], changes: Changes) -> None:
    for key in sorted(old - pieces.keys()):
        tables.run("DELETE FROM @pieces WHERE key = ?", (key,))
        changes.pieces.add(key)
    for key, text in pieces.items():
        if tables.one("SELECT text FROM @pieces WHERE key = ?", (key,)) != text:
            tables.run(_PUT_PIECE, (key, text, len(text)))
            changes.pieces.add(key)


def _change_facet(
    tables: Tables, facet: str, value: str, counts: dict[int, int], changes: Changes
) -> None:
    if not any(counts.values()):
        return
    key = (facet, value)
    blob = tables.one("SELECT numbers FROM @facets WHERE facet = ? AND value = ?", key) or b""
    numbers = set(read_array(blob))
    numbers -= {n for n, change in counts.items() if change < 0}
    numbers |= {n for n, change in counts.items() if change > 0}
    changes.facets.add(facet)
    if numbers:
        ordered = array("Q", sorted(numbers))
        tables.run(_PUT_FACET, (*key, ordered.tobytes(), encode_gaps(ordered)))
    else:
        tables.run("DELETE FROM @facets WHERE facet = ? AND value = ?", key)
