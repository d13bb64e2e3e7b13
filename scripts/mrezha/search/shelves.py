"""Number documents so that one more moves few others.

Neighbours stand beside each other: every place with enough documents has a shelf of numbers,
wider than it needs; the few of small places share the shelf of their municipality, district
or region. On its shelf a document stands where the digest of its id says, or at the next
free number. All of it follows from the documents alone, never from the order they came in.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SHELF_LEAST = 32
SPREAD = 32


@dataclass(frozen=True, slots=True)
class Layout:
    """Where shelves begin and how wide they are; which shelf a place has."""

    spans: Mapping[str, tuple[int, int]]
    shelf_of: Mapping[str, str]


def plan_shelves(counts: Mapping[str, int]) -> Layout:
    """Plan shelves for so many documents by place; a place is region/district/…/settlement."""
    pending = dict(counts)
    shelf_of: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for depth in (4, 3, 2, 1, 0):
        groups: dict[str, list[str]] = {}
        for path in pending:
            groups.setdefault("/".join(path.split("/")[:depth]), []).append(path)
        for shelf, paths in groups.items():
            size = sum(pending[path] for path in paths)
            if size < SHELF_LEAST and depth:
                continue
            # The rest of a district is another shelf than the town of that name.
            name = f"{shelf}#{depth}"
            sizes[name] = size
            shelf_of.update(dict.fromkeys(paths, name))
            for path in paths:
                del pending[path]
    spans: dict[str, tuple[int, int]] = {}
    base = 0
    for shelf in sorted(sizes):
        width = widen(sizes[shelf])
        spans[shelf] = (base, width)
        base += width
    return Layout(spans, shelf_of)


def widen(count: int) -> int:
    """Return a width with a fifth to spare, one of four steps between powers of two."""
    need = count * 5 // 4 + 1
    power = 4
    while power * 2 < need:
        power *= 2
    return next(power + power * step // 4 for step in range(5) if power + power * step // 4 >= need)


def place_documents(members: Iterable[tuple[str, str]], base: int, width: int) -> dict[str, int]:
    """Give the documents (id, place) of one shelf their numbers."""
    starts: dict[str, int] = {}
    rows: list[tuple[int, str, int]] = []
    for id_, path in members:
        if path not in starts:
            starts[path] = _digest(path)
        own = _digest(id_)
        home = starts[path] * width >> 32 if width > 4 * SPREAD else 0
        near = (own >> 32) * min(SPREAD, width) >> 32
        rows.append((own, id_, home + near))
    return _probe(rows, base, width)


def place_alone(ids: Iterable[str], base: int, width: int) -> dict[str, int]:
    """Give the documents of one place, which has a shelf of its own, their numbers."""
    rows = [(own, id_, (own >> 32) * width >> 32) for id_ in ids for own in (_digest(id_),)]
    return _probe(rows, base, width)


def _probe(rows: list[tuple[int, str, int]], base: int, width: int) -> dict[str, int]:
    taken: set[int] = set()
    found: dict[str, int] = {}
    for _, id_, wanted in sorted(rows):
        slot = wanted % width
        while slot in taken:
            slot = slot + 1 if slot + 1 < width else 0
        taken.add(slot)
        found[id_] = base + slot
    return found


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
