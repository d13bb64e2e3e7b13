"""Note which parts of the catalogue a page reads, so that it is built again only for them.

Every read goes through the mappings below, which note a name such as "card:hlyab-i-sol" or
"events:*". Outside `noting` nothing is noted and a read costs one comparison.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")


class Reads:
    """The names read while one page is rendered."""

    def __init__(self) -> None:
        self.names: set[str] | None = None

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Gather the names read inside the block."""
        names: set[str] = set()
        self.names = names
        try:
            yield names
        finally:
            self.names = None

    def note(self, name: str) -> None:
        """Note one name, if somebody is listening."""
        if self.names is not None:
            self.names.add(name)


class ReadMapping(Mapping[str, _T], Generic[_T]):
    """A mapping that notes what is read of it; values may be fetched only when asked for.

    `ids` gives the keys in order. A read of a key that is not there is noted too: the page
    has to be built again when it comes to be. Names: "family:key" for a member,
    "family:key?" for the question whether it is there, "family:*" for all in order.
    """

    def __init__(
        self, family: str, ids: Mapping[str, Any], fetch: Callable[[str], _T], reads: Reads
    ) -> None:
        self.family = family
        self.ids = ids
        self.fetch = fetch
        self.reads = reads

    def __getitem__(self, key: str) -> _T:
        self.reads.note(f"{self.family}:{key}")
        if key not in self.ids:
            raise KeyError(key)
        return self.fetch(key)

    def __contains__(self, key: object) -> bool:
        self.reads.note(f"{self.family}:{key}?")
        return key in self.ids

    def __iter__(self) -> Iterator[str]:
        self.reads.note(f"{self.family}:*")
        return iter(self.ids)

    def __len__(self) -> int:
        self.reads.note(f"{self.family}:*")
        return len(self.ids)


class Later(Mapping[str, _T], Generic[_T]):
    """A mapping that is made when somebody first looks into it."""

    def __init__(self, make: Callable[[], Mapping[str, _T]]) -> None:
        self._make = make

    @functools.cached_property
    def _made(self) -> Mapping[str, _T]:
        return self._make()

    def __getitem__(self, key: str) -> _T:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
