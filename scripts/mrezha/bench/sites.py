"""Look at built sites: files and bytes of every kind, and what the peers must copy of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mrezha.bench.process import BenchError

FACETS = ("offers", "districts", "regions")
# What the peers build too; the search index, scripts and host files are ours alone.
PRINTED = frozenset({".html", ".ics", ".vcf", ".atom", ".xml"})
PAGE, PROFILE, EIK, LIST = "pages/*/", "enterprises/*/", "eik/*/", "enterprises/page/*/"
# Files of a kind may differ by so much of ours before a comparison is refused.
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Kind:
    """How many files of a kind there are, in both languages, and their bytes together."""

    files: int = 0
    size_bytes: int = 0

    @property
    def mean(self) -> float:
        """Return the mean bytes of a file, 0 without any."""
        return self.size_bytes / self.files if self.files else 0.0


@dataclass(frozen=True, slots=True)
class SiteSize:
    """The printed files of a built site by kind, and the files beside them."""

    kinds: Mapping[str, Kind]
    others: Kind = Kind()

    @property
    def printed(self) -> Kind:
        """Return all kinds together."""
        return Kind(
            sum(one.files for one in self.kinds.values()),
            sum(one.size_bytes for one in self.kinds.values()),
        )

    def kind(self, name: str) -> Kind:
        """Return a kind by name; an empty one when the site has none."""
        return self.kinds.get(name, Kind())


def measure_site(output: Path) -> SiteSize:
    """Count the files of a built site, in both languages."""
    kinds: dict[str, Kind] = {}
    others = Kind()
    for path in output.rglob("*"):
        if not path.is_file():
            continue
        size = path.stat().st_size
        if path.suffix not in PRINTED:
            others = Kind(others.files + 1, others.size_bytes + size)
            continue
        name = kind_of(path.relative_to(output).parts)
        before = kinds.get(name, Kind())
        kinds[name] = Kind(before.files + 1, before.size_bytes + size)
    return SiteSize(dict(sorted(kinds.items())), others)


def kind_of(parts: tuple[str, ...]) -> str:
    """Name the kind of a file by its address: what differs from record to record is `*`.

    Both languages are one kind; later pages of a list are a kind of their own.
    """
    inner = parts[1:] if parts[0] == "en" else parts
    folders, name = list(inner[:-1]), inner[-1]
    last = "" if name == "index.html" else name
    if last and len(folders) == 1:
        last = f"*{Path(name).suffix}"
    known = {"page", "kinds", "regions", "years", "state", "renewals"}
    shown = [one if number == 0 or one in known else "*" for number, one in enumerate(folders)]
    if folders and folders[0] == "calendar" and last:
        last = f"*{Path(name).suffix}"
    return "/".join((*shown, last))


def compare_kinds(ours: SiteSize, peer: SiteSize, tool: str) -> None:
    """Refuse a comparison of sites that are not the same by kinds and counts.

    Raises BenchError naming every kind that differs by more than a hundredth of ours.
    """
    wrong = []
    for name in sorted({*ours.kinds, *peer.kinds}):
        here, there = ours.kind(name).files, peer.kind(name).files
        if abs(here - there) > TOLERANCE * here:
            wrong.append(f"{name or '/'}: {here} / {there}")
    if wrong:
        raise BenchError(f"{tool}: {'; '.join(wrong)}")


def find_paged(output: Path) -> tuple[str, ...]:
    """Name the facets whose members go by pages: some term of theirs has a second one."""
    return tuple(one for one in FACETS if any((output / one).glob("*/page/2/index.html")))


@dataclass(frozen=True, slots=True)
class Fillers:
    """Text that makes a peer's files weigh what ours do: bytes for each page, profile, EIK page
    and entry of a list."""

    page: int = 0
    profile: int = 0
    eik: int = 0
    card: int = 0


def weigh_fillers(ours: SiteSize, peer: SiteSize, enterprises: int) -> Fillers:
    """Say what a peer's pages lack to weigh what ours do; nothing where they weigh more.

    The plain pages have the same text everywhere: what lacks there lacks on every page.
    """
    page = _lacking(ours, peer, PAGE, 0)
    lists = ours.kind("enterprises/").files + ours.kind(LIST).files
    weights = [
        sum(one.kind(name).size_bytes for name in ("enterprises/", LIST)) for one in (ours, peer)
    ]
    cards = len(("bg", "en")) * enterprises
    return Fillers(
        page=page,
        profile=_lacking(ours, peer, PROFILE, page),
        eik=_lacking(ours, peer, EIK, page),
        card=max(0, round((weights[0] - weights[1] - page * lists) / cards)),
    )


def _lacking(ours: SiteSize, peer: SiteSize, kind: str, filled: int) -> int:
    return max(0, round(ours.kind(kind).mean - peer.kind(kind).mean - filled))
