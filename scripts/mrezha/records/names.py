"""Names of enterprises in lists: the alphabet ignores quotes and legal forms."""

import functools
import re

from mrezha.schema import Schema

_QUOTES = re.compile(r"[\"'„“”«»‘’`]")
_SPACES = re.compile(r"\s+")


def list_key(name: str, schema: Schema) -> str:
    """Return the key a name is ordered by.

    „АВГУСТА“ ЕООД stands under А, Фондация „Сподели“ under С: quotes and the legal form
    do not count. Bulgarian letters keep their order in Unicode.
    """
    words = _SPACES.sub(" ", _QUOTES.sub(" ", name)).strip().casefold()
    forms = _legal_forms(schema)
    for form in forms:
        if words.startswith(form + " "):
            words = words[len(form) + 1 :]
            break
    for form in forms:
        if words.endswith(" " + form):
            words = words[: -len(form) - 1]
            break
    return words.strip(" -–—.,") or name.casefold()


def _legal_forms(schema: Schema) -> tuple[str, ...]:
    return _spellings(
        tuple(
            (term.labels["bg"], term.more["short_bg"], term.more["aliases"])
            for term in schema.vocabularies["legal-forms"].terms.values()
        )
    )


@functools.lru_cache(maxsize=2)
def _spellings(terms: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    words: set[str] = set()
    for full, short, aliases in terms:
        for word in (full, short, *aliases.split(";")):
            if word and word != "Друго":
                words.add(word.casefold())
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
