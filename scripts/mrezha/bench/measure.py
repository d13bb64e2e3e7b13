"""Measure the product and its peers in one run, alternating, round after round."""

import json
import os
import platform
import shutil
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mrezha.bench.corpus import build_corpus_world
from mrezha.bench.hugo import write_hugo_mirrors
from mrezha.bench.mirror import read_mirrors
from mrezha.bench.process import BenchError, Cost, run_measured
from mrezha.bench.resident import measure_resident
from mrezha.bench.sites import Fillers, compare_kinds, find_paged, measure_site, weigh_fillers
from mrezha.bench.stock import write_pelican_mirrors
from mrezha.bench.tools import (
    HUGO,
    PELICAN,
    PRODUCT,
    Layout,
    Tool,
    set_up_hugo,
    set_up_pelican,
    set_up_product,
)

SCENARIOS = ("cold", "body", "name", "template", "no-op")
# Hugo's server by itself renders only what is looked at; with the option all pages are renewed.
RESIDENT = {"body-resident": ("--disableFastRender",), "body-resident-fast": ()}
# Large enough that the largest district fills more than one page of a list.
_TRIAL_SIZE = 600
_PACKAGES = ("mrezha", "hugo", "pelican", "markdown", "Jinja2", "PyYAML", "cmarkgfm")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: sizes, rounds, scenarios, and up to which size each peer takes part."""

    sizes: tuple[int, ...]
    rounds: int
    scenarios: tuple[str, ...]
    up_to: Mapping[str, int]
    seed: int = 0

    def tools_at(self, size: int) -> tuple[str, ...]:
        """Return the names of the tools that take part at a size, ours first."""
        return (PRODUCT, *(name for name in (HUGO, PELICAN) if size <= self.up_to[name]))


def measure(plan: Plan, checkout: Path, work: Path, tell: Tell) -> list[dict[str, Any]]:
    """Return the results of every size, ready for JSON. `work` is emptied size by size.

    Raises BenchError when a command fails.
    """
    layout = _measure_layout(plan, checkout, work / "trial", tell)
    results = []
    for size in plan.sizes:
        folder = work / str(size)
        tell(f"{size}: corpus")
        tools = _set_up(plan, size, checkout, folder, layout, tell)
        costs = _measure_rounds(plan, tools, partial(_tell_size, tell, size))
        results.append(_result(plan, size, layout, tools, costs))
        shutil.rmtree(folder)
    return results


def _tell_size(tell: Tell, size: int, words: str) -> None:
    tell(f"{size}: {words}")


def _measure_layout(plan: Plan, checkout: Path, folder: Path, tell: Tell) -> Layout:
    """Build a small site with every tool and see what the peers lack."""
    tell("layout")
    size = _TRIAL_SIZE
    wanted = {name for one in plan.sizes for name in plan.tools_at(one)}
    up_to = {name: size if name in wanted else 0 for name in (HUGO, PELICAN)}
    trial = Plan((size,), 1, ("cold",), up_to, plan.seed)
    ours = _set_up_one(PRODUCT, trial, size, checkout, folder, Layout())
    run_measured(ours.cold)
    layout = Layout(find_paged(ours.output), built=ours.output)
    fillers = {}
    for name in trial.tools_at(size)[1:]:
        peer = _set_up_one(name, trial, size, checkout, folder, layout)
        fillers[name] = _weigh(ours, peer, size)
    shutil.rmtree(folder)
    return Layout(layout.paged, fillers)


def _weigh(ours: Tool, peer: Tool, size: int) -> Fillers:
    """Build a peer's whole site and say what its files lack to weigh what ours do."""
    _complete(ours, peer)
    run_measured(peer.cold)
    found = measure_site(ours.output), measure_site(peer.output)
    compare_kinds(*found, peer.name)
    return weigh_fillers(*found, enterprises=size)


def _complete(ours: Tool, peer: Tool) -> None:
    """Build a peer once, and give it as data what its own templates did not build."""
    run_measured(peer.cold)
    mirrors = list(read_mirrors(ours.output, peer.output))
    write = write_hugo_mirrors if peer.name == HUGO else write_pelican_mirrors
    write(peer.folder, mirrors)
    for path in peer.leavings:
        shutil.rmtree(path, ignore_errors=True)


def _set_up(
    plan: Plan, size: int, checkout: Path, folder: Path, layout: Layout, tell: Tell
) -> tuple[Tool, ...]:
    """Write every tool's site. Ours is built once, not measured, for the peers to follow."""
    ours = _set_up_one(PRODUCT, plan, size, checkout, folder, layout)
    peers = plan.tools_at(size)[1:]
    if peers:
        tell(f"{size}: {PRODUCT}")
        run_measured(ours.cold)
        layout = replace(layout, built=ours.output)
    tools = [ours]
    for name in peers:
        tell(f"{size}: {name}")
        tools.append(_set_up_one(name, plan, size, checkout, folder, layout))
        _complete(ours, tools[-1])
    return tuple(tools)


