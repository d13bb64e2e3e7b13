"""Read letters (.eml) and multipart form posts by the standard library's MIME parser.

Bounded before parsing: parts, nested letters and boundaries are counted in the raw bytes.
Archives and attachments of other kinds are left out and named; nothing is unpacked.
"""

import re
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any

from mrezha.intake.flat import nest
from mrezha.intake.issues import Template, is_issue
from mrezha.intake.parcel import Parcel, Upload
from mrezha.intake.refusal import RefusalError
from mrezha.intake.strictjson import read_json
from mrezha.pictures.rules import kind_of
from mrezha.schema.submission import load_contract

# What a picture of a letter is called for who cannot see it, until a person writes more.
ALT = "Снимка, изпратена от предприятието"
MAX_PARTS = 100
MAX_NESTED = 10
_PART = re.compile(rb"^--", re.M)
_NESTING = re.compile(rb"boundary\s*=|content-type:\s*message/", re.I)
_ADDRESS = re.compile(r"[^\s@<>\"(),:;]{1,64}@[^\s@<>\"(),:;]{1,190}")
_SIGNED = re.compile(r"^-- $", re.M)


def read_letter(
    raw: bytes,
    read: Callable[[bytes], list[Parcel]],
    templates: Callable[[], tuple[Template, ...]],
) -> list[Parcel]:
    """Return the submissions a letter carries: attached files of ours, else its own text."""
    message = _parse(raw)
    address = _address(message)
    attached: list[Parcel] = []
    uploads: list[Upload] = []
    left_out: list[str] = []
    text = ""
    for part in _leaves(message):
        data = _bytes_of(part)
        name = str(part.get_filename() or "")
        if data.lstrip()[:1] == b"{" and (name.endswith(".json") or "json" in _type(part)):
            attached += read(data)
        elif _type(part) == "text/plain" and not name:
            text = text or data.decode(_charset(part), "replace")
        elif kind_of(data) is not None and part.get_content_disposition() == "attachment":
            uploads.append(Upload(name or "snimka", data, ALT))
        elif name or kind_of(data) is not None:  # logos of signatures among them
            left_out.append(name or _type(part))
    if not attached:
        attached = [_from_text(text, read, templates)]
    return [
        Parcel(
            "letter", one.data, one.place, one.is_loose, tuple(uploads), tuple(left_out), address
        )
        for one in attached
    ]


def _from_text(
    text: str,
    read: Callable[[bytes], list[Parcel]],
    templates: Callable[[], tuple[Template, ...]],
) -> Parcel:
    """Read the text of a letter: an envelope, an issue's headings, or lines "name: value"."""
    plain = _SIGNED.split(text.replace("\r\n", "\n"))[0].strip()
    if plain[:1] == "{" or is_issue(plain):
        return read(plain.encode("utf-8", "replace"))[0]
    pairs = []
    for line in plain.splitlines():
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[a-z_]+(?:[.\[][a-z0-9_\].\[]*)?", name.strip()):
            pairs.append((name.strip(), value.strip()))
    if not any(name == "kind" for name, _ in pairs):
        raise RefusalError("submission-letter")
    return Parcel("letter", nest(pairs, load_contract().honeypot))


def read_multipart(raw: bytes, boundary: str | None) -> Parcel:
    """Return the submission of a form post; the boundary is in its head when not given."""
    if boundary is not None:
        if re.search(r'["\\\r\n]', boundary):
            raise RefusalError("submission-unread")
        head = f'Content-Type: multipart/form-data; boundary="{boundary}"\r\n\r\n'
        raw = head.encode("latin-1") + raw
    pairs: list[tuple[str, Any]] = []
    files: list[tuple[str, bytes]] = []
    for part in _leaves(_parse(raw)):
        name = str(part.get_param("name", "", header="content-disposition") or "")
        if part.get_filename() is not None:
            data = _bytes_of(part)
            if data:
                files.append((str(part.get_filename()), data))
        elif name:
            pairs.append((name, _text_of(part)))
    return post_parcel("form", pairs, files)


def post_parcel(
    channel: str, pairs: list[tuple[str, Any]], files: list[tuple[str, bytes]]
) -> Parcel:
    """Return the submission of a form post with files; each file has its `photo.alt`."""
    alts = [str(value) for name, value in pairs if name == "photo.alt"]
    rest = [(name, value) for name, value in pairs if name != "photo.alt"]
    uploads = tuple(
        Upload(name, data, alts[min(number, len(alts) - 1)] if alts else "")
        for number, (name, data) in enumerate(files)
    )
    inner = [value for name, value in rest if name == "submission"]
    if len(inner) == 1 and str(inner[0]).lstrip().startswith("{"):
        data = read_json(str(inner[0]))
        if not isinstance(data, dict):
            raise RefusalError("submission-unread")
        baits = [(name, value) for name, value in rest if name == load_contract().honeypot]
        nest(baits, load_contract().honeypot)
        return Parcel(channel, data, is_loose=False, uploads=uploads)
    return Parcel(channel, nest(rest, load_contract().honeypot), uploads=uploads)


def _parse(raw: bytes) -> EmailMessage:
    if len(_PART.findall(raw)) > 2 * MAX_PARTS or len(_NESTING.findall(raw)) > MAX_NESTED:
        raise RefusalError("submission-parts", limit=str(MAX_PARTS))
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
    except (ValueError, LookupError, RecursionError, IndexError, AttributeError):
        raise RefusalError("submission-unread") from None
    return message


def _leaves(message: Message) -> Iterator[Message]:
    try:
        parts = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError:
        raise RefusalError("submission-parts", limit=str(MAX_PARTS)) from None
    yield from parts


def _bytes_of(part: Message) -> bytes:
    """Return the bytes of a part; a broken encoding gives none."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


def _text_of(part: Message) -> str:
    raw = _bytes_of(part)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusalError("file-encoding", position=str(error.start)) from None


def _type(part: Message) -> str:
    return str(part.get_content_type())


def _charset(part: Message) -> str:
    name = str(part.get_content_charset() or "utf-8")
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return "utf-8"
    return name


def _address(message: EmailMessage) -> str:
    """Return the address a letter says it is from; empty when it is none, or several."""
    try:
        values = [str(value) for value in message.get_all("from", [])]
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""
    if len(values) != 1 or "\n" in values[0] or "\r" in values[0]:
        return ""
    found = parseaddr(values[0])[1]
    return found if _ADDRESS.fullmatch(found) else ""
