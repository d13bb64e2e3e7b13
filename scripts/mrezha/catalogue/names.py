"""Names of enterprises in lists: the alphabet ignores quotes and legal forms."""

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
    for form in _legal_forms(schema):
        if words.startswith(form + " "):
            words = words[len(form) + 1 :]
            break
    for form in _legal_forms(schema):
        if words.endswith(" " + form):
            words = words[: -len(form) - 1]
            break
    return words.strip(" -–—.,") or name.casefold()


def _legal_forms(schema: Schema) -> list[str]:
    words: set[str] = set()
    for term in schema.vocabularies["legal-forms"].terms.values():
        aliases = term.more["aliases"].split(";")
        for word in (term.labels["bg"], term.more["short_bg"], *aliases):
            if word and word != "Друго":
                words.add(word.casefold())
    return sorted(words, key=lambda word: (-len(word), word))
