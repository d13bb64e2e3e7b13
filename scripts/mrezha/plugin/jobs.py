"""One page file to render: which, why, and what is to be remembered of it."""

from dataclasses import dataclass

from mrezha.plugin import fingerprints
from mrezha.plugin.addresses import file_of, localise
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.relations import FOLDER
from mrezha.plugin.render import Renderer
from mrezha.plugin.state import Output
from mrezha.plugin.writer import SiteWriter


@dataclass(slots=True)
class Job:
    """One page file to render, and why."""

    plan: PagePlan
    lang: str
    reason: str

    @property
    def path(self) -> str:
        """Return the file of the page."""
        return file_of(localise(self.plan.address, self.lang))


def render_job(job: Job, renderer: Renderer, writer: SiteWriter) -> Output:
    """Render and write one page; return what there is to remember of it."""
    with renderer.catalogue.reads.noting() as names:
        content = renderer.render(job.plan, job.lang)
    writer.put(job.path, content)
    owner = job.plan.owner or ""
    own = owner.replace(f"{FOLDER}/", "enterprise:", 1)
    reads = tuple(sorted(n for n in names if n != own and not fingerprints.is_common(n)))
    return Output(job.path, job.plan.template, owner, job.plan.stamp, reads)
