"""What nobody may be told or shown: entries that are not confirmed, people who did not agree,
records taken down, and text that wants to be code."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

TESTS = Path(__file__).resolve().parents[1]
CONTENT = TESTS / "fixtures" / "content"
# schema: only these may be called registered; the decision is the register's, not ours.
REGISTERED = {"listed", "reported", "renewal-due"}
SAYS_NOT = re.compile(
    "не е потвърдено|Непотвърдено|без потвърдено|изтекъл|Изтекъл|заличено|Заличено"
    "|not confirmed|Not confirmed|unconfirmed|without a confirmed|run out|Expired|expired"
    "|removed|Removed"
)
CLAIMS = re.compile("Вписано|Съобщено като вписано|Listed|Reported as registered|Renewal due")
# Where an enterprise is only named, as a link: nothing is said there of its entry.
NAMED_ONLY = ("events/*", "calls/*", "home")


def not_registered(records):
    return {
        key
        for key, record in records.items()
        if key.startswith("enterprises/") and record["register"]["status"] not in REGISTERED
    }


def owner_of_link(site, page, link):
    """Return the profile a link leads to, "enterprises/x", or None."""
    here = page.file.rpartition("/")[0]
    parts = [part for part in f"{here}/{link.attrs.get('href', '')}".split("/") if part != "."]
    path = []
    for part in parts:
        path = path[:-1] if part == ".." else [*path, part]
    found = re.fullmatch(r"(?:en/)?(enterprises/[a-z0-9-]+)/?", "/".join(path).strip("/"))
    return found[1] if found and found[1] != "enterprises/page" else None


def test_a_profile_without_a_confirmed_entry_says_so_and_claims_nothing(
    content_and_site, read_records
):
    content, site = content_and_site
    others = not_registered(read_records(content))
    assert others
    for key in others:
        for lang in ("", "en/"):
            page = site[f"{lang}{key}/index.html"]
            (article,) = page.main.find("article")[:1]
            head = article.find("header")[0]
            (notice,) = [one for one in head.walk() if "notice" in one.attrs.get("class", "")]
            assert SAYS_NOT.search(notice.text), page.file
            assert not CLAIMS.search(article.text), page.file


def test_wherever_such_an_enterprise_is_listed_it_is_said_beside_its_name(
    content_and_site, read_records
):
    content, site = content_and_site
    others = not_registered(read_records(content))
    unsaid, seen = set(), set()
    for page in site.values():
        for link in page.main.find("a"):
            key = owner_of_link(site, page, link)
            if key not in others or page.kind in NAMED_ONLY or page.file.endswith(f"{key}/"):
                continue
            if page.kind == "enterprises/*" and not page.file.endswith(f"{key}/index.html"):
                continue  # the profile of a partner names it
            block = next(one for one in link.up() if one.tag in {"article", "li", "p", "main"})
            around = block.parent.text if block.tag == "p" else block.text
            seen.add(key)
            if not SAYS_NOT.search(around) or CLAIMS.search(around):
                unsaid.add(f"{page.file}: {key}")
    assert (others, set()) == (seen, unsaid)


def test_the_newest_on_the_home_page_are_registered(content_and_site, read_records):
    content, site = content_and_site
    others = not_registered(read_records(content))
    for file in ("index.html", "en/index.html"):
        page = site[file]
        shown = {owner_of_link(site, page, link) for link in page.main.find("a")} - {None}
        assert shown
        assert set() == shown & others


def test_a_person_is_shown_only_with_a_recorded_consent(mrezha, content_copy, tmp_path):
    record = content_copy / "enterprises" / "izmislena-furna.md"
    text = record.read_text("utf-8")
    person = {"Измислена Особа", "+359 888 000 000", "osoba@example.org"}
    for consent, shown in ((True, person), (False, set())):
        kept = text if consent else re.sub(r'    consent_on: ".*"\n', "", text)
        assert consent or kept != text
        record.write_text(kept, "utf-8")
        site = tmp_path / f"site-{consent}"
        done = mrezha("build", "--content", content_copy, "--output", site, "--skip-check")
        assert 0 == done.code, done.err
        everything = "".join(
            path.read_text("utf-8", "replace") for path in site.rglob("*") if path.is_file()
        )
        assert shown == {word for word in person if word in everything}


def test_without_consent_the_record_is_refused(mrezha, content_copy, tmp_path):
    record = content_copy / "enterprises" / "izmislena-furna.md"
    text = re.sub(r'    consent_on: ".*"\n', "", record.read_text("utf-8"))
    record.write_text(text, "utf-8")
    done = mrezha("build", "--content", content_copy, "--output", tmp_path / "site")
    assert 1 == done.code
    assert "[consent-missing]" in done.err


@pytest.mark.parametrize(
    ("key", "traces"),
    [
        (
            "enterprises/sladka-izmislitsa",
            ("sladka-izmislitsa", "Сладка измислица", "9999900280005", "Торти по поръчка"),
        ),
        ("enterprises/zelena-utopia", ("zelena-utopia", "Зелена утопия", "Green Utopia")),
        ("events/izmislen-bazar-2026", ("izmislen-bazar-2026", "Imaginary Christmas bazaar")),
        ("calls/izmislena-protsedura", ("izmislena-protsedura", "Imaginary call")),
    ],
)
def test_a_record_taken_down_leaves_no_trace_in_any_file(
    mrezha, fixture_site, content_copy, tmp_path, key, traces
):
    before = "".join(path.read_text("utf-8", "replace") for path in files_of(fixture_site))
    assert all(trace in before for trace in traces)
    withdrawn = f'withdrawn:\n  - {{id: {key}, date: "2026-11-24"}}\n'
    (content_copy / "withdrawn.yml").write_text(withdrawn, "utf-8")
    site = tmp_path / "site"
    done = mrezha("build", "--content", content_copy, "--output", site)
    assert 0 == done.code, done.err
    found = {
        (path.relative_to(site).as_posix(), trace)
        for path in files_of(site)
        for trace in traces
        if trace in path.relative_to(site).as_posix() + path.read_text("utf-8", "replace")
    }
    assert set() == found


def files_of(site):
    return [path for path in site.rglob("*") if path.is_file()]


# Short enough for every field, and both of one length: too long a text is not shown at all.
HOSTILE = "ЗЗЗ<script>x</script><img src=x onerror=y>\"'>{{ 7*7 }}{%if%}{attach}&lt;{n}%s"
HARMLESS = "ЗЗЗ" + "о" * (len(HOSTILE) - 3)
# Keys that hold codes, dates, addresses or names of files; every other text is a person's.
CODED = set(
    "eik legal_form class status settlement region nuts2 kind category cpv to file photo id "
    "activities groups causes economic_activities made_by supported enterprise offers currency "
    "menu order certainty role accessible free_entry type".split()
)


def poison(value, words, key=""):
    """Put words in the place of every free text of a record."""
    if isinstance(value, dict):
        return {name: poison(one, words, name) for name, one in value.items()}
    if isinstance(value, list):
        inside = "" if key == "offers" and value and isinstance(value[0], dict) else key
        return [poison(one, words, inside) for one in value]
    is_code = key in CODED or re.fullmatch(r"[\d:.+ -]*|https?://.*|[^@ ]+@[^@ ]+", value)
    return value if is_code else words


def poisoned_site(mrezha, folder, words):
    """Build the imaginary records with words in every text, unchecked."""
    shutil.copytree(CONTENT, folder / "content")
    for path in sorted((folder / "content").glob("*/*.md")):
        _, front, body = path.read_text("utf-8").split("---\n", 2)
        data = poison(yaml.load(front, Loader=yaml.BaseLoader), words)  # noqa: S506
        if "body_en" in data:
            data["body_en"] = "harmless"
        # Every JSON string is a YAML one.
        path.write_text(f"---\n{json.dumps(data, ensure_ascii=False)}\n---\n{body}", "utf-8")
    done = mrezha(
        "build", "--skip-check", "--content", folder / "content", "--output", folder / "site"
    )
    assert 0 == done.code, done.err
    return folder / "site"


@pytest.fixture(scope="module")
def poisoned(mrezha, read_site, tmp_path_factory):
    """The sites of hostile and of harmless words, alike but for the words."""
    return tuple(
        read_site(poisoned_site(mrezha, tmp_path_factory.mktemp("poisoned"), words))
        for words in (HOSTILE, HARMLESS)
    )


def shape(page):
    """Return the elements of a page and the names of their attributes, in order."""
    return [(one.tag, *one.attrs) for one in page.top.walk()]


def test_hostile_words_make_the_same_elements_as_harmless_ones_on_every_page(poisoned):
    hostile, harmless = poisoned
    assert set(hostile) == set(harmless)
    differing = [file for file, page in hostile.items() if shape(page) != shape(harmless[file])]
    assert [] == differing


def test_hostile_words_are_shown_as_they_were_written(poisoned):
    hostile, _ = poisoned
    for lang in ("", "en/"):
        for file in (
            "enterprises/izmislena-furna",
            "events/izmislen-bazar-2026",
            "calls/izmislena-protsedura",
            "pages/za-izmislitsata",
            "regions/severoiztochen",
        ):
            text = hostile[f"{lang}{file}/index.html"].main.text
            assert " ".join(HOSTILE.split()) in text, file


def test_hostile_words_are_on_every_kind_of_page_that_shows_records(poisoned):
    hostile, _ = poisoned
    for kind in ("home", "enterprises", "enterprises/*", "eik/*", "offers/*", "regions/*"):
        assert any("ЗЗЗ<script>" in page.main.text for page in hostile.of_kind(kind)), kind
    for kind in ("districts/*", "events", "events/*", "calls", "calls/*", "pages/*"):
        assert any("ЗЗЗ<script>" in page.main.text for page in hostile.of_kind(kind)), kind


HOSTILE_BODY = """
<script>alert(1)</script> <img src=x onerror=alert(1)> [go](javascript:alert(1))
<a href="data:text/html,x" onclick="alert(1)">x</a> ![p](https://example.org/p.png)
<iframe src="https://example.org/"></iframe> <style>body{display:none}</style>

# Глава {{ 7*7 }} {% include "x" %} {attach}tayna.md

<h1>Още</h1> [vb]( vbscript:x) <svg onload=alert(1)> <form action="/x"><input name=q></form>
"""


def test_a_hostile_body_adds_no_script_no_address_and_no_heading_of_the_page(
    mrezha, content_copy, read_site, tmp_path
):
    for path in content_copy.glob("*/*.md"):
        path.write_text(path.read_text("utf-8") + HOSTILE_BODY, "utf-8")
    site = tmp_path / "site"
    done = mrezha("build", "--skip-check", "--content", content_copy, "--output", site)
    assert 0 == done.code, done.err
    for page in read_site(site).values():
        assert 1 == len(page.top.find("h1")), page.file
        assert [] == page.main.find("script", "iframe", "style", "object"), page.file
        # Our own drawings stand in a figure, which no text of a record can make.
        for one in page.main.find("svg"):
            assert "figure" in {up.tag for up in one.up()}, page.file
        for one in page.main.walk():
            assert not any(name.startswith("on") for name in one.attrs), page.file
            assert not re.match("javascript|data|vbscript", one.attrs.get("href", "")), page.file
        assert 2 >= len(page.main.find("form", "input")) or page.kind in {
            "home",
            "search",
            "submit/*",
        }
        if page.kind in {"pages/*", "events/*"} and page.lang == "bg":
            assert "Глава {{ 7*7 }}" in page.main.text, page.file


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_an_unsafe_address_is_refused_and_never_linked_even_unchecked(
    mrezha, content_copy, read_site, tmp_path, address
):
    record = content_copy / "enterprises" / "izmislena-furna.md"
    text = record.read_text("utf-8")
    hostile = text.replace("website: https://furna.example.org/", f'website: "{address}"')
    assert hostile != text
    record.write_text(hostile, "utf-8")
    output = tmp_path / "site"
    assert 1 == mrezha("build", "--content", content_copy, "--output", output).code
    done = mrezha("build", "--skip-check", "--content", content_copy, "--output", output)
    assert 0 == done.code, done.err
    page = read_site(output)["enterprises/izmislena-furna/index.html"]
    assert address not in {one.attrs.get("href") for one in page.top.find("a")}
