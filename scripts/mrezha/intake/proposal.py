"""Work out what a submission would change, as a value; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mrezha.intake.application import read_application
from mrezha.intake.changes import Change, compare, show_leaf
from mrezha.intake.envelope import Envelope
from mrezha.intake.leaves import leaves
from mrezha.intake.merging import merge, name_rows, remove_place, repeated_rows
from mrezha.intake.pictures import Photo, draw_photo
from mrezha.intake.repository import history_of
from mrezha.intake.subject import Subject, find_subject
from mrezha.intake.withdrawal import withdraw
from mrezha.intake.workspace import CONTENT, Workspace
from mrezha.pictures.rules import Refusal
from mrezha.problems import Problem
from mrezha.records.amending import amend_record
from mrezha.records.document import read_document
from mrezha.records.formatting import format_record
from mrezha.records.writing import BlockError, new_record
from mrezha.schema import load_schema
from mrezha.schema.submission import digest_part, offered_part, offered_tree
from mrezha.schema.tree import Node, record_tree


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a submission would change: places of one record, and the files to commit."""

    envelope: Envelope
    subject: Subject
    changes: tuple[Change, ...]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
    enterprise: str = ""

    @property
    def branch(self) -> str:
        """Return the branch the proposal goes to."""
        return f"intake/{self.envelope.kind.name}/{self.subject.id}-{self.envelope.digest[:10]}"


def propose(
    envelope: Envelope, workspace: Workspace, file: str, today: str
) -> tuple[Proposal | None, list[Problem]]:
    """Return the proposal of a submission, or everything that keeps it from being one."""
    subject, problems = find_subject(envelope, workspace, file, today)
    if subject is None:
        return None, problems
    if envelope.kind.name == "removal":
        return _propose_removal(envelope, subject, workspace, file, today)
    draft = _Draft(envelope, subject, workspace, file)
    proposal = draft.make(today)
    return (proposal, []) if not draft.problems else (None, draft.problems)


def _propose_removal(
    envelope: Envelope, subject: Subject, workspace: Workspace, file: str, today: str
) -> tuple[Proposal | None, list[Problem]]:
    if envelope.fields or envelope.remove:
        wrong = Problem("submission-protected", file, None, "fields", {"value": "fields"})
        return None, [replace(wrong, params={"value": "fields", "owner": "centre"})]
    key = subject.path.removeprefix(f"{CONTENT}/").removesuffix(".md")
    name = f"{CONTENT}/withdrawn.yml"
    old = (workspace.read(name) or b"").decode("utf-8", "replace")
    text = withdraw(old, key, envelope.made_on or today)
    if text is None:
        return None, [Problem("submission-damaged", file, None, "id", {"value": name})]
    if text == old:
        return Proposal(envelope, subject, (), {}, enterprise=subject.id), []
    change = Change("withdrawn", None, key)
    files = {name: text.encode("utf-8")}
    return Proposal(envelope, subject, (change,), files, enterprise=subject.id), []


