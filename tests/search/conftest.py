"""A small imaginary directory and a way to ask it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mrezha.places.gazetteer import load_gazetteer
from mrezha.search import (
    SearchAnswer,
    SearchDocument,
    SearchLabel,
    SearchOffer,
    build_index,
    list_places,
    make_settings,
    search_folder,
)

Ask = Callable[..., list[SearchAnswer]]


def make_document(
    key: str, name: str, ekatte: str, *offers: str, eik: str = "", address: str = "", form: str = ""
) -> SearchDocument:
    places = list_places(load_gazetteer(), ekatte)
    return SearchDocument(
        id=key,
        name=name,
        eik=eik,
        legal_form=form,
        address=address,
        offers=tuple(SearchOffer(o) for o in offers),
        labels=(SearchLabel("g1", "хора с увреждания", "people with disabilities"),),
        places=places,
        facets={"district": tuple(p.bg for p in places if p.level == "district")},
    )


DOCUMENTS = (
    make_document(
        "bread", "„Златен клас“", "10135", "ръжен хляб", "торти", eik="200000004", form="ЕООД"
    ),
    make_document(
        "laundry", "Сдружение „Бяло“", "83510", "пране на килими", address="ул. Габрово 3"
    ),
    make_document("candles", "CaritArt", "68134", "восъчни свещи", "сапуни"),
    make_document("sign", "„Тих глас“", "68134", "жестов език", address="ж.к. Люлин"),
    make_document("bikes", "„Спица“ ООД", "56784", "ремонт на велосипеди"),
    make_document("books", "„Страница“", "56784", "счетоводни услуги", "предпечат на книги"),
)


def write_files(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def documents() -> tuple[SearchDocument, ...]:
    return DOCUMENTS


@pytest.fixture(scope="session")
def index_files() -> dict[str, bytes]:
    return build_index(DOCUMENTS, make_settings(load_gazetteer()))


@pytest.fixture(scope="session")
def index_folder(index_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(index_files, tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="session")
def ask(index_folder: Path) -> Ask:
    def run(*queries: str, options: tuple[str, ...] = ("--explain",)) -> list[SearchAnswer]:
        return search_folder(index_folder, list(queries), *options)

    return run


@pytest.fixture(scope="session")
def first_ids(ask: Ask) -> Callable[..., dict[str, str | None]]:
    def run(*queries: str) -> dict[str, str | None]:
        answers = ask(*queries)
        return {q: (a.ids[0] if a.ids else None) for q, a in zip(queries, answers, strict=True)}

    return run
