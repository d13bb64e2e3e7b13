"""Judge a built site by its bars: validator, links, axe, visits, weight, paint, Lighthouse."""

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mrezha.bench.process import BenchError
from mrezha.bench.webbrowser import (
    Paint,
    find_chromium,
    measure_paint,
    open_browser,
    run_axe,
    visit_pages,
    weigh,
)
from mrezha.bench.webhost import WebHost
from mrezha.bench.weblinks import MOST_CLICKS, read_pages, unlinked_files, walk_links
from mrezha.bench.webpages import Target, choose_pages, plan_site
from mrezha.bench.webreport import (
    CSS_BYTES,
    PROFILE_BYTES,
    SEARCH_BYTES,
    Bar,
    Report,
    bar_of_paints,
    bar_of_scores,
    bar_of_weight,
)
from mrezha.bench.webtools import has_java, install, run_lighthouse, validate

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PARTS = ("html", "links", "axe", "visit", "weight", "paint", "lighthouse")
Tell = Callable[[str], None]
_AXE = Path("node_modules/axe-core/axe.min.js")
_PAGE_SIZE = 24
_WEIGHED = {
    "enterprise": ("first profile view", PROFILE_BYTES),
    "search": ("search ready to type", SEARCH_BYTES),
}
_VISITS = {
    "foreign": "requests to foreign hosts",
    "policy": "violations of the policy",
    "faults": "script errors",
    "reflow": "wider than 320 CSS pixels (400 %)",
    "targets": "targets smaller than 24 × 24 px",
    "keyboard": "not reached, or not seen, by keyboard",
}


@dataclass(frozen=True, slots=True)
class WebPlan:
    """What to judge: parts by name, page types (empty: all), rounds of paint times.

    `scored` are the page types for Lighthouse, which is slow (empty: all).
    """

    parts: tuple[str, ...] = PARTS
    types: tuple[str, ...] = ()
    rounds: int = 3
    scored: tuple[str, ...] = ()


def judge(plan: WebPlan, root: Path, content: Path, work: Path, tell: Tell) -> Report:
    """Build a content folder's site under `work` and judge it.

    Raises BenchError when something that is needed cannot be had.
    """
    site, host = work / "site", WebHost()
    tell("build")
    _build(root, content, site, host.home)
    every = choose_pages(plan_site(content, _PAGE_SIZE), site)
    targets = tuple(one for one in every if not plan.types or one.kind in plan.types)
    if not targets:
        raise BenchError(f"--types: {' '.join(dict.fromkeys(one.kind for one in every))}")
    kinds = f"{len({one.kind for one in targets})} types, {len(targets)} pages"
    report = Report([Bar("page types, in both languages", "every one", kinds)])
    if {"html", "lighthouse"} & set(plan.parts):
        install(root)
    if "html" in plan.parts:
        _judge_html(root, site, report)
    if "links" in plan.parts:
        _judge_links(site, host.home, every, report)
    with host.serve(site) as home:
        if set(plan.parts) & {"axe", "visit", "weight", "paint"}:
            with open_browser(root) as browser:
                for one in _judge_in_browser(plan, root, browser, home, targets, tell):
                    if isinstance(one, Bar):
                        report.bars.append(one)
                    else:
                        report.paints.append(one)
        if report.paints:
            report.bars += bar_of_paints(report.paints)
        if "lighthouse" in plan.parts:
            judged = [one for one in targets if not plan.scored or one.kind in plan.scored]
            for score in run_lighthouse(root, find_chromium(root), home, judged, work):
                tell(f"lighthouse {score.target.name}: {list(score.scores.values())}")
                report.scores.append(score)
            report.bars += bar_of_scores(report.scores)
    return report


def _build(root: Path, content: Path, site: Path, address: str) -> None:
    program = str(Path(sys.executable).parent / "mrezha")
    command = [program, "build", "--root", str(root), "--content", str(content)]
    command += ["--output", str(site), "--siteurl", address.rstrip("/")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(done.stderr.strip())


def _judge_html(root: Path, site: Path, report: Report) -> None:
    if not has_java():
        report.left_out.append("Nu HTML validator: no Java on this machine")
        return
    files = [one for one in sorted(site.rglob("*.html")) if "admin" not in one.parts]
    number, found = validate(root, files)
    name = f"Nu HTML validator {number}"
    shown = f"{len(found)} in {len(files)} pages"
    report.bars.append(Bar(name, "0 errors and warnings", shown, found))


def _judge_links(site: Path, home: str, targets: Sequence[Target], report: Report) -> None:
    walk = walk_links(site, read_pages(site, home), unlinked_files(targets))
    shown = f"at most {walk.clicks}; {walk.pages} pages, {walk.links} links"
    name = "links from home to every page, without scripts; broken links, orphans"
    report.bars.append(Bar(name, f"≤ {MOST_CLICKS}; 0; 0", shown, walk.findings))
    sheet = next((site / "static").rglob("site.css")).read_bytes()
    size = len(gzip.compress(sheet, 9))
    over = (f"site.css: {size}",) if size > CSS_BYTES else ()
    report.bars.append(Bar("style sheet, gzip", "≤ 10 KB", f"{size / 1000:.1f} KB", over))


def _judge_in_browser(
    plan: WebPlan, root: Path, browser: "Browser", home: str, targets: Sequence[Target], tell: Tell
) -> Iterator[Bar | Paint]:
    if "axe" in plan.parts:
        found = []
        for target, nodes in run_axe(browser, home, targets, root / _AXE):
            tell(f"axe {target.name}: {len(nodes)}")
            found += [f"{target.name}: {one}" for one in nodes]
        name = "axe (WCAG 2.2 A, AA, best practices) at 320, 768, 1280 px; light, dark, forced"
        yield Bar(name, "0 violations", str(len(found)), tuple(found))
    if "visit" in plan.parts:
        yield from _judge_visits(browser, home, targets, tell)
    if "weight" in plan.parts:
        for target in targets:
            if target.kind in _WEIGHED:
                what, limit = _WEIGHED[target.kind]
                name = f"{what}, gzip, without photos: {target.name}"
                yield bar_of_weight(name, weigh(browser, home, target), limit)
    if "paint" in plan.parts:
        for paint in measure_paint(browser, home, targets, plan.rounds):
            tell(f"paint {paint.target.name}: {paint.lcp_ms:.0f} ms, {paint.cls:.3f}")
            yield paint


def _judge_visits(
    browser: "Browser", home: str, targets: Sequence[Target], tell: Tell
) -> Iterator[Bar]:
    found: dict[str, list[str]] = {name: [] for name in _VISITS}
    for target, faults in visit_pages(browser, home, targets):
        tell(f"visit {target.name}: {sum(map(len, faults.values()))}")
        for name, words in faults.items():
            found[name] += [f"{target.name}: {one}" for one in words]
    for name, bar in _VISITS.items():
        yield Bar(bar, "0", str(len(found[name])), tuple(found[name]))
