"""Read the reviewed word lists and keep what an index can answer.

`en-bg.tsv`: English <TAB> Bulgarian; Bulgarian, by hand; `cpv-en-bg.tsv` the same from the
titles of the Common Procurement Vocabulary. `synonyms.txt`: words of one meaning on a
line, parted by `;`. `problems.txt`: what is said > what is meant. `known.txt`: words of the
language that must never be taken for a slip of another word.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple, Protocol

from mrezha.search.spec import load_spec
from mrezha.search.text import is_cyrillic, root, split_words, stem

ENGLISH, CPV, SYNONYM, PROBLEM = 9, 8, 7, 8
FOLLOWED, GENERAL = 6, 2
WIDE, MOST_STEPS, FAR = 9, 4, 3
MAX_KEY_WORDS = 4
# A root shorter than SURE says too little of a stem as long as LONG (twin in words.js).
SURE, LONG = 4, 6


class Target(NamedTuple):
    """What an alias leads to: roots that must stand together, and the weight in tenths."""

    roots: tuple[str, ...]
    weight: int


Entries = dict[str, dict[tuple[str, ...], Target]]
Aliases = Mapping[str, tuple[Target, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All aliases by key, and the stems known to the language with their forms.

    `wide` speaks where `aliases` say nothing that the records could answer.
    """

    aliases: Aliases
    wide: Aliases
    known: Mapping[str, frozenset[str]]


def read_lines(name: str) -> list[str]:
    """Return the lines of a data file that say something."""
    text = resources.files(__package__).joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def make_key(phrase: str) -> str:
    """Return the look-up key of a phrase: roots of Bulgarian words, stems of English ones."""
    spec = load_spec()
    empty = spec.stop | frozenset(spec.raw["requestEn"])
    words = [w for w in split_words(phrase) if w not in empty] or split_words(phrase)
    return " ".join(root(stem(w)) if is_cyrillic(w) else stem(w) for w in words)


def make_target(phrase: str, weight: int) -> Target:
    """Return the roots of a phrase, function words left out."""
    spec = load_spec()
    words = [w for w in split_words(phrase) if w not in spec.stop] or split_words(phrase)
    return Target(roots=tuple(dict.fromkeys(name_target(stem(w)) for w in words)), weight=weight)


def name_target(word_stem: str) -> str:
    """Return the root of a stem, or the stem where so little is left: часовник is no час."""
    short = root(word_stem)
    return word_stem if len(short) < SURE and len(word_stem) >= LONG else short


def split_phrases(text: str) -> list[str]:
    """Split a cell of phrases."""
    return [p.strip() for p in text.split(";") if p.strip()]


