"""Read the one specification of text handling, shared with the browser."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

Rule = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Spec:
    """The specification with its rules put in the order they are tried.

    `raw` is the data as written, for shipping to the browser; the rest is derived from it.
    """

    raw: dict[str, Any]
    article: tuple[Rule, ...]
    plural: tuple[Rule, ...]
    vowel: tuple[Rule, ...]
    fleeting: tuple[Rule, ...]
    root: tuple[Rule, ...]
    en_steps: tuple[tuple[Rule, ...], ...]
    en_root: tuple[Rule, ...]
    stop: frozenset[str]
    request: frozenset[str]
    generic: frozenset[str]
    legal: frozenset[str]


def order_rules(rules: list[list[Any]]) -> tuple[Rule, ...]:
    """Put longer endings first; equal lengths keep the order of the data."""
    return tuple(sorted(((r[0], r[1], r[2]) for r in rules), key=lambda r: -len(r[0])))


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
