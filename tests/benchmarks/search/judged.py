"""Read the imaginary directories and the questions judged over them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from mrezha.catalogue import build_catalogue
from mrezha.places.gazetteer import Gazetteer, load_gazetteer
from mrezha.records.loading import load_content
from mrezha.schema import load_schema
from mrezha.search import SearchDocument, SearchLabel, SearchOffer, list_places
from mrezha.search.gather import gather_documents

DATA = Path(__file__).parent / "data"
# Questions kept apart over the records of another directory.
RECORDS_OF = {
    "unseen-2": "e",
    "unseen-3": "f",
    "unseen-4a": "g",
    "unseen-4b": "g",
    "real-a": "real",
    "real-b": "real",
}
# Directories whose records answer some of the questions nothing answers elsewhere.
OWN_NONE = ("e", "f", "g", *RECORDS_OF)
CONTENT = Path(__file__).parents[3] / "content"


@dataclass(frozen=True, slots=True)
class Question:
    """One query with the grades of the records that answer it."""

    kind: str
    query: str
    grades: Mapping[str, int]


def read_rows(name: str) -> list[str]:
    """Return the lines of a data file, comments left out."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def load_categories() -> dict[str, SearchLabel]:
    """Return the labels of the categories of offers."""
    path = resources.files("mrezha.schema").joinpath("vocabularies/offer-categories.csv")
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {r["id"]: SearchLabel(r["id"], r["label_bg"], r["label_en"]) for r in rows}


def find_settlement(gazetteer: Gazetteer, name: str) -> str:
    """Return the code of the town of that name, else of the village."""
    found = [s for s in gazetteer.settlements.values() if s.name_bg == name]
    found.sort(key=lambda s: (s.kind != "гр.", s.ekatte))
    return found[0].ekatte if found else ""


def make_eik(number: int) -> str:
    """Return a made-up company number of nine digits with a right check digit."""
    digits = [int(c) for c in f"{number:08d}"]
    check = sum(d * (i + 1) for i, d in enumerate(digits)) % 11
    if check == 10:
        check = sum(d * (i + 3) for i, d in enumerate(digits)) % 11 % 10
    return "".join(map(str, digits)) + str(check)


def load_corpus(name: str) -> list[SearchDocument]:
    """Return the imaginary records of one directory, or those of the register."""
    name = RECORDS_OF.get(name, name)
    if name == "real":
        return load_register()
    gazetteer, categories = load_gazetteer(), load_categories()
    documents: list[SearchDocument] = []
    for position, line in enumerate(read_rows(f"corpus-{name}.txt")):
        cells = [c.strip() for c in line.split("|")]
        key, title, form, town, address, offers, label, host, text = (*cells, "", "", "")[:9]
        offered = [o.strip().rpartition("@") for o in offers.split(";") if o.strip()]
        ekatte = find_settlement(gazetteer, town)
        places = list_places(gazetteer, ekatte)
        used = dict.fromkeys(o[2].strip() for o in offered)
        documents.append(
            SearchDocument(
                id=key,
                name=title,
                eik=make_eik(20_000_000 + position * 731 + len(name) * 40_111 + ord(name[-1])),
                legal_form=form,
                offers=tuple(SearchOffer(o[0].strip(), o[2].strip()) for o in offered),
                categories=tuple(categories[c] for c in used if c in categories),
                labels=(SearchLabel("group", label),),
                places=places,
                address=address,
                text_bg=text,
                website_host=host,
                facets={
                    "district": tuple(p.bg for p in places if p.level == "district"),
                    "category": tuple(used),
                },
            )
        )
    return documents


def load_register() -> list[SearchDocument]:
    """Return what the search reads of the enterprises of the repository."""
    loaded = load_content(CONTENT, CONTENT.parent)
    catalogue = build_catalogue(loaded, load_schema(), load_gazetteer())
    return list(gather_documents(catalogue, catalogue.outlines, str))


def load_questions(name: str) -> list[Question]:
    """Return the questions judged by hand."""
    questions: list[Question] = []
    for line in read_rows(f"queries-{name}.tsv"):
        kind, query, answers = (*line.split("\t"), "")[:3]
        grades: dict[str, int] = {}
        for answer in answers.split():
            key, _, grade = answer.partition(":")
            grades[key] = int(grade or 2)
        questions.append(Question(kind, query, grades))
    return questions
