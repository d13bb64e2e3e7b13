"""The command line: `mrezha VERB`. Prints; the rooms compute."""

from mrezha.cli.main import main

__all__ = ["main"]
