"""Find enterprises whose names look the same but are made of other letters."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

# Capital letters drawn alike in Latin, Cyrillic and Greek, and the digits taken for them;
# source: Unicode confusables (technical standard 39), the alphabets met in Bulgaria.
_TWINS: Mapping[int, int] = MappingProxyType(
    str.maketrans(
        "АВЕЅІЈКМНОРСТУҮХԚԜӀҺҒΑΒΕΖΗΙΚΜΝΟΡΤΥΧЗ01",
        "ABESIJKMHOPCTYYXQWIHFABEZHIKMNOPTYX3OI",
    )
)


def skeleton(name: str) -> str:
    """Return what is left of a name when letters drawn alike count as one.

    Only letters and digits count: quotes, spaces and case hide nothing.
    """
    plain = unicodedata.normalize("NFKD", name).upper()
    return "".join(sign for sign in plain.translate(_TWINS) if sign.isalnum())


def spelling(name: str) -> str:
    """Return a name as it is spelt, letters of different alphabets kept apart."""
    plain = unicodedata.normalize("NFKD", name).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def find_alike(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (id, id of the one it looks like) for names that only look the same.

    `names` holds (id, name without its legal form). The name with the fewest Cyrillic
    letters is the imitation; among equals the later id is.
    """
    groups: dict[str, list[tuple[int, str, str]]] = {}
    for id_, name in names:
        if key := skeleton(name):
            cyrillic = sum("\u0400" <= sign <= "\u04ff" for sign in name)
            groups.setdefault(key, []).append((-cyrillic, id_, spelling(name)))
    for group in groups.values():
        if len(group) > 1:
            _, model, letters = min(group)
            yield from ((id_, model) for _, id_, other in sorted(group) if other != letters)
