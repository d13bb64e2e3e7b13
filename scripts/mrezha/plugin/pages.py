"""Say which pages the site has: address, template and what each one shows.

Pure: takes the catalogue, gives page descriptions; nothing is rendered or written here.
What a page shows is fetched only when it is rendered, so that reads are noted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.catalogue.outline import digest_of
from mrezha.forms.public import FormPage, load_forms
from mrezha.plugin.addresses import address_of
from mrezha.plugin.agenda import plan_agenda
from mrezha.plugin.booklets import plan_booklets
from mrezha.plugin.cards import make_card
from mrezha.plugin.chronicle import plan_chronicle
from mrezha.plugin.common import place_of, plan_gathered, plan_lean_profile
from mrezha.plugin.deadlines import plan_entry_calendar, plan_region_deadlines
from mrezha.plugin.gathering import Form, Gathering, whole
from mrezha.plugin.lists import cut_list, part_address
from mrezha.plugin.needs import plan_needs
from mrezha.plugin.network import draw_network
from mrezha.plugin.occasions import plan_occasions
from mrezha.plugin.offers import offers_in, plan_offers
from mrezha.plugin.plans import PagePlan
from mrezha.plugin.regionfacts import RegionFacts, count_region
from mrezha.plugin.settings import LANGUAGES
from mrezha.records.eik import judge_eik

# A region with more enterprises than this shows its districts instead of every name.
REGION_LIST_LIMIT = 200


def plan_pages(
    catalogue: Catalogue,
    page_size: int,
    for_print: bool = True,
    gathering: Gathering | None = None,
) -> Iterator[PagePlan]:
    """Yield every page of the site, in a fixed order; with `for_print` the booklets too."""
    yield from plan_shared_pages(catalogue, page_size, for_print, gathering)
    for id_ in catalogue.outlines:
        yield from plan_profile(catalogue, id_, gathering)


def plan_profile(
    catalogue: Catalogue, id_: str, gathering: Gathering | None = None
) -> Iterator[PagePlan]:
    """Yield the pages of one enterprise: its profile, and its page by EIK."""
    if gathering is not None and gathering.form != Form.WHOLE:
        yield from plan_lean_profile(catalogue, id_, gathering)
        return

    def context() -> Mapping[str, Any]:
        return {"enterprise": catalogue.enterprises[id_]}

    owner = f"enterprises/{id_}"
    yield PagePlan(address_of("enterprise", id_), "enterprise", context, owner=owner)
    eik = catalogue.outlines[id_].eik
    if eik and judge_eik(eik) is None:  # an unchecked one may be no name of a page
        yield PagePlan(address_of("eik", eik), "eik", context, owner=owner, listed=False)
    if catalogue.outlines[id_].has_contact:
        address = address_of("enterprise-card", id_)
        make = make_card(catalogue, id_)
        languages = LANGUAGES[:1]
        yield PagePlan(address, "card", dict, b"", owner, False, languages, make)
    yield from plan_entry_calendar(catalogue.outlines[id_])


def plan_shared_pages(
    catalogue: Catalogue,
    page_size: int,
    for_print: bool = True,
    gathering: Gathering | None = None,
) -> Iterator[PagePlan]:
    """Yield every page but the enterprises' own; the dearest first, for the cores to share."""
    if for_print:
        yield from plan_booklets(catalogue)
    gathering = gathering or whole(page_size)
    page_size = gathering.page_size
    yield from plan_gathered(catalogue, gathering)
    for kind in ("home", "search", "regions", "districts", "map", "events", "calls"):
        yield PagePlan(address_of(kind), kind, dict)
    yield from plan_chronicle()
    yield PagePlan(
        address_of("not-found"), "not-found", dict, listed=False, languages=LANGUAGES[:1]
    )
    yield PagePlan(address_of("submit"), "submit", dict)
    yield from _forms()
    yield from plan_offers(catalogue)
    yield from plan_needs(catalogue, page_size)
    yield _network(catalogue)
    yield from plan_occasions(catalogue)
    yield from _enterprise_lists(catalogue, page_size)
    yield from _categories(catalogue, page_size)
    yield from _regions(catalogue)
    yield from plan_region_deadlines(catalogue)
    yield from _districts(catalogue, page_size)
    yield from plan_agenda(catalogue)
    for old, new in catalogue.moved.items():
        target = place_of(new, gathering)
        yield PagePlan(f"{old}/", "moved", _target(target), target.encode(), listed=False)
    families: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
        ("event", "event", "events", catalogue.events),
        ("call", "call", "calls", catalogue.calls),
        ("page", "record", "pages", catalogue.pages),
    )
    for kind, name, folder, members in families:
        for id_ in members:
            yield PagePlan(
                address_of(kind, id_),
                kind,
                _member(members, name, id_),
                owner=f"{folder}/{id_}",
            )


def _forms() -> Iterator[PagePlan]:
    for form in load_forms().values():

        def context(form: FormPage = form) -> Mapping[str, Any]:
            return {"form": form}

        yield PagePlan(address_of("submit-kind", form.kind), "submit-kind", context)


