"""Every kind of payload that says the same gives the same proposal."""

import base64
import io
import json
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image

from mrezha.intake.take import Outcome

FURNA = "izmislena-furna"
PHONE = "+359 52 111 111"
Judge = Callable[..., Outcome]
Make = Callable[..., dict[str, Any]]
FLAT = {
    "kind": "profile-change",
    "id": FURNA,
    "contacts.phone": PHONE,
    "activities": "Занаятчийство, Производство",
    "title.en": "",
    "sender.name": "Измислен Подател",
    "email": "podatel@example.org",
    "message": "бележка",
}
ISSUE = f"""### Кой профил

{FURNA}

### Заглавие

_No response_

### Дейности

Занаятчийство, Производство

### Служебен телефон

{PHONE}

### Служебен имейл

_No response_
"""


def letter(attachment: bytes | None, text: str = "Здравейте") -> bytes:
    message = EmailMessage()
    message["From"] = "Измислен Подател <podatel@furna.example.org>"
    message["To"] = "centre@example.org"
    message["Subject"] = "Заявка"
    message.set_content(text)
    if attachment is not None:
        message.add_attachment(
            attachment, maintype="application", subtype="json", filename="mrezha.json"
        )
    return message.as_bytes()


def post(fields: dict[str, str], files: dict[str, bytes]) -> bytes:
    parts = [
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, data in files.items():
        head = f'--XX\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n")
    return b"".join(parts) + b"--XX--\r\n"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 6), (180, 90, 20)).save(out, "PNG")
    return out.getvalue()


def dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def csv_of(fields: dict[str, str]) -> bytes:
    quoted = [",".join('"' + one + '"' for one in row) for row in (fields, fields.values())]
    return "\r\n".join((*quoted, "")).encode()


NESTED = {"contacts": {"phone": PHONE}, "activities": ["crafts", "production"]}
ENVELOPE = {
    "format": "mrezha-submission",
    "version": 1,
    "kind": "profile-change",
    "id": FURNA,
    "made_on": "2026-11-24",
    "fields": NESTED,
    "consent": {"personal_data": True, "text_version": "2026-11-24"},
    "sender": {"name": "Измислен Подател"},
}
PAYLOADS: dict[str, bytes] = {
    "our envelope": dumps(ENVELOPE),
    "the same with a byte order mark": b"\xef\xbb\xbf" + dumps(ENVELOPE),
    "an envelope called record and submitter": dumps(
        {"kind": "profile-change", "id": FURNA, "record": NESTED, "submitter": {"name": "x"}}
    ),
    "netlify event": dumps(
        {
            "number": 6,
            "form_name": "submission",
            "created_at": "2026-11-24T10:00:00Z",
            "site_url": "https://example.org",
            "human_fields": {"Kind": "x"},
            "data": {**FLAT, "ip": "192.0.2.1", "user_agent": "x", "referrer": "y"},
        }
    ),
    "netlify function": dumps({"payload": {"form_name": "s", "data": FLAT}}),
    "netlify with an envelope": dumps(
        {"form_name": "s", "data": {"submission": json.dumps(ENVELOPE), "kind": "event"}}
    ),
    "formspree plain": dumps({**FLAT, "_date": "2026-11-24", "_gotcha": ""}),
    "formspree wrapped": dumps(
        {"form": "f", "keys": list(FLAT), "submission": {"_date": "x", **FLAT}}
    ),
    "web3forms": dumps(
        {"access_key": "k", "botcheck": "", "subject": "s", "from_name": "n", **FLAT}
    ),
    "flat json": dumps(FLAT),
    "csv": csv_of(FLAT),
    "urlencoded": urlencode(FLAT).encode(),
    "multipart": post(FLAT, {}),
    "multipart with its header": b"Content-Type: multipart/form-data; boundary=XX\r\n\r\n"
    + post(FLAT, {}),
    "multipart with an envelope": post({"submission": json.dumps(ENVELOPE), "your_site": ""}, {}),
    "letter with the file": letter(dumps(ENVELOPE)),
    "letter with the envelope as text": letter(None, json.dumps(ENVELOPE)),
    "letter with lines": letter(
        None, "\n".join(f"{name}: {value}" for name, value in FLAT.items() if value)
    ),
    "issue": ISSUE.encode(),
    "issue with crlf": ISSUE.replace("\n", "\r\n").encode(),
    "github event": dumps(
        {"action": "opened", "issue": {"number": 5, "body": ISSUE, "user": {"login": "nyakoy"}}}
    ),
    "github answer": dumps({"number": 5, "html_url": "https://example.org/5", "body": ISSUE}),
    "gitlab event": dumps(
        {"object_kind": "issue", "object_attributes": {"iid": 5, "description": ISSUE}}
    ),
    "gitlab answer": dumps({"iid": 5, "description": ISSUE}),
    "issue in headings of two": ISSUE.replace("### ", "## ").encode(),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_payload_gives_the_same_change(name: str, sketch: Judge) -> None:
    outcome = sketch(PAYLOADS[name])
    assert ("ready", ()) == (outcome.status, outcome.problems)
    assert outcome.proposal is not None
    assert {
        "contacts.phone": PHONE,
        "activities": ("crafts", "production"),
    } == {one.place: one.after for one in outcome.proposal.changes}


def test_a_table_holds_a_submission_in_each_row(sketch: Judge, workspace: Any) -> None:
    from mrezha.intake.take import read_file

    rows = b"kind;id;title.en\nprofile-change;a;A\nprofile-change;b;B\n"
    parcels, problems = read_file(rows, "x.csv")
    assert [] == problems
    assert [("a", 2), ("b", 3)] == [(one.data["id"], one.place) for one in parcels]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Нова фурна\n\n### ЕИК\n\nподправен 999", "Нова фурна ### ЕИК подправен 999"),
        ("Нова фурна\n\n### Заглавие\n\nДруга", "Нова фурна ### Заглавие Друга"),
        ("```\n### Служебен телефон\n\n+359 1\n```", "### Служебен телефон +359 1"),
    ],
)
def test_a_heading_typed_into_an_answer_moves_no_other_field(
    answer: str, expected: str, sketch: Judge
) -> None:
    """Seen in other parsers: a line "### ЕИК" in an answer overwrote the field itself."""
    text = ISSUE.replace("### Заглавие\n\n_No response_", f"### Заглавие\n\n{answer}")
    outcome = sketch(text.encode())
    assert outcome.proposal is not None
    found = {one.place: one.after for one in outcome.proposal.changes}
    assert (expected, PHONE) == (found["title.bg"], found["contacts.phone"])