def weigh_phrases(cell: str, weight: int) -> Iterator[tuple[str, int]]:
    """Yield phrases and weights; „дърва“ after „дърва за огрев“ says less than it."""
    said: set[str] = set()
    for place, phrase in enumerate(split_phrases(cell)):
        roots = make_target(phrase, weight).roots
        is_general = len(roots) == 1 and roots[0] in said
        yield phrase, weight - (GENERAL if is_general else min(place, 1))
        if len(roots) > 1:
            said.update(roots)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return all word lists of the package as one lexicon."""
    aliases: Entries = {}
    wide: Entries = {}
    known: dict[str, set[str]] = {}

    def add(source: str, phrase: str, weight: int, aliases: Entries = aliases) -> None:
        key, target = make_key(source), make_target(phrase, weight)
        if not key or key.count(" ") >= MAX_KEY_WORDS or not target.roots:
            return
        for word in split_words(phrase):
            known.setdefault(stem(word), set()).add(word)
        earlier = aliases.setdefault(key, {}).get(target.roots)
        if earlier is None or earlier.weight < weight:
            aliases[key][target.roots] = target

    for name, weight in (("en-bg.tsv", ENGLISH), ("cpv-en-bg.tsv", CPV)):
        for line in read_lines(name):
            english, _, bulgarian = line.partition("\t")
            for phrase, worth in weigh_phrases(bulgarian, weight):
                for source in split_phrases(english):
                    add(source, phrase, worth)
    for line in read_lines("en-bg-wide.tsv"):
        english, _, bulgarian = line.partition("\t")
        for place, phrase in enumerate(split_phrases(bulgarian)):
            for source in split_phrases(english):
                add(source, phrase, WIDE - min(place, MOST_STEPS), wide)
    for line in read_lines("synonyms.txt"):
        group = split_phrases(line)
        for source in group:
            for phrase in group:
                if phrase != source:
                    add(source, phrase, SYNONYM)
    for line in read_lines("problems.txt"):
        said, _, meant = line.partition(">")
        for source in split_phrases(said):
            for phrase in split_phrases(meant):
                add(source, phrase, PROBLEM)
    for line in read_lines("known.txt"):
        for word in line.split():
            known.setdefault(stem(word), set()).add(word)
    return Lexicon(
        aliases={k: tuple(v.values()) for k, v in sorted(aliases.items())},
        wide={k: tuple(v.values()) for k, v in sorted(wide.items())},
        known={s: frozenset(forms) for s, forms in known.items()},
    )


class WordLists(Protocol):
    """The reviewed aliases and the wide ones."""

    @property
    def aliases(self) -> Aliases:
        """Return the reviewed aliases."""

    @property
    def wide(self) -> Aliases:
        """Return those for where the reviewed have no answer."""


Answer = Callable[[Target], bool]


def prune_aliases(lexicon: WordLists, answer: Answer) -> dict[str, tuple[Target, ...]]:
    """Keep the targets that the index can answer; a phrase goes where a word of it stands alone.

    `answer` tells whether some record holds all words of a target.
    """
    kept: dict[str, tuple[Target, ...]] = {}
    for key in sorted(lexicon.aliases.keys() | lexicon.wide.keys()):
        fit = fit_targets(key, lexicon, answer)
        best = max((t.weight for t in fit), default=0)
        if not is_cyrillic(key):
            fit = [t for t in fit if t.weight > best - FAR]
        single = {t.roots[0]: t.weight for t in fit if len(t.roots) == 1}
        fit = [
            t for t in fit if len(t.roots) == 1 or all(single.get(r, 0) < t.weight for r in t.roots)
        ]
        if fit:
            kept[key] = tuple(fit)
    return {k: t for k, t in kept.items() if not is_said_by_words(k, t, kept)}


def fit_targets(key: str, lexicon: WordLists, answer: Answer) -> list[Target]:
    """Return what the records answer of an alias: by the reviewed lists, else the wide one."""
    own = set(key.split())
    ways = [w for w in (lexicon.aliases.get(key), lexicon.wide.get(key)) if w]
    for targets in ways:
        fit = [t for t in targets if set(t.roots) != own and answer(t)]
        if fit:
            return fit
    if is_cyrillic(key):
        return []
    return next((f for targets in ways if (f := follow_targets(targets, lexicon, answer))), [])


def follow_targets(targets: tuple[Target, ...], lexicon: WordLists, answer: Answer) -> list[Target]:
    """Go one step further for an English word whose Bulgarian no record says: jewellery, rings."""
    found: dict[tuple[str, ...], Target] = {}
    for target in targets:
        for further in lexicon.aliases.get(" ".join(target.roots), ()):
            if answer(further):
                found.setdefault(further.roots, Target(further.roots, FOLLOWED))
    return list(found.values())


def is_said_by_words(
    key: str, targets: tuple[Target, ...], kept: Mapping[str, tuple[Target, ...]]
) -> bool:
    """Tell whether the words of a phrase, each by itself, lead where the phrase leads."""
    words = key.split()
    if len(words) < 2 or any(w not in kept for w in words):
        return False
    reached = [{r for t in kept[w] for r in t.roots} for w in words]
    everywhere, somewhere = set.intersection(*reached), set.union(*reached)
    return all((somewhere if len(t.roots) > 1 else everywhere).issuperset(t.roots) for t in targets)
