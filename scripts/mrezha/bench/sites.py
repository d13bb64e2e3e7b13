"""Look at built sites: how many pages, how heavy, and what the peers must copy of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mrezha.bench.tools import Fillers

FACETS = ("offers", "districts", "regions")


@dataclass(frozen=True, slots=True)
class SiteSize:
    """Pages and bytes of a built site; profiles and pages of the list of enterprises apart."""

    pages: int
    page_bytes: int
    files: int
    profiles: int
    profile_bytes: int
    lists: int
    list_bytes: int

    @property
    def profile_weight(self) -> int:
        """Return the mean bytes of a profile."""
        return round(self.profile_bytes / self.profiles) if self.profiles else 0


def measure_site(output: Path) -> SiteSize:
    """Count the pages of a built site, in both languages."""
    sizes = {"pages": 0, "page_bytes": 0, "files": 0}
    kinds = {"profile": [0, 0], "list": [0, 0], "": [0, 0]}
    for path in output.rglob("*"):
        if not path.is_file():
            continue
        sizes["files"] += 1
        if path.suffix == ".html":
            size = path.stat().st_size
            sizes["pages"] += 1
            sizes["page_bytes"] += size
            kind = kinds[_kind_of(path.relative_to(output).parts)]
            kind[0] += 1
            kind[1] += size
    (profiles, profile_bytes), (lists, list_bytes) = kinds["profile"], kinds["list"]
    return SiteSize(
        **sizes,
        profiles=profiles,
        profile_bytes=profile_bytes,
        lists=lists,
        list_bytes=list_bytes,
    )


def _kind_of(parts: tuple[str, ...]) -> str:
    inner = parts[1:] if parts[0] == "en" else parts
    if inner[0] != "enterprises":
        return ""
    return "profile" if len(inner) == 3 else "list"


def find_paged(output: Path) -> tuple[str, ...]:
    """Name the facets whose members go by pages: some term of theirs has a second one."""
    return tuple(one for one in FACETS if any((output / one).glob("*/page/2/index.html")))


def weigh_fillers(ours: SiteSize, peer: SiteSize, enterprises: int) -> Fillers:
    """Say what a peer's pages lack to weigh what ours do; nothing where they weigh more."""
    page = max(0, ours.profile_weight - peer.profile_weight)
    lacking = ours.list_bytes - peer.list_bytes - page * peer.lists
    cards = len(("bg", "en")) * enterprises
    return Fillers(page=page, card=max(0, round(lacking / cards)))


def compare(sites: Mapping[str, SiteSize], first: str) -> Mapping[str, float]:
    """Return the weight of each site's pages as a share of the first one's."""
    whole = sites[first].page_bytes
    return {name: one.page_bytes / whole for name, one in sites.items()}
