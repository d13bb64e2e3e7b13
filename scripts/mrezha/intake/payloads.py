"""Tell what a file is by what is in it, and read the submissions it holds.

JSON (our envelope, Netlify, Formspree, Web3Forms, flat, events of GitHub and GitLab), a
letter (.eml), a form post (urlencoded or multipart), a table (CSV), the text of an issue.
"""

import csv
import io
import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from mrezha.intake.flat import BAIT, MAX_NAMES, is_flat, nest
from mrezha.intake.issues import Template, is_issue, read_issue
from mrezha.intake.letters import read_letter, read_multipart
from mrezha.intake.parcel import Parcel
from mrezha.intake.refusal import RefusalError
from mrezha.intake.strictjson import read_json
from mrezha.schema.submission import load_contract

# A letter carries the file in base64, a third larger, and then some.
MAX_BYTES = 20_000_000
MAX_SUBMISSIONS = 200
MAX_CELL = 40_000
_HEADER = re.compile(
    rb"\A(?:from [^\n]*\n)?(?:received|return-path|delivered-to|from|to|subject|date|message-id"
    rb"|mime-version|content-type|reply-to|x-[a-z-]+|dkim-signature|authentication-results)"
    rb":[ \t]",
    re.I,
)
_MULTIPART = re.compile(rb"\A--([^\r\n]{1,70})\r?\ncontent-disposition:", re.I)
_POSTED = re.compile(rb"\Acontent-type:[ \t]*multipart/form-data", re.I)
_URLENCODED = re.compile(r"[^\s=&]{1,300}=[^\s&]*(?:&[^\s=&]{1,300}=[^\s&]*)*")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
Templates = Callable[[], tuple[Template, ...]]


def read_payload(raw: bytes, templates: Templates) -> list[Parcel]:
    """Return the submissions in a file, nothing judged yet.

    Raises RefusalError for what is none of the known forms, or is over the limits.
    """
    if len(raw) > MAX_BYTES:
        raise RefusalError("submission-size", size=str(len(raw)), limit=str(MAX_BYTES))
    if (found := _MULTIPART.match(raw)) is not None:
        return [read_multipart(raw, found[1].decode("latin-1"))]
    if _POSTED.match(raw):
        return [read_multipart(raw, None)]
    if _HEADER.match(raw):
        return read_letter(raw, lambda inner: read_payload(inner, templates), templates)
    text = _decode(raw)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return _from_json(read_json(text), templates)
    if is_issue(text):
        return [Parcel("issue", read_issue(text, templates()))]
    if _URLENCODED.fullmatch(text.strip()):
        return [_from_pairs(text.strip())]
    return _from_table(text)


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusalError("file-encoding", position=str(error.start)) from None
    if not text.strip() or _CONTROL.search(text):
        raise RefusalError("submission-unread")
    return text


def _from_pairs(text: str) -> Parcel:
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, max_num_fields=MAX_NAMES,
            encoding="utf-8", errors="strict",
        )  # fmt: skip
    except ValueError:  # also for bytes that are no UTF-8
        raise RefusalError("submission-unread") from None
    return open_flat("form", pairs)


def open_flat(channel: str, pairs: list[tuple[str, Any]]) -> Parcel:
    """Return the parcel of flat fields; an envelope in the field `submission` goes first."""
    inner = [value for name, value in pairs if name == "submission" and value]
    contract = load_contract()
    if len(inner) == 1 and isinstance(inner[0], str) and inner[0].lstrip().startswith("{"):
        baits = [pair for pair in pairs if pair[0] != "submission" and _is_bait(pair[0])]
        nest(baits, contract.honeypot)
        data = read_json(inner[0])
        if not isinstance(data, dict):
            raise RefusalError("submission-unread")
        return Parcel(channel, data, is_loose=False)
    if inner:
        raise RefusalError("submission-shape", "submission", expected="{…}")
    return Parcel(channel, nest(pairs, contract.honeypot))


def _is_bait(name: str) -> bool:
    return name in BAIT or name == load_contract().honeypot


def _from_json(data: Any, templates: Templates) -> list[Parcel]:
    if isinstance(data, list):
        if len(data) > MAX_SUBMISSIONS:
            limit = str(MAX_SUBMISSIONS)
            raise RefusalError("too-many", size=str(len(data)), limit=limit)
        parcels = []
        for number, item in enumerate(data, 1):
            one = _from_object(item, templates)
            parcels.append(
                Parcel(one.channel, one.data, number, one.is_loose, one.uploads, one.left_out)
            )
        return parcels
    return [_from_object(data, templates)]


def _from_object(data: Any, templates: Templates) -> Parcel:
    """Return the parcel of one JSON object, by the keys each service writes."""
    if not isinstance(data, Mapping):
        raise RefusalError("submission-unread")
    contract = load_contract()
    if data.get("format") == contract.format or ("format" in data and "fields" in data):
        return Parcel("envelope", data, is_loose=False)
    payload = data.get("payload")
    if isinstance(payload, Mapping):
        return _from_object(payload, templates)
    inner = data.get("data")
    if isinstance(inner, Mapping) and data.keys() & {
        "form_name", "human_fields", "ordered_human_fields", "site_url", "created_at", "number",
    }:  # fmt: skip
        return open_flat("netlify", list(inner.items()))
    submitted = data.get("submission")
    if isinstance(submitted, Mapping) and data.keys() & {"form", "keys"}:
        return open_flat("formspree", list(submitted.items()))
    if (text := _issue_text(data)) is not None:
        channel, body = text
        return Parcel(channel, read_issue(body, templates()))
    if not is_flat(data):
        return Parcel("json", data)
    channel = "web3forms" if data.keys() & {"access_key", "botcheck"} else "json"
    return open_flat(channel, list(data.items()))


def _issue_text(data: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the text of an issue from an event or an answer of GitHub or GitLab."""
    issue, attributes = data.get("issue"), data.get("object_attributes")
    if isinstance(issue, Mapping) and isinstance(issue.get("body"), str):
        return "github", issue["body"]
    if isinstance(attributes, Mapping) and isinstance(attributes.get("description"), str):
        return "gitlab", attributes["description"]
    if isinstance(data.get("body"), str) and data.keys() & {"number", "html_url", "issue_url"}:
        return "github", str(data["body"])
    if isinstance(data.get("description"), str) and "iid" in data:
        return "gitlab", str(data["description"])
    return None


def _from_table(text: str) -> list[Parcel]:
    """Read a CSV table: the first row names the places, each other one is a submission."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    if delimiter not in first or "\n" not in text.strip():
        raise RefusalError("submission-unread")
    csv.field_size_limit(MAX_CELL)
    try:
        table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        filled = (row for row in table if any(cell.strip() for cell in row))
        names, *lines = itertools.islice(filled, MAX_SUBMISSIONS + 2)
    except csv.Error:
        raise RefusalError("submission-unread") from None
    names = [name.strip() for name in names]
    if len(lines) > MAX_SUBMISSIONS:
        raise RefusalError("too-many", size=f"{MAX_SUBMISSIONS}+", limit=str(MAX_SUBMISSIONS))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None or not all(names):
        raise RefusalError("submission-twice", twice or "", value=twice or "")
    parcels = []
    for number, row in enumerate(lines, 2):
        if len(row) > len(names):
            raise RefusalError("submission-unread")
        flat = open_flat("csv", list(zip(names, row, strict=False)))
        parcels.append(Parcel("csv", flat.data, number, flat.is_loose))
    return parcels
