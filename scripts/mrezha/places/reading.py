"""Say what an address says: the plain values parsing gives and narrowing takes."""

from dataclasses import dataclass

from mrezha.places.names import Codes, Spelling


@dataclass(frozen=True, slots=True)
class Claim:
    """A municipality or district the writer names, with every code the name may mean.

    A labelled claim („общ. Карлово“) must hold. An unlabelled one („Бяла, Русе“) may also
    name a quarter or a street, so it only helps.
    """

    text: str
    municipalities: Codes = ()
    districts: Codes = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A settlement the writer names.

    `kind` is None when the writer did not say it. `marked` says a word such as „гр.“
    stood before the name. `is_cut` says the name is followed by a word that may belong
    to it („гр. Бяла Слатна“), so it cannot be trusted. `postcodes` stand right beside it.
    """

    text: str
    codes: Codes
    spelling: Spelling
    kind: str | None = None
    marked: bool = False
    is_cut: bool = False
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the address that is nothing but one name: as a settlement, as a claim."""

    mention: Mention | None
    claim: Claim | None
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of an address, in the order written.

    `marked` are the mentions with a kind word, `unfound` the names after a kind word that
    no table knows, `parts` the unlabelled names. `unread` are labelled municipalities and
    districts with an unknown name. `postcodes` must fit; `loose_postcodes` (far from any
    name) only help.
    """

    municipalities: tuple[Claim, ...]
    districts: tuple[Claim, ...]
    unread: tuple[str, ...]
    marked: tuple[Mention, ...]
    unfound: tuple[str, ...]
    parts: tuple[Part, ...]
    postcodes: tuple[str, ...]
    loose_postcodes: tuple[str, ...]
