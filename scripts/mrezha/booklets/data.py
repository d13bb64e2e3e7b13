"""Gather what a booklet shows, as plain values, in the words of one language.

Pure: takes the catalogue, gives a tree of texts that goes to the typesetter as JSON. No text
of a record is ever markup here. Everything is read through the catalogue's noted mappings, so
a booklet is set again when one of its records changes, and only then.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mrezha.booklets.speech import Said, Speech, bulgarian, flat
from mrezha.catalogue import Catalogue, Data, Enterprise
from mrezha.fairkit.data import draw_qr

Tree = dict[str, Any]
Group = tuple[Said, list[Tree]]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead: full addresses, "" for a site that has none."""

    site_url: str
    folder: str

    def full(self, address: str) -> str:
        """Return the full address of a page in the language; "" when the site has none."""
        return f"{self.site_url}/{self.folder}{address}" if self.site_url else ""


def gather_region(
    catalogue: Catalogue, id_: str, speech: Speech, addresses: Addresses, page: str
) -> Tree:
    """Return the booklet of a region: its enterprises by district. `page` is its address."""
    region = catalogue.regions[id_]
    members = [catalogue.facts[one] for one in region.enterprises]
    groups: list[Group] = []
    for district in (*region.districts, None):
        found = [one for one in members if one.location.district == district]
        name = speech.place(district) or speech.words["elsewhere"]
        groups.append(
            (own(name, speech), [_entry(catalogue, one, speech, addresses) for one in found])
        )
    tree = _frame(catalogue, members, groups, speech)
    name = speech.words["region"].format(name=speech.place(region.region))
    tree |= _head(name, "lead-region", speech, addresses.full(page))
    tree["centre"] = _centre(region.centre.data, speech) if region.centre else None
    return tree


def gather_category(
    catalogue: Catalogue, category: str, speech: Speech, addresses: Addresses, page: str
) -> Tree:
    """Return the booklet of a category: by its kinds, or by region when it has none."""
    terms = catalogue.schema.vocabularies["offer-categories"].terms
    members = [catalogue.facts[one] for one in catalogue.by_category.get(category, ())]
    kinds = [one.id for one in terms.values() if one.more["parent"] == category]
    groups: list[Group] = []
    if kinds:
        for kind in (category, *kinds):
            found = [
                one for one in members if any(_is_of(offer, kind) for offer in one.data["offers"])
            ]
            entries = [_entry(catalogue, one, speech, addresses, (kind,)) for one in found]
            groups.append((own(terms[kind].labels[speech.lang], speech), entries))
    else:
        for region in (*catalogue.gazetteer.regions.values(), None):
            found = [one for one in members if one.location.region == region]
            entries = [_entry(catalogue, one, speech, addresses, (category,)) for one in found]
            groups.append((own(_region_name(region, speech), speech), entries))
    tree = _frame(catalogue, members, groups, speech)
    label = terms[category].labels[speech.lang]
    return tree | _head(label, "lead-category", speech, addresses.full(page)) | {"centre": None}


def own(text: str, speech: Speech) -> Said:
    """Return a text of the language itself."""
    return {"text": flat(text), "lang": speech.lang}


def _is_of(offer: Data, category: str) -> bool:
    return bool(offer["category"] == category)


def _region_name(region: Any, speech: Speech) -> str:
    if region is None:
        return speech.words["nowhere"]
    return speech.words["region"].format(name=speech.place(region))


def _head(name: str, lead: str, speech: Speech, address: str) -> Tree:
    return {
        "name": flat(name),
        "title": flat(speech.words["title"].format(name=name)),
        "lead": speech.words[lead],
        "address": address,
        "qr": draw_qr(address),
    }


def _frame(
    catalogue: Catalogue, members: Iterable[Enterprise], groups: Iterable[Group], speech: Speech
) -> Tree:
    """Return what every booklet has; groups without anybody are left out."""
    ids = [one.id for one in members]
    day = max((catalogue.outlines[id_].seen_on for id_ in ids), default="")
    state = speech.words["state-unknown"]
    if day:
        shown = speech.day(datetime.date.fromisoformat(day))
        state = speech.words["state"].format(day=shown)
    return {
        "lang": speech.lang,
        "words": dict(speech.words),
        "state": state,
        "count": speech.words["count"].format(count=len(ids)),
        "groups": [{"name": name, "entries": entries} for name, entries in groups if entries],
    }


def _centre(data: Data, speech: Speech) -> Tree:
    return {
        "name": speech.say(data["name"]),
        "address": speech.say(data["address"]),
        "contacts": _contacts(data["phone"], data["email"], data["website"]),
    }


def _entry(
    catalogue: Catalogue,
    one: Enterprise,
    speech: Speech,
    addresses: Addresses,
    categories: tuple[str, ...] = (),
) -> Tree:
    """Return one enterprise; of its offers only those of `categories`, all when there are none."""
    data, register = one.data, one.data["register"]
    label = catalogue.schema.label
    offers = [
        offer for offer in data["offers"] if not categories or offer["category"] in categories
    ]
    settlement = one.location.settlement
    badges = [label("statuses", register["status"], speech.lang)]
    if register["class"]:
        badges.append(speech.words["class"].format(name=register["class"]))
    if register["valid_until"] and one.is_registered:
        badges.append(speech.words["valid-until"].format(day=speech.day(register["valid_until"])))
    for_whom = [label("groups", term, speech.lang) for term in data["groups"]]
    for_whom += [label("causes", term, speech.lang) for term in data["causes"]]
    contacts = data["contacts"]
    website = contacts["website"] or next(iter(register["websites"] or ()), "")
    return {
        "name": speech.say({"bg": one.name, "en": data["title"]["en"]}),
        "link": addresses.full(f"enterprises/{one.id}/"),
        "place": catalogue.gazetteer.label(settlement, speech.lang) if settlement else "",
        "badges": badges,
        "summary": speech.say(data["summary"]),
        "offers": [_offer(offer, speech) for offer in offers],
        "source-offers": bulgarian(
            "; ".join(register["offers"] or ()) if not data["offers"] else ""
        ),
        "for-whom": "; ".join(for_whom),
        "address": bulgarian(register["address"] or ""),
        "contacts": _contacts(contacts["phone"], contacts["email"], website),
    }


def _offer(offer: Data, speech: Speech) -> Tree:
    return {
        "name": speech.say(offer["name"]),
        "description": speech.say(offer["description"]),
        "price": speech.say(offer["price_note"]),
        "link": offer["link"] or "",
    }


def _contacts(phone: str | None, email: str | None, website: str | None) -> list[Mapping[str, str]]:
    """Return the contacts of an office; a person's are never printed: paper is not recalled."""
    found = (
        ("phone", phone, f"tel:{''.join((phone or '').split())}"),
        ("email", email, f"mailto:{email}"),
        ("website", website, website or ""),
    )
    return [{"kind": kind, "text": flat(text), "link": link} for kind, text, link in found if text]
