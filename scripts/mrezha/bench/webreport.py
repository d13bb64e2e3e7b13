"""The bars of a built site, what was measured against them, and the table of docs/web.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mrezha.bench.webbrowser import Paint, Weight
from mrezha.bench.webtools import Scores

BEGIN = "<!-- bench web: begin -->"
END = "<!-- bench web: end -->"
LCP_MS, CLS = 1500, 0.02
PROFILE_BYTES, SEARCH_BYTES, CSS_BYTES = 60_000, 100_000, 10_000
LEAST_SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
_SHOWN_FINDINGS = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what was asked, what was found, and everything that breaks it."""

    name: str
    limit: str
    found: str
    findings: tuple[str, ...] = ()

    @property
    def is_held(self) -> bool:
        """Say whether nothing breaks it."""
        return not self.findings


@dataclass(slots=True)
class Report:
    """All bars, with the figures page by page; `left_out` says what could not be measured."""

    bars: list[Bar] = field(default_factory=list)
    paints: list[Paint] = field(default_factory=list)
    scores: list[Scores] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        """Say whether every bar is held."""
        return all(bar.is_held for bar in self.bars)


def bar_of_paints(paints: Sequence[Paint]) -> list[Bar]:
    """Judge when pages are painted and whether they move."""
    slow = [f"{one.target.name}: {one.lcp_ms:.0f} ms" for one in paints if one.lcp_ms > LCP_MS]
    moving = [f"{one.target.name}: {one.cls:.3f}" for one in paints if one.cls > CLS]
    worst = max(one.lcp_ms for one in paints)
    most = max(one.cls for one in paints)
    return [
        Bar("LCP, slow 4G, 4× CPU", f"≤ {LCP_MS} ms", f"at most {worst:.0f} ms", tuple(slow)),
        Bar("CLS, slow 4G, 4× CPU", f"≤ {CLS}", f"at most {most:.3f}", tuple(moving)),
    ]


def bar_of_scores(scores: Sequence[Scores]) -> list[Bar]:
    """Judge Lighthouse's scores; pages that search engines are asked to leave out have no SEO."""
    bars = []
    for name, least in LEAST_SCORES.items():
        judged = [one for one in scores if name != "seo" or one.target.is_listed]
        low = [
            f"{one.target.name}: {one.scores[name]} ({', '.join(one.failing)})"
            for one in judged
            if one.scores[name] < least
        ]
        worst = min((one.scores[name] for one in judged), default=100)
        limit = f"≥ {least}" if least < 100 else "100"
        bars.append(Bar(f"Lighthouse mobile, {name}", limit, f"at least {worst}", tuple(low)))
    return bars


def bar_of_weight(name: str, weight: Weight, limit: int) -> Bar:
    """Judge the bytes of a first visit without the photos of records."""
    size = weight.without_photos
    parts = sorted(weight.parts.items(), key=lambda one: -one[1])
    found = f"{size / 1000:.1f} KB"
    if weight.photos:
        found += f" (and {weight.photos / 1000:.1f} KB of photos)"
    over = tuple(f"{address}: {part}" for address, part in parts) if size > limit else ()
    return Bar(name, f"≤ {limit // 1000} KB", found, over)


def replace_figures(document: str, measured: str) -> str:
    """Return a document with its measured part, between the markers, replaced.

    Raises ValueError when the markers are not there.
    """
    before, _, rest = document.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{BEGIN} {END}")
    return f"{before}{BEGIN}\n\n{measured.rstrip()}\n\n{END}{after}"


def render_report(report: Report, head: str, command: str) -> str:
    """Return the measured part of docs/web.md."""
    lines = [head, "", f"    {command}", ""]
    lines += ["| bar | limit | found | |", "|---|---|---|---|"]
    for bar in report.bars:
        mark = "held" if bar.is_held else f"**{len(bar.findings)} findings**"
        lines.append(f"| {bar.name} | {bar.limit} | {bar.found} | {mark} |")
    lines.append("")
    if report.left_out:
        lines += ["Not measured:", "", *(f"- {one}" for one in report.left_out), ""]
    for bar in report.bars:
        if not bar.is_held:
            shown = bar.findings[:_SHOWN_FINDINGS]
            lines += [f"**{bar.name}**", "", *(f"- `{one}`" for one in shown)]
            if (rest := len(bar.findings) - len(shown)) > 0:
                lines.append(f"- and {rest} more")
            lines.append("")
    return "\n".join([*lines, *_page_table(report)])


def _page_table(report: Report) -> list[str]:
    scores = {one.target: one for one in report.scores}
    if not report.paints:
        return []
    lines = [
        "| page type | page | LCP ms | what | CLS | Lighthouse |",
        "|---|---|---:|---|---:|---|",
    ]
    for one in report.paints:
        known = scores.get(one.target)
        shown = " / ".join(str(known.scores[name]) for name in LEAST_SCORES) if known else ""
        name = f"{one.target.kind} ({one.target.lang})"
        lines.append(
            f"| {name} | {one.target.name} | {one.lcp_ms:.0f} | {one.element} "
            f"| {one.cls:.3f} | {shown} |"
        )
    return [*lines, ""]
