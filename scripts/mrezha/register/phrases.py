"""Split a cell of products and services into phrases.

Semicolons and line ends always part; commas part unless they stand in brackets, in a
sentence, or between adjectives that share one noun. Judgement, so it is written once here.
"""

import re

_CLAUSE = re.compile(
    r"(?:който|която|което|които|като|за да|да|че|с цел|чрез|но|включително|където|когато|"
    r"например|вкл\.|в това число)\b",
    re.IGNORECASE,
)
# Endings of adjectives; the shared one of "информационни, програмни и други услуги".
_ADJECTIVES = frozenset("ни ки ви на ка ва но ко во ен ши ща".split())
MAX_PHRASE = 90


def split_phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a cell in order, each once."""
    found: dict[str, str] = {}
    for part in _split(text, ";\n"):
        for phrase in _split_commas(part.strip()):
            tidy = phrase.strip(" ,;•·")
            if tidy:
                found.setdefault(fold_phrase(tidy), tidy)
    return tuple(found.values())


def fold_phrase(phrase: str) -> str:
    """Return a phrase for comparison: case, outer punctuation and spaces do not count."""
    return " ".join(phrase.casefold().split()).strip(" .,;")


def _split_commas(text: str) -> list[str]:
    parts = [part.strip() for part in _split(text, ",")]
    if len(parts) == 1 or _is_sentence(text, parts):
        return [text]
    joined: list[str] = []
    pending: list[str] = []
    for place, part in enumerate(parts):
        if place + 1 < len(parts) and _shares_noun(part, parts[place + 1 :]):
            pending.append(part)
            continue
        joined.append(", ".join([*pending, part]))
        pending = []
    return joined


def _is_sentence(text: str, parts: list[str]) -> bool:
    return (
        re.search(r"\w{2}\. +[А-ЯA-Z]", text) is not None
        or any(len(part) > MAX_PHRASE for part in parts)
        or any(_CLAUSE.match(part) for part in parts[1:])
    )


def _shares_noun(part: str, rest: list[str]) -> bool:
    """Say whether a lone adjective waits for the noun of a later part ("a, b и c неща")."""
    if " " in part or part[-2:] not in _ADJECTIVES:
        return False
    following = rest[0]
    first = following.split(" ", 1)[0]
    if first[-2:] != part[-2:] or following[:1].isupper():
        return False
    return " и " in following or (len(rest) > 1 and _shares_noun(following, rest[1:]))


def _split(text: str, signs: str) -> list[str]:
    """Split at any of the signs outside brackets; a comma between digits does not part."""
    parts = [""]
    depth = 0
    for place, sign in enumerate(text):
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth = max(0, depth - 1)
        after = text[place + 1 : place + 2]
        is_decimal = sign == "," and after.isdigit() and text[place - 1 : place].isdigit()
        if sign in signs and depth == 0 and not is_decimal:
            parts.append("")
        else:
            parts[-1] += sign
    return parts if depth == 0 or len(signs) == 0 else _split_flat(text, signs)


def _split_flat(text: str, signs: str) -> list[str]:
    """Split where brackets do not pair: a bracket left open must not swallow the rest."""
    return re.split(f"[{re.escape(signs)}]", text)
