"""Tell a person what an address resolved to, and why; tell a machine the same in short."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from mrezha.places.gazetteer import (
    District,
    Gazetteer,
    Language,
    Municipality,
    load_gazetteer,
)
from mrezha.places.resolution import Resolution, Step
from mrezha.places.resolve import resolve_address

REASONING_FILE = Path(__file__).parent / "reasoning.yml"
Texts = dict[str, dict[str, dict[Language, str]]]


@cache
def load_texts() -> Texts:
    """Read the texts of the reasoning, in both languages."""
    texts: Texts = yaml.safe_load(REASONING_FILE.read_text(encoding="utf-8"))
    return texts


def explain(resolution: Resolution, gazetteer: Gazetteer, lang: Language) -> str:
    """Write the answer and the reasoning for a reader: several lines, no line break after."""
    texts = load_texts()
    answer = texts["answers"][resolution.outcome][lang]
    lines = [
        answer.format(
            settlements=_describe(resolution.candidates, gazetteer, lang),
            ekatte=resolution.ekatte,
        )
    ]
    if resolution.outcome == "ambiguous":
        lines += [
            f"  {ekatte}  {describe_place(ekatte, gazetteer, lang)}"
            for ekatte in resolution.candidates
        ]
    lines.append(texts["frame"]["why"][lang])
    lines += [f"  - {explain_step(step, gazetteer, lang)}" for step in resolution.steps]
    if resolution.outcome != "code":
        lines.append(texts["frame"]["remedy"][lang])
    return "\n".join(lines)


def explain_step(step: Step, gazetteer: Gazetteer, lang: Language) -> str:
    """Write one step of the reasoning."""
    values = {name: _show(name, value, gazetteer, lang) for name, value in step.params}
    return load_texts()["steps"][step.code][lang].format(**values)


def describe_place(ekatte: str, gazetteer: Gazetteer, lang: Language) -> str:
    """Name a settlement with its municipality and district."""
    municipality, district = gazetteer.municipality_of(ekatte), gazetteer.district_of(ekatte)
    return load_texts()["frame"]["place"][lang].format(
        settlement=gazetteer.label(gazetteer.settlements[ekatte], lang),
        municipality=municipality.name_bg if lang == "bg" else municipality.name_en,
        district=district.name_bg if lang == "bg" else district.name_en,
    )


def answer_in_short(resolution: Resolution) -> str:
    """Give the EKATTE code, or "ambiguous" or "unknown"."""
    return resolution.ekatte or resolution.outcome


def batch(lines: Iterable[str], gazetteer: Gazetteer | None = None) -> dict[str, str]:
    """Answer many addresses in short, each once, in the order given."""
    places = gazetteer or load_gazetteer()
    return {line: answer_in_short(resolve_address(line, places)) for line in lines}


def _describe(codes: Iterable[str], gazetteer: Gazetteer, lang: Language) -> str:
    return "; ".join(describe_place(ekatte, gazetteer, lang) for ekatte in codes)


def _show(name: str, value: str, gazetteer: Gazetteer, lang: Language) -> str:
    codes = value.split()
    if name == "settlements":
        return _describe(codes, gazetteer, lang)
    if name == "municipalities":
        return _names((gazetteer.municipalities[code] for code in codes), lang)
    if name == "districts":
        return _names((gazetteer.districts[code] for code in codes), lang)
    return load_texts()["kinds"][value][lang] if name == "kind" else value


def _names(places: Iterable[District | Municipality], lang: Language) -> str:
    return ", ".join(place.name_bg if lang == "bg" else place.name_en for place in places)
