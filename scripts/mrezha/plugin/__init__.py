"""Pelican plugin: checked records become the whole site.

Named in PLUGINS of pelicanconf.py. Uses Pelican's public seams only: the get_generators
and get_writer signals. Pelican's own blog parts stay switched off there.
"""

from pelican import signals

from mrezha.plugin.generator import BuildRefusedError, SiteGenerator
from mrezha.plugin.writer import SiteWriter

__all__ = ["BuildRefusedError", "SiteGenerator", "SiteWriter", "register"]


def register() -> None:
    """Connect to Pelican; called by Pelican when it loads the plugin."""
    signals.get_generators.connect(_generators)
    signals.get_writer.connect(_writer)


def _generators(_pelican: object) -> type[SiteGenerator]:
    return SiteGenerator


def _writer(_pelican: object) -> type[SiteWriter]:
    return SiteWriter
