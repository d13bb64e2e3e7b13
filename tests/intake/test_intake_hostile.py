"""Hostile submissions: each is refused by name, or comes to no harm. None changes a
protected field, writes a file beside its record, or leaves anything half done."""

import base64
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PIL import Image

from mrezha.intake.take import Outcome
from mrezha.intake.workspace import Workspace
from mrezha.records.document import read_document
from mrezha.schema import load_schema

TODAY = "2026-11-24"
FURNA = "izmislena-furna"
Judge = Callable[..., Outcome]


def told(outcome: Outcome) -> set[tuple[str, str]]:
    return {(one.code, one.field) for one in outcome.problems}


def envelope(fields: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A submission as the form makes it, about the imaginary bakery."""
    return {
        "format": "mrezha-submission",
        "version": 1,
        "kind": "profile-change",
        "id": FURNA,
        "made_on": TODAY,
        "language": "bg",
        "fields": dict(fields or {}),
        "consent": {"personal_data": True, "text_version": TODAY, "given_on": TODAY},
        "sender": {"name": "Измислен Подател", "email": "podatel@furna.example.org"},
        "spent_s": 95,
        **more,
    }


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png(width: int = 8, height: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 120, 40)).save(out, "PNG")
    return out.getvalue()


def bomb_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge and whose rows are all one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sums = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sums

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def photo(raw_bytes: bytes, **more: Any) -> dict[str, Any]:
    coded = base64.b64encode(raw_bytes).decode()
    return {"name": "snimka.png", "type": "image/png", "alt": "Хляб", "data": coded, **more}


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 5_000_000)
    return out.getvalue()


def text(fields: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(envelope(fields, **more), ensure_ascii=False).encode()


def raw(replace: str, by: str) -> bytes:
    """An envelope with a place of its JSON written by hand."""
    return text({"title": {"bg": "МЯСТО"}}).replace(replace.encode(), by.encode())


PROTECTED = "submission-protected"
UNKNOWN = "submission-unknown"
SHAPE = "submission-shape"
REFUSED: dict[str, tuple[bytes | dict[str, Any], tuple[str, str]]] = {}


def refused(name: str, given: bytes | dict[str, Any], code: str, field: str) -> None:
    assert name not in REFUSED
    REFUSED[name] = (given, (code, field))


# 1. Fields of the register and the centre, named in every way one could think of.
for key, value in {
    "register": {"eik": "123456786"},
    "register.status": None,
    "progress": {"surveyed_on": "2026-01-01"},
}.items():
    if value is not None:
        refused(f"protected-{key}", envelope({key: value}), PROTECTED, f"fields.{key}")
for key in ("eik", "name", "status", "class", "sources", "valid_until"):
    refused(
        f"inside-register-{key}", envelope({"register": {key: "x"}}), PROTECTED, "fields.register"
    )
for key in (
    "id eik status class owner admin is_admin role __proto__ constructor prototype __class__ "
    "sources withdrawn moved slug path file template".split()
):
    refused(f"unknown-{key}", envelope({key: "x"}), UNKNOWN, f"fields.{key}")
for place, value in {
    "contacts.admin": {"contacts": {"admin": "x"}},
    "contacts.__proto__": {"contacts": {"__proto__": {"phone": "x"}}},
    "contacts.person.role": {"contacts": {"person": {"role": "x"}}},
    "title.de": {"title": {"de": "Backerei"}},
    "offers[1].enterprise": {"offers": [{"id": "hlyab", "enterprise": "zelena-utopia"}]},
    "offers[1].register": {"offers": [{"id": "hlyab", "register": {"eik": "1"}}]},
    "links[1].enterprise": {"links": [{"kind": "partner", "to": "x", "enterprise": "y"}]},
    "photos[1].path": {"photos": [{"file": "a.png", "path": "/etc/passwd"}]},
    "place.settlement": {"place": {"settlement": "68134"}},
    "summary.constructor": {"summary": {"constructor": "x"}},
}.items():
    refused(f"nested-{place}", envelope(value), UNKNOWN, f"fields.{place}")
for key in ("register", "status", "enterprise", "record_path", "branch", "__proto__", "eik"):
    refused(f"envelope-{key}", envelope({}, **{key: "x"}), UNKNOWN, key)
refused("sender-admin", envelope({}, sender={"admin": "yes"}), UNKNOWN, "sender.admin")
refused("about-status", envelope({}, about={"status": "listed"}), UNKNOWN, "about.status")
refused("consent-more", envelope({}, consent={"register": "x"}), UNKNOWN, "consent.register")
for number, place in enumerate(
    ("register.eik", "register", "progress.surveyed_on", "id", "../x", "offers[hlyab].x", "a b")
):
    refused(f"remove-{number}", envelope({}, remove=[place]), "submission-remove", "remove[1]")
refused(
    "flat-register", f"kind=profile-change&id={FURNA}&register.eik=1".encode(),
    PROTECTED, "fields.register",
)  # fmt: skip
refused(
    "flat-fields-register", f"kind=profile-change&id={FURNA}&fields.register.status=x".encode(),
    PROTECTED, "fields.register",
)  # fmt: skip
refused(
    "flat-proto", f"kind=profile-change&id={FURNA}&__proto__.phone=1".encode(),
    UNKNOWN, "fields.__proto__",
)  # fmt: skip
refused(
    "flat-brackets", f"kind=profile-change&id={FURNA}&register%5Beik%5D=1".encode(),
    "submission-name", "fields.register[eik]",
)  # fmt: skip
refused(
    "netlify-register",
    json.dumps(
        {
            "form_name": "x",
            "data": {"kind": "profile-change", "id": FURNA, "register.class": "A+", "ip": "1"},
        }
    ).encode(),
    PROTECTED,
    "fields.register",
)
refused(
    "csv-register", f"kind,id,register.eik\nprofile-change,{FURNA},123456786\n".encode(),
    PROTECTED, "fields.register",
)  # fmt: skip
refused(
    "event-status",
    envelope({"status": "held"}, kind="event", id="izmislen-bazar-2026"),
    PROTECTED,
    "fields.status",
)
refused(
    "event-participants",
    envelope({"participants": [{"name": "x"}]}, kind="event", id="izmislen-bazar-2026"),
    PROTECTED,
    "fields.participants",
)
refused(
    "fair-stand",
    envelope(
        {"participants": [{"enterprise": FURNA, "stand": "1"}]},
        kind="fair-application",
        id="izmislen-bazar-2026",
    ),
    PROTECTED,
    "fields.participants[1].stand",
)
refused(
    "fair-title",
    envelope({"title": {"bg": "Друг"}}, kind="fair-application", id="izmislen-bazar-2026"),
    PROTECTED,
    "fields.title",
)
refused(
    "fair-two-participants",
    envelope(
        {"participants": [{"enterprise": FURNA}, {"enterprise": "zelena-utopia"}]},
        kind="fair-application",
        id="izmislen-bazar-2026",
    ),
    "submission-one",
    "fields.participants",
)
refused(
    "fair-remove-others",
    envelope(
        {"participants": [{"enterprise": FURNA}]},
        kind="fair-application",
        id="izmislen-bazar-2026",
        remove=["participants[zelena-utopia]"],
    ),
    "submission-remove",
    "remove[1]",
)
refused("removal-with-fields", envelope({"title": {"bg": "x"}}, kind="removal"), PROTECTED,
        "fields.title")  # fmt: skip
refused("removal-with-remove", envelope({}, kind="removal", remove=["title"]), PROTECTED, "fields")
refused("event-photos", envelope({}, kind="event", id="izmislen-bazar-2026", photos=[photo(png())]),
        PROTECTED, "photos")  # fmt: skip

# 2. Another enterprise.
refused("eik-of-another", envelope({}, about={"eik": "999990009"}), "eik-checksum", "about.eik")
refused("no-such-record", envelope({}, id="nyama-takava"), "submission-record", "id")
refused("id-of-an-event", envelope({}, id="izmislen-bazar-2026"), "submission-record", "id")
refused("no-id", envelope({}, id=None), "submission-id-missing", "id")
refused("event-of-enterprise", envelope({}, kind="event"), "submission-record", "id")
refused("kind-region", envelope({}, kind="region"), "submission-kind", "kind")
refused("kind-list", envelope({}, kind=["event"]), "submission-kind", "kind")
refused(
    "picture-of-another",
    envelope({"photos": [{"file": "chuzhda.png", "alt": {"bg": "x"}}]}),
    "picture-missing",
    "photos[2].file",
)
refused(
    "link-to-nobody", envelope({"links": [{"kind": "partner", "to": "nyama"}]}),
    "reference", "links[3].to",
)  # fmt: skip
refused(
    "link-to-itself", envelope({"links": [{"kind": "partner", "to": FURNA}]}),
    "self-link", "links[3]",
)  # fmt: skip

# 3. Paths.
for number, path in enumerate(
    (
        "../izmislena-furna", "..", "/etc/passwd", "izmislena-furna/../zelena-utopia", "a/b",
        "C:\\x", "izmislena-furna\x00", "izmislena-furna\n", "Izmislena-Furna", "izmislena_furna",
        "-rf", "--upload-pack=x", "refs/heads/main", "a..b", "x.lock", "измислена", "a" * 81, "*",
        "$(id)", "`id`", "HEAD", "%2e%2e%2f", "izmislena-furna ",
    )
):  # fmt: skip
    refused(f"id-path-{number}", envelope({}, id=path), "submission-id", "id")
for number, name in enumerate(
    ("../x.png", "/tmp/x.png", "x.png/..", "x.svg", "x.php.png.", ".htaccess", "x.png\x00.jpg",
     "CON", "снимка.png", "a" * 90 + ".png", "X.PNG", "con.png ", "x.gif", "")
):  # fmt: skip
    refused(f"photo-name-{number}", envelope({}, photos=[photo(png(), name=name)]),
            "picture-name", "photos[1].name")  # fmt: skip
refused(
    "photo-row-path", envelope({"photos": [{"file": "../../x.png", "alt": {"bg": "x"}}]}),
    "picture-name", "photos[2].file",
)  # fmt: skip
refused(
    "offer-photo-path", envelope({"offers": [{"id": "hlyab", "photo": "../furna.png"}]}),
    "picture-name", "offers[1].photo",
)  # fmt: skip

# 4. Pictures that are none, or too much.
for name, data, code in (
    ("svg", SVG, "picture-kind"),
    ("html", b"<html><script>", "picture-kind"),
    ("zip", zipped(), "picture-kind"),
    ("gif", b"GIF89a" + b"\0" * 40, "picture-kind"),
    ("pdf", b"%PDF-1.7\n" + b"\0" * 40, "picture-kind"),
    ("php", b"<?php system(1);", "picture-kind"),
    ("exe", b"MZ" + b"\0" * 40, "picture-kind"),
    ("tiff", b"II*\0" + b"\0" * 40, "picture-kind"),
    ("empty", b"", "picture-kind"),
    ("cut-png", png()[:40], "picture-damaged"),
    ("bomb-pixels", bomb_png(30_000, 30_000), "picture-size"),
    ("bomb-side", bomb_png(20_000, 10), "picture-size"),
    ("fake-jpeg", b"\xff\xd8\xff" + b"<script>" * 50, "picture-damaged"),
    ("fake-webp", b"RIFF\x40\0\0\0WEBP" + b"x" * 60, "picture-damaged"),
    ("heavy", b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000_001, "picture-size"),
):
    refused(f"photo-{name}", envelope({}, photos=[photo(data)]), code, "photos[1]")
refused("photo-base64", envelope({}, photos=[photo(b"", data="не е base64!")]),
        "submission-base64", "photos[1].data")  # fmt: skip
refused("photo-base64-lines", envelope({}, photos=[photo(b"", data="AAAA\nAAAA")]),
        "submission-base64", "photos[1].data")  # fmt: skip
refused("photo-base64-bomb", envelope({}, photos=[photo(b"", data="A" * 6_000_000)]),
        "picture-size", "photos[1]")  # fmt: skip
refused("photo-no-alt", envelope({}, photos=[photo(png(), alt="")]),
        "submission-alt", "photos[1].alt")  # fmt: skip
refused("photo-many", envelope({}, photos=[photo(png())] * 7), "too-many", "photos")
refused("photo-map", envelope({}, photos={"a": 1}), SHAPE, "photos")
refused("photo-text", envelope({}, photos=["x"]), SHAPE, "photos[1]")
refused("photo-unknown", envelope({}, photos=[photo(png(), url="http://x")]),
        UNKNOWN, "photos[1].url")  # fmt: skip
refused("photo-data-number", envelope({}, photos=[photo(png(), data=[1])]),
        SHAPE, "photos[1].data")  # fmt: skip

# 5. JSON that two readers read in two ways, or that is a bomb.
refused("json-depth", b"[" * 100_000, "submission-depth", "")
refused("json-depth-objects", b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "submission-depth", "")
refused("json-parts", b"[" + b"[]," * 200_000 + b"[]]", "submission-parts", "")
refused("json-twice", raw('"id"', '"id": "zelena-utopia", "id"'), "submission-twice", "id")
refused("json-twice-inside", raw('"bg": "МЯСТО"', '"bg": "а", "bg": "б"'), "submission-twice", "bg")
for word in ("NaN", "Infinity", "-Infinity"):
    refused(f"json-{word}", raw('"МЯСТО"', word), "submission-number", "")
refused("json-cut", text({"title": {"bg": "а"}})[:-30], "submission-json", "")
refused("json-comment", b'{"format": "mrezha-submission" /* x */}', "submission-json", "")
refused("json-text", b'"mrezha"', "submission-unread", "")
refused("json-null", b"null", "submission-unread", "")
refused("json-list-of-lists", b"[[]]", "submission-unread", "")
refused("json-control", raw("МЯСТО", "а\nб"), "submission-json", "")
refused("json-utf16", text({}).decode().encode("utf-16"), "file-encoding", "")
refused("json-latin", b'{"kind": "\xff\xfe"}', "file-encoding", "")
refused("empty", b"", "submission-unread", "")
refused("blank", b" \n\n ", "submission-unread", "")
refused("binary", bytes(range(1, 128)), "submission-unread", "")
refused("gzip", b"\x1f\x8b\x08" + b"\0" * 40, "file-encoding", "")
refused("zip", zipped(), "file-encoding", "")
refused("huge", b"{" + b" " * 20_000_001, "submission-size", "")
refused("other-format", envelope({}, format="other"), "submission-version", "format")
refused("other-version", envelope({}, version=2), "submission-version", "version")
refused("version-true", envelope({}, version=True), "submission-version", "version")

# 6. Wrong types.
for name, fields, place in (
    ("title-text", {"title": "x"}, "fields.title"),
    ("title-list", {"title": ["x"]}, "fields.title"),
    ("text-list", {"title": {"bg": ["x"]}}, "fields.title.bg"),
    ("text-map", {"title": {"bg": {"$ne": ""}}}, "fields.title.bg"),
    ("text-true", {"title": {"bg": True}}, "fields.title.bg"),
    ("list-text", {"activities": "production"}, "fields.activities"),
    ("list-map", {"activities": {"0": "production"}}, "fields.activities"),
    ("list-of-maps", {"activities": [{}]}, "fields.activities[1]"),
    ("rows-map", {"offers": {"id": "hlyab"}}, "fields.offers"),
    ("rows-text", {"offers": ["hlyab"]}, "fields.offers[1]"),
    ("body-list", {"body": ["a"]}, "fields.body"),
    ("person-text", {"contacts": {"person": "x"}}, "fields.contacts.person"),
):
    refused(f"type-{name}", envelope(fields), SHAPE, place)
refused("type-fields-list", {**envelope(), "fields": ["x"]}, SHAPE, "fields")
refused("type-remove", envelope({}, remove="title"), SHAPE, "remove")
refused("type-base", envelope({}, base="x"), SHAPE, "base")
refused("type-base-list", envelope({}, base=["x"]), SHAPE, "base")
refused("type-consent", envelope({}, consent="yes"), SHAPE, "consent")
refused("type-sender", envelope({}, sender=["x"]), SHAPE, "sender")
refused("type-note", envelope({}, note={"a": "b"}), SHAPE, "note")
refused("type-spent", envelope({}, spent_s=-1), SHAPE, "spent_s")
refused("type-spent-huge", envelope({}, spent_s=10**40), SHAPE, "spent_s")
refused("type-made-on", envelope({}, made_on="yesterday"), "type-date", "made_on")
refused("type-made-on-far", envelope({}, made_on="9999-99-99"), "type-date", "made_on")
refused("note-long", envelope({}, note="а" * 4_001), "too-long", "note")
refused("text-long", envelope({"body": "а" * 40_001}), "too-long", "fields.body")
refused("text-over-limit", envelope({"title": {"bg": "а" * 161}}), "too-long", "title.bg")
refused("body-over-limit", envelope({"body": "а" * 20_001}), "too-long", "body")
refused("rows-many", envelope({"offers": [{"id": f"a-{n}"} for n in range(61)]}),
        "too-many", "fields.offers")  # fmt: skip
refused("rows-twice", envelope({"offers": [{"id": "hlyab"}, {"id": "hlyab"}]}),
        "repeated-row", "fields.offers[hlyab]")  # fmt: skip
refused("items-many", envelope({"contacts": {"social": [f"https://e.org/{n}" for n in range(11)]}}),
        "too-many", "contacts.social")  # fmt: skip
refused("number-huge", envelope({"place": {"lon": "1" * 400, "lat": "43"}}),
        "type-number", "place.lon")  # fmt: skip
refused("number-words", envelope({"place": {"lon": "NaN", "lat": "43"}}),
        "type-number", "place.lon")  # fmt: skip
refused("vocabulary", envelope({"activities": ["production", "evil"]}),
        "vocabulary", "activities[2]")  # fmt: skip

# 7. Signs, letters and addresses.
for name, sign in (
    ("bidi", "\u202e"), ("zero-width", "\u200b"), ("null", "\x00"), ("escape", "\x1b[2J"),
    ("bell", "\x07"), ("tag", "\U000e0041"), ("private", "\ue000"), ("surrogate", "\ud800"),
    ("isolate", "\u2066"), ("soft-hyphen", "\u00ad"), ("filler", "\u3164"),
):  # fmt: skip
    refused(f"sign-{name}", envelope({"title": {"bg": f"Хляб{sign}сол"}}),
            "text-sign", "fields.title.bg")  # fmt: skip
refused("zalgo", envelope({"title": {"bg": "Х" + "\u0316" * 40}}), "text-marks", "fields.title.bg")
refused("mixed-letters", envelope({"title": {"bg": "Измиcлена фурна"}}), "look-alike", "title.bg")
refused("name-of-another", envelope({"title": {"bg": "3елена утопия"}}), "name-alike", "title.bg")
for number, address in enumerate(
    ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a:b@example.org/",
     "vbscript:x", "//example.org", "https://exa mple.org/", "ftp://example.org/")
):  # fmt: skip
    code = "url" if address in ("//example.org", "https://exa mple.org/") else "url-unsafe"
    refused(f"url-{number}", envelope({"contacts": {"website": address}}),
            code, "contacts.website")  # fmt: skip
refused("email-header", envelope({"contacts": {"email": "a@example.org\r\nBcc: b@example.org"}}),
        "type-email", "contacts.email")  # fmt: skip
refused("phone-header", envelope({"contacts": {"phone": "+359 52 000 000\r\nX: y"}}),
        "phone", "contacts.phone")  # fmt: skip
refused("person-without-consent", envelope({"contacts": {"person": {"name": "Друга Особа"}}},
        consent={"personal_data": False}), "submission-consent",
        "fields.contacts.person.name")  # fmt: skip

# 8. Forms, letters and tables.
refused("bait", envelope({}, your_site="https://spam.example"), "submission-bait", "your_site")
refused("bait-netlify", json.dumps({"form_name": "x", "data": {"kind": "event", "bot-field": "x"}})
        .encode(), "submission-bait", "bot-field")  # fmt: skip
refused("bait-web3forms", json.dumps({"access_key": "k", "botcheck": True}).encode(),
        "submission-bait", "botcheck")  # fmt: skip
refused("form-many", b"&".join(b"a%d=1" % n for n in range(3_000)), "submission-unread", "")
refused("form-twice", f"kind=profile-change&id={FURNA}&id=zelena-utopia".encode(),
        "submission-id", "id")  # fmt: skip
refused("form-row-number", f"kind=profile-change&id={FURNA}&offers[999].id=x".encode(),
        "submission-name", "offers[999].id")  # fmt: skip
refused("form-both", f"kind=profile-change&id={FURNA}&contacts=x&contacts.phone=1".encode(),
        "submission-name", "contacts.phone")  # fmt: skip
refused("csv-twice", b"kind,id,id\nprofile-change,a,b\n", "submission-twice", "id")
refused("csv-many", b"kind,id\n" + b"event,x\n" * 201, "too-many", "")
refused("csv-cell", b'kind,id\nevent,"' + b"a" * 50_000 + b'"\n', "submission-unread", "")
refused("letter-empty", b"From: a@example.org\nSubject: x\n\nhello\n", "submission-letter", "")
refused("letter-parts", b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 5_000 + b"--b--\n", "submission-parts", "")  # fmt: skip
refused("letter-nested", b"From: a@example.org\n"
        + b"Content-Type: message/rfc822\n\n" * 3_000, "submission-parts", "")  # fmt: skip
refused("letter-boundary", b"From: a@example.org\nContent-Type: multipart/mixed\n\nx",
        "submission-letter", "")  # fmt: skip
refused("post-parts", b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nx\r\n' * 3_000
        + b"--b--\r\n", "submission-parts", "")  # fmt: skip
refused("issue-nothing", "### Друго\n\nтекст\n".encode(), "submission-issue", "")


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_submission_is_refused_and_the_field_is_named(name: str, judge: Judge) -> None:
    given, expected = REFUSED[name]
    outcome = judge(given)
    assert "refused" == outcome.status
    assert expected in told(outcome)
    assert outcome.proposal is None or not outcome.message


def test_there_are_more_than_two_hundred_of_them() -> None:
    assert 200 < len(REFUSED)


# What is let through to a person, because it does no harm.
HARMLESS: dict[str, bytes | dict[str, Any]] = {
    "yaml-fence": envelope({"summary": {"bg": "край\n---\nregister:\n  status: removed"}}),
    "yaml-tag": envelope({"summary": {"bg": "!!python/object/apply:os.system [id]"}}),
    "yaml-anchor": envelope({"summary": {"bg": "&a *a <<: {}"}}),
    "yaml-colon": envelope({"summary": {"bg": 'a: b\\n"c" #d'}}),
    "yaml-words": envelope({"title": {"bg": "no", "en": "0x1F"}}),
    "yaml-body": envelope({"body": "---\nregister:\n  status: removed\n---\nтекст"}),
    "yaml-body-en": envelope({"body_en": "a\n---\nb: [1\n...\n%TAG"}),
    "html": envelope({"summary": {"bg": "<script>alert(1)</script><img src=x onerror=y>"}}),
    "template": envelope({"summary": {"bg": "{{ 7*7 }}{% raw %}${x}#{y}"}}),
    "format": envelope({"summary": {"bg": "{0} {value} %s %(x)s"}}),
    "sql": envelope({"summary": {"bg": "'; DROP TABLE enterprises; --"}}),
    "shell": envelope({"summary": {"bg": "$(rm -rf /) `id` | ; && > x"}}),
    "csv": envelope({"summary": {"bg": "=HYPERLINK(1)"}}),
    "commit": envelope({"summary": {"bg": "[skip ci]\n\nCo-authored-by: x <a@example.org>"}}),
    "quotes": envelope({"offers": [{"id": "hlyab", "name": {"bg": "„“\"'\\"}}]}),
    "eik-in-text": envelope({"body": "Нашият ЕИК е 123456786."}),
    "polyglot-png": envelope({}, photos=[photo(png() + b"PK\x03\x04<script>alert(1)</script>")]),
    "type-lies": envelope({}, photos=[photo(png(), type="image/jpeg")]),
    "numbers": envelope({"place": {"lon": 27.9, "lat": 43.2}}),
    "base64-uri": envelope({}, photos=[photo(b"", data="data:image/png;base64,"
                                             + base64.b64encode(png()).decode())]),
    "long-note": envelope({"title": {"bg": "Нова"}}, note="я" * 4_000),
    "sender-signs": envelope({"title": {"bg": "Нова"}}, note="\u202e\x1b[2J"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_an_odd_submission_changes_only_what_it_may(
    name: str, judge: Judge, workspace: Workspace
) -> None:
    outcome = judge(HARMLESS[name])
    assert ("ready", ()) == (outcome.status, outcome.problems)
    assert outcome.proposal is not None
    record = f"content/enterprises/{FURNA}.md"
    assert {record} == {one for one in outcome.proposal.files if one.endswith(".md")}
    before, _ = read_document(workspace.read(record) or b"", record)
    after, problems = read_document(outcome.proposal.files[record], record)
    assert before and after and not problems
    assert list(before.data) == list(after.data)
    for key in ("register", "progress"):
        assert before.data[key] == after.data[key]
    touched = {one.place.partition(".")[0].partition("[")[0] for one in outcome.proposal.changes}
    same = [key for key in before.data if before.data[key] == after.data[key]]
    assert set(before.data) - set(same) <= touched


@pytest.mark.parametrize("name", [one for one in HARMLESS if "photos" in str(HARMLESS[one])[:9999]])
def test_a_picture_is_drawn_anew_and_nothing_hidden_in_it_is_kept(name: str, judge: Judge) -> None:
    outcome = judge(HARMLESS[name])
    assert outcome.proposal is not None
    pictures = [data for name, data in outcome.proposal.files.items() if name.endswith(".webp")]
    for data in pictures:
        assert b"script" not in data and b"PK\x03\x04" not in data
        assert "WEBP" == Image.open(io.BytesIO(data)).format


def test_no_kind_of_submission_may_speak_of_what_the_register_owns(judge: Judge) -> None:
    schema = load_schema()
    for field in schema.tables["enterprises"].fields.values():
        if field.owner == "editor" or field.origin != "key":
            continue
        value: Any = ["x"] if field.is_list else "x"
        for step in reversed(field.path):
            value = {step: value}
        codes = {code for code, _ in told(judge(envelope(value)))}
        assert {PROTECTED} == codes, field.path


def test_every_refusal_is_told_in_both_languages(judge: Judge) -> None:
    from mrezha.problems import render_problem

    for given, _ in list(REFUSED.values())[::7]:
        for problem in judge(given).problems:
            bulgarian, english = (render_problem(problem, lang) for lang in ("bg", "en"))
            assert bulgarian != english
            assert "?" not in bulgarian.split("\n")[0].replace(problem.params.get("value", ""), "")
