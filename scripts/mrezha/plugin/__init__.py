"""Pelican plugin: checked records become the whole site.

Named in PLUGINS of pelicanconf.py. Uses Pelican's public seams only: the get_generators
and get_writer signals. Pelican's own blog parts stay switched off there.
"""


def register() -> None:
    """Connect to Pelican; called by Pelican when it loads the plugin."""
    # Imported by need: this package also holds what a build asks before Pelican is started.
    from pelican import signals

    signals.get_generators.connect(_generators)
    signals.get_writer.connect(_writer)


def _generators(_pelican: object) -> type:
    from mrezha.plugin.generator import SiteGenerator

    return SiteGenerator


def _writer(_pelican: object) -> type:
    from mrezha.plugin.writer import SiteWriter

    return SiteWriter
