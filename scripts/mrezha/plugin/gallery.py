"""Pictures in the site: which changed, which files they become, what a page shows of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.catalogue.reads import Reads
from mrezha.pictures.rules import SUFFIXES, Prepared, Variant
from mrezha.pictures.store import PictureStore, digest_file
from mrezha.plugin.addresses import address_of
from mrezha.plugin.relations import FOLDER
from mrezha.plugin.state import State
from mrezha.records.quick import QuickRecord
from mrezha.records.scan import LISTS, Scan


@dataclass(frozen=True, slots=True)
class Source:
    """One size of a published picture."""

    address: str
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A published picture: the address and size every browser gets, and WebP by width."""

    address: str
    width: int
    height: int
    sources: tuple[Source, ...]


@dataclass(slots=True)
class Pictures:
    """The picture files of now by "folder/id/file", and which are not what they were."""

    digests: dict[str, bytes]
    changed: set[str]
    removed: set[str]

    def owners(self) -> Iterator[str]:
        """Yield the ids of enterprises with a changed picture."""
        for path in self.changed | self.removed:
            folder, id_, _ = path.split("/")
            if folder == FOLDER:
                yield id_

    def changed_names(self) -> set[str]:
        """Return the names of changed pictures, as pages note their reads."""
        paths = self.changed | self.removed
        return {f"picture:{path.partition('/')[2]}" for path in paths}

    def hold(
        self, changed: Iterable[str], tree_of: Callable[[str], Mapping[str, Any] | None]
    ) -> bool:
        """Say whether every photo that a touched record lists has its file."""
        touched = {f"{FOLDER}/{id_}" for id_ in self.owners()}
        touched |= {key for key in changed if key.startswith(f"{FOLDER}/")}
        return all(
            f"{key}/{photo['file']}" in self.digests
            for key in touched
            for photo in (tree_of(key) or {"photos": ()})["photos"]
        )

    def are_sound(self, content: Path, store: PictureStore) -> bool:
        """Say whether every changed picture can be published; redraws them for the store."""
        paths = (content / path for path in sorted(self.changed))
        return all(isinstance(found, Prepared) for _, found in store.prepare_all(paths))


def compare_pictures(content: Path, stamps: Mapping[str, Any], state: State) -> Pictures:
    """Find the pictures that are not what they were, by stamp first, then by digest.

    Raises OSError when one cannot be read.
    """
    before: dict[str, bytes] = state.get("pictures") or {}
    old_stamps: dict[str, Any] = state.get("other_stamps") or {}
    digests = {}
    for path, stamp in stamps.items():
        if path in before and old_stamps.get(path) == stamp:
            digests[path] = before[path]
        elif path not in LISTS and "/." not in path and _is_plain_file(content / path):
            digests[path] = digest_file(content / path)
    changed = {path for path, digest in digests.items() if before.get(path) != digest}
    return Pictures(digests, changed, before.keys() - digests.keys())


def digest_pictures(content: Path, pictures: Mapping[str, Collection[str]]) -> dict[str, bytes]:
    """Return the digests of the picture files of a loaded content folder.

    Raises OSError when one cannot be read.
    """
    paths = (f"{key}/{name}" for key, names in pictures.items() for name in names)
    return {path: digest_file(content / path) for path in paths}


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def pictures_stand(found: QuickRecord, key: str, scan: Scan) -> bool:
    """Say whether the pictures a record names stand in its folder, and are listed."""
    listed = {row.values["file"] for row in found.typed.get("photos", ())}
    shown = {row.values["photo"] for row in found.typed.get("offers", ()) if row.values["photo"]}
    return shown <= listed and all(f"{key}/{name}" in scan.others for name in listed)


class Gallery(Mapping[tuple[str, str], Picture]):
    """What is published of the pictures, by enterprise id and file name; notes what is read.

    A picture is fetched from the store when a page shows it. `missing` gathers the files
    that a record lists and that could not be published.
    """

    def __init__(
        self, content: Path, store: PictureStore, digests: Mapping[str, bytes], reads: Reads
    ) -> None:
        self.content = content
        self.store = store
        self.digests = digests
        self.reads = reads
        self.missing: set[str] = set()
        self._shown: dict[str, Picture] = {}
        self._is_left_out = False

    def leave_out(self) -> None:
        """Publish no picture: the site has no room for their files."""
        self._is_left_out = True

    def __getitem__(self, key: tuple[str, str]) -> Picture:
        id_, file = key
        if not file or self._is_left_out:
            raise KeyError(key)
        self.reads.note(f"picture:{id_}/{file}")
        path = f"{FOLDER}/{id_}/{file}"
        if path not in self._shown:
            prepared = self._prepared(path)
            if prepared is None:
                raise KeyError(key)
            self._shown[path] = _describe(id_, file, prepared)
        return self._shown[path]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for path in self.digests:
            folder, id_, file = path.split("/")
            if folder == FOLDER:
                yield id_, file

    def __len__(self) -> int:
        return len(self.digests)

    def files_of(self, catalogue: Catalogue, id_: str) -> dict[str, bytes]:
        """Return the files to publish for an enterprise, by path; none for one that is gone."""
        files: dict[str, bytes] = {}
        if self._is_left_out:
            return files
        photos = catalogue.enterprises[id_].data["photos"] if id_ in catalogue.outlines else ()
        for photo in photos:
            path = f"{FOLDER}/{id_}/{photo['file']}"
            prepared = self._prepared(path)
            if prepared is None:
                self.missing.add(path)
                continue
            for one in prepared.files:
                files[_name_of(id_, photo["file"], one)] = one.data
        return files

    def all_files(self, catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
        """Yield the files of all enterprises, by path."""
        for id_ in sorted(catalogue.outlines):
            yield from self.files_of(catalogue, id_).items()

    def _prepared(self, path: str) -> Prepared | None:
        if path not in self.digests:
            return None
        found = self.store.prepare(self.content / path, self.digests[path])
        return found if isinstance(found, Prepared) else None


def _describe(id_: str, file: str, prepared: Prepared) -> Picture:
    sources = (Source(_name_of(id_, file, one), one.width) for one in prepared.variants.values())
    fallback = prepared.fallback
    address = _name_of(id_, file, fallback)
    return Picture(address, fallback.width, fallback.height, tuple(sources))


def _name_of(id_: str, file: str, variant: Variant) -> str:
    """Return the site address of one size; its end says the content, so it may be kept for ever."""
    stem = PurePosixPath(file).stem
    digest = blake2b(variant.data, digest_size=4).hexdigest()
    name = f"{stem}-{variant.width}-{digest}{SUFFIXES[variant.kind]}"
    return address_of("enterprise", id_) + name
