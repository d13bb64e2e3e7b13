"""Helpers of the templates that need neither the page nor its language."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.catalogue.matching import find_helpers, find_kin, find_seekers, open_needs
from mrezha.catalogue.model import Enterprise
from mrezha.outputs.hosting import meta_policy
from mrezha.places.shapes import draw_districts
from mrezha.plugin import words
from mrezha.plugin.occasions import load_occasions
from mrezha.plugin.pages import first_letter
from mrezha.schema.submission import digest_part, load_contract, offered_part


def unique(values: Iterable[Any]) -> list[Any]:
    """Return the values without repeats, in their order."""
    return list(dict.fromkeys(values))


def submission_base(catalogue: Catalogue, enterprise: Enterprise) -> str:
    """Return what the form needs of a profile, as JSON: its places and their digest."""
    kind = load_contract().kinds["profile-change"]
    data = enterprise.data
    part = offered_part(kind, catalogue.schema, data, data["body"] or "")
    district = enterprise.location.district
    found = {
        "id": enterprise.id,
        "name": enterprise.name,
        "district": district.code if district else "",
        "base": digest_part(part),
        "fields": part,
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


PURE: tuple[Callable[..., Any], ...] = (
    unique,
    first_letter,
    draw_districts,
    load_occasions,
    find_helpers,
    find_kin,
    find_seekers,
    open_needs,
    meta_policy,
    words.as_euro,
    words.dial,
    words.write_to,
    words.shown_address,
    submission_base,
)
