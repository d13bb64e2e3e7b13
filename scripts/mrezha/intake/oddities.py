"""What a reviewer should look at twice: said as codes, told in words by the review."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from mrezha.intake.changes import Change, show_leaf
from mrezha.intake.proposal import Proposal
from mrezha.intake.subject import bears_name
from mrezha.intake.workspace import Workspace
from mrezha.records.eik import judge_eik
from mrezha.records.looks import skeleton, spelling

Oddity = tuple[str, str, Mapping[str, str]]  # code, place, params

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.I)
_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{13}|[0-9]{9})(?![0-9])")
_HTML = re.compile(r"<[a-z!/][^>]*>", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
_CONTACTS = ("contacts.phone", "contacts.email", "contacts.website", "contacts.social")
_ADDRESSES = ("website", "social", "url", "link")
FAST_S = 10


def find_oddities(proposal: Proposal, workspace: Workspace) -> list[Oddity]:
    """Return everything odd about a proposal, in the order of its changes."""
    found: list[Oddity] = []
    known = _hosts(show_leaf(one.before) for one in proposal.changes if one.before)
    known |= _hosts((proposal.subject.text,))
    for change in proposal.changes:
        found += _judge(change, known, proposal, workspace)
    found = _once_a_row(found)
    envelope = proposal.envelope
    is_new = proposal.subject.document is None and envelope.kind.table == "enterprises"
    if envelope.spent_s is not None and envelope.spent_s < FAST_S:
        found.append(("fast", "", {"value": str(envelope.spent_s)}))
    name = "" if is_new else envelope.about.get("name", "")
    if name and proposal.enterprise and not bears_name(workspace, proposal.enterprise, name):
        # What the name is stays in the private file: it may be a person's.
        found.append(("about-name", "about.name", {"other": proposal.enterprise}))
    for name in envelope.left_out:
        found.append(("left-out", "", {"value": name}))
    if "stale" in proposal.notes:
        found.append(("stale", "", {}))
    if is_new:
        found.append(("new-record", "register", {}))
    return found


def _judge(
    change: Change, known: set[str], proposal: Proposal, workspace: Workspace
) -> Iterator[Oddity]:
    if change.after is None:
        yield "gone", change.place, {}
        return
    text, last = show_leaf(change.after), change.place.rpartition(".")[2]
    hosts = _hosts((text,))
    for host in sorted(hosts - known):
        yield "new-host", change.place, {"value": host}
    if change.before is not None and change.place.startswith(_CONTACTS):
        yield "contact", change.place, {}
    if last not in _ADDRESSES and _URL.search(text):
        yield "link-in-text", change.place, {}
    if _HTML.search(text):
        yield "html", change.place, {}
    for number in sorted(set(_NUMBER.findall(text))):
        owner = workspace.owners.get(number, "")
        if judge_eik(number) is None and owner != proposal.subject.id:
            yield "other-eik", change.place, {"value": number, "other": owner or "—"}
    if change.place.startswith("title."):
        yield from _judge_title(change, text, proposal)


def _once_a_row(found: list[Oddity]) -> list[Oddity]:
    """Tell once that values of a row go."""
    told: dict[tuple[str, str, str], Oddity] = {}
    for code, place, params in found:
        row = place.partition("]")
        shown = row[0] + row[1] if code == "gone" else place
        told.setdefault((code, shown, str(params)), (code, shown, params))
    return list(told.values())


def _judge_title(change: Change, text: str, proposal: Proposal) -> Iterator[Oddity]:
    before = show_leaf(change.before) if change.before else ""
    if before and skeleton(before) == skeleton(text) and spelling(before) != spelling(text):
        yield "look-alike", change.place, {"value": text}
    elif before and not set(_words(before)) & set(_words(text)):
        yield "other-name", change.place, {}
    alphabets = {
        ("CYR" if "\u0400" <= sign <= "\u04ff" else "LAT") for sign in text if sign.isalpha()
    }
    if change.place == "title.bg" and alphabets == {"LAT"}:
        yield "latin-name", change.place, {}


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _hosts(texts: Iterable[str]) -> set[str]:
    found = set()
    for text in texts:
        for match in _URL.findall(text):
            address = match if "://" in match else f"https://{match}"
            try:
                host = urlsplit(address).hostname or ""
            except ValueError:
                continue
            found.add(host.removeprefix("www.").rstrip(".").casefold())
    return found
