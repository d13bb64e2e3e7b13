"""Choose what `mrezha bench web` looks at: one page of every type, in every language."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mrezha.catalogue import build_catalogue
from mrezha.places import load_gazetteer
from mrezha.plugin.addresses import file_of, localise
from mrezha.plugin.pages import plan_pages
from mrezha.plugin.plans import PagePlan
from mrezha.records.loading import load_content
from mrezha.schema import load_schema


@dataclass(frozen=True, slots=True)
class Target:
    """One page that stands for its type; `address` is relative to the site's root.

    Pages with `is_listed` False ask search engines to leave them out.
    """

    kind: str
    lang: str
    address: str
    is_listed: bool = True

    @property
    def name(self) -> str:
        """Return how reports call the page."""
        return f"/{self.address}"


def plan_site(content: Path, page_size: int) -> tuple[PagePlan, ...]:
    """Return the plan of every page of a content folder: the one the build itself follows."""
    catalogue = build_catalogue(load_content(content), load_schema(), load_gazetteer())
    return tuple(one for one in plan_pages(catalogue, page_size) if one.make is None)


def choose_pages(plans: Iterable[PagePlan], site: Path) -> tuple[Target, ...]:
    """Return the heaviest page of every template in every language, in the order of the plan."""
    heaviest: dict[tuple[str, str], tuple[int, Target]] = {}
    for plan in plans:
        for lang in plan.languages:
            address = localise(plan.address, lang)
            path = site / file_of(address)
            if not path.is_file():
                continue
            target = Target(plan.template, lang, address, plan.listed)
            weight = path.stat().st_size
            if weight > heaviest.get((plan.template, lang), (-1, target))[0]:
                heaviest[plan.template, lang] = (weight, target)
    return tuple(target for _, target in heaviest.values())
