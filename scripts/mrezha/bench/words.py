"""Give the corpus its words: lists, sentences, invented names."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mrezha.records.ids import transliterate

_GENDERS = "mfnp"


@dataclass(frozen=True, slots=True)
class Name:
    """An invented name: how people know it, how it is registered, its legal form."""

    title: str
    title_en: str
    registered: str
    legal_form: str


@cache
def load_words() -> Mapping[str, Any]:
    """Read the word lists; they are constant data of the package."""
    text = (Path(__file__).parent / "words.yml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def invent_name(rng: random.Random, place: str, place_en: str) -> Name:
    """Make up a name in one of its many shapes; not unique."""
    words = load_words()
    gender, noun = rng.choice(words["nouns"])
    adjective = rng.choice(words["adjectives"])[_GENDERS.index(gender)]
    plain = _capital(f"{adjective} {noun}") if rng.random() < 0.85 else _capital(noun)
    latin = transliterate(plain).title()
    slots: dict[str, object] = {
        "x": plain,
        "X": latin,
        "noun": rng.choice(words["nouns"])[1],
        "place": place,
        "year": rng.randint(1998, 2025),
        "k": rng.randint(2, 99),
    }
    shape = rng.choice(words["name_shapes"])
    legal_form, legal_shape = rng.choice(words["legal_shapes"])
    return Name(
        title=_capital(shape.format(**slots)),
        title_en=f"{latin} {place_en}",
        registered=legal_shape.format(**slots),
        legal_form=legal_form,
    )


def write_text(
    rng: random.Random,
    words: int,
    sentences: Sequence[str],
    headings: Sequence[str],
    slots: Mapping[str, object],
) -> str:
    """Write about so many words of Markdown: headings, paragraphs, a list, some emphasis.

    Sentences repeat only once all have been used.
    """
    parts: list[str] = []
    count = 0
    pool: list[str] = []
    heads = rng.sample(list(headings), len(headings))
    while count < words:
        if len(parts) % 3 == 2 and heads:
            parts.append(f"## {heads.pop()}")
            continue
        if len(pool) < 4:
            pool = rng.sample(list(sentences), len(sentences))
        chosen = [pool.pop().format_map(slots) for _ in range(rng.randint(2, 4))]
        count += sum(len(one.split()) for one in chosen)
        if rng.random() < 0.2:
            parts.append("\n".join(f"- {one}" for one in chosen))
        else:
            if rng.random() < 0.3:
                chosen[0] = f"**{chosen[0]}**"
            parts.append(" ".join(chosen))
    return "\n\n".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
