"""Find known words that a forgiving search would take for words of the index."""

from collections.abc import Iterable, Mapping

from mrezha.search.text import is_cyrillic, read_latin

NEAR_LENGTH = 4
FAR_LENGTH = 8
PREFIX_LENGTH = 2


def allowed_slips(length: int) -> int:
    """Say how many slips a word of `length` letters may have (twin in query.js)."""
    return 0 if length < NEAR_LENGTH else 1 if length < FAR_LENGTH else 2


def list_deletes(word: str) -> set[str]:
    """Return the word and every form with one letter left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def count_slips(a: str, b: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours between words."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def find_confusable(known: Mapping[str, Iterable[str]], forms: Iterable[str]) -> set[str]:
    """Return the known stems that begin an indexed form or are a slip away from one.

    `known` maps a stem to the forms it was met in.
    English words are also tried in their cheapest Cyrillic readings.
    """
    ordered = sorted(set(forms))
    starts = {f[:n] for f in ordered for n in range(PREFIX_LENGTH, len(f) + 1)}
    near: set[str] = set()
    buckets: dict[str, list[str]] = {}
    for form in ordered:
        if len(form) >= NEAR_LENGTH:
            near |= list_deletes(form)
        if len(form) >= FAR_LENGTH - 1:
            buckets.setdefault(form[:2], []).append(form)
    return {
        word
        for word, met in known.items()
        if " " not in word and any(_confuses(f, starts, near, buckets) for f in (word, *met))
    }


def _confuses(word: str, starts: set[str], near: set[str], buckets: dict[str, list[str]]) -> bool:
    faces = [word]
    if not is_cyrillic(word):
        faces += [reading for reading, cost in read_latin(word, limit=3) if cost <= 20]
    for face in faces:
        if face in starts:
            return True
        if len(face) >= NEAR_LENGTH and not near.isdisjoint(list_deletes(face)):
            return True
        if len(face) >= FAR_LENGTH - 1 and any(
            abs(len(face) - len(form)) <= 2 and count_slips(face, form) <= 2
            for form in buckets.get(face[:2], ())
        ):
            return True
    return False
