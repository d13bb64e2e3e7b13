"""Hostile and odd records: what is sent, and what must become of it.

Each case is (name, file under content/, text or bytes, expectation). "refused": a problem
names the file, and the field where one is known. "accepted": no problem. All of them are
built unchecked as well, and the pages must be harmless.
"""

from dataclasses import dataclass
from typing import Literal

Fate = Literal["refused", "accepted"]
FILE = "enterprises/a.md"


@dataclass(frozen=True, slots=True)
class Case:
    """One record, or one file in the place of a record."""

    name: str
    file: str
    content: str | bytes
    fate: Fate
    field: str | None = None


def record(name: str = "Измислено ООД", extra: str = "", body: str = "") -> str:
    return f'---\nregister:\n  name: "{name}"\n  status: unconfirmed\n{extra}---\n{body}'


# Written as in YAML's double quotes: \\ is a backslash, \t a tab.
BAD_ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", r"java\tscript:alert(1)", "data:text/html,x",
    "vbscript:x", "//evil.example", "http:evil.example", "https:/evil.example", "https://",
    "https://a@b.example", "https://user:pw@b.example", r"https://a.example\\@b.example",
    "ftp://a.example", "file:///etc/passwd", "https://a.example/<script>",
    r"https://a.example/\"onx=", "https://localhost", "https://127.0.0.1/", "https://[::1]/",
    "https://2130706433/", "https://a..example/", "http://a.example:99999/",
    "http://a.example:abc/", "https://a.example/ x", "mailto:a@b.c", r"https://exa\u200bmple.com",
    "https://аpple.example/", r"https://a.example/\u202e", "blob:https://a.example/x",
    "intent://x#Intent;end", "https://-a.example", "http://a.example:0/", "https://a.example／evil/",
    "https://" + "a" * 64 + ".example/", "https://{{7*7}}.example/",
]  # fmt: skip
GOOD_ADDRESSES = [
    "https://пример.бг/", "https://a.example/път/?q=я&b=1#x", "http://xn--e1afmkfd.xn--90ae/",
    "https://a.example:8443/x", "https://a.example/%D0%B0?x=1&amp;y=2", "HTTP://A.EXAMPLE/",
    "https://a.example/?q={{7*7}}".replace("{{7*7}}", "7*7"), "https://a.example./",
]  # fmt: skip
BAD_EMAILS = [
    "a@b", "a b@c.example", r"a@c.example\nBcc: x@y.z", "<a@c.example>", "a@c.example?cc=x@y.z",
    "a@c.example&x", r"\"a\"@c.example", "a@c.example,b@c.example", "@c.example", "a@-c.example",
    "a%40x@c.example", "a..b@c.example", ".a@c.example", "a@c.example" + "e" * 250,
]  # fmt: skip
GOOD_EMAILS = ["a.b+c@d-e.example", "o'hara@c.example", "a_b@c.example"]
BAD_PHONES = [
    "+359;ext=1", "abc", "+359 88<script>", "tel:+359888", r"+359 2 000\n1", "++359 2 000 000",
    "1", "+359 2 000 000 или 001", "*#06#", "٠٨٨٨٠٠٠٠٠٠", "1" * 30,
]  # fmt: skip
# Keys of Pelican's metadata, of JavaScript's objects, of other places of the record.
BAD_KEYS = [
    "save_as", "url", "template", "status", "slug", "lang", "translation", "date", "category",
    "tags", "author", "Save_As", "SAVE_AS", "title_bg", "register.name", "__proto__",
    "constructor", "id", "eik", "class", "x-y", "<script>", "{{ 7*7 }}", "@body", "@id", "body",
]  # fmt: skip
BAD_YAML = {
    "merge": "<<: {a: b}\n",
    "anchor": "title: &a {bg: x}\n",
    "alias": "title: *a\n",
    "python tag": "title: !!python/object/apply:os.system [ls]\n",
    "binary tag": "title: {bg: !!binary aGk=}\n",
    "own tag": "title: !include /etc/passwd\n",
    "twice": "title: {bg: x}\ntitle: {bg: y}\n",
    "number as key": "1: x\n",
    "keys in keys": "? " * 15_000 + "\n",
    "a group as key": "? {a: b}\n: c\n",
    "an unseen sign in a key": '"ti\\u202etle": x\n',
    "twice by another form": 'contacts: {"и\u0306": x, "й": y}\n',
    "an alias to itself": "links: &a [*a]\n",
    "ten thousand aliases": "title: {bg: &a x}\nlinks: [" + "*a, " * 10_000 + "*a]\n",
    "a key of 30 KB": "k" * 30_000 + ": x\n",
    "a Lisu letter": "title: {bg: ꓐаня}\n",
    "a Roman numeral in a word": "title: {bg: Хлябⅼ}\n",
    "a letter of script": "title: {bg: Хлябℓ}\n",
    "a selector behind a letter": 'title: {bg: "Хл\\ufe0fяб"}\n',
    "another selector": 'title: {bg: "Хл\\ufe00яб"}\n',
    "the year 9999": "needs: [{id: a, kind: supplier, text: {bg: x}, until: '9999-12-31'}]\n",
    "the year 1": "needs: [{id: a, kind: supplier, text: {bg: x}, until: '0001-01-01'}]\n",
    "a list of wrong days": "register: x\nrenewals: [2024-13-01]\n",
    "nothing as key": "~: x\n",
    "list as key": "? [a]\n: b\n",
    "laughs": "a: &a [x,x]\nb: &b [*a,*a]\n",
    "tab": "\ttitle: x\n",
    "directive": "%YAML 1.1\n",
    "deep groups": "title: " + "{a: " * 30 + "x" + "}" * 30 + "\n",
    "deep lists": "activities: " + "[" * 5000 + "]" * 5000 + "\n",
    "list for a group": "title: [a]\n",
    "text for a group": "title: x\n",
    "list for a text": "summary: {bg: [x]}\n",
    "text for a list": "activities: yes\n",
    "too long": f"title: {{bg: {'я' * 400}}}\n",
    "too many": "activities: [" + ", ".join(["services"] * 60) + "]\n",
    "offer with a path": "offers: [{id: ../x, kind: product, name: {bg: x}, category: food}]\n",
    "offer twice": "offers:\n" + "  - {id: a, kind: product, name: {bg: x}, category: food}\n" * 2,
    "photo outside": "photos: [{file: ../../.git/config, alt: {bg: x}}]\n",
    "photo from the root": "photos: [{file: /etc/passwd.jpg, alt: {bg: x}}]\n",
    "photo of code": "photos: [{file: a.svg, alt: {bg: x}}]\n",
    "photo with a query": "photos: [{file: 'a.jpg?x', alt: {bg: x}}]\n",
    "photo that is not there": "photos: [{file: a.jpg, alt: {bg: x}}]\n",
    "photo without words": "photos: [{file: a.jpg}]\n",
    "link to nobody": "links: [{kind: supplier, to: nobody}]\n",
    "link out of the folder": "links: [{kind: supplier, to: ../pages/x}]\n",
    "link to itself": "links: [{kind: supplier, to: a}]\n",
    "mixed alphabets": "title: {bg: Хляб и сoл}\n",
    "a Greek letter": "title: {bg: Хляб и сοл}\n",
    "a mathematical letter": "title: {bg: 𝐗ляб}\n",
    "a full-width letter": "title: {bg: Ｘляб}\n",
    "heaped marks": "title: {bg: 'Х" + "\u0300" * 10 + "ляб'}\n",
    "consent to nothing": "contacts: {person: {name: x, consent_on: }}\n",
    "a person's phone": "contacts: {person: {phone: '+359 888 000 000'}}\n",
    "month 13": "contacts: {person: {name: x, consent_on: 2026-13-01}}\n",
    "day 30 of February": "contacts: {person: {name: x, consent_on: 2026-02-30}}\n",
    "a day without hyphens": "contacts: {person: {name: x, consent_on: '20260201'}}\n",
    "a day of a week": "contacts: {person: {name: x, consent_on: 2026-W05-1}}\n",
    "a word for a day": "contacts: {person: {name: x, consent_on: today}}\n",
}
BAD_NUMBERS = [
    ".inf", ".nan", "1e400", "0x1b", "2_7", "'27,9'", "9" * 5000, "-27", "٢٧", "27.1.1", "x",
    "1e999999999",
]  # fmt: skip
# Unseen signs by their escapes, which are plain letters in the file.
ESCAPES = [
    "\\0", "\\x07", "\\e", "\\x7f", "\\x85", "\\u00ad", "\\u200b", "\\u200d", "\\u200e",
    "\\u202e", "\\u2028", "\\u2066", "\\u2800", "\\u3164", "\\ufeff", "\\ufff9",
    "\\ue000", "\\uffff", "\\U000e0041",
]  # fmt: skip
SIGNS = ["\x00", "\x07", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\u200b", "\u202e", "\u2066"]
BAD_FILES: dict[str, str | bytes] = {
    "no front matter": "Title: x\nSave_as: y\n\ntext",
    "an open one": "---\nregister: {name: x}\n",
    "nothing": "",
    "Windows-1251": record().encode("cp1251"),
    "UTF-16": record().encode("utf-16"),
    "a NUL": record().encode() + b"\0",
    "65 KB": record(body="я" * 40_000),
    "a list": "---\n- a\n---\n",
    "a word": "---\nx\n---\n",
    "reStructuredText": "title\n=====\n\n:save_as: x\n",
    "TOML": "+++\na=1\n+++\n",
    "not UTF-8": record().encode() + b"\xff\xfe",
    "overlong UTF-8": record().encode() + b"\xc0\xaf",
    "half of a pair": record().encode() + b"\xed\xa0\x80",
}
BAD_NAMES = [
    "enterprises/A.md", "enterprises/a b.md", "enterprises/а.md", "enterprises/a..md",
    "enterprises/a.MD", "enterprises/a.rst", "enterprises/a.html", "enterprises/a_b.md",
    "enterprises/-a.md", "enterprises/sub/a.md", "a.md", "shops/a.md",
    f"enterprises/{'a' * 100}.md", "enterprises/page.md", "enterprises/con.md",
    "enterprises/a\nb.md", "enterprises/a\x1b[31m.md", "enterprises/a.md~", "enterprises/a.py",
    "enterprises/a.markdown", "enterprises/a.txt", "enterprises/%2e%2e.md", "theme/base.html",
    "pelicanconf.py", "enterprises/a\u202egnp.md",
]  # fmt: skip
GOOD_NAMES = [
    "Хляб & Сол ООД", "<b>Хляб</b> ООД", "O'Хара", "„Хляб“ «Сол»", "Хляб &amp; сол", "{{ 7*7 }}",
    "100% Натурално", "№ 1", "Хляб 🍞", "А/Б", "я" * 300, "Sтудио", "Ω-Проект", "Хляб – сол",
    "@дом", "А+", "Хляб: сол", "#хляб", "yes", "null", "112", "=SUM(A1)", "-5", "{attach}x",
    "АйТи Help", "XXI век", "Био-Lavka", "O’Хара", "❤️ Сърце", "1️⃣", "🏳️‍🌈", "日本Tech", "µTorrent",
    r"C:\\x", "Café Crème", "İstanbul", "Ђурђевак", "Київ", "خبز", "לחם", "面包", "Ⅳ век",
    "Хляб ѝ сол", "5 µm", "м²", "Е.Т. Хляб", "1ª", "👩‍🍳 Готвачки", "<!-- х -->", "]]>", "'; --",
    "${x}", "%s %d", "../x", "&#x202e;", "undefined", "\U0001f1e7\U0001f1ec",
]  # fmt: skip


# Lines of the register block, which templates rely on; built unchecked, the record is left
# out, or the value is.
BAD_REGISTER = {
    "status": "nobody-knows", "class": "B", "legal_form": "ООД", "settlement": "Варна",
    "region": "BG99", "eik": "../../../x", "applied_on": "31.12.2026", "renewals": "[2024-13-01]",
    "websites": "['javascript:alert(1)']",
}  # fmt: skip
EVENT = "---\ntitle: {{bg: {title}}}\nkind: bazaar\nstatus: scheduled\n{extra}---\n"
BAD_EVENTS = {
    "days[1].date": "days: [{date: '9999-12-31'}]\n",
    "days[1].opens": "days: [{date: '2026-12-12', opens: 10}]\n",
    "period": "period: '2026-13'\n",
    "region": "region: ../x\n",
    "series": "series: ../../x\n",
    "edition": "edition: .inf\n",
    "url": "url: javascript:alert(1)\n",
    "save_as": "save_as: ../../index.html\n",
    "application.email": "application: {email: 'a@b.example?cc=x@y.example'}\n",
    "participants[1].enterprise": "participants: [{enterprise: ../x}]\n",
}
# Written as in YAML's double quotes.
GOOD_TITLES = [
    r"А, б; в\\ г", "]]> <![CDATA[ x", "=HYPERLINK(1)", "{{ 7*7 }} {% x %}", "„Х“ & 'y'",
    r"Базар\nEND:VEVENT\nBEGIN:VEVENT\nATTACH:x",
]  # fmt: skip


def all_cases() -> list[Case]:
    """Return every case; names are unique."""
    cases = []

    def add(name: str, extra: str, fate: Fate, field: str | None = None) -> None:
        cases.append(Case(name, FILE, record(extra=extra), fate, field))

    for key, bad, good in (
        ("website", BAD_ADDRESSES, GOOD_ADDRESSES),
        ("email", BAD_EMAILS, GOOD_EMAILS),
        ("phone", BAD_PHONES, []),
    ):
        for value in bad:
            add(
                f"{key} {value[:40]}",
                f'contacts: {{{key}: "{value}"}}\n',
                "refused",
                f"contacts.{key}",
            )
        for value in good:
            add(f"{key} {value}", f'contacts: {{{key}: "{value}"}}\n', "accepted")
    for key in BAD_KEYS:
        add(f"key {key}", f'"{key}": x\n', "refused", key)
        add(f"key {key} of a photo", f'photos: [{{"{key}": x}}]\n', "refused", f"photos[1].{key}")
    for name, extra in BAD_YAML.items():
        add(
            name,
            extra,
            "refused",
            extra.split(":")[0].strip(" ?%\t\n[]") if name in FIRST else None,
        )
    for number in BAD_NUMBERS:
        add(
            f"number {number[:20]}",
            f"place: {{lon: {number}, lat: '43'}}\n",
            "refused",
            "place.lon",
        )
    cases += _register_cases() + _event_cases()
    for sign in ESCAPES:
        add(f"escape {sign}", f'title: {{bg: "а{sign}б"}}\n', "refused", "title.bg")
    for sign in SIGNS:
        for text, field in (
            (record(body=f"а{sign}б"), "body"),
            (record(f"а{sign}б"), "register.name"),
        ):
            cases.append(Case(f"sign {sign!r} in {field}", FILE, text, "refused", field))
    for name, content in BAD_FILES.items():
        cases.append(Case(f"file with {name}", FILE, content, "refused"))
    for file in BAD_NAMES:
        cases.append(Case(f"file {file!r}", file, record(), "refused"))
    for name in GOOD_NAMES:
        cases.append(Case(f"name {name[:30]}", FILE, record(name), "accepted"))
    for name, text in (("BOM", "\ufeff" + record()), ("CR", record().replace("\n", "\r")),
                       ("CRLF", record().replace("\n", "\r\n"))):  # fmt: skip
        cases.append(Case(f"file with {name}", FILE, text, "accepted"))
    return cases


def _register_cases() -> list[Case]:
    cases = []
    for key, value in BAD_REGISTER.items():
        status = "" if key == "status" else "  status: unconfirmed\n"
        text = f"---\nregister:\n  name: x\n{status}  {key}: {value}\n---\n"
        field = f"register.{key}" + ("[1]" if value.startswith("[") else "")
        cases.append(Case(f"register {key}", FILE, text, "refused", field))
    return cases


def _event_cases() -> list[Case]:
    cases = []
    for field, extra in BAD_EVENTS.items():
        period = "" if field.startswith(("days", "period")) else "period: '2026'\n"
        text = EVENT.format(title="Базар", extra=extra + period)
        cases.append(Case(f"event {field}", "events/a.md", text, "refused", field))
    for title in GOOD_TITLES:
        text = EVENT.format(title=f'"{title}"', extra="days: [{date: '2026-12-12'}]\n")
        cases.append(Case(f"title {title}", "events/a.md", text, "accepted"))
    return cases


# Faults whose field is the first word of the line.
FIRST = {"anchor", "alias", "twice", "deep lists", "list for a group", "text for a group",
         "text for a list"}  # fmt: skip
