"""The form at /submit/ on a phone: step by step, remembered, checked, ending in a file."""

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Browser, Page, expect

from mrezha.records.document import read_document
from mrezha.schema import load_schema
from mrezha.schema.jsonschema import envelope_schema
from mrezha.schema.submission import digest_part, load_contract, offered_part

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "tests" / "fixtures" / "content"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
PHOTO = next((CONTENT / "enterprises" / "izmislena-furna").iterdir())
SENDER = {"#f-sender-name": "Измислена Особа", "#f-sender-email": "osoba@example.org"}


@pytest.fixture
def phone(visit: Any) -> Page:
    visit.page.set_viewport_size(PHONE)
    page: Page = visit.page
    return page


def open_form(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("form[data-state=ready]")


def forward(page: Page, step: str) -> None:
    page.click("[data-part=next]")
    expect(page.locator(f"#step-{step}")).to_be_visible()
    expect(page.locator(f"#step-{step}")).to_be_focused()


def forward_all(page: Page, *steps: str) -> None:
    for step in steps:
        forward(page, step)


def agree(page: Page) -> None:
    for selector, text in SENDER.items():
        page.fill(selector, text)
    page.check("#f-consent-personal-data")


def take_file(page: Page) -> Any:
    with page.expect_download() as waiting:
        page.click("[data-part=download]")
    assert re.fullmatch(r"mrezha-[a-z0-9-]+\.json", waiting.value.suggested_filename)
    made = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    jsonschema.Draft202012Validator(envelope_schema(load_schema(), load_contract())).validate(made)
    return made


def test_a_profile_is_corrected_from_its_own_page(phone: Page, home: str) -> None:
    phone.goto(f"{home}enterprises/izmislena-furna/")
    phone.click(".correct a")
    phone.wait_for_selector("form[data-state=ready]")
    assert "izmislena-furna" == phone.input_value("#f-id")
    assert "VAR" == phone.input_value("#f-about-district")
    forward(phone, "words")
    assert "Измислена фурна" == phone.input_value("#f-fields-title-bg")
    phone.fill("#f-fields-summary-bg", "Нов текст.")
    forward_all(phone, "work", "offers")
    phone.click("[data-rows='fields.offers'] [data-part=add]")
    phone.fill("[name='fields.offers[2].name.bg']", "Козунак с орехи")
    phone.select_option("[name='fields.offers[2].kind']", "product")
    phone.select_option("[name='fields.offers[2].category']", "food-bakery")
    forward_all(phone, "needs", "contacts")
    phone.fill("#f-fields-contacts-phone", "")
    forward(phone, "photos")
    phone.set_input_files("#f-photo", PHOTO)
    phone.fill("#f-photo-1", "Козунак на маса")
    forward_all(phone, "person", "send")
    agree(phone)
    forward(phone, "ready")
    made = take_file(phone)
    assert ("profile-change", "izmislena-furna") == (made["kind"], made["id"])
    offer = {"id": "kozunak-s-orehi", "kind": "product", "category": "food-bakery"}
    assert {
        "summary": {"bg": "Нов текст."},
        "offers": [{**offer, "name": {"bg": "Козунак с орехи"}}],
    } == made["fields"]
    assert ["contacts.phone"] == made["remove"]
    (photo,) = made["photos"]
    assert ("kozunak-na-masa-1.jpg", "image/jpeg") == (photo["name"], photo["type"])
    assert photo["data"].startswith("/9j/")
    assert {"personal_data": True} == {k: v for k, v in made["consent"].items() if v is True}
    # The digest of what the sender saw, made from the file itself.
    raw = (CONTENT / "enterprises" / "izmislena-furna.md").read_bytes()
    document = read_document(raw, "")[0]
    assert document is not None
    kind = load_contract().kinds["profile-change"]
    seen = offered_part(kind, load_schema(), document.data, document.body)
    assert digest_part(seen) == made["base"]


def test_a_new_profile_ends_in_a_letter_to_the_centre_of_the_district(
    phone: Page, home: str
) -> None:
    open_form(phone, f"{home}en/submit/profile-new/")
    phone.fill("#f-about-name", "„Нова измислица“ ЕООД")
    phone.fill("#f-about-eik", "999990010")
    phone.select_option("#f-about-district", "VAR")
    forward_all(phone, "words", "work", "offers", "needs", "contacts", "photos", "person", "send")
    agree(phone)
    forward(phone, "ready")
    letter = phone.get_attribute("[data-part=mail]", "href") or ""
    assert letter.startswith("mailto:centre@example.org?subject=")
    assert len(letter) <= 1800
    made = take_file(phone)
    assert {} == made["fields"]
    assert ("en", "999990010") == (made["language"], made["about"]["eik"])


def test_a_fair_application_says_who_comes(phone: Page, home: str) -> None:
    open_form(phone, f"{home}submit/fair-application/")
    phone.select_option("#f-id", index=1)
    phone.fill("#f-about-name", "Измислена работилница")
    phone.select_option("#f-about-district", "VAR")
    forward(phone, "show")
    phone.fill("[name='fields.participants[0].note.bg']", "сладки")
    forward(phone, "send")
    agree(phone)
    forward(phone, "ready")
    made = take_file(phone)
    row = {"name": "Измислена работилница", "note": {"bg": "сладки"}}
    assert {"participants": [row]} == made["fields"]


def test_what_was_typed_stays_in_the_browser_until_it_is_forgotten(phone: Page, home: str) -> None:
    address = f"{home}submit/profile-new/"
    open_form(phone, address)
    phone.fill("#f-about-name", "Измислица")
    open_form(phone, address)
    assert "Измислица" == phone.input_value("#f-about-name")
    assert not phone.is_checked("#f-consent-personal-data")
    phone.click("[data-part=forget]")
    assert "" == phone.input_value("#f-about-name")
    assert 0 == phone.evaluate("localStorage.length")
    open_form(phone, address)
    assert "" == phone.input_value("#f-about-name")


def test_mistakes_are_summed_up_and_tied_to_their_questions(phone: Page, home: str) -> None:
    open_form(phone, f"{home}submit/profile-new/")
    phone.fill("#f-about-eik", "123456780")
    phone.click("[data-part=next]")
    expect(phone.locator("[data-part=errors]")).to_be_focused()
    assert 3 == phone.locator("[data-part=errors] a").count()  # name, number, district
    field = phone.locator("#f-about-eik")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert {"f-about-eik-hint", "f-about-eik-error"} == set(described)
    expect(phone.locator("#f-about-eik-error")).to_contain_text("последната цифра")
    phone.locator("[data-part=errors] a").nth(1).click()
    expect(field).to_be_focused()


def test_a_short_address_leads_to_the_right_form(phone: Page, home: str) -> None:
    phone.goto(f"{home}submit/?id=zelena-utopia")
    phone.wait_for_url("**/submit/profile-change/?id=zelena-utopia")
    phone.wait_for_selector("form[data-state=ready]")
    assert "zelena-utopia" == phone.input_value("#f-id")


def test_without_scripts_all_questions_stand_on_one_page(plain_visit: Any, home: str) -> None:
    page = plain_visit.go("submit/profile-new/")
    assert page.locator("#f-about-name").is_visible()
    assert page.locator("#f-sender-email").is_visible()
    assert "centre@example.org" in page.locator("noscript .notice").inner_text()
    assert not page.locator("[data-part=next]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_step(inspected_visit: Any, home: str, scheme: Any) -> None:
    page = inspected_visit.page
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    found = []

    def look() -> None:
        page.evaluate(AXE.read_text("utf-8"))
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
        found.extend((one["id"], one["nodes"][0]["html"]) for one in result["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.goto(f"{home}submit/")
    look()
    open_form(page, f"{home}submit/profile-change/?id=izmislena-furna")
    for step in ("words", "work", "offers", "needs", "contacts", "photos", "person", "send"):
        look()
        forward(page, step)
    page.click("[data-part=next]")
    expect(page.locator("[data-part=errors]")).to_be_visible()
    look()
    agree(page)
    forward(page, "ready")
    look()
    assert [] == found


class Inbox(BaseHTTPRequestHandler):
    """An owner's endpoint on another origin; keeps what it was sent."""

    taken: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.headers["Content-Type"], body))
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def inbox() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    taken: list[tuple[str, bytes]] = []
    handler = type("Handler", (Inbox,), {"taken": taken})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", taken
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def posting_home(
    inbox: tuple[str, Any],
    mrezha: Callable[..., Any],
    host_site: Callable[[Path], Iterator[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site whose owner takes submissions at an endpoint of another origin."""
    root = tmp_path_factory.mktemp("posting")
    shutil.copytree(CONTENT, root / "content")
    shutil.copytree(ROOT / "theme", root / "theme")
    conf = (ROOT / "pelicanconf.py").read_text("utf-8")
    conf = conf.replace('"submit_service": ""', '"submit_service": "own"')
    conf = conf.replace('"submit_endpoint": ""', f'"submit_endpoint": "{inbox[0]}/take"')
    (root / "pelicanconf.py").write_text(conf, "utf-8")
    done = mrezha("build", "--root", root, "--output", root / "site")
    assert 0 == done.code, done.err
    yield from host_site(root / "site")


def fill_removal(page: Page) -> None:
    page.fill("#f-id", "zelena-utopia")
    page.select_option("#f-about-district", "VAR")
    page.fill("#f-note", "Закрихме.")


def test_an_owner_s_endpoint_takes_it_and_the_memory_goes(
    browser: Browser, posting_home: str, inbox: tuple[str, list[tuple[str, bytes]]]
) -> None:
    origin, taken = inbox
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    open_form(page, f"{posting_home}submit/removal/")
    fill_removal(page)
    forward(page, "send")
    agree(page)
    forward(page, "ready")
    page.click("[data-part=send]")
    expect(page.locator("[data-part=status]")).to_contain_text("Изпратено е")
    assert 0 == page.evaluate("localStorage.length")
    made = json.loads(multipart(*taken.pop())["submission"])
    jsonschema.Draft202012Validator(envelope_schema(load_schema(), load_contract())).validate(made)
    assert ("removal", "zelena-utopia") == (made["kind"], made["id"])
    assert [] == said
    # The policy opens this one origin and no other.
    other = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'open', () => 'shut')")
    assert "shut" == other
    assert any("Content Security Policy" in one for one in said)
    policy = page.request.get(f"{posting_home}submit/").headers["content-security-policy"]
    assert f"form-action 'self' {origin};" in policy
    context.close()


def test_without_scripts_the_form_is_posted_as_it_is(
    browser: Browser, posting_home: str, inbox: tuple[str, list[tuple[str, bytes]]]
) -> None:
    _, taken = inbox
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{posting_home}submit/removal/")
    fill_removal(page)
    agree(page)
    page.click("button[type=submit]")
    page.wait_for_url("**/take")
    sent = multipart(*taken.pop())
    assert ("removal", "bg", "yes") == (
        sent["kind"],
        sent["language"],
        sent["consent.personal_data"],
    )
    assert ("zelena-utopia", "osoba@example.org") == (sent["id"], sent["sender.email"])
    assert "" == sent["your_site"]
    context.close()


def multipart(kind: str, body: bytes) -> dict[str, str]:
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = message_from_bytes(head + body, policy=default)
    return {
        str(part.get_param("name", header="content-disposition")): str(part.get_content()).strip()
        for part in message.iter_parts()
    }
