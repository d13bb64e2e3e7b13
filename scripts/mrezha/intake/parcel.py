"""What a channel gave, before anything is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came beside the fields."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One submission as its channel gave it: nested, nothing judged yet.

    `is_loose` says that the channel knows only text. `place` is the row of a table or the
    item of a list it stood in. `address` is the address a letter came from.
    """

    channel: str
    data: Mapping[str, Any]
    place: int | None = None
    is_loose: bool = True
    uploads: tuple[Upload, ...] = ()
    left_out: tuple[str, ...] = ()
    address: str = ""
