"""Find known words that a forgiving search would take for words of the index.

A known word confuses a form of the index when it begins the form, when each is the other
with a letter left out or put elsewhere, or when two slips part two long words that begin
alike. `find_near` answers for many forms at once, or for a few without preparing anything.
"""

from collections.abc import Iterable, Mapping
from itertools import permutations

from mrezha.search.spec import load_spec
from mrezha.search.text import is_cyrillic, root, undo_layout

NEAR_LENGTH = 4
FAR_LENGTH = 7
PREFIX_LENGTH = 2
START_LENGTH = 2
# From so many forms on one pass over all known words is cheaper than a look at each form.
MANY = 60
BATCH = 20_000
_LAYOUTS = ("bds", "phonetic", "bas")
CYRILLIC_PAIRS = tuple(permutations(_LAYOUTS, 2)) + tuple(("us", one) for one in _LAYOUTS)
LATIN_PAIRS = tuple((one, "us") for one in _LAYOUTS)

Near = dict[str, tuple[str, ...]]
Faces = Mapping[str, tuple[str, ...]]


def list_deletes(word: str) -> set[str]:
    """Return the word and every form with one letter left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def count_slips(a: str, b: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours between words.

    The bit-vector method of H. Hyyrö (2003) for the restricted Damerau distance.
    """
    if not a:
        return len(b)
    masks: dict[str, int] = {}
    for i, char in enumerate(a):
        masks[char] = masks.get(char, 0) | 1 << i
    full, top = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, zero, before, slips = full, 0, 0, 0, len(a)
    for char in b:
        mask = masks.get(char, 0)
        swapped = ((~zero & mask) << 1) & before
        zero = (((mask & up) + up) ^ up) | mask | down | swapped
        rising, falling = down | ~(zero | up), zero & up
        slips += bool(rising & top) - bool(falling & top)
        rising, falling = (rising << 1) | 1, falling << 1
        up, down = (falling | ~(zero | rising)) & full, rising & zero & full
        before = mask
    return slips


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


def list_faces(known: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return how known words look: form -> stems it stands for, phrases left out.

    `known` maps a stem to the forms it was met in. English words are also seen in their
    plainest Cyrillic reading.
    """
    faces: dict[str, dict[str, None]] = {}
    for word in sorted(known):
        if " " in word:
            continue
        for form in (word, *sorted(known[word])):
            faces.setdefault(form, {})[word] = None
            if not is_cyrillic(form):
                faces.setdefault(read_plainly(form), {})[word] = None
    return {face: tuple(words) for face, words in faces.items()}


def list_rooted(known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the known Bulgarian stems by their root, where it says enough."""
    rooted: dict[str, list[str]] = {}
    for word in sorted(known):
        if " " not in word and is_cyrillic(word):
            bare = root(word)
            if len(bare) > NEAR_LENGTH:
                rooted.setdefault(bare, []).append(word)
    return {bare: tuple(words) for bare, words in rooted.items()}


class Vicinity:
    """Known faces by length and beginning, with the letters each has."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self.near: dict[int, list[tuple[str, int]]] = {}
        self.far: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for face in faces:
            size = len(face)
            if size < NEAR_LENGTH:
                continue
            entry = (face, mask_letters(face))
            self.near.setdefault(size, []).append(entry)
            if size >= FAR_LENGTH:
                self.far.setdefault((face[:START_LENGTH], size), []).append(entry)

    def find(self, forms: Iterable[str]) -> Near:
        """Return the known stems near each form, sorted."""
        asked = sorted(set(forms))
        found: dict[str, set[str]] = {}
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            close = self._pass_all(batch) if len(batch) > MANY else {}
            for form in batch:
                faces = close.get(form, set()) if len(batch) > MANY else self._find_close(form)
                faces |= self._find_starts(form) | self._find_far(form) | self._find_layouts(form)
                found[form] = {word for face in faces for word in self.faces[face]}
        return {form: tuple(sorted(words)) for form, words in found.items()}

    def find_close(self, forms: Iterable[str]) -> Near:
        """Return the known stems a slip away from each form, sorted."""
        asked = sorted(set(forms))
        long = [form for form in asked if len(form) >= NEAR_LENGTH]
        close = self._pass_all(long) if len(long) > MANY else {f: self._find_close(f) for f in long}
        return {
            form: tuple(sorted({word for face in close.get(form, ()) for word in self.faces[face]}))
            for form in asked
        }

    def _find_starts(self, form: str) -> set[str]:
        return {form[:n] for n in range(PREFIX_LENGTH, len(form) + 1) if form[:n] in self.faces}

    def _find_close(self, form: str) -> set[str]:
        size, mask = len(form), mask_letters(form)
        if size < NEAR_LENGTH:
            return set()
        deletes = list_deletes(form)
        return {
            face
            for length in (size - 1, size, size + 1)
            for face, other in self.near.get(length, ())
            if (mask ^ other).bit_count() <= 2 and not deletes.isdisjoint(list_deletes(face))
        }

    def _pass_all(self, forms: list[str]) -> dict[str, set[str]]:
        owners: dict[str, list[str]] = {}
        for form in forms:
            if len(form) >= NEAR_LENGTH:
                for variant in list_deletes(form):
                    owners.setdefault(variant, []).append(form)
        close: dict[str, set[str]] = {}
        for entries in self.near.values():
            for face, _ in entries:
                for variant in owners.keys() & list_deletes(face):
                    for form in owners[variant]:
                        close.setdefault(form, set()).add(face)
        return close

    def _find_layouts(self, form: str) -> set[str]:
        """Return the known words that give the form on another keyboard."""
        pairs = CYRILLIC_PAIRS if is_cyrillic(form) else LATIN_PAIRS
        typed = {undo_layout(form, meant, on) for on, meant in pairs}
        return {word for word in typed if word in self.faces}

    def _find_far(self, form: str) -> set[str]:
        size = len(form)
        if size < FAR_LENGTH:
            return set()
        mask, start = mask_letters(form), form[:START_LENGTH]
        return {
            face
            for length in range(size - 2, size + 3)
            for face, other in self.far.get((start, length), ())
            if (mask ^ other).bit_count() <= 4 and count_slips(form, face) <= 2
        }
