"""Read the reviewed word lists and keep what an index can answer.

`en-bg.tsv`: English <TAB> Bulgarian; Bulgarian, by hand; `cpv-en-bg.tsv` the same from the
titles of the Common Procurement Vocabulary. `synonyms.txt`: words of one meaning on a
line, parted by `;`. `problems.txt`: what is said > what is meant. `known.txt`: words of the
language that must never be taken for a slip of another word.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from mrezha.search.spec import load_spec
from mrezha.search.text import is_cyrillic, root, split_words, stem

ENGLISH, CPV, SYNONYM, PROBLEM = 9, 8, 7, 8
FOLLOWED, GENERAL = 6, 2
MAX_KEY_WORDS = 4
# A root shorter than SURE says too little of a stem as long as LONG (twin in words.js).
SURE, LONG = 4, 6


@dataclass(frozen=True, slots=True)
class Target:
    """What an alias leads to: roots that must stand together, and the weight in tenths."""

    roots: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All aliases by key, and the stems known to the language with their forms."""

    aliases: Mapping[str, tuple[Target, ...]]
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
    for phrase in split_phrases(cell):
        roots = make_target(phrase, weight).roots
        yield phrase, weight - GENERAL if len(roots) == 1 and roots[0] in said else weight
        if len(roots) > 1:
            said.update(roots)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return all word lists of the package as one lexicon."""
    aliases: dict[str, dict[tuple[str, ...], Target]] = {}
    known: dict[str, set[str]] = {}

    def add(source: str, phrase: str, weight: int) -> None:
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
        known={s: frozenset(forms) for s, forms in known.items()},
    )


def prune_aliases(
    aliases: Mapping[str, tuple[Target, ...]], stems: Collection[str]
) -> dict[str, tuple[Target, ...]]:
    """Keep the targets that the index can answer; a phrase goes where a word of it stands alone."""
    roots = {root(s) for s in stems}
    beginnings = {(root(s), s[:SURE]) for s in stems}
    for named in {r for targets in aliases.values() for t in targets for r in t.roots}:
        if len(named) >= LONG and (root(named), named[:SURE]) in beginnings:
            roots.add(named)
    kept: dict[str, tuple[Target, ...]] = {}
    for key, targets in aliases.items():
        own = set(key.split())
        fit = [t for t in targets if roots.issuperset(t.roots) and set(t.roots) != own]
        if not fit and not is_cyrillic(key):
            fit = follow_targets(targets, aliases, roots)
        single = {t.roots[0]: t.weight for t in fit if len(t.roots) == 1}
        fit = [
            t for t in fit if len(t.roots) == 1 or all(single.get(r, 0) < t.weight for r in t.roots)
        ]
        if fit:
            kept[key] = tuple(fit)
    return {k: t for k, t in kept.items() if not is_said_by_words(k, t, kept)}


def follow_targets(
    targets: tuple[Target, ...], aliases: Mapping[str, tuple[Target, ...]], roots: set[str]
) -> list[Target]:
    """Go one step further for an English word whose Bulgarian no record says: jewellery, rings."""
    found: dict[tuple[str, ...], Target] = {}
    for target in targets:
        for further in aliases.get(" ".join(target.roots), ()):
            if roots.issuperset(further.roots):
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
