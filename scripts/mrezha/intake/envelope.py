"""One form for what came by any channel: the envelope, judged part by part.

The contract stands in schema/submission.yaml. `sender` and `note` never leave the private
file; they are kept apart from what is proposed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from mrezha.intake.fields import Judge
from mrezha.intake.parcel import Parcel
from mrezha.intake.pictures import Photo, read_photos
from mrezha.problems import Problem
from mrezha.records.cells import read_date
from mrezha.records.scan import is_id
from mrezha.schema import load_schema
from mrezha.schema.submission import Contract, Kind, load_contract, offered_tree
from mrezha.schema.tree import record_tree

_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEYS = (
    "format version kind id base made_on language about fields remove photos consent sender "
    "note spent_s token".split()
)
_AGREED = frozenset(("yes", "да", "true", "on", "1"))
_OTHER_NAMES = (("fields", "record"), ("sender", "submitter"), ("made_on", "submitted_at"))
_ABOUT = ("eik", "name", "settlement", "district")
_SENDER = ("name", "email", "phone", "role")
_CONSENT = ("personal_data", "text_version", "given_on")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A submission that is well formed. `fields` is nested, every scalar text."""

    channel: str
    kind: Kind
    id: str
    base: str
    made_on: str
    about: Mapping[str, str]
    fields: Mapping[str, Any]
    remove: tuple[str, ...]
    photos: tuple[Photo, ...]
    consent: Mapping[str, str]
    sender: Mapping[str, str]
    note: str
    token: str
    spent_s: int | None
    left_out: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = field(default_factory=tuple)

    @property
    def has_consent(self) -> bool:
        """Whether the sender agreed to the use of personal data."""
        return self.consent.get("personal_data", "").casefold() in _AGREED

    @property
    def digest(self) -> str:
        """Name what is proposed: the same proposal has the same name, whoever sends it.

        Nothing of the sender goes in, so that the name tells nothing about them.
        """
        said = {
            "kind": self.kind.name,
            "id": self.id,
            "made_on": self.made_on,
            "about": dict(self.about),
            "fields": dict(self.fields),
            "remove": list(self.remove),
            "photos": [[one.stem, one.digest, dict(one.words)] for one in self.photos],
        }
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def open_parcel(
    parcel: Parcel, file: str, default_kind: str | None = None, default_id: str | None = None
) -> tuple[Envelope | None, list[Problem]]:
    """Return the envelope of a parcel, or None with everything that is wrong with it."""
    contract, judge = load_contract(), Judge(file, load_schema(), parcel.is_loose)
    data = _translated(parcel.data)
    for key in data:
        if key not in _KEYS and key != contract.honeypot:
            judge.add("submission-unknown", key, value=key, suggestion="")
    if data.get(contract.honeypot):
        judge.add("submission-bait", contract.honeypot)
    _check_format(data, contract, judge)
    kind = _kind(data, contract, judge, default_kind)
    if kind is None:
        return None, _placed(judge.problems, parcel)
    record_id = _id(data.get("id", default_id), kind, judge)
    photos = read_photos(data.get("photos"), parcel.uploads, kind, contract, judge)
    consent = _part(data, "consent", _CONSENT, judge)
    envelope = Envelope(
        channel=parcel.channel,
        kind=kind,
        id=record_id,
        base=_base(data.get("base"), judge),
        made_on=_day(data.get("made_on"), "made_on", judge),
        about=_part(data, "about", _ABOUT, judge),
        fields=_fields(data.get("fields"), kind, judge, contract),
        remove=_remove(data.get("remove"), judge),
        photos=photos,
        consent=consent,
        sender=_sender(data, parcel, judge),
        note=_note(data.get("note"), contract, judge),
        token=_short(data.get("token"), "token", judge),
        spent_s=_seconds(data.get("spent_s"), judge),
        left_out=parcel.left_out,
    )
    errors = [one for one in judge.problems if one.severity == "error"]
    if errors:
        return None, _placed(errors, parcel)
    return replace(envelope, warnings=tuple(judge.problems)), []


def _placed(problems: list[Problem], parcel: Parcel) -> list[Problem]:
    return [replace(one, line=parcel.place) for one in problems]


