"""The catalogue: relations both ways, list order, places, withdrawal, nothing to change."""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrezha.catalogue import Catalogue, Relation, build_catalogue
from mrezha.places import load_gazetteer
from mrezha.records.loading import Loaded, load_content
from mrezha.records.names import list_key
from mrezha.schema import load_schema

Check = Callable[[Mapping[str, str | bytes]], Loaded]
ENTERPRISE = "---\nregister:\n  name: {}\n  status: listed\n{}---\n"


def build(loaded: Loaded) -> Catalogue:
    return build_catalogue(loaded, load_schema(), load_gazetteer())


@pytest.fixture(scope="module")
def catalogue(loaded_fixture: Loaded) -> Catalogue:
    return build(loaded_fixture)


def test_a_link_is_seen_from_both_sides(catalogue: Catalogue) -> None:
    relations = {id_: one.relations for id_, one in catalogue.enterprises.items()}
    assert (
        Relation("supplier", "sladka-izmislitsa", False),
        Relation("partner", "zelena-utopia", False),
        Relation("partner", "sladka-izmislitsa", True),
    ) == relations["izmislena-furna"]
    assert (
        Relation("partner", "izmislena-furna", False),
        Relation("supplier", "izmislena-furna", True),
        Relation("member-of", "zelena-utopia", True),
    ) == relations["sladka-izmislitsa"]
    assert () == relations["nikade-nyamashto"]


def relations_of(loaded: Loaded) -> dict[str, list[tuple[str, str, bool]]]:
    return {
        id_: [(one.kind, one.other, one.inverse) for one in enterprise.relations]
        for id_, enterprise in build(loaded).enterprises.items()
    }


def test_a_link_both_sides_wrote_down_is_one_relation(check: Check) -> None:
    link = "links:\n  - kind: {}\n    to: {}\n"
    loaded = check(
        {
            "enterprises/a.md": ENTERPRISE.format("А", link.format("partner", "b")),
            "enterprises/b.md": ENTERPRISE.format("Б", link.format("partner", "a")),
            "enterprises/c.md": ENTERPRISE.format("В", link.format("supplier", "d")),
            "enterprises/d.md": ENTERPRISE.format("Г", link.format("customer", "c")),
        }
    )
    assert {
        "a": [("partner", "b", False)],
        "b": [("partner", "a", False)],
        "c": [("supplier", "d", False)],
        "d": [("customer", "c", False)],
    } == relations_of(loaded)


def test_two_ways_of_supply_are_two_relations(check: Check) -> None:
    link = "links:\n  - kind: supplier\n    to: {}\n"
    loaded = check(
        {
            "enterprises/a.md": ENTERPRISE.format("А", link.format("b")),
            "enterprises/b.md": ENTERPRISE.format("Б", link.format("a")),
        }
    )
    assert [("supplier", "b", False), ("supplier", "b", True)] == relations_of(loaded)["a"]


def test_an_enterprise_knows_its_events(catalogue: Catalogue) -> None:
    (part,) = catalogue.enterprises["izmislena-furna"].participations
    assert ("izmislen-bazar-2026", "12", ("hlyab",)) == (part.event, part.stand, part.offers)
    assert "коледни сладки" == part.note["bg"]
    assert () == catalogue.enterprises["zelena-utopia"].participations


def test_categories_come_with_their_group(catalogue: Catalogue) -> None:
    assert ("crafts-toys", "crafts") == catalogue.enterprises["prikazna-rabotilnitsa"].categories
    assert {
        "food": ("izmislena-furna", "sladka-izmislitsa"),
        "food-bakery": ("izmislena-furna", "sladka-izmislitsa"),
        "crafts": ("prikazna-rabotilnitsa",),
        "crafts-toys": ("prikazna-rabotilnitsa",),
    } == dict(catalogue.by_category)


def test_a_status_decides_what_counts_as_registered(catalogue: Catalogue) -> None:
    registered = {one.id for one in catalogue.enterprises.values() if one.is_registered}
    assert {"izmislena-furna", "sladka-izmislitsa", "zelena-utopia"} == registered


