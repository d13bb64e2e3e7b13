"""What the form of a change starts from: a profile's places, and the digest they had."""

import json
from collections.abc import Callable, Sequence

from mrezha.catalogue import Catalogue
from mrezha.catalogue.model import Enterprise
from mrezha.schema.submission import digest_part, load_contract, offered_tree, part_of
from mrezha.schema.tree import Node


def make_submission_base(catalogue: Catalogue) -> Callable[[Enterprise], str]:
    """Return a function that gives what the form needs of a profile; the places are the same."""
    tree = offered_tree(load_contract().kinds["profile-change"], catalogue.schema)

    def submission_base(enterprise: Enterprise) -> str:
        return _submission_base(tree, enterprise)

    return submission_base


def _submission_base(tree: Sequence[Node], enterprise: Enterprise) -> str:
    """Return a profile's places and their digest as JSON."""
    data = enterprise.data
    part = part_of(tree, data, data["body"] or "")
    district = enterprise.location.district
    found = {
        "id": enterprise.id,
        "name": enterprise.name,
        "district": district.code if district else "",
        "base": digest_part(part),
        "fields": part,
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True)