def _translated(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an envelope of another spelling under our keys: `record`, `submitter`, `action`."""
    found = dict(data)
    for ours, theirs in _OTHER_NAMES:
        if theirs in found and ours not in found:
            found[ours] = found.pop(theirs)
    if "fields" in found and isinstance(action := found.get("action"), str):
        kinds = {"create": "profile-new", "update": "profile-change", "delete": "removal"}
        if found.get("kind") == "enterprise" and action in kinds:
            found |= {"kind": kinds[action]}
            found.pop("action")
    return found


def _check_format(data: Mapping[str, Any], contract: Contract, judge: Judge) -> None:
    given = data.get("format", contract.format)
    if given != contract.format:
        judge.add("submission-version", "format", value=str(given), expected=contract.format)
    version = data.get("version", str(contract.version))
    if version != str(contract.version):
        expected = str(contract.version)
        judge.add("submission-version", "version", value=str(version), expected=expected)


def _kind(
    data: Mapping[str, Any], contract: Contract, judge: Judge, default: str | None
) -> Kind | None:
    given = data.get("kind", default)
    if given is None:
        given = "profile-change" if data.get("id") else None
    if isinstance(given, str) and given in contract.kinds:
        return contract.kinds[given]
    by_words = {
        word.casefold(): kind for kind in contract.kinds.values() for word in kind.labels.values()
    }
    if isinstance(given, str) and judge.is_loose and given.casefold() in by_words:
        return by_words[given.casefold()]
    known = ", ".join(contract.kinds)
    judge.add("submission-kind", "kind", value=str(given or ""), known=known)
    return None


def _id(value: Any, kind: Kind, judge: Judge) -> str:
    if value in (None, ""):
        if kind.needs_id:
            judge.add("submission-id-missing", "id")
        return ""
    if not isinstance(value, str) or not is_id(value):
        judge.add("submission-id", "id", value=str(value))
        return ""
    return value


def _base(value: Any, judge: Judge) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        judge.add("submission-shape", "base", expected="SHA-256")
        return ""
    return value


def _day(value: Any, place: str, judge: Judge) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or read_date(value[:10]) is None:
        judge.add("type-date", place, value=str(value))
        return ""
    return value[:10]


def _seconds(value: Any, judge: Judge) -> int | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()) or len(value) > 9:
        judge.add("submission-shape", "spent_s", expected="0, 1, 2 …")
        return None
    return int(value)


def _short(value: Any, place: str, judge: Judge, limit: int = 500) -> str:
    """Return a short text of a submission's own; a wrong one is told and left out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        value = "yes" if value else ""
    if not isinstance(value, str):
        judge.add("submission-shape", place, expected="„…“")
        return ""
    if len(value) > limit:
        judge.add("too-long", place, size=str(len(value)), limit=str(limit))
        return ""
    return judge.text(value, place)


def _part(
    data: Mapping[str, Any], key: str, names: tuple[str, ...], judge: Judge
) -> Mapping[str, str]:
    value = data.get(key)
    if value in (None, ""):
        return MappingProxyType({})
    if not isinstance(value, Mapping):
        judge.add("submission-shape", key, expected="{" + ", ".join(names) + "}")
        return MappingProxyType({})
    found = {}
    for name, inner in value.items():
        if name not in names:
            judge.add("submission-unknown", f"{key}.{name}", value=name, suggestion="")
        elif text := _short(inner, f"{key}.{name}", judge):
            found[name] = text
    return MappingProxyType(found)


def _sender(data: Mapping[str, Any], parcel: Parcel, judge: Judge) -> Mapping[str, str]:
    value = data.get("sender")
    if isinstance(value, str) and judge.is_loose:
        value = {"name": value}
    sender = dict(_part({"sender": value}, "sender", _SENDER, judge))
    if parcel.address:
        sender["letter_from"] = parcel.address
    return MappingProxyType(sender)


def _note(value: Any, contract: Contract, judge: Judge) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str):
        judge.add("submission-shape", "note", expected="„…“")
        return ""
    limit = contract.limits["note"]
    if len(value) > limit:
        judge.add("too-long", "note", size=str(len(value)), limit=str(limit))
        return ""
    # Free words to a person; signs nobody sees are shown by number where they are printed.
    return value.replace("\r\n", "\n")


def _fields(value: Any, kind: Kind, judge: Judge, contract: Contract) -> Mapping[str, Any]:
    if value in (None, ""):
        return MappingProxyType({})
    schema = load_schema()
    every = record_tree(schema, schema.tables[kind.table])
    found = judge.mapping(value, every, offered_tree(kind, schema), "fields")
    limit = contract.limits["rows"]
    for key, rows in found.items():
        if isinstance(rows, list) and len(rows) > limit:
            place = f"fields.{key}"
            judge.add("too-many", place, size=str(len(rows)), limit=str(limit))
    return MappingProxyType(found)


def _remove(value: Any, judge: Judge) -> tuple[str, ...]:
    if value in (None, "", []):
        return ()
    if isinstance(value, str) and judge.is_loose:
        value = value.replace(",", "\n").split()
    if not isinstance(value, list) or len(value) > 200:
        judge.add("submission-shape", "remove", expected="[…]")
        return ()
    found = []
    for number, item in enumerate(value, 1):
        if text := _short(item, f"remove[{number}]", judge, 300):
            found.append(text)
    return tuple(dict.fromkeys(found))
