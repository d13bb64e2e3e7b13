"""Hold the answer to an address, and the steps that led to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["code", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning; `reasoning.yml` has its text in both languages.

    Values of `params` are text as written, or codes with spaces between, by the name:
    `municipalities`, `districts`, `settlements`, `kind`, `text`, `postcodes`, `limit`.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an address resolves to.

    `ekatte` is set only for "code", and is then the only candidate. "ambiguous" has two
    candidates or more, sorted; "unknown" has none.
    """

    outcome: Outcome
    ekatte: str | None
    candidates: tuple[str, ...]
    steps: tuple[Step, ...]


def make_step(code: str, **params: str | Iterable[str]) -> Step:
    """Make a step; several values become one text with spaces between."""
    return Step(
        code,
        tuple(
            (name, value if isinstance(value, str) else " ".join(value))
            for name, value in params.items()
        ),
    )


def conclude(candidates: Iterable[str], steps: Iterable[Step]) -> Resolution:
    """Answer with what is left: one is the code, several are ambiguous, none is unknown."""
    left = tuple(sorted(set(candidates)))
    if len(left) == 1:
        last = make_step("found", settlements=left)
        return Resolution("code", left[0], left, (*steps, last))
    if left:
        return Resolution("ambiguous", None, left, (*steps, make_step("several", settlements=left)))
    return Resolution("unknown", None, (), tuple(steps))
