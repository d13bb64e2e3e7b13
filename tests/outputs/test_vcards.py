"""Business cards: read back by RFC 2426's rules, whatever stands in the name."""

import re

import pytest

from mrezha.outputs.vcards import BusinessCard, render_vcard


def read(raw: bytes) -> dict[str, str]:
    """Unfold and unescape by RFC 2426, sections 2.6 and 4."""
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.replace(b"\r\n ", b"").decode()
    pairs = [line.split(":", 1) for line in text.strip().split("\r\n")]
    plain = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
    return {name: re.sub(r"\\[n,;\\]", lambda sign: plain[sign[0]], value) for name, value in pairs}


@pytest.mark.parametrize(
    "name",
    [
        "„Хляб и сол“ ЕООД",
        "А; Б, В\\Г",
        "Име\nTEL:112\r\nEND:VCARD",
        "Много дълго име " * 12,
        "BEGIN:VCARD",
    ],
)
def test_a_name_comes_back_and_adds_no_line(name: str) -> None:
    found = read(render_vcard(BusinessCard(name, phone="+359 52 000 000")))
    assert {"BEGIN", "VERSION", "FN", "ORG", "TEL;TYPE=WORK,VOICE", "END"} == set(found)
    assert name.replace("\r\n", "\n") == found["FN"].replace("\r\n", "\n")


def test_a_card_says_what_is_known_and_nothing_else() -> None:
    card = BusinessCard("Име", email="a@b.example", street="ул. „Х“ 1; вх. А", town="Варна")
    found = read(render_vcard(card))
    assert ";;ул. „Х“ 1; вх. А;Варна;;;България" == found["ADR;TYPE=WORK"]
    assert "a@b.example" == found["EMAIL;TYPE=INTERNET"]
    assert not {"TEL;TYPE=WORK,VOICE", "URL", "NOTE"} & set(found)
