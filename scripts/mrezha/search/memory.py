"""Keep what the word lists give, so that they are read and compared once.

Everything kept is disposable and keyed by the code and the data it was made of; a file that
is missing, damaged or of another key is made anew. Without a folder nothing is kept.
"""

import hashlib
import marshal
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from mrezha.search.confusable import Near, Vicinity, list_faces, list_rooted
from mrezha.search.lexicon import LONG, Aliases, Target, load_lexicon
from mrezha.search.text import root, split_words, stem

MOST_NEAR = 60_000
# Marks a root of a stem among forms.
ROOT = "~"


@dataclass(frozen=True, slots=True)
class Words:
    """Aliases by key, and every stem known to the language with the forms it was met in.

    `wide` are aliases for where the others have no answer; `rooted` known stems by their root.
    """

    aliases: Aliases
    wide: Aliases
    known: Mapping[str, tuple[str, ...]]
    rooted: Mapping[str, tuple[str, ...]]


@dataclass
class Memory:
    """The words of a country's settlements and of the lists; what is near to which form."""

    settlements: tuple[str, ...] = ()
    folder: Path | None = None
    _words: Words | None = None
    _near: dict[str, tuple[str, ...]] | None = None
    _targets: dict[str, tuple[tuple[str, ...], ...]] | None = None
    _vicinity: Vicinity | None = field(default=None, repr=False)
    _rooted: Vicinity | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """Return the key of code and data."""
        return make_key(self.settlements)

    def words(self) -> Words:
        """Return the words, read from the folder if they are kept there."""
        if self._words is None:
            kept = self._load("words")
            self._words = unpack_words(kept) if kept else gather_words(self.settlements)
            if not kept:
                self._keep("words", pack_words(self._words))
        return self._words

    def targets(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Return the targets of all aliases, as roots, by the roots their answers rest on."""
        if self._targets is None:
            self._targets = self._load("targets")
        if self._targets is None:
            self._targets = list_targets(self.words())
            self._keep("targets", self._targets)
        return self._targets

    def near(self, forms: Iterable[str]) -> Near:
        """Return the known stems that each form, or each root (after ~), may be confused with."""
        if self._near is None:
            self._near = self._load("near") or {}
        asked = set(forms)
        missing = asked - self._near.keys()
        if missing:
            if self._vicinity is None:
                self._vicinity = Vicinity(list_faces(self.words().known))
                self._rooted = Vicinity(self.words().rooted)
            plain = {form for form in missing if not form.startswith(ROOT)}
            self._near |= self._vicinity.find(plain)
            if self._rooted is not None:
                bare = self._rooted.find_close(form[1:] for form in missing - plain)
                self._near |= {ROOT + form: words for form, words in bare.items()}
            if len(self._near) <= MOST_NEAR:
                self._keep("near", self._near)
        return {form: self._near[form] for form in asked}

    def _load(self, name: str) -> Any:
        if self.folder is None:
            return None
        try:
            return marshal.loads((self.folder / f"{name}-{self.key}.bin").read_bytes())  # noqa: S302 our own file
        except (OSError, ValueError, EOFError, TypeError):
            return None

    def _keep(self, name: str, value: Any) -> None:
        if self.folder is None:
            return
        path = self.folder / f"{name}-{self.key}.bin"
        draft = path.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for old in self.folder.glob(f"{name}-*.bin"):
                if old != path:
                    old.unlink(missing_ok=True)
            draft.write_bytes(marshal.dumps(value))
            draft.replace(path)
        except OSError:
            with suppress(OSError):
                draft.unlink()


@lru_cache(maxsize=4)
def make_key(settlements: tuple[str, ...]) -> str:
    """Return a digest of the code, the word lists and the names of settlements."""
    here = Path(__file__).parent
    digest = hashlib.sha256("\n".join(settlements).encode())
    for path in (*sorted(here.glob("*.py")), *sorted((here / "data").iterdir())):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def gather_words(settlements: tuple[str, ...]) -> Words:
    """Read the word lists; the names of settlements and every alias are known words too."""
    lexicon = load_lexicon()
    known = {word: set(forms) for word, forms in lexicon.known.items()}
    for key in (*lexicon.aliases, *lexicon.wide):
        known.setdefault(key, set())
    for name in settlements:
        for word in split_words(name):
            known.setdefault(stem(word), set()).add(word)
    return Words(
        lexicon.aliases,
        lexicon.wide,
        {word: tuple(sorted(known[word])) for word in sorted(known)},
        list_rooted(known),
    )


def list_targets(words: Words) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return every target by its roots, and by those of words that are kept whole in it."""
    found: dict[str, set[tuple[str, ...]]] = {}
    lists = (targets for one in (words.aliases, words.wide) for targets in one.values())
    for target in (target for targets in lists for target in targets):
        for named in target.roots:
            found.setdefault(named, set()).add(target.roots)
            if len(named) >= LONG:
                found.setdefault(root(named), set()).add(target.roots)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def pack_words(words: Words) -> Any:
    """Return the words as plain tuples."""
    aliases, wide = (
        {key: tuple(map(tuple, targets)) for key, targets in one.items()}
        for one in (words.aliases, words.wide)
    )
    return aliases, wide, dict(words.known), dict(words.rooted)


def unpack_words(kept: Any) -> Words:
    """Return the words that were packed."""
    aliases, wide = (
        {key: tuple(map(Target._make, targets)) for key, targets in one.items()} for one in kept[:2]
    )
    return Words(aliases, wide, *kept[2:])