def test_rows_of_an_issue_are_written_as_yaml(sketch: Judge) -> None:
    rows = "```yaml\n- name: {bg: Козунак}\n  kind: product\n  category: food-bakery\n```"
    text = f"{ISSUE}\n### Продукти и услуги\n\n{rows}\n"
    outcome = sketch(text.encode())
    assert outcome.proposal is not None
    found = {one.place: one.after for one in outcome.proposal.changes}
    assert "Козунак" == found["offers[kozunak].name.bg"]


def test_ticked_boxes_are_a_list_and_a_consent(sketch: Judge) -> None:
    boxes = "- [X] Занаятчийство\n- [ ] Обучения\n- [x] Производство"
    text = ISSUE.replace("Занаятчийство, Производство", boxes)
    outcome = sketch(text.encode())
    assert outcome.proposal is not None
    assert ("crafts", "production") in {one.after for one in outcome.proposal.changes}


def test_a_posted_photo_comes_with_its_words(judge: Judge) -> None:
    said = {"kind": "profile-change", "id": FURNA, "photo.alt": "Питка на дъска"}
    outcome = judge(post(said, {"Снимка на питка.PNG": png()}))
    assert outcome.proposal is not None, outcome.problems
    found = {one.place: one.after for one in outcome.proposal.changes}
    name = "snimka-na-pitka.webp"
    assert "Питка на дъска" == found[f"photos[{name}].alt.bg"]
    assert f"content/enterprises/{FURNA}/{name}" in outcome.proposal.files


def test_an_attached_photo_of_a_letter_is_taken_and_other_files_are_named(sketch: Judge) -> None:
    message = EmailMessage()
    message["From"] = "office@example.org"
    message.set_content("x")
    message.add_attachment(
        dumps(ENVELOPE), maintype="application", subtype="json", filename="mrezha.json"
    )
    message.add_attachment(png(), maintype="image", subtype="png", filename="pitka.png")
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="x.zip")
    outcome = sketch(message.as_bytes())
    assert outcome.proposal is not None, outcome.problems
    assert f"content/enterprises/{FURNA}/pitka.webp" in outcome.proposal.files
    assert "x.zip" in outcome.review
    assert "Писмото е от известен контакт" in outcome.review


def test_a_photo_of_the_form_is_named_by_the_offer_it_shows(sketch: Judge, make: Make) -> None:
    photo = {
        "name": "pitka-1.jpg",
        "type": "image/jpeg",
        "alt": "Питка",
        "data": base64.b64encode(png()).decode(),
    }
    outcome = sketch(make({"offers": [{"id": "hlyab", "photo": "pitka-1.jpg"}]}, photos=[photo]))
    assert outcome.proposal is not None, outcome.problems
    found = {one.place: one.after for one in outcome.proposal.changes}
    assert "pitka-1.webp" == found["offers[hlyab].photo"]
    assert "Питка" == found["photos[pitka-1.webp].alt.bg"]
