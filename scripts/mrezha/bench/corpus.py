"""Write a corpus of any size: the same number and seed always give the same bytes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mrezha.bench.enterprises import make_enterprise
from mrezha.bench.happenings import make_call, make_event
from mrezha.bench.world import MadeRecord, World, build_world
from mrezha.bench.yamlplain import render_record
from mrezha.places.gazetteer import load_gazetteer
from mrezha.schema import load_schema

ENTERPRISES_PER_EVENT = 50
ENTERPRISES_PER_CALL = 200
COPIED = ("regions", "pages")


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What was written: records of each kind and the bytes of the enterprises' files."""

    enterprises: int
    events: int
    calls: int
    enterprise_bytes: int


def make_corpus(
    n: int, folder: Path, seed: int = 0, *, real_content: Path | None = None
) -> CorpusFacts:
    """Write `n` enterprises with their events and calls as a content folder.

    Regions and plain pages are copied from `real_content`: they do not grow with n.
    Expects `folder` to be new or empty.
    """
    size = 0
    for name in ("enterprises", "events", "calls"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys(("enterprises", "events", "calls"), 0)
    for record in make_records(build_corpus_world(n, seed)):
        content = render_record(record.data, record.body).encode()
        (folder / record.folder / f"{record.id}.md").write_bytes(content)
        counts[record.folder] += 1
        if record.folder == "enterprises":
            size += len(content)
    if real_content is not None:
        for name in COPIED:
            shutil.copytree(real_content / name, folder / name, dirs_exist_ok=True)
    return CorpusFacts(**counts, enterprise_bytes=size)


def build_corpus_world(n: int, seed: int) -> World:
    """Gather what the records of a corpus are drawn from."""
    return build_world(n, seed, load_schema(), load_gazetteer())


def make_records(world: World) -> Iterator[MadeRecord]:
    """Yield every record of a corpus, one at a time."""
    n = len(world.ids)
    for number in range(n):
        yield make_enterprise(world, number)
    for number in range(max(1, n // ENTERPRISES_PER_EVENT)):
        yield make_event(world, number)
    for number in range(max(1, n // ENTERPRISES_PER_CALL)):
        yield make_call(world, number)