def test_everything_of_a_place_follows_from_the_settlement(catalogue: Catalogue) -> None:
    """Бургас: EKATTE 07079, municipality BGS04, district BGS, region BG34 (NSI)."""
    place = catalogue.enterprises["prikazna-rabotilnitsa"].location
    assert place.settlement and place.municipality and place.district and place.region
    assert ("07079", "BGS04", "BGS", "BG34") == (
        place.settlement.ekatte,
        place.municipality.code,
        place.district.code,
        place.region.nuts2,
    )


def test_a_region_alone_is_a_place_without_a_district(catalogue: Catalogue) -> None:
    place = catalogue.enterprises["nikade-nyamashto"].location
    assert (None, None, None) == (place.settlement, place.municipality, place.district)
    assert place.region and "BG34" == place.region.nuts2
    assert all("nikade-nyamashto" not in ids for ids in catalogue.by_district.values())


def test_nothing_known_of_a_place_is_nothing_said(check: Check) -> None:
    place = build(check({"enterprises/a.md": ENTERPRISE.format("А", "")})).enterprises["a"].location
    assert (None,) * 4 == (place.settlement, place.municipality, place.district, place.region)


def test_regions_gather_what_lies_in_them(catalogue: Catalogue) -> None:
    region = catalogue.regions["severoiztochen"]
    assert ("zelena-utopia", "izmislena-furna") == region.enterprises
    assert ("izmislen-bazar-2026",) == region.events
    assert ["Варна", "Добрич", "Търговище", "Шумен"] == [one.name_bg for one in region.districts]
    assert region.centre and region.centre.location.settlement
    assert "10135" == region.centre.location.settlement.ekatte
    assert catalogue.regions["yugozapaden"].centre is None
    assert ("minal-forum-2024",) == catalogue.regions["yugozapaden"].events


def test_events_and_calls_stand_newest_first(catalogue: Catalogue) -> None:
    assert ["izmislen-bazar-2026", "minal-forum-2024"] == list(catalogue.events)
    assert ["izmislena-protsedura", "ezhegodna-nagrada"] == list(catalogue.calls)
    bazaar = catalogue.events["izmislen-bazar-2026"]
    assert (datetime.date(2026, 12, 12), datetime.date(2026, 12, 13)) == (
        bazaar.starts_on,
        bazaar.ends_on,
    )
    assert (None, None) == (
        catalogue.events["minal-forum-2024"].starts_on,
        catalogue.events["minal-forum-2024"].ends_on,
    )


def test_events_stand_by_what_is_known_of_their_time(check: Check) -> None:
    event = "---\ntitle:\n  bg: Базар\nkind: bazaar\nstatus: held\n{}---\n"
    loaded = check(
        {
            "events/a.md": event.format(""),
            "events/b.md": event.format("period: 2024\n"),
            "events/c.md": event.format("period: 2024-05\n"),
            "events/d.md": event.format("days:\n  - date: 2024-05-20\n  - date: 2024-05-19\n"),
            "events/e.md": event.format("period: 2023-12\n"),
        }
    )
    assert ["d", "c", "b", "e", "a"] == list(build(loaded).events)
    assert datetime.date(2024, 5, 19) == build(loaded).events["d"].starts_on


def test_pages_stand_by_their_order(catalogue: Catalogue) -> None:
    assert ["za-izmislitsata", "dostapnost"] == list(catalogue.pages)


# Bulgarian alphabet: А Б В Г Д Е Ж З И Й К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ъ Ь Ю Я.
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("„АВГУСТА“ ЕООД", "августа"),
        ("Фондация „Сподели“", "сподели"),
        ("ФОНДАЦИЯ СПОДЕЛИ", "сподели"),
        ('Сдружение "Зелена утопия"', "зелена утопия"),
        ("Сдружение с нестопанска цел «Ято»", "ято"),
        ("СНЦ Ято", "ято"),
        ("ЕТ Иван Измислен", "иван измислен"),
        ("ТПК „Труд“", "труд"),
        ("Хляб и сол ООД", "хляб и сол"),
        ("Хляб  и\u00a0сол   ООД", "хляб и сол"),
        ("BREAD EOOD", "bread"),
        ("Фондация", "фондация"),
        ("ООД", "оод"),
        ("Кооперативен пазар", "кооперативен пазар"),
        ("Етажна собственост", "етажна собственост"),
        ("„“", "„“"),
        ("- Тире -", "тире"),
    ],
)
def test_quotes_and_legal_forms_do_not_count_in_the_alphabet(name: str, expected: str) -> None:
    assert expected == list_key(name, load_schema())


