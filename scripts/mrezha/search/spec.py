"""Read the one specification of text handling, shared with the browser."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

# Lengths of the endings, longest first; ending -> (what stands instead, letters to be left).
Rules = tuple[tuple[int, ...], dict[str, tuple[tuple[str, int], ...]]]


@dataclass(frozen=True, slots=True)
class Spec:
    """The specification with its rules put in the order they are tried.

    `raw` is the data as written, for shipping to the browser; the rest is derived from it.
    """

    raw: dict[str, Any]
    article: Rules
    plural: Rules
    vowel: Rules
    fleeting: Rules
    root: Rules
    en_steps: tuple[Rules, ...]
    en_root: Rules
    stop: frozenset[str]
    request: frozenset[str]
    generic: frozenset[str]
    legal: frozenset[str]


def order_rules(rules: list[list[Any]]) -> Rules:
    """Put longer endings first; rules of one ending keep the order of the data."""
    by_ending: dict[str, tuple[tuple[str, int], ...]] = {}
    for ending, instead, least in rules:
        by_ending[ending] = (*by_ending.get(ending, ()), (instead, least))
    return tuple(sorted({len(ending) for ending in by_ending}, reverse=True)), by_ending


@lru_cache(maxsize=1)
def load_spec() -> Spec:
    """Return the specification that ships with the package."""
    text = resources.files(__package__).joinpath("data/spec.json").read_text(encoding="utf-8")
    raw: dict[str, Any] = json.loads(text)
    bg, en = raw["bg"], raw["en"]
    return Spec(
        raw=raw,
        article=order_rules(bg["article"]),
        plural=order_rules(bg["plural"]),
        vowel=order_rules(bg["vowel"]),
        fleeting=order_rules(bg["fleeting"]),
        root=order_rules(bg["root"]),
        en_steps=tuple(order_rules(step) for step in en["steps"]),
        en_root=order_rules(en["root"]),
        stop=frozenset(raw["stop"]),
        request=frozenset(raw["request"]),
        generic=frozenset(raw["generic"]),
        legal=frozenset(raw["legal"]),
    )
