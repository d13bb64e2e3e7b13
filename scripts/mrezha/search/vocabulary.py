"""Keep the lines of the vocabulary that are no terms: aliases (=), known words (!), towns (^)."""

from collections import Counter
from collections.abc import Iterable, Mapping

from mrezha.search.documents import SearchSettings
from mrezha.search.holders import Holders
from mrezha.search.lexicon import ENGLISH, Target, prune_aliases
from mrezha.search.memory import ROOT, Memory
from mrezha.search.tables import Tables
from mrezha.search.terms import Changes
from mrezha.search.text import fold, is_cyrillic, split_words, stem, transliterate

_PUT = "INSERT OR REPLACE INTO @lines VALUES (?, ?, ?, ?, 0, 0)"


def renew_words(tables: Tables, settings: SearchSettings, memory: Memory, changes: Changes) -> None:
    """Bring aliases, known words and towns without records up to date."""
    if changes.is_bulk or changes.roots:
        _renew_aliases(tables, memory, changes)
    if changes.is_bulk:
        _build_known(tables, memory, changes)
    elif changes.surfaces or changes.terms:
        _renew_known(tables, memory, changes)
    came, went = tables.count("places", "name", changes.places)
    if changes.is_bulk or came or went or changes.terms:
        _renew_towns(tables, settings, changes)


def _replace(tables: Tables, sign: str, wanted: Mapping[str, str], changes: Changes) -> set[str]:
    """Put the lines of one kind in the place of those before; return the keys that changed."""
    sql = "SELECT key, line FROM @lines WHERE sign = ?"
    before = dict(tables.run(sql, (sign,)).fetchall())
    gone = sorted(before.keys() - wanted.keys())
    tables.many("DELETE FROM @lines WHERE key = ? AND sign = ?", [(key, sign) for key in gone])
    new = [key for key, line in wanted.items() if before.get(key) != line]
    tables.many(_PUT, [(key, sign, wanted[key], len(wanted[key])) for key in new])
    changed = {*gone, *new}
    changes.lines |= changed
    return {key for key in changed if (key in before) != (key in wanted)}


def _renew_aliases(tables: Tables, memory: Memory, changes: Changes) -> None:
    """Keep the aliases that some record answers; look again only where an answer may change."""
    targets = memory.targets()
    before = set(tables.get("answered") or ())
    holders = Holders(tables)
    if changes.is_bulk:
        holders.read_all()
        answered = {r for some in targets.values() for r in some if holders.answer(r)}
    else:
        touched = {roots for name in changes.roots for roots in targets.get(name, ())}
        answered = before - touched | {roots for roots in touched if holders.answer(roots)}
        if answered == before:
            return
    tables.put("answered", sorted(answered))
    kept = prune_aliases(memory.words(), lambda target: target.roots in answered)
    lines = {key: f"={key}\t{write_targets(targets)}" for key, targets in kept.items()}
    for key in _replace(tables, "=", lines, changes):
        changes.terms.add(key)
        if " " not in key:
            changes.surfaces[ROOT + key if is_cyrillic(key) else key] += 1 if key in lines else -1


def write_targets(targets: Iterable[Target]) -> str:
    """Write alias targets: roots joined by +, the weight after a colon unless it is usual."""
    return ";".join(
        "+".join(t.roots) + ("" if t.weight == ENGLISH else f":{t.weight}") for t in targets
    )


def _build_known(tables: Tables, memory: Memory, changes: Changes) -> None:
    """Count for every known word the surfaces that it may be confused with."""
    tables.many("INSERT INTO @surfaces VALUES (?, ?)", sorted(changes.surfaces.items()))
    confused = Counter(w for words in memory.near(changes.surfaces).values() for w in words)
    tables.many("INSERT INTO @confused VALUES (?, ?)", sorted(confused.items()))
    held = set(tables.column("SELECT key FROM @lines WHERE sign IN ('', '=')"))
    lines = {word: f"!{word}" for word in sorted(confused.keys() - held)}
    _replace(tables, "!", lines, changes)


def _renew_known(tables: Tables, memory: Memory, changes: Changes) -> None:
    came, went = tables.count("surfaces", "form", changes.surfaces)
    counts: dict[str, int] = {}
    for words, change in ((memory.near(came), 1), (memory.near(went), -1)):
        for near in words.values():
            for word in near:
                counts[word] = counts.get(word, 0) + change
    new, old = tables.count("confused", "word", counts)
    for word in sorted(new | old | changes.terms):
        held = tables.one("SELECT 1 FROM @lines WHERE key = ? AND sign = '!'", (word,))
        is_confused = tables.one("SELECT n FROM @confused WHERE word = ?", (word,))
        sql = "SELECT 1 FROM @lines WHERE key = ? AND sign IN ('', '=')"
        wanted = is_confused and not tables.one(sql, (word,))
        if bool(wanted) == bool(held):
            continue
        changes.lines.add(word)
        if wanted:
            tables.run(_PUT, (word, "!", f"!{word}", len(word) + 1))
        else:
            tables.run("DELETE FROM @lines WHERE key = ? AND sign = '!'", (word,))


def _renew_towns(tables: Tables, settings: SearchSettings, changes: Changes) -> None:
    """Name the towns without records.

    „Нова Загора“ must not be answered by „Нова роля“ in Стара Загора, nor „хляб от Бяла“ by
    bread of elsewhere.
    """
    present = set(tables.column("SELECT name FROM @places"))
    lines: dict[str, str] = {}
    for name in sorted({fold(n) for n in settings.towns} - present):
        words = split_words(name)
        sql = "SELECT towns FROM @terms WHERE term = ?"
        found = [tables.one(sql, (stem(word),)) for word in words]
        if len(words) == 1 and found[0]:
            continue
        lines[" ".join(words)] = f"^{' '.join(words)}"
        if len(words) > 1 or found[0] is None:
            latin = " ".join(transliterate(w) for w in words)
            lines[latin] = f"^{latin}"
    _replace(tables, "^", lines, changes)


def renew_common(tables: Tables, settings: SearchSettings, changes: Changes) -> None:
    """Choose the terms that come in one file, first: all of a small vocabulary, else the
    most frequent.
    """
    most = settings.small_vocabulary if is_small(tables, settings) else settings.common_block
    chosen: set[str] = set()
    size = 0
    sql = "SELECT key, size FROM @lines WHERE sign = '' ORDER BY records DESC, key"
    for key, length in tables.run(sql):
        size += length + 1
        if size > most:
            break
        chosen.add(key)
    before = set(tables.column("SELECT key FROM @lines WHERE common"))
    for keys, value in ((before - chosen, 0), (chosen - before, 1)):
        rows = [(value, key) for key in sorted(keys)]
        tables.many("UPDATE @lines SET common = ? WHERE key = ? AND sign = ''", rows)
        changes.lines |= keys


def is_small(tables: Tables, settings: SearchSettings) -> bool:
    """Tell whether records and their terms are few enough for one file each."""
    if tables.one("SELECT COUNT(*) FROM @docs") > settings.small_limit:
        return False
    sql = "SELECT SUM(size + 1) FROM @lines WHERE sign = ''"
    return (tables.one(sql) or 0) <= settings.small_vocabulary
