"""One build: what changed since the last, the catalogue of now, and which pages that touches.

Without a state file everything is new. With one, only touched files are read, parsed and
checked, and only the pages that read something changed are rendered. The result is the
same to the byte; a test holds both over random edits.
"""

import datetime
import hashlib
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mrezha.catalogue import Catalogue, Data
from mrezha.catalogue.build import assemble
from mrezha.catalogue.documents import freeze, gather_trees
from mrezha.catalogue.outline import Outline, draw_outline, remembered
from mrezha.pictures.store import store_of
from mrezha.places import Gazetteer, load_gazetteer
from mrezha.plugin import relations
from mrezha.plugin.gallery import compare_pictures, pictures_stand
from mrezha.plugin.progress import COUNTED_EVERY, Count, count_nothing
from mrezha.plugin.relations import FOLDER, Changes, calls_stand, is_quiet, relations_hold
from mrezha.plugin.state import State
from mrezha.problems import Problem
from mrezha.records.lists import read_lists
from mrezha.records.loading import Loaded, load_content
from mrezha.records.quick import QuickJudge, read_bytes
from mrezha.records.scan import Scan, scan_content
from mrezha.schema import Schema, load_schema


class Session:
    """Reads the content, keeps the records and says what changed. Writes nothing but state."""

    def __init__(
        self, content: Path, root: Path, state: State, code: bytes, now: datetime.datetime
    ) -> None:
        self.content = content
        self.root = root
        self.now = now
        self.state = state
        self.schema: Schema = load_schema()
        self.gazetteer: Gazetteer = load_gazetteer()
        self.folders = tuple(str(table.folder) for table in self.schema.record_tables())
        self.changes = Changes()
        self.old: dict[str, Outline] = {}
        self.outlines: dict[str, Outline] = {}
        self.others: dict[str, Any] = {}
        self.is_quiet = False
        self.count: Count = count_nothing
        self._touched: set[str] = set()
        self._claims: dict[str, dict[str, Any]] = {}
        self._documents: dict[str, dict[str, Any] | None] = {}
        self.store = store_of(root)
        self._prepare(code)

    def _prepare(self, code: bytes) -> None:
        """Forget what other code, or another list of withdrawn records, left."""
        self.lists = read_lists(self.content, self.content.name)
        self.withdrawn = self.lists.withdrawn
        before = (self.state.get("code"), self.state.get("lists"))
        # Records taken down since: nothing kept beside the site may hold them any more.
        self.forgets = before[1] is not None and bool(self.withdrawn - before[1][0])
        self.is_same_code = before[0] == code
        self._is_known = before == (code, self._both_lists())
        if not self._is_known:
            self.state.forget_records(is_thorough=self.forgets)
        self.code = code

    def _both_lists(self) -> tuple[frozenset[str], dict[str, str]]:
        return self.lists.withdrawn, dict(self.lists.moved)

    def load(self) -> tuple[Problem, ...]:
        """Read what changed; return the problems that forbid a build, all of them.

        Raises OSError when a file cannot be read.
        """
        scan = scan_content(self.content, self.folders)
        self.others = dict(scan.others)
        self._compare(scan)
        self.pictures = compare_pictures(self.content, scan.others, self.state)
        rows = self.state.outlines()
        self.old = {one.id: one for one in remembered(rows, self.is_same_code)}
        self.outlines = {
            id_: one for id_, one in self.old.items() if f"{FOLDER}/{id_}" in self.changes.files
        }
        fits = (
            scan.is_plain
            and not self.lists.problems
            and self._read_changed(scan)
            and self.pictures.hold(self.changes.changed, self._claimed_tree)
            and self.pictures.are_sound(self.content, self.store)
        )
        self.is_quiet = (
            fits
            and self._is_known
            and not (self.pictures.changed or self.pictures.removed)
            and is_quiet(self.changes, self.old, self.outlines)
        )
        holds = fits and (
            calls_stand(self.changes, self._claimed_tree)
            if self.is_quiet
            else relations_hold(
                self.outlines.values(), self.changes, self._claimed_tree, self.gazetteer
            )
        )
        if not holds:
            self.is_quiet = False
            return self._check_everything(scan)
        self._claims.clear()
        return ()

    def _compare(self, scan: Scan) -> None:
        """Find the files that are not what they were, by stamp first, then by digest."""
        known = self.state.files()
        files: dict[str, tuple[Any, bytes]] = {}
        for key, stamp in scan.stamps.items():
            before = known.get(key)
            if before is not None and before[0] == stamp:
                files[key] = before
                continue
            digest = hashlib.blake2b(read_bytes(self.content, key), digest_size=16).digest()
            files[key] = (stamp, digest)
            self._touched.add(key)
            if before is None or before[1] != digest:
                self.changes.changed.add(key)
        self.changes.removed = set(known) - set(files)
        self.changes.files = files

    def _read_changed(self, scan: Scan) -> bool:
        """Parse and judge changed files; False when one is not surely right."""
        judge = QuickJudge(self.schema, self.gazetteer)
        rows = []
        tree: dict[str, Any] | None
        for number, key in enumerate(sorted(self.changes.changed)):
            if number % COUNTED_EVERY == 0:
                self.count("count-records", number, len(self.changes.changed))
            digest = self.changes.files[key][1]
            if self.state.has_tree(key, digest):
                tree = self.state.tree(key)
            else:
                found = judge.judge(key, read_bytes(self.content, key), self.state.facts(key))
                if found is None or not pictures_stand(found, key, scan):
                    return False
                tree = self._tree_of(key, found.typed)
                rows.append((key, digest, found.facts, pickle.dumps(tree, protocol=5)))
            self._claim(key, tree)
            self._outline(key, tree, digest)
            if len(rows) >= 500:
                self.state.put_trees(rows)
                rows = []
        self.state.put_trees(rows)
        self._documents.clear()
        self.count("count-records", 1, 1)
        return True

    def _claim(self, key: str, tree: dict[str, Any] | None) -> None:
        """Keep what a read enterprise says of others: asked for at once, and of every one."""
        if tree is not None and key.startswith(f"{FOLDER}/"):
            offers = [{"id": one["id"]} for one in tree["offers"]]
            photos = [{"file": one["file"]} for one in tree["photos"]]
            self._claims[key] = {
                "progress": {"supported": tree["progress"]["supported"]},
                "photos": photos,
                "offers": offers,
            }

    def _claimed_tree(self, key: str) -> dict[str, Any] | None:
        """Return what a record says of others; the whole tree when it was not read now."""
        return self._claims.get(key) or self._known_tree(key)

    def _tree_of(self, key: str, typed: Mapping[str, Any]) -> dict[str, Any] | None:
        folder, _, record_id = key.partition("/")
        table = next(one for one in self.schema.record_tables() if one.folder == folder)
        return gather_trees(table, typed, self.withdrawn, self.schema).get(record_id)

    def _outline(self, key: str, tree: dict[str, Any] | None, digest: bytes) -> None:
        folder, _, id_ = key.partition("/")
        if folder != FOLDER:
            return
        if tree is None:
            self.outlines.pop(id_, None)
        else:
            self.outlines[id_] = draw_outline(id_, tree, digest, self.schema, self.gazetteer)

    def _check_everything(self, scan: Scan) -> tuple[Problem, ...]:
        """Give the word to the full check; take its rows when it finds nothing wrong."""
        loaded = load_content(self.content, self.root)
        errors = tuple(one for one in loaded.problems if one.severity == "error")
        if not errors:
            self._take(loaded)
        return errors

    def _take(self, loaded: Loaded) -> None:
        rows = []
        for table in self.schema.record_tables():
            trees = gather_trees(table, loaded.typed, loaded.withdrawn, self.schema)
            for id_, tree in trees.items():
                key = f"{table.folder}/{id_}"
                if key in self.changes.changed:
                    digest = self.changes.files[key][1]
                    rows.append((key, digest, b"", pickle.dumps(tree, protocol=5)))
                    self._outline(key, tree, digest)
        self.state.put_trees(rows)

    def _known_tree(self, key: str) -> dict[str, Any] | None:
        """Return a parsed record; those that are no enterprise are few, and asked for often."""
        if key in self._documents:
            return self._documents[key]
        try:
            tree: dict[str, Any] | None = self.state.tree(key)
        except KeyError:
            tree = None
        if not key.startswith(f"{FOLDER}/"):
            self._documents[key] = tree
        return tree

    def _trees(self, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for key in sorted(self.changes.files):
            if key.startswith(f"{folder}/") and (tree := self._known_tree(key)) is not None:
                yield key, tree

    def catalogue(self) -> Catalogue:
        """Return the catalogue of now; enterprises are fetched when a page shows them."""
        documents: dict[str, dict[str, Any]] = {
            str(table.folder): {} for table in self.schema.record_tables() if table.folder != FOLDER
        }
        digests = {}
        for folder, members in documents.items():
            for key, tree in self._trees(folder):
                if key not in self.withdrawn:
                    members[key.partition("/")[2]] = freeze(tree)
                    digests[key] = self.changes.files[key][1]
        return assemble(
            self.outlines.values(),
            self._fetch,
            documents,
            digests,
            self.lists.moved,
            self.schema,
            self.gazetteer,
            self.now,
        )

    def _fetch(self, id_: str) -> Data:
        # Not frozen: nobody else has this tree, and each page shows it once.
        return self.state.tree(f"{FOLDER}/{id_}")

    def remember(self) -> None:
        """Put what this build read into the state; the caller commits."""
        self.state.put_files({key: self.changes.files[key] for key in self._touched})
        self.state.put_outlines(
            one for id_, one in self.outlines.items() if one is not self.old.get(id_)
        )
        self.state.put("other_stamps", self.others)
        if self.is_quiet:
            return
        self.state.put("code", self.code)
        self.state.put("pictures", self.pictures.digests)
        self.state.put("folders", self.folders)
        self.state.put("lists", self._both_lists())
        self.state.put("participants", self._participants())
        self.state.drop_outlines(self.old.keys() - self.outlines.keys())
        self.state.drop_files(self.changes.removed)

    def _touched_by_others(self) -> Iterator[str]:
        """Yield enterprises whose relations or events changed by somebody else's record."""
        for id_ in self.old.keys() | self.outlines.keys():
            before, now = self.old.get(id_), self.outlines.get(id_)
            old_links = before.links if before else ()
            new_links = now.links if now else ()
            if before is not now and old_links != new_links:
                yield from (to for _, to in {*old_links, *new_links})
        before_events = self.state.get("participants") or {}
        now_events = self._participants()
        for key in before_events.keys() | now_events.keys():
            if key in self.changes.changed | self.changes.removed:
                yield from {*before_events.get(key, ()), *now_events.get(key, ())}

    def _participants(self) -> dict[str, tuple[str, ...]]:
        return {
            key: tuple(one["enterprise"] for one in tree["participants"] if one["enterprise"])
            for key, tree in self._trees("events")
        }

    def changed_names(self) -> set[str]:
        """Return the names of enterprises' parts that changed, as pages note their reads."""
        if self.is_quiet:
            return {f"enterprise:{key.partition('/')[2]}" for key in self.changes.changed}
        names = {f"enterprise:{id_}" for id_ in self._touched_by_others()}
        for id_ in self.old.keys() | self.outlines.keys():
            before, now = self.old.get(id_), self.outlines.get(id_)
            if before is not now:
                names.update(relations.name_parts(id_, before, now))
        return names
