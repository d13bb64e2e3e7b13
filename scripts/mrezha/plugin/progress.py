"""How far long work is, told to whoever listens."""

from collections.abc import Callable

# What is counted (a key of the command line's messages), how many are done, and in all.
Count = Callable[[str, int, int], None]
COUNTED_EVERY = 200


def count_nothing(what: str, done: int, total: int) -> None:
    """Tell nobody."""
