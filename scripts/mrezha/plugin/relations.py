"""Say quickly that all that records say of each other is surely right.

The same rules as the full check's (records/rows, foreign keys of the schema), asked only
for what a change can have touched. A "no" gives no verdict: the full check then does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mrezha.catalogue.outline import Outline
from mrezha.places import Gazetteer
from mrezha.records.looks import find_alike

FOLDER = "enterprises"
Tree = Mapping[str, Any]
TreeOf = Callable[[str], Tree | None]


@dataclass(slots=True)
class Changes:
    """Records that differ from the last build, by "folder/id"; `digests` of all of now."""

    changed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    files: dict[str, tuple[Any, bytes]] = field(default_factory=dict)


def is_quiet(changes: Changes, old: Mapping[str, Outline], new: Mapping[str, Outline]) -> bool:
    """Say whether records changed in nothing that anybody else shows or rests on.

    What was right of all records together then still is.
    """
    for key in changes.changed:
        folder, _, id_ = key.partition("/")
        before, now = old.get(id_), new.get(id_)
        if folder != FOLDER or before is None or now is None:
            return False
        if before._replace(record=now.record) != now:
            return False
    return not changes.removed


def name_parts(id_: str, before: Outline | None, now: Outline | None) -> Iterator[str]:
    """Yield the names, as pages note them, of what differs in two outlines of one enterprise."""
    if before is None or now is None:
        yield from (f"card:{id_}?", f"enterprise:{id_}?")
    if before is None or now is None or before.card != now.card or before[:8] != now[:8]:
        yield f"card:{id_}"
    if before is None or now is None or before.facts != now.facts:
        yield f"facts:{id_}"
    if before != now:
        yield f"enterprise:{id_}"


def relations_hold(
    outlines: Iterable[Outline], changes: Changes, tree_of: TreeOf, gazetteer: Gazetteer
) -> bool:
    """Say whether every reference leads somewhere and every unique value is unique.

    `tree_of` returns the document of a "folder/id", None for none.
    """
    everybody = tuple(outlines)
    eiks = [one.eik for one in everybody if one.eik]
    links = {to for one in everybody for _, to in one.links}
    gone = {key.partition("/")[0] for key in changes.removed}
    return (
        len(set(eiks)) == len(eiks)
        and all(f"{FOLDER}/{to}" in changes.files for to in links)
        and not gone - {FOLDER, "pages"}
        and calls_stand(changes, tree_of)
        and _events_stand(changes, tree_of, gazetteer)
        and _regions_differ(changes, tree_of)
        and _names_differ(everybody, changes)
    )


def calls_stand(changes: Changes, tree_of: TreeOf) -> bool:
    """Say whether what changed records say of calls, and changed calls of regions, is right."""
    return all(_call_stands(key, changes, tree_of) for key in changes.changed)


def _names_differ(everybody: Iterable[Outline], changes: Changes) -> bool:
    """Say whether no changed name looks like another's, and none of those alike is gone."""
    if not any(key.startswith(f"{FOLDER}/") for key in changes.changed):
        return True
    return next(find_alike((one.id, one.sort_key) for one in everybody), None) is None


def _trees(folder: str, changes: Changes, tree_of: TreeOf) -> Iterator[tuple[str, Tree]]:
    for key in changes.files:
        if key.startswith(f"{folder}/") and (tree := tree_of(key)) is not None:
            yield key, tree


def _events(changes: Changes, tree_of: TreeOf) -> Iterator[tuple[str, Tree]]:
    return _trees("events", changes, tree_of)


def _region_stands(tree: Tree, changes: Changes) -> bool:
    return not tree["region"] or f"regions/{tree['region']}" in changes.files


def _call_stands(key: str, changes: Changes, tree_of: TreeOf) -> bool:
    """Judge what a changed enterprise says of calls, and a changed call of its region."""
    tree = tree_of(key) if key.startswith((f"{FOLDER}/", "calls/")) else None
    if tree is None:
        return True
    if key.startswith("calls/"):
        return _region_stands(tree, changes)
    return all(f"calls/{one}" in changes.files for one in tree["progress"]["supported"])


def _events_stand(changes: Changes, tree_of: TreeOf, gazetteer: Gazetteer) -> bool:
    nuts2 = {
        key.partition("/")[2]: tree["nuts2"] for key, tree in _trees("regions", changes, tree_of)
    }
    return all(
        _days_stand(tree)
        and _venues_stand(tree, nuts2.get(tree["region"]), gazetteer)
        and _region_stands(tree, changes)
        and all(one["centre"] in (None, *nuts2) for one in tree["organisers"])
        and all(_participant_stands(one, key, changes, tree_of) for one in tree["participants"])
        for key, tree in _events(changes, tree_of)
    )


def _days_stand(tree: Tree) -> bool:
    """Judge days, opening, deadline; one on the last day itself goes to the full check."""
    days = sorted(day["date"] for day in tree["days"] if day["date"])
    until, opening = tree["application"]["closes_on"], tree["opening"]["date"]
    if not days:
        return not (until and tree["period"])
    return (
        not tree["period"]
        and not (opening and not days[0] <= opening <= days[-1])
        and not (until and until >= days[-1])
    )


def _venues_stand(tree: Tree, nuts2: str | None, gazetteer: Gazetteer) -> bool:
    ids = {one["id"] for one in tree["venues"]}
    used = {one["venue"] for one in (*tree["days"], *tree["programme"]) if one["venue"]}
    codes = [one["settlement"] for one in (tree["venue"], *tree["venues"]) if one["settlement"]]
    return used <= ids and (
        nuts2 is None or all(gazetteer.region_of(code).nuts2 == nuts2 for code in codes)
    )


def _participant_stands(one: Tree, event: str, changes: Changes, tree_of: TreeOf) -> bool:
    key = f"{FOLDER}/{one['enterprise']}"
    if not one["enterprise"]:
        return not one["offers"]
    if key not in changes.files:
        return False
    if not one["offers"] or not {event, key} & changes.changed:
        return True
    tree = tree_of(key)
    return tree is not None and set(one["offers"]) <= {offer["id"] for offer in tree["offers"]}


def _regions_differ(changes: Changes, tree_of: TreeOf) -> bool:
    codes = [tree["nuts2"] for _, tree in _trees("regions", changes, tree_of)]
    return len(set(codes)) == len(codes)