def _set_up_one(
    name: str, plan: Plan, size: int, checkout: Path, folder: Path, layout: Layout
) -> Tool:
    world = build_corpus_world(size, plan.seed)
    shutil.rmtree(folder / ("checkout" if name == PRODUCT else name), ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    if name == PRODUCT:
        return set_up_product(world, plan.seed, checkout, folder)
    if name == HUGO:
        return set_up_hugo(world, checkout, folder, layout)
    return set_up_pelican(world, checkout, folder, layout)


def _measure_rounds(
    plan: Plan, tools: Sequence[Tool], tell: Tell
) -> dict[str, dict[str, list[Cost]]]:
    """Return costs by tool and scenario; the tools take turns within each scenario."""
    costs: dict[str, dict[str, list[Cost]]] = {one.name: {} for one in tools}
    for number in range(1, plan.rounds + 1):
        for scenario in plan.scenarios:
            for tool in tools:
                if (cost := _measure_one(tool, scenario, f"znak-{number}-{scenario}")) is None:
                    continue
                costs[tool.name].setdefault(scenario, []).append(cost)
                tell(
                    f"{number}/{plan.rounds} {scenario} {tool.name}: "
                    f"{cost.cpu_s:.2f} s cpu, {cost.wall_s:.2f} s"
                )
            if number == 1 and scenario == plan.scenarios[0]:
                _compare(tools)
    return costs


def _compare(tools: Sequence[Tool]) -> None:
    """Refuse to measure sites that are not the same: early, before hours have gone into it."""
    ours = measure_site(tools[0].output)
    for peer in tools[1:]:
        compare_kinds(ours, measure_site(peer.output), peer.name)


def _measure_one(tool: Tool, scenario: str, mark: str) -> Cost | None:
    """Run one scenario with one tool; None when the tool has no such scenario."""
    if scenario in RESIDENT:
        known = tool.name == HUGO
        return measure_resident(tool, mark, RESIDENT[scenario]) if known else None
    if scenario == "cold":
        for path in tool.leavings:
            shutil.rmtree(path, ignore_errors=True)
        return run_measured(tool.cold)
    edits = tool.edits.get(scenario, ())
    for edit in edits:
        edit.apply(mark)
    cost = run_measured(tool.again)
    if edits:
        _expect_shown(tool, scenario, mark)
    return cost


def _expect_shown(tool: Tool, scenario: str, mark: str) -> None:
    """Refuse the figures of a build that did not do the work."""
    shown = [tool.output / tool.shown_at / "index.html"]
    if scenario == "name":
        lists = tool.output / "enterprises"
        found = (lists / "index.html", *sorted(lists.glob("page/*/index.html")))
        shown += [path for path in found if mark in path.read_text(encoding="utf-8")] or [lists]
    for path in shown:
        if not path.is_file() or mark not in path.read_text(encoding="utf-8"):
            raise BenchError(f"{tool.name}: {scenario}: {path}: {mark}")


def _result(
    plan: Plan,
    size: int,
    layout: Layout,
    tools: Sequence[Tool],
    costs: Mapping[str, Mapping[str, Sequence[Cost]]],
) -> dict[str, Any]:
    return {
        "enterprises": size,
        "rounds": plan.rounds,
        "paged": list(layout.paged),
        "sites": {one.name: asdict(measure_site(one.output)) for one in tools},
        "fillers": {one.name: asdict(layout.filler(one.name)) for one in tools},
        "costs": {
            tool: {scenario: _summary(found) for scenario, found in by_scenario.items()}
            for tool, by_scenario in costs.items()
        },
    }


def _summary(costs: Sequence[Cost]) -> dict[str, Any]:
    return {
        "wall_s": round(statistics.median(one.wall_s for one in costs), 3),
        "cpu_s": round(statistics.median(one.cpu_s for one in costs), 3),
        "cpu_s_all": [round(one.cpu_s, 3) for one in costs],
        "peak_bytes": max(one.peak_bytes for one in costs),
    }


def describe_machine() -> dict[str, Any]:
    """Name the machine and the versions the figures stand for."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def merge_results(path: Path, results: Sequence[dict[str, Any]], head: dict[str, Any]) -> Any:
    """Put results into a file of earlier ones: a size measured again takes its old place."""
    earlier = json.loads(path.read_text(encoding="utf-8"))["sizes"] if path.is_file() else []
    by_size = {one["enterprises"]: one for one in (*earlier, *results)}
    whole = {**head, "sizes": [by_size[size] for size in sorted(by_size)]}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return whole
