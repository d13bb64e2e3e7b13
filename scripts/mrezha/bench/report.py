"""Turn results into a table and a chart, and put them into docs/performance.md."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mrezha.bench.chart import Line, draw_chart
from mrezha.bench.tools import HUGO, PELICAN, PRODUCT

BEGIN = "<!-- bench build: begin -->"
END = "<!-- bench build: end -->"
_SHOWN = {PRODUCT: "Мрежа", HUGO: "Hugo", PELICAN: "Pelican"}
_SCENARIOS = {
    "cold": "from nothing",
    "body": "edit of one body",
    "name": "edit of a name",
    "template": "edit of the profile template",
    "no-op": "nothing changed",
    "body-resident": "edit of one body, resident server, all pages",
    "body-resident-fast": "edit of one body, resident server, only the page looked at",
}
_MIB = 2**20


def render_report(whole: Mapping[str, Any], chart: str) -> str:
    """Return the measured part of the document. `chart` is the address of the picture."""
    lines = [describe_in_words(whole["machine"]), "", f"    {whole['command']}", ""]
    for one in whole["sizes"]:
        lines += [f"### {_number(one['enterprises'])} enterprises", ""]
        lines += [*_table(one), "", *_pages(one), ""]
    lines += [f"![Processor time against the number of enterprises]({chart})", ""]
    return "\n".join(lines)


def replace_measured(document: str, measured: str) -> str:
    """Return a document with its measured part, between the markers, replaced.

    Raises ValueError when the markers are not there.
    """
    before, _, rest = document.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{BEGIN} {END}")
    return f"{before}{BEGIN}\n\n{measured}\n{END}{after}"


def render_chart(whole: Mapping[str, Any]) -> str:
    """Return the chart of processor time by size as SVG."""
    lines = []
    for tool in (PRODUCT, HUGO, PELICAN):
        for scenario, dashed in (("cold", False), ("body", True)):
            points = tuple(
                (one["enterprises"], one["costs"][tool][scenario]["cpu_s"])
                for one in whole["sizes"]
                if scenario in one["costs"].get(tool, {})
            )
            if points:
                lines.append(Line(f"{_SHOWN[tool]}, {_SCENARIOS[scenario]}", tool, dashed, points))
    return draw_chart("Processor seconds by number of enterprises", tuple(lines))


def describe_in_words(machine: Mapping[str, Any]) -> str:
    """Return the machine and the versions in one line."""
    packages = ", ".join(f"{name} {one}" for name, one in machine["packages"].items())
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}; {packages}."
    )


def _pages(one: Mapping[str, Any]) -> list[str]:
    """Return the table of kinds: how many files of each, in both languages, and their weight."""
    sites = one["sites"]
    tools = list(sites)
    names = sorted({name for site in sites.values() for name in site["kinds"]})
    lines = [f"| files | {' | '.join(f'{_SHOWN[tool]} | KB' for tool in tools)} |"]
    lines.append(f"|---|{'---:|' * (2 * len(tools))}")
    for name in names:
        found = [sites[tool]["kinds"].get(name) for tool in tools]
        lines.append(f"| `/{name}` | {' | '.join(map(_count, found))} |")
    printed = {tool: _add(sites[tool]["kinds"].values()) for tool in tools}
    lines.append(f"| all of these | {' | '.join(_count(printed[tool]) for tool in tools)} |")
    others = [sites[tool]["others"] for tool in tools]
    lines.append(f"| others: search index, scripts | {' | '.join(map(_count, others))} |")
    return [
        f"Median of {one['rounds']}. Files of each kind in both languages together, and the mean "
        "weight of one.",
        "",
        *lines,
    ]


def _count(kind: Mapping[str, int] | None) -> str:
    if not kind or not kind["files"]:
        return "0 | "
    return f"{_number(kind['files'])} | {kind['size_bytes'] / kind['files'] / 1000:.1f}"


def _add(kinds: Iterable[Mapping[str, int]]) -> dict[str, int]:
    kinds = tuple(kinds)
    return {key: sum(one[key] for one in kinds) for key in ("files", "size_bytes")}


def _table(one: Mapping[str, Any]) -> list[str]:
    tools = list(one["sites"])
    heads = [f"{_SHOWN[tool]} CPU s | wall s | MiB" for tool in tools]
    ratios = [f"CPU / {_SHOWN[tool]}" for tool in tools if tool != PRODUCT]
    count = 1 + 3 * len(tools) + len(ratios)
    lines = [f"| | {' | '.join((*heads, *ratios))} |", f"|---|{'---:|' * (count - 1)}"]
    for scenario, words in _SCENARIOS.items():
        costs = {tool: one["costs"][tool].get(scenario) for tool in tools}
        if any(costs.values()):
            lines.append(f"| {words} | {' | '.join(_cells(tools, costs, one))} |")
    return lines


def _cells(
    tools: Sequence[str], costs: Mapping[str, Mapping[str, Any] | None], one: Mapping[str, Any]
) -> list[str]:
    cells = [part for tool in tools for part in _three(costs[tool])]
    # A resident server of a peer is compared with our plain rebuild after the same edit.
    ours = costs[PRODUCT] or one["costs"][PRODUCT].get("body")
    for tool in tools:
        if tool != PRODUCT:
            theirs = costs[tool]
            share = ours["cpu_s"] / theirs["cpu_s"] if ours and theirs else None
            cells.append("" if share is None else f"{share:.2f}")
    return cells


def _three(cost: Mapping[str, Any] | None) -> tuple[str, str, str]:
    if cost is None:
        return "", "", ""
    peak = f"{cost['peak_bytes'] / _MIB:.0f}"
    return f"{cost['cpu_s']:.2f}", f"{cost['wall_s']:.2f}", peak


def _number(value: int) -> str:
    return f"{value:,}"
