"""Cut the fonts of npm packages down to the letters the pages use.

A whole pair of files weighs 47 KB, and with it a profile more than its 60 KB; the subsets
weigh 30 KB. They are kept beside the packages, whatever is cleaned: they change with the
packages alone.
"""

import hashlib
import io
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Inside a folder that is there already: the build looks at the time of node_modules itself.
_CACHE = "@fontsource-variable/.cut"
_RULES = "2"  # a new number makes new subsets
# Kerning, marks, ligature-free composition, figures of one width, and the forms of a language.
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
# Copyright and licence stay in the file: OFL 1.1, condition 2.
_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]
# OFL 1.1, condition 3: what was changed may not bear the reserved name "Source".
FAMILY = "Mrezha Sans"
_FILES = "@fontsource-variable/source-sans-3/files/source-sans-3-{}-wght-normal.woff2"
# Bulgarian and Russian letters, ѐ and ѝ in both cases, the grave accent, the numero sign.
CYRILLIC = (*range(0x410, 0x450), 0x400, 0x401, 0x40D, 0x450, 0x451, 0x45D, 0x300, 0x2116)
# Beside ASCII: spaces, quotes, dashes, and the accented letters of common names.
_SIGNS = "\u00a0\u00ad§©«°²³·»×–—−‘’‚“”„•…€äéöü"
LATIN = (*range(0x20, 0x7F), *map(ord, _SIGNS))


@dataclass(frozen=True, slots=True)
class Subset:
    """A font file below node_modules, and the characters that are kept of it."""

    source: str
    characters: tuple[int, ...]


# Our name -> what it is made of. A variable font: one file for every weight.
FONTS: Mapping[str, Subset] = {
    "fonts/sans-cyrillic.woff2": Subset(_FILES.format("cyrillic"), CYRILLIC),
    "fonts/sans-latin.woff2": Subset(_FILES.format("latin"), LATIN),
}


def read_font(name: str, packages: Path) -> bytes:
    """Return a font of FONTS as woff2; the same package always gives the same bytes.

    Raises OSError when the package is not installed.
    """
    subset = FONTS[name]
    source = (packages / subset.source).read_bytes()
    digest = hashlib.blake2b(source + repr((_RULES, FAMILY, subset)).encode(), digest_size=12)
    kept = packages / _CACHE / f"{digest.hexdigest()}.woff2"
    if kept.is_file():
        return kept.read_bytes()
    made = cut_font(source, subset.characters)
    with suppress(OSError):  # packages that may not be written to are cut every time
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{kept.stem}.{os.getpid()}")
        part.write_bytes(made)
        part.replace(kept)
    return made


def cut_font(source: bytes, characters: tuple[int, ...]) -> bytes:
    """Return a woff2 font with these characters only, under a name of our own."""
    # Imported by need: a build with nothing to do, and every other one, goes without.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = Options(layout_features=_FEATURES, name_IDs=_NAMES, hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = FAMILY.replace(" ", "") if record.nameID == 6 else FAMILY
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
