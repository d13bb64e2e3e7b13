"""Permanent addresses: where every page stands, in both languages."""

from mrezha.plugin.settings import DEFAULT_LANGUAGE

# Once published an address never changes; a test holds this table.
_PATTERNS = {
    "home": "",
    "search": "search/",
    "enterprises": "enterprises/",
    "enterprise": "enterprises/{}/",
    "eik": "eik/{}/",
    "offers": "offers/",
    "category": "offers/{}/",
    "regions": "regions/",
    "region": "regions/{}/",
    "districts": "districts/",
    "district": "districts/{}/",
    "events": "events/",
    "event": "events/{}/",
    "calls": "calls/",
    "call": "calls/{}/",
    "page": "pages/{}/",
    "not-found": "404.html",
}


def address_of(kind: str, key: str = "") -> str:
    """Return the address of a page in the default language, without a leading slash.

    Raises KeyError for a kind that has no page.
    """
    return _PATTERNS[kind].format(key)


def localise(address: str, lang: str) -> str:
    """Return the address of the same page in a language."""
    return address if lang == DEFAULT_LANGUAGE else f"{lang}/{address}"


def file_of(address: str) -> str:
    """Return the file a page address is served from."""
    return address + "index.html" if address == "" or address.endswith("/") else address


def relative(from_address: str, to_address: str) -> str:
    """Return a link from one page to another that works at any sub-path.

    Both are site addresses such as "en/enterprises/x/"; a page's own folder is "./".
    """
    start = from_address.split("/")[:-1]
    target = to_address.split("/")
    folders, name = target[:-1], target[-1]
    shared = 0
    while shared < min(len(start), len(folders)) and start[shared] == folders[shared]:
        shared += 1
    up = "../" * (len(start) - shared)
    down = "".join(f"{step}/" for step in folders[shared:])
    return (up + down + name) or "./"
