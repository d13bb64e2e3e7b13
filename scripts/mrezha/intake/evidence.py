"""Evidence of who may speak for an enterprise: shown to the reviewer, never taken as proof.

The signed link is a letter of trust of the centre: it names one record and a last day,
under an HMAC-SHA256 (RFC 2104) with a secret only the centre has. Whoever got the link got
it from the centre; no more is claimed.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from mrezha.intake.proposal import Proposal
from mrezha.intake.workspace import CONTENT, Workspace
from mrezha.records.cells import read_date
from mrezha.records.document import read_document

Evidence = tuple[str, Mapping[str, str]]  # code, params: nothing personal in them

_TOKEN = re.compile(r"1\.([a-z0-9-]{1,80})\.([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9a-f]{64})")
# Hosts where anybody has an address: the same domain says nothing there.
_ANYBODY = frozenset(
    "abv.bg mail.bg dir.bg gmail.com yahoo.com hotmail.com outlook.com live.com icloud.com "
    "proton.me protonmail.com facebook.com instagram.com blogspot.com wordpress.com "
    "google.com github.io gitlab.io".split()
)


def sign_link(record_id: str, last_day: str, secret: str) -> str:
    """Return the token of a link for one record, good up to and with a day."""
    return f"1.{record_id}.{last_day}.{_mac(record_id, last_day, secret)}"


def _mac(record_id: str, last_day: str, secret: str) -> str:
    said = f"mrezha-link-1\n{record_id}\n{last_day}".encode()
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def judge_token(token: str, record_id: str, today: str, secret: str) -> str:
    """Say what a token is worth: good, other (another record), late, false, unchecked."""
    found = _TOKEN.fullmatch(token)
    if not secret:
        return "unchecked"
    if found is None or not hmac.compare_digest(found[3], _mac(found[1], found[2], secret)):
        return "false"
    if found[1] != record_id:
        return "other"
    day = read_date(found[2])
    return "good" if day is not None and day.isoformat() >= today else "late"


def find_evidence(
    proposal: Proposal, workspace: Workspace, today: str, secret: str
) -> list[Evidence]:
    """Return what speaks for the sender; empty when nothing does."""
    found: list[Evidence] = []
    envelope = proposal.envelope
    if envelope.token:
        worth = judge_token(envelope.token, proposal.enterprise, today, secret)
        found.append((f"token-{worth}", {}))
    contacts = _known_contacts(workspace, proposal.enterprise)
    for key in ("email", "letter_from"):
        address = envelope.sender.get(key, "").casefold()
        host = address.rpartition("@")[2]
        if not address:
            continue
        if address in contacts["emails"]:
            found.append((f"known-{key}", {}))
        if host in contacts["hosts"] and host not in _ANYBODY:
            found.append((f"host-{key}", {"value": host}))
    phone = _digits(envelope.sender.get("phone", ""))
    if phone and phone in contacts["phones"]:
        found.append(("known-phone", {}))
    return found


def _known_contacts(workspace: Workspace, record_id: str) -> dict[str, set[str]]:
    """Return the contacts of the record as it stands: not those the submission brings."""
    raw = workspace.read(f"{CONTENT}/enterprises/{record_id}.md") if record_id else None
    document = read_document(raw, "")[0] if raw else None
    contacts = document.data.get("contacts") if document else None
    found: dict[str, set[str]] = {"emails": set(), "hosts": set(), "phones": set()}
    if not isinstance(contacts, dict):
        return found
    person = contacts.get("person")
    for block in (contacts, person if isinstance(person, dict) else {}):
        if isinstance(email := block.get("email"), str):
            found["emails"].add(email.casefold())
        if isinstance(phone := block.get("phone"), str):
            found["phones"].add(_digits(phone))
    if isinstance(website := contacts.get("website"), str):
        found["hosts"] |= set(_site_hosts(website))
    return found


def _site_hosts(address: str) -> Iterator[str]:
    try:
        host = (urlsplit(address).hostname or "").casefold()
    except ValueError:
        return
    yield host.removeprefix("www.")


def _digits(phone: str) -> str:
    """Return a phone number's digits, the same with +359, 00359 or 0 in front."""
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    return digits.removeprefix("00").removeprefix("359").removeprefix("0")
