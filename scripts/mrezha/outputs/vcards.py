"""Business cards (vCard 3.0, RFC 2426): what a phone's address book takes in.

3.0 and not 4.0, which many phones still do not read.
"""

from dataclasses import dataclass

from mrezha.outputs.calendars import address_of


@dataclass(frozen=True, slots=True)
class BusinessCard:
    """An organisation's public contacts; empty text is left out. `url` is its profile."""

    name: str
    phone: str = ""
    email: str = ""
    website: str = ""
    street: str = ""
    town: str = ""
    url: str = ""
    note: str = ""


def render_vcard(card: BusinessCard) -> bytes:
    """Return the card as a file: values escaped, lines folded by bytes, CRLF."""
    # Imported by need: a build without a card does without it.
    from icalendar import vText
    from icalendar.parser import Contentline

    def escape(value: str) -> str:
        return str(vText(value).to_ical(), "utf-8")

    def fold(line: str) -> bytes:
        return bytes(Contentline(line).to_ical())  # type: ignore[no-untyped-call]

    fields = [("VERSION", "3.0"), ("FN", card.name), ("ORG", card.name)]
    fields += [("TEL;TYPE=WORK,VOICE", card.phone), ("EMAIL;TYPE=INTERNET", card.email)]
    lines = [f"{name}:{escape(value)}" for name, value in (*fields, ("NOTE", card.note)) if value]
    if url := card.website or card.url:
        lines.append(f"URL:{address_of(url)}")  # a URI is not escaped (RFC 2426, 3.6.8)
    if card.street or card.town:
        parts = ("", "", card.street, card.town, "", "", "България" if card.town else "")
        lines.append("ADR;TYPE=WORK:" + ";".join(map(escape, parts)))
    whole = ["BEGIN:VCARD", *lines, "END:VCARD"]
    return b"".join(fold(line) + b"\r\n" for line in whole)
