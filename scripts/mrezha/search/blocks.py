"""Cut sorted entries into files so that a change moves no other boundary for long."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from zlib import crc32

Cut = tuple[str, str]


@dataclass(slots=True)
class Writer:
    """Collect files under names that carry the hash of their content.

    `names` are all files of the index, `files` those that are new.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def add(self, stem_name: str, ending: str, text: str) -> str:
        """Store a file and return its name."""
        content = text.encode("utf-8")
        name = f"{stem_name}-{sha256(content).hexdigest()[:8]}.{ending}"
        self.files[name] = content
        self.names.add(name)
        return name


def cut_blocks(entries: Iterable[tuple[str, int]], size: int) -> list[Cut]:
    """Cut entries (key, length), sorted by key, into blocks; return the first and last keys.

    From two thirds of `size` on a block ends where the digest of a key says, at one and a
    third of it in any case: boundaries depend on what stands near them, not on what went
    before. Entries of one key stay together.
    """
    least, spread, most = size * 2 // 3, size // 3, size * 4 // 3
    cuts: list[Cut] = []
    first, last, filled = "", "", 0
    for key, length in entries:
        if filled and key != last:
            is_end = filled >= least and crc32(key.encode()) % spread < length
            if is_end or filled + length > most:
                cuts.append((first, last))
                filled = 0
        if not filled:
            first = key
        last = key
        filled += length
    if filled:
        cuts.append((first, last))
    return cuts


def renew_blocks(
    cuts: Sequence[Cut],
    old: dict[Cut, str],
    dirty: Iterable[str],
    write: Callable[[Cut], str],
    writer: Writer,
) -> dict[Cut, str]:
    """Write the blocks whose bounds or entries changed; return the file of every block."""
    changed = sorted(dirty)
    named: dict[Cut, str] = {}
    for cut in cuts:
        at = bisect_left(changed, cut[0])
        is_clean = at == len(changed) or changed[at] > cut[1]
        if is_clean and cut in old:
            named[cut] = old[cut]
            writer.names.add(old[cut])
        else:
            named[cut] = write(cut)
    return named
