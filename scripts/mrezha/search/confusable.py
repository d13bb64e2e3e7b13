"""Find known words that a forgiving search would take for words of the index."""

from collections.abc import Iterable, Mapping

from mrezha.search.spec import load_spec
from mrezha.search.text import is_cyrillic

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


def mask_letters(word: str) -> int:
    """Return a bit for every letter that a word has; two slips change four bits at most."""
    mask = 0
    for char in word:
        mask |= 1 << (ord(char) & 63)
    return mask


def read_plainly(word: str) -> str:
    """Return the plainest Cyrillic reading of a Latin word, longest pieces first."""
    chat = load_spec().raw["chat"]
    out, at = "", 0
    while at < len(word):
        for size in (4, 3, 2, 1):
            readings = chat.get(word[at : at + size])
            if readings:
                out += readings[0][0]
                at += size
                break
        else:
            out += word[at]
            at += 1
    return out


def find_confusable(known: Mapping[str, Iterable[str]], forms: Iterable[str]) -> set[str]:
    """Return the known stems that begin an indexed form or are a slip away from one.

    `known` maps a stem to the forms it was met in. English words are also tried in their
    plainest Cyrillic reading.
    """
    ordered = sorted(set(forms))
    starts = {f[:n] for f in ordered for n in range(PREFIX_LENGTH, len(f) + 1)}
    near: set[str] = set()
    buckets: dict[str, list[tuple[str, int]]] = {}
    for form in ordered:
        if len(form) >= NEAR_LENGTH:
            near |= list_deletes(form)
        if len(form) >= FAR_LENGTH - 1:
            buckets.setdefault(form[:2], []).append((form, mask_letters(form)))
    return {
        word
        for word, met in known.items()
        if " " not in word and any(_confuses(f, starts, near, buckets) for f in (word, *met))
    }


def _confuses(
    word: str, starts: set[str], near: set[str], buckets: dict[str, list[tuple[str, int]]]
) -> bool:
    for face in (word,) if is_cyrillic(word) else (word, read_plainly(word)):
        if face in starts:
            return True
        if len(face) >= NEAR_LENGTH and not near.isdisjoint(list_deletes(face)):
            return True
        if len(face) < FAR_LENGTH - 1 or face[:2] not in buckets:
            continue
        mask = mask_letters(face)
        for form, other in buckets[face[:2]]:
            if (
                abs(len(face) - len(form)) <= 2
                and (mask ^ other).bit_count() <= 4
                and count_slips(face, form) <= 2
            ):
                return True
    return False
