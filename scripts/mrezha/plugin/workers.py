"""Render many pages with all cores.

Worker processes are forked, so that catalogue and compiled templates are shared; each
opens the state file for itself, because a SQLite connection must not cross a fork.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence

from mrezha.plugin.jobs import Job, render_job
from mrezha.plugin.render import Renderer
from mrezha.plugin.session import Session
from mrezha.plugin.state import Output, open_state
from mrezha.plugin.writer import SiteWriter

_CHUNK = 100
_work: list[tuple[Renderer, SiteWriter, Sequence[Job], Session]] = []


def render_in_parallel(
    renderer: Renderer, writer: SiteWriter, jobs: Sequence[Job], session: Session
) -> Iterator[Output]:
    """Render and write all jobs; yield what there is to remember, in the order of the jobs."""
    _work.append((renderer, writer, jobs, session))  # what a fork passes on
    starts = range(0, len(jobs), _CHUNK)
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), _open_own_state) as pool:
        for outputs, written in pool.imap(_render_chunk, starts):
            writer.note_written(written)
            yield from outputs
    _work.clear()


def _open_own_state() -> None:
    session = _work[0][3]
    session.state = open_state(session.state.path)


def _render_chunk(start: int) -> tuple[list[Output], list[str]]:
    renderer, writer, jobs, _ = _work[0]
    writer.written.clear()
    outputs = [render_job(job, renderer, writer) for job in jobs[start : start + _CHUNK]]
    return outputs, sorted(writer.written)