def test_enterprises_stand_in_the_order_of_the_bulgarian_alphabet(check: Check) -> None:
    names = [
        "„Ястреб“ ООД",
        "Фондация „Йога“",
        "ЩЪРКЕЛ ЕООД",
        "„ъгъл“ АД",
        "Сдружение „Изгрев“",
        "Юла",
        "Август",
        "шишарка ЕООД",
        "Жито",
    ]
    files = {
        f"enterprises/e{n}.md": ENTERPRISE.format(f"'{name}'", '  settlement: "10135"\n')
        for n, name in enumerate(names)
    }
    catalogue = build(check(files))
    expected = [
        "Август",
        "Жито",
        "Сдружение „Изгрев“",
        "Фондация „Йога“",
        "шишарка ЕООД",
        "ЩЪРКЕЛ ЕООД",
        "„ъгъл“ АД",
        "Юла",
        "„Ястреб“ ООД",
    ]
    assert expected == [one.name for one in catalogue.enterprises.values()]
    assert expected == [catalogue.enterprises[id_].name for id_ in catalogue.by_district["VAR"]]


def test_the_order_does_not_hang_on_the_order_of_files(
    loaded_fixture: Loaded, catalogue: Catalogue
) -> None:
    turned = dataclasses.replace(
        loaded_fixture,
        typed={
            name: sorted(rows, key=lambda row: row.record.id, reverse=True)
            for name, rows in loaded_fixture.typed.items()
        },
    )
    for name in ("enterprises", "events", "calls", "regions", "pages"):
        assert list(getattr(build(turned), name)) == list(getattr(catalogue, name))


def test_the_same_records_give_the_same_catalogue(
    loaded_fixture: Loaded, catalogue: Catalogue
) -> None:
    assert catalogue == build(loaded_fixture)


def test_a_document_has_every_field_known_or_not(catalogue: Catalogue) -> None:
    data = catalogue.enterprises["nikade-nyamashto"].data
    assert (None, None, None, (), ()) == (
        data["register"]["eik"],
        data["contacts"]["person"]["name"],
        data["body"],
        data["offers"],
        data["register"]["renewals"],
    )
    assert catalogue.regions["yugozapaden"].data["centre"] is None
    assert 1 == len(data["register"]["sources"])


def mentions(value: Any, wanted: str) -> bool:
    if isinstance(value, str):
        return wanted in value
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value)]
        return any(mentions(getattr(value, name), wanted) for name in names)
    if isinstance(value, Mapping):
        return any(mentions(one, wanted) for pair in value.items() for one in pair)
    if isinstance(value, list | tuple):
        return any(mentions(one, wanted) for one in value)
    return False


def records_of(catalogue: Catalogue) -> dict[str, Any]:
    names = {one.name for one in dataclasses.fields(catalogue)} - {"schema", "gazetteer", "reads"}
    return {name: getattr(catalogue, name) for name in names}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("enterprises/izmislena-furna", ["izmislena-furna", "Измислена фурна", "999990010"]),
        ("enterprises/sladka-izmislitsa", ["sladka-izmislitsa", "9999900280005"]),
        ("events/izmislen-bazar-2026", ["izmislen-bazar-2026", "Измислен коледен базар"]),
        ("calls/izmislena-protsedura", ["izmislena-protsedura", "BG00XXX000"]),
        ("regions/severoiztochen", ["Измислен регионален център"]),
        ("pages/dostapnost", ["dostapnost"]),
    ],
)
def test_a_withdrawn_record_is_gone_from_everywhere(
    content_copy: Path, catalogue: Catalogue, record: str, words: list[str]
) -> None:
    text = f'withdrawn:\n  - {{id: {record}, date: "2026-11-24"}}\n'
    (content_copy / "withdrawn.yml").write_text(text, "utf-8")
    loaded = load_content(content_copy)
    assert () == loaded.problems
    left = records_of(build(loaded))
    for word in words:
        assert mentions(records_of(catalogue), word), word
        assert not mentions(left, word), word