def _network(catalogue: Catalogue) -> PagePlan:
    """Plan the page of all relations, each said once, by the side that wrote it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for here, relations in catalogue.relations.items():
        for one in relations:
            if not one.inverse:
                groups.setdefault(one.kind, []).append((here, one.other))
    links = tuple((kind, tuple(pairs)) for kind, pairs in sorted(groups.items()))

    def context() -> Mapping[str, Any]:
        return {"links": links, "drawing": draw_network([p for _, pairs in links for p in pairs])}

    return PagePlan(address_of("network"), "network", context, digest_of(links))


def _target(address: str) -> Callable[[], Mapping[str, Any]]:
    return lambda: {"target": address}


def _member(members: Mapping[str, Any], name: str, id_: str) -> Callable[[], Mapping[str, Any]]:
    return lambda: {name: members[id_]}


def _enterprise_lists(catalogue: Catalogue, page_size: int) -> Iterator[PagePlan]:
    letters: dict[str, int] = {}
    for position, one in enumerate(catalogue.outlines.values()):
        letters.setdefault(first_letter(one.sort_key), position // page_size + 1)
    for number, count, shown in cut_list(tuple(catalogue.outlines), page_size):
        page = {"kind": "enterprises", "key": "", "number": number, "count": count}

        def context(
            shown: Sequence[str] = shown, page: Mapping[str, Any] = page
        ) -> Mapping[str, Any]:
            cards = tuple(catalogue.cards[id_] for id_ in shown)
            return {"enterprises": cards, "part": page, "letters": letters}

        stamp = digest_of((shown, page, letters))
        yield PagePlan(part_address(page, number), "enterprises", context, stamp)


def first_letter(sort_key: str) -> str:
    """Return the heading a name stands under in the list: its letter, or "#" for the rest."""
    letter = sort_key[:1].upper()
    return letter if letter.isalpha() else "#"


def _categories(catalogue: Catalogue, page_size: int) -> Iterator[PagePlan]:
    for term in catalogue.schema.vocabularies["offer-categories"].terms.values():
        ids = catalogue.by_category.get(term.id, ())
        for number, count, shown in cut_list(ids, page_size):
            page = {"kind": "category", "key": term.id, "number": number, "count": count}

            def context(
                shown: Sequence[str] = shown,
                page: Mapping[str, Any] = page,
                term: Any = term,
                total: int = len(ids),
            ) -> Mapping[str, Any]:
                cards = [catalogue.cards[id_] for id_ in shown]
                found = tuple(
                    (card, offers_in(catalogue, card.data["offers"], term.id)) for card in cards
                )
                return {"category": term, "found": found, "total": total, "part": page}

            stamp = digest_of((shown, page, len(ids)))
            yield PagePlan(part_address(page, number), "category", context, stamp)


def _regions(catalogue: Catalogue) -> Iterator[PagePlan]:
    terms = catalogue.schema.vocabularies["offer-categories"].terms.values()
    parents = {one.id: one.more["parent"] for one in terms}
    for id_, region in catalogue.regions.items():
        ids = region.enterprises if len(region.enterprises) <= REGION_LIST_LIMIT else ()
        facts = count_region((catalogue.outlines[one] for one in region.enterprises), parents)

        def context(
            id_: str = id_, ids: Sequence[str] = ids, facts: RegionFacts = facts
        ) -> Mapping[str, Any]:
            members = tuple(catalogue.cards[one] for one in ids)
            return {"region": catalogue.regions[id_], "members": members, "facts": facts}

        stamp = digest_of((ids, repr(facts), region.events))
        yield PagePlan(address_of("region", id_), "region", context, stamp, f"regions/{id_}")


def _districts(catalogue: Catalogue, page_size: int) -> Iterator[PagePlan]:
    """Plan the pages of districts: registered enterprises first, then the others."""
    for district in catalogue.gazetteer.districts.values():
        ids = catalogue.by_district.get(district.code, ())
        registered = [id_ for id_ in ids if catalogue.outlines[id_].is_registered]
        others = [id_ for id_ in ids if not catalogue.outlines[id_].is_registered]
        offering = sum(bool(catalogue.outlines[id_].categories) for id_ in ids)
        counts = {"registered": len(registered), "others": len(others), "offering": offering}
        for number, count, shown in cut_list([*registered, *others], page_size):
            page = {"kind": "district", "key": district.code, "number": number, "count": count}

            def context(
                shown: Sequence[str] = shown,
                page: Mapping[str, Any] = page,
                district: Any = district,
                counts: Mapping[str, int] = counts,
            ) -> Mapping[str, Any]:
                cards = tuple(catalogue.cards[id_] for id_ in shown)
                return {"district": district, "enterprises": cards, "part": page, "total": counts}

            stamp = digest_of((shown, page, counts))
            yield PagePlan(part_address(page, number), "district", context, stamp)
