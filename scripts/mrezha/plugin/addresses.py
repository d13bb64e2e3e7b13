"""Permanent addresses: where every page stands, in both languages."""

from mrezha.plugin.settings import DEFAULT_LANGUAGE

# Once published an address never changes; a test holds this table.
PATTERNS = {
    "home": "",
    "search": "search/",
    "enterprises": "enterprises/",
    "enterprise": "enterprises/{}/",
    "eik": "eik/{}/",
    "profiles": "profiles/{}/",
    "offers": "offers/",
    "category": "offers/{}/",
    "offers-place": "offers/places/{}/",
    "offers-cause": "offers/causes/{}/",
    "occasion": "occasions/{}/",
    "regions": "regions/",
    "region": "regions/{}/",
    "districts": "districts/",
    "district": "districts/{}/",
    "events": "events/",
    "event": "events/{}/",
    "calls": "calls/",
    "call": "calls/{}/",
    "calendar": "calendar/",
    "month": "calendar/{}/",
    "events-kind": "calendar/kinds/{}/",
    "events-region": "calendar/regions/{}/",
    "events-year": "calendar/years/{}/",
    "call-state": "calls/state/{}/",
    "page": "pages/{}/",
    "needs": "needs/",
    "needs-feed": "needs/feed.xml",
    "network": "network/",
    "submit": "submit/",
    "submit-kind": "submit/{}/",
    "enterprise-card": "enterprises/{}/contact.vcf",
    "enterprise-calendar": "enterprises/{}/renewal.ics",
    "renewals": "regions/{}/renewals/",
    "region-calendar": "regions/{}/renewals.ics",
    "map": "map/",
    "changes": "changes/",
    "changes-feed": "changes/feed.xml",
    "indicators": "indicators/",
    "region-booklet": "regions/{}/catalogue.pdf",
    "category-booklet": "offers/{}/catalogue.pdf",
    "not-found": "404.html",
}


def address_of(kind: str, key: str = "") -> str:
    """Return the address of a page in the default language, without a leading slash.

    Raises KeyError for a kind that has no page.
    """
    return PATTERNS[kind].format(key)


def localise(address: str, lang: str) -> str:
    """Return the address of the same page in a language."""
    return address if lang == DEFAULT_LANGUAGE else f"{lang}/{address}"


def file_of(address: str) -> str:
    """Return the file a page address is served from."""
    return address + "index.html" if address == "" or address.endswith("/") else address


def way_to_root(address: str) -> str:
    """Return the relative way from a page to the root of the site: "../../", or "" at the root.

    A link is this and the target's address; it works at any sub-path.
    """
    return "../" * address.count("/")