def test_a_withdrawn_enterprise_leaves_the_rest_as_it_was(content_copy: Path) -> None:
    text = 'withdrawn:\n  - {id: enterprises/izmislena-furna, date: "2026-11-24"}\n'
    (content_copy / "withdrawn.yml").write_text(text, "utf-8")
    left = build(load_content(content_copy))
    participants = left.events["izmislen-bazar-2026"].data["participants"]
    assert ["sladka-izmislitsa", None] == [one["enterprise"] for one in participants]
    assert (Relation("member-of", "zelena-utopia", True),) == left.enterprises[
        "sladka-izmislitsa"
    ].relations
    assert ("sladka-izmislitsa",) == left.by_category["food"]


def test_a_withdrawn_region_and_call_leave_empty_references(content_copy: Path) -> None:
    text = (
        "withdrawn:\n  - {id: regions/severoiztochen, date: 2026-11-24}\n"
        "  - {id: calls/izmislena-protsedura, date: 2026-11-24}\n"
    )
    (content_copy / "withdrawn.yml").write_text(text, "utf-8")
    left = build(load_content(content_copy))
    assert left.events["izmislen-bazar-2026"].data["region"] is None
    assert () == left.enterprises["izmislena-furna"].data["progress"]["supported"]


def test_a_line_of_the_withdrawn_list_may_outlive_its_file(content_copy: Path) -> None:
    text = "withdrawn:\n  - {id: enterprises/otdavna-svalena, date: 2020-01-01}\n"
    (content_copy / "withdrawn.yml").write_text(text, "utf-8")
    loaded = load_content(content_copy)
    assert ((), 5) == (loaded.problems, len(build(loaded).enterprises))


def test_nothing_in_the_catalogue_can_be_changed(catalogue: Catalogue) -> None:
    furna = catalogue.enterprises["izmislena-furna"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        furna.name = "x"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.pages = {}  # type: ignore[misc]
    for mapping in walk(records_of(catalogue)):
        with pytest.raises(TypeError):
            mapping["x"] = 1


def walk(value: Any, is_top: bool = True) -> list[Any]:
    """Every mapping inside; a list anywhere is a failure."""
    assert not isinstance(value, list | set)
    if isinstance(value, Mapping):
        inner = [one for item in value.values() for one in walk(item, False)]
        return inner if is_top else [value, *inner]
    if isinstance(value, tuple):
        return [one for item in value for one in walk(item, False)]
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value)]
        return [one for name in names for one in walk(getattr(value, name), False)]
    return []


LINE = st.sampled_from(
    [
        "  eik: x", "  settlement: '99999'", "  region: BG99", "  status: zzz", "  legal_form: x",
        "links:\n  - kind: partner\n    to: nobody", "links:\n  - kind: zzz\n    to: a",
        "offers:\n  - id: x\n    category: zzz", "offers:\n  - {}", "needs:\n  - until: x",
        "photos:\n  - file: ../x", "progress: {supported: [nobody]}", "place: {lon: x}",
        "title: x", "zzz: x", "groups: [zzz]", "contacts: {website: javascript:x}",
    ]
)  # fmt: skip
EVENT_LINE = st.sampled_from(
    [
        "days:\n  - date: x", "days:\n  - opens: x", "period: 99", "region: nobody",
        "venue: {settlement: x, lon: 1}", "participants:\n  - enterprise: nobody",
        "participants:\n  - {}", "organisers:\n  - {}", "programme:\n  - {}", "kind: zzz",
    ]
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINE, unique=True, max_size=5), st.lists(EVENT_LINE, unique=True, max_size=4))
def test_unchecked_records_never_break_the_catalogue(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], event_lines: list[str]
) -> None:
    """The second line of defence: `--skip-check` builds whatever could be read."""
    content = tmp_path_factory.mktemp("x") / "content"
    register = [line for line in lines if line.startswith("  ")]
    rest = [line for line in lines if not line.startswith("  ")]
    record = "\n".join(["---", "register:", "  order: x", *register, *rest, "---", ""])
    for name, text in {
        "enterprises/a.md": record,
        "events/a.md": "\n".join(["---", *event_lines, "---", ""]),
        "calls/a.md": "---\namount: {min: nan, max: x}\ncloses_on: x\n---\n",
        "regions/a.md": "---\nnuts2: BG99\n---\n",
        "regions/b.md": "---\ncentre: {settlement: x}\n---\n",
        "pages/a.md": "---\ntitle: {bg: x}\norder: x\n---\n",
    }.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text, "utf-8")
    loaded = load_content(content)
    assert loaded.problems
    catalogue = build(loaded)
    assert len(catalogue.pages) == 1