class _Draft:
    """A proposal in the making."""

    def __init__(
        self, envelope: Envelope, subject: Subject, workspace: Workspace, file: str
    ) -> None:
        self.envelope, self.subject = envelope, subject
        self.workspace, self.file = workspace, file
        self.schema = load_schema()
        self.table = self.schema.tables[envelope.kind.table]
        self.nodes = offered_tree(envelope.kind, self.schema)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.files: dict[str, bytes] = {}
        self.enterprise = subject.id if envelope.kind.table == "enterprises" else ""

    def tell(self, code: str, place: str, **params: str) -> None:
        self.problems.append(Problem(code, self.file, None, place, params))

    def make(self, today: str) -> Proposal | None:
        """Merge, compare and write down; problems are gathered on the way."""
        said = name_rows(self.nodes, self.envelope.fields)
        if self.envelope.kind.name == "fair-application":
            said, found = read_application(self.envelope, said, self.workspace)
            self.enterprise = str(said["participants"][0].get("enterprise", ""))
            for code, place, params in found:
                self.tell(code, place, **params)
        said = self._consented(self._pictured(said), today)
        for place in repeated_rows(self.nodes, said):
            self.tell("repeated-row", f"fields.{place}")
        document = self.subject.document
        data: dict[str, Any] = dict(document.data) if document else {}
        body = document.body if document else ""
        now = offered_part(self.envelope.kind, self.schema, data, body)
        whole = {**data, **({"body": body} if body else {})}
        merged = merge(self.nodes, merge_start(whole, self.subject.start), said)
        for number, place in enumerate(self.envelope.remove, 1):
            left = remove_place(self.nodes, merged, place)
            if left is None:
                self.tell("submission-remove", f"remove[{number}]", value=place)
            else:
                merged = left
        then = offered_part(self.envelope.kind, self.schema, merged, str(merged.get("body", "")))
        changes = compare(leaves(self.nodes, now), leaves(self.nodes, then))
        if document is not None:
            self._check_base(now, changes)
        else:
            tree = record_tree(self.schema, self.table)
            begun = compare({}, leaves(tree, self.subject.start))
            told = {one.place for one in changes}
            changes = [*(one for one in begun if one.place not in told), *changes]
        if self.problems:
            return None
        if changes and not self._write(data, body, merged):
            return None
        files = self.files if changes else {}
        return Proposal(
            self.envelope,
            self.subject,
            tuple(changes),
            files,
            (),
            tuple(self.notes),
            self.enterprise,
        )

    def _pictured(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Draw the pictures and list them; rows that name one as sent get its new name."""
        found = dict(said)
        new_names: dict[str, str] = {}
        rows = list(found.get("photos") or [])
        for number, photo in enumerate(self.envelope.photos, 1):
            drawn = draw_photo(photo)
            if isinstance(drawn, Refusal):
                # The others are not drawn: a submission of many bombs costs one.
                self.tell(drawn.code, f"photos[{number}]", **drawn.params)
                break
            name = self._picture_name(photo, drawn)
            self.files[f"{CONTENT}/enterprises/{self.subject.id}/{name}"] = drawn
            new_names |= {f"{photo.stem}.{end}": name for end in ("jpg", "jpeg", "png", "webp")}
            alt = {"bg": photo.words.get("alt"), "en": photo.words.get("alt_en")}
            row = {"file": name, "alt": {lang: text for lang, text in alt.items() if text}}
            credit = photo.words.get("credit")
            rows = [one for one in rows if new_names.get(str(one.get("file"))) != name]
            rows.append(row | ({"credit": credit} if credit else {}))
        if rows:
            found["photos"] = rows
        offers = found.get("offers")
        if new_names and isinstance(offers, list):
            found["offers"] = [
                {**one, "photo": new_names.get(one["photo"], one["photo"])}
                if one.get("photo")
                else one
                for one in offers
            ]
        return found

    def _picture_name(self, photo: Photo, drawn: bytes) -> str:
        folder = f"{CONTENT}/enterprises/{self.subject.id}"
        for name in (f"{photo.stem}.webp", f"{photo.stem}-{photo.digest[:8]}.webp"):
            place = f"{folder}/{name}"
            old = self.files.get(place, self.workspace.read(place))
            if old is None or old == drawn:
                return name
        return f"{photo.stem}-{photo.digest[:32]}.webp"

    def _consented(self, said: Mapping[str, Any], today: str) -> dict[str, Any]:
        """Write down the day of the consent beside a person; without consent nothing is."""
        contacts = said.get("contacts")
        person = contacts.get("person") if isinstance(contacts, Mapping) else None
        if not isinstance(person, Mapping) or not person:
            return dict(said)
        consent = self.envelope.consent
        if not self.envelope.has_consent:
            self.tell("submission-consent", f"fields.contacts.person.{next(iter(person))}")
            return dict(said)
        day = consent.get("given_on") or self.envelope.made_on or today
        return {
            **said,
            "contacts": {**(contacts or {}), "person": {**person, "consent_on": day}},
        }

    def _check_base(self, now: Mapping[str, Any], changes: Sequence[Change]) -> None:
        """Tell each change of a place that somebody else changed since the sender looked."""
        base = self.envelope.base
        if not base or base == digest_part(now):
            return
        seen = self._seen(base)
        if seen is None:
            for one in changes:
                self.tell(
                    "submission-stale-unknown",
                    one.place,
                    now=show_leaf(one.before),
                    value=show_leaf(one.after),
                )
            return
        self.notes.append("stale")
        known = leaves(self.nodes, seen)
        for one in changes:
            if known.get(one.place) != one.before:
                self.tell(
                    "submission-stale",
                    one.place,
                    seen=show_leaf(known.get(one.place)),
                    now=show_leaf(one.before),
                    value=show_leaf(one.after),
                )

    def _seen(self, base: str) -> dict[str, Any] | None:
        """Return the part of the record the sender saw, from the history of its file."""
        path = self.subject.path
        for raw in history_of(self.workspace.repository, self.workspace.commit, path):
            document = read_document(raw, path)[0]
            if document is None:
                continue
            part = offered_part(self.envelope.kind, self.schema, document.data, document.body)
            if digest_part(part) == base:
                return part
        return None

    def _write(self, data: Mapping[str, Any], old_body: str, merged: Mapping[str, Any]) -> bool:
        body = str(merged.get("body", ""))
        rest = {key: value for key, value in merged.items() if key != "body"}
        try:
            if self.subject.document is None:
                text = new_record(rest, self.table) + (body + "\n" if body else "")
                text = format_record(text, self.table)
            else:
                changed = {
                    key: rest.get(key) for key in {**data, **rest} if rest.get(key) != data.get(key)
                }
                new_body = body if body != old_body else None
                text = amend_record(self.subject.text, changed, new_body, self.table)
        except BlockError:
            self.tell("submission-damaged", "id", value=self.subject.path)
            return False
        self.files[self.subject.path] = text.encode("utf-8")
        return True


def merge_start(data: Mapping[str, Any], start: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what a new one begins with."""
    return {**start, **data}


def label_nodes(proposal: Proposal) -> tuple[Node, ...]:
    """Return the places of the record, for their labels."""
    schema = load_schema()
    return record_tree(schema, schema.tables[proposal.envelope.kind.table])
