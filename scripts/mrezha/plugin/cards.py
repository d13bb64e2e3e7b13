"""The business card of an enterprise, for a phone's address book."""

from collections.abc import Callable, Mapping
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.outputs.vcards import BusinessCard, render_vcard


def make_card(catalogue: Catalogue, id_: str) -> Callable[[Mapping[str, Any]], bytes]:
    """Return what makes the card: the enterprise's own contacts, never a person's."""

    def make(helpers: Mapping[str, Any]) -> bytes:
        one = catalogue.enterprises[id_]
        contacts, register = one.data["contacts"], one.data["register"]
        websites = [contacts["website"], *(register["websites"] or ())]
        where = one.location.settlement
        return render_vcard(
            BusinessCard(
                name=one.name,
                phone=contacts["phone"] or "",
                email=contacts["email"] or "",
                website=next((address for address in websites if address), ""),
                street=register["address"] or "",
                town=where.name_bg if where else "",
                url=helpers["absolute"]("enterprise", id_),
                note=helpers["term"]("statuses", register["status"]),
            )
        )

    return make
