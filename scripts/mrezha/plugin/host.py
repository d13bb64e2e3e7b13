"""Run Pelican from our own command, by the classes its own command line uses."""

import contextlib
import io
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, UndefinedError
from pelican import Pelican
from pelican import log as pelican_log
from pelican.settings import read_settings

from mrezha.plugin.generator import BuildRefusedError


def run_pelican(conf: Path, content: Path, output: Path, overrides: Mapping[str, Any]) -> None:
    """Build the site of `content` into `output`; any logged error is fatal.

    Raises BuildRefusedError with words for a person when nothing usable was built, and
    OSError when the disk refuses. Pelican's own closing lines are not shown.
    """
    pelican_log.init(level=logging.WARNING, fatal="errors", name="pelican")
    overridden = {"PATH": str(content), "OUTPUT_PATH": str(output), **overrides}
    try:
        settings = read_settings(str(conf), override=overridden)
    except ValueError as error:  # Pelican's word for a theme that is not there
        raise BuildRefusedError(f"Pelican: {error}") from error
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            Pelican(settings).run()
    except UndefinedError as error:
        raise BuildRefusedError(f"theme: {error.message}") from error
    except TemplateError as error:
        place = f"{getattr(error, 'name', '') or 'theme'}:{getattr(error, 'lineno', '')}"
        raise BuildRefusedError(f"{place}: {error.message}") from error
    except RuntimeError as error:  # Pelican's --fatal: an error was logged
        raise BuildRefusedError(f"Pelican: {error}") from error
