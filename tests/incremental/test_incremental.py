"""An incremental build gives the very site that a clean one gives, whatever was edited.

The edits are drawn at random from a fixed seed; after each, the site is built with what is
remembered and again from nothing, and both are compared byte by byte.
"""

import datetime
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from mrezha.cli import main
from mrezha.history import Snapshot, SnapshotRow, render_snapshot
from mrezha.plugin.gathering import Form, Gathering
from mrezha.plugin.state import open_state

ROOT = Path(__file__).parents[2]
Edit = Callable[[Path, random.Random], str]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of its own: fictional records, the real theme and settings."""
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", root / "content")
    shutil.copytree(ROOT / "theme", root / "theme")
    shutil.copy(ROOT / "pelicanconf.py", root / "pelicanconf.py")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    return root


def build(root: Path, output: str, *options: str) -> int:
    words = ["build", "--root", str(root), "--output", str(root.parent / output), *options]
    day = (root / "day").read_text("utf-8") if (root / "day").is_file() else "2026-01-01"
    noon = datetime.datetime.fromisoformat(f"{day}T10:00+00:00")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))
        return main(words)


def read_site(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def record(root: Path, chance: random.Random, folder: str = "enterprises") -> Path:
    return chance.choice(sorted((root / "content" / folder).glob("*.md")))


def change(path: Path, pattern: str, new: str) -> None:
    text = path.read_text("utf-8")
    path.write_text(re.sub(pattern, new, text, count=1, flags=re.MULTILINE), "utf-8")


def edit_body(root: Path, chance: random.Random) -> str:
    path = record(root, chance)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"\nОще едно изречение, {chance.randrange(1000)}.\n")
    return f"body of {path.stem}"


def edit_name(root: Path, chance: random.Random) -> str:
    path = record(root, chance)
    change(path, r"^  name: .*$", f"  name: „Щастлива находка {chance.randrange(1000)}“ ООД")
    return f"name of {path.stem}"


def edit_status(root: Path, chance: random.Random) -> str:
    path = record(root, chance)
    status = chance.choice(["listed", "reported", "unconfirmed", "removed"])
    change(path, r"^  status: .*$", f"  status: {status}")
    return f"status of {path.stem}: {status}"


def edit_place(root: Path, chance: random.Random) -> str:
    path = record(root, chance)
    change(
        path, r"^  settlement: .*$", f'  settlement: "{chance.choice(["10135", "68134", "14218"])}"'
    )
    change(path, r"^place:\n(  .*\n)+", "")
    return f"place of {path.stem}"


def edit_point(root: Path, chance: random.Random) -> str:
    path = root / "content" / "enterprises" / "prikazna-rabotilnitsa.md"
    if path.is_file():
        change(path, r"^  lon: .*$", f'  lon: "27.4{chance.randrange(10)}"')
    return "a point on the map"


def add_record(root: Path, chance: random.Random) -> str:
    name = f"izmislena-{chance.randrange(10**6)}"
    text = (
        "---\nregister:\n"
        f"  name: „Измислица {chance.randrange(100)}“ ЕООД\n  status: listed\n"
        '  settlement: "10135"\n  applied_on: "2026-05-01"\n'
        "offers:\n  - id: med\n    kind: product\n    name:\n      bg: Мед\n"
        "    category: food-preserves\n---\n"
    )
    (root / "content" / "enterprises" / f"{name}.md").write_text(text, "utf-8")
    return f"added {name}"


def add_link(root: Path, chance: random.Random) -> str:
    name = f"svarzana-{chance.randrange(10**6)}"
    other = root / "content" / "enterprises" / "zelena-utopia.md"
    text = (
        "---\nregister:\n  name: „Свързана“ ООД\n  status: listed\n"
        f"links:\n  - kind: supplier\n    to: {other.stem}\n---\n"
    )
    (root / "content" / "enterprises" / f"{name}.md").write_text(text, "utf-8")
    return f"linked {name} to {other.stem}"


def remove_record(root: Path, chance: random.Random) -> str:
    found = sorted((root / "content" / "enterprises").glob("izmislena-*.md"))
    own = [path for path in found if re.search(r"-\d+$", path.stem)]
    if not own:
        return add_record(root, chance)
    path = chance.choice(own)
    path.unlink()
    return f"removed {path.stem}"


def rename_record(root: Path, chance: random.Random) -> str:
    found = sorted((root / "content" / "enterprises").glob("izmislena-*.md"))
    own = [path for path in found if re.search(r"-\d+$", path.stem)]
    if not own:
        return add_record(root, chance)
    path = chance.choice(own)
    path.rename(path.with_stem(f"izmislena-{chance.randrange(10**6)}"))
    return f"renamed {path.stem}"


def move_record(root: Path, chance: random.Random) -> str:
    """Rename a record that nobody speaks of, and say where it went."""
    name = f"nova-{chance.randrange(10**6)}"
    add_record(root, chance)
    path = sorted((root / "content" / "enterprises").glob("izmislena-*[0-9].md"))[0]
    path.rename(path.with_stem(name))
    text = (
        f"moved:\n  - from: enterprises/{path.stem}\n    to: enterprises/{name}\n"
        '    date: "2026-11-24"\n'
    )
    (root / "content" / "moved.yml").write_text(text, "utf-8")
    return f"moved {path.stem} to {name}"


def withdraw(root: Path, chance: random.Random) -> str:
    path = record(root, chance)
    key = f"enterprises/{path.stem}"
    text = f'withdrawn:\n  - id: {key}\n    date: "2026-11-24"\n'
    (root / "content" / "withdrawn.yml").write_text(text, "utf-8")
    return f"withdrew {key}"


def edit_event(root: Path, chance: random.Random) -> str:
    path = record(root, chance, "events")
    other = root / "content" / "enterprises" / "zelena-utopia.md"  # never renamed here
    text = path.read_text("utf-8")
    if "\nparticipants:\n" in text:
        change(path, r"^participants:\n((  |- ).*\n)+", "")
    else:
        head, body = text.split("\n---", 1)
        head += (
            f'\nparticipants:\n  - enterprise: {other.stem}\n    stand: "{chance.randrange(99)}"'
        )
        path.write_text(head + "\n---" + body, "utf-8")
    return f"participants of {path.stem}"


def edit_event_title(root: Path, chance: random.Random) -> str:
    path = record(root, chance, "events")
    change(path, r"^  bg: .*$", f"  bg: Измислено събитие {chance.randrange(1000)}")
    return f"title of {path.stem}"


def edit_page(root: Path, chance: random.Random) -> str:
    path = record(root, chance, "pages")
    change(path, r"^  bg: .*$", f"  bg: Страница {chance.randrange(1000)}")
    return f"title of page {path.stem}"


def edit_region(root: Path, chance: random.Random) -> str:
    path = record(root, chance, "regions")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"\nИ още за района, {chance.randrange(1000)}.\n")
    return f"region {path.stem}"


def edit_template(root: Path, chance: random.Random) -> str:
    path = chance.choice(sorted((root / "theme" / "templates").rglob("*.html")))
    text = path.read_text("utf-8")
    mark = f"{{# {chance.randrange(10**6)} #}}"
    path.write_text(text.replace("<p", f'<p data-edit="{chance.randrange(99)}"', 1) + mark, "utf-8")
    return f"template {path.name}"


def edit_label(root: Path, chance: random.Random) -> str:
    path = root / "theme" / "labels" / "bg.yml"
    change(path, r"^(  title: \".*)\"$", rf'\g<1>{chance.randrange(10)}"')
    return "a label"


def edit_setting(root: Path, chance: random.Random) -> str:
    size = chance.choice([2, 3, 24])
    change(root / "pelicanconf.py", r'"page_size": \d+', f'"page_size": {size}')
    return f"page size {size}"


def edit_style(root: Path, chance: random.Random) -> str:
    path = chance.choice(sorted((root / "theme" / "static" / "css").glob("*.css")))
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"/* {chance.randrange(1000)} */\n")
    return f"style {path.name}"


def draw_picture(path: Path, chance: random.Random) -> None:
    shade = tuple(chance.randrange(256) for _ in range(3))
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (chance.choice([200, 700, 1400]), 300), shade).save(path)


def edit_picture(root: Path, chance: random.Random) -> str:
    draw_picture(root / "content" / "enterprises" / "izmislena-furna" / "furna.png", chance)
    return "the picture of a record and an offer"


def add_picture(root: Path, chance: random.Random) -> str:
    name = f"snimka-{chance.randrange(10**6)}.jpg"
    record = root / "content" / "enterprises" / "zelena-utopia.md"
    draw_picture(record.with_suffix("") / name, chance)
    row = f"  - file: {name}\n    alt:\n      bg: Снимка\n"
    text = record.read_text("utf-8")
    if "\nphotos:\n" in text:
        text = text.replace("\nphotos:\n", f"\nphotos:\n{row}", 1)
    else:
        head, body = text.split("\n---", 1)
        text = f"{head}\nphotos:\n{row.rstrip()}\n---{body}"
    record.write_text(text, "utf-8")
    return f"added {name}"


def unlist_picture(root: Path, chance: random.Random) -> str:
    """Take the first photo out of a record's list; its file may stay behind."""
    record = root / "content" / "enterprises" / "zelena-utopia.md"
    found = re.search(
        r"^  - file: (snimka-.*)\n    alt:\n      bg: .*\n", record.read_text("utf-8"), re.M
    )
    if not found:
        return add_picture(root, chance)
    text = record.read_text("utf-8").replace(found[0], "", 1)
    record.write_text(text.replace("\nphotos:\n---", "\n---", 1), "utf-8")
    if chance.random() < 0.5:
        (record.with_suffix("") / found[1]).unlink()
    return f"unlisted {found[1]}"


def replace_picture_by_another_kind(root: Path, chance: random.Random) -> str:
    """The same name holds a file of another kind; the content counts."""
    path = root / "content" / "enterprises" / "izmislena-furna" / "furna.png"
    draw_picture(path.with_suffix(".webp"), chance)
    path.with_suffix(".webp").replace(path)
    return "WebP under the name of a PNG"


def turn_day(root: Path, chance: random.Random) -> str:
    """Build on another day: the fixture's deadlines are of 2025 to 2027."""
    day = datetime.date(2025, 1, 1) + datetime.timedelta(chance.randrange(900))
    (root / "day").write_text(day.isoformat(), "utf-8")
    return f"the day {day}"


def edit_deadlines(root: Path, chance: random.Random) -> str:
    path = root / "content" / "enterprises" / "izmislena-furna.md"
    if path.is_file():
        new = f'  valid_until: "2027-0{chance.randrange(1, 9)}-11"'
        change(path, r"^  valid_until: .*$", new)
    return "a deadline"


def add_snapshot(root: Path, chance: random.Random) -> str:
    """Keep one more table of the register, as an applied import does."""
    day = datetime.date(2026, 1, 1) + datetime.timedelta(chance.randrange(300))
    names = chance.sample(["izmislena-furna", "zelena-utopia", "sladka-izmislitsa"], 2)
    rows = tuple(
        SnapshotRow(1, one, f"„{one}“ {chance.randrange(9)}", status="listed", region="BG33")
        for one in names
    )
    checksum = f"{chance.randrange(10**8):064}"
    one = Snapshot(day, "Измислена таблица", "t.csv", checksum[::-1], "certificates", True, rows)
    (root / "register-history").mkdir(exist_ok=True)
    (root / "register-history" / one.name).write_bytes(render_snapshot(one))
    return f"snapshot of {day}"


def edit_facts(root: Path, chance: random.Random) -> str:
    """A cause, a phone and a need: what lists by cause, catalogues and the feed of needs show."""
    path = root / "content" / "enterprises" / "izmislena-furna.md"
    if not path.is_file():
        return "no facts to edit"
    cause = chance.choice(["inclusion", "elderly", "education"])
    change(path, r"^causes:\n  - \w+", f"causes:\n  - {cause}")
    change(path, r"(phone: \"\+359 52 )\d+", rf"\g<1>{chance.randrange(100, 999)}")
    change(path, r"^(      bg: Търсим доставчик).*", rf"\1 {chance.randrange(1000)}.")
    return f"facts: {cause}"


def edit_progress(root: Path, chance: random.Random) -> str:
    path = root / "content" / "enterprises" / "izmislena-furna.md"
    if path.is_file():
        change(path, r"^  surveyed_on: .*$", f'  surveyed_on: "202{chance.randrange(3, 7)}-03-10"')
    return "a visit"


EDITS: list[Edit] = [
    edit_body, edit_name, edit_status, edit_place, add_record, add_link, remove_record,
    rename_record, withdraw, edit_event, edit_event_title, edit_page, edit_region,
    move_record, edit_template, edit_label, edit_setting, edit_style, edit_picture, add_picture,
    unlist_picture, replace_picture_by_another_kind, turn_day, edit_deadlines, add_snapshot,
    edit_progress, edit_facts, add_snapshot, edit_point,
]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_incremental_site_is_the_clean_site_after_any_edits(checkout: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 no secret
    order = chance.sample(EDITS, len(EDITS))
    assert 0 == build(checkout, "site")
    done = []
    for edit in order:
        done.append(edit(checkout, chance))
        if chance.random() < 0.3:
            continue  # several edits in one build
        assert 0 == build(checkout, "site"), done[-4:]
        assert 0 == build(checkout, "clean", "--clean"), done[-4:]
        ours, clean = read_site(checkout.parent / "site"), read_site(checkout.parent / "clean")
        assert set() == clean.keys() ^ ours.keys(), done[-4:]
        assert [] == [name for name in clean if clean[name] != ours[name]], done[-4:]


def test_a_site_with_few_files_is_the_clean_site_after_any_edits(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Profiles stand together, on more or fewer pages from build to build."""
    chance = random.Random(5)  # noqa: S311 no secret
    change(checkout / "pelicanconf.py", r'"max_files": 0', '"max_files": 20_000')
    form = Gathering(Form.GATHERED, 3, pages=4, limit=20_000)
    forms = [form, replace(form, pages=8), Gathering(Form.LEAN, 3), replace(form, form=Form.BARE)]
    now = [form]
    monkeypatch.setattr("mrezha.plugin.generator.choose_gathering", lambda *_: now[0])
    edits = (edit_body, edit_name, add_record, add_link, rename_record, withdraw, edit_event)
    more = (move_record, edit_template, edit_picture, add_picture, edit_deadlines, edit_body)
    assert 0 == build(checkout, "site")
    for number, edit in enumerate((*edits, *more)):
        done = edit(checkout, chance)
        if number % 4 != 3 and number != len(edits + more) - 1:
            continue  # several edits in one build
        now[0] = forms[number % 4] if number < len(edits) else now[0]
        assert 0 == build(checkout, "site"), done
        assert 0 == build(checkout, "clean", "--clean"), done
        ours, clean = read_site(checkout.parent / "site"), read_site(checkout.parent / "clean")
        assert set() == clean.keys() ^ ours.keys(), (done, now)
        assert [] == [name for name in clean if clean[name] != ours[name]], (done, now)


def test_a_body_edit_builds_only_the_pages_of_its_record(checkout: Path, capsys) -> None:
    build(checkout, "site")
    path = checkout / "content" / "enterprises" / "zelena-utopia.md"
    path.write_text(path.read_text("utf-8") + "\nНов ред.\n", "utf-8")
    capsys.readouterr()
    build(checkout, "site", "--explain")
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert {"record:enterprises/zelena-utopia"} == {line.split("\t")[1] for line in lines}
    build(checkout, "site", "--explain", "enterprises/zelena-utopia/")
    asked = capsys.readouterr()
    assert "" == asked.out
    assert "enterprises/zelena-utopia/: не е строена наново" in asked.err


def test_a_picture_edit_builds_only_the_pages_that_show_it(checkout: Path, capsys) -> None:
    build(checkout, "site")
    before = read_site(checkout.parent / "site")
    edit_picture(checkout, random.Random(4))  # noqa: S311 no secret
    capsys.readouterr()
    assert 0 == build(checkout, "site", "--explain")
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    after = read_site(checkout.parent / "site")
    pages = {name: text for name, text in after.items() if name.endswith(".html")}
    shown = {name for name, text in pages.items() if b"izmislena-furna/furna-" in text}
    # The profile and the two categories of its offer with the photo, among others.
    least = {f"{one}/index.html" for one in ("enterprises/izmislena-furna", "offers/food")}
    assert least < shown < set(pages)
    # An event names the picture to search engines, once the site has an address.
    named = {f"{lang}events/izmislen-bazar-2026/index.html" for lang in ("", "en/")}
    assert shown | named == {path for path, _ in lines}
    assert {"picture:izmislena-furna/furna.png"} == {reason for _, reason in lines}
    old, new = set(before) - set(after), set(after) - set(before)
    assert old and new
    assert all(name.startswith("enterprises/izmislena-furna/furna-") for name in old | new)


def test_a_picture_that_is_listed_but_gone_or_spoilt_forbids_the_build(checkout: Path) -> None:
    build(checkout, "site")
    before = read_site(checkout.parent / "site")
    path = checkout / "content" / "enterprises" / "izmislena-furna" / "furna.png"
    good = path.read_bytes()
    for spoilt in (b"<svg/>", good[: len(good) // 2], None):
        path.unlink()
        if spoilt is not None:
            path.write_bytes(spoilt)
        assert 1 == build(checkout, "site")
        assert before == read_site(checkout.parent / "site")
    path.write_bytes(good)
    assert 0 == build(checkout, "site")
    assert before == read_site(checkout.parent / "site")


def test_a_new_day_builds_only_the_pages_whose_deadlines_it_turns(checkout: Path, capsys) -> None:
    # The bakery's written deadlines: 17 May 2025, 17 May 2026, valid until 31 May 2027.
    built = []
    for day in ("2026-01-01", "2026-01-02", "2026-05-17", "2026-05-18"):
        capsys.readouterr()
        (checkout / "day").write_text(day, "utf-8")
        assert 0 == build(checkout, "site", "--explain")
        lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
        built.append({path for path, _ in lines if not path.startswith("en/")})
    own = {"enterprises/izmislena-furna/index.html", "eik/999990010/index.html"}
    turned = own | {"regions/severoiztochen/renewals/index.html"}
    month = {"calendar/index.html"}  # shows the month: it turns from January to May
    assert [set(), turned | month, turned] == built[1:]
    page = checkout.parent / "site" / "enterprises" / "izmislena-furna" / "index.html"
    assert "В срок до 31 май 2027" in page.read_text("utf-8")
    assert 0 == build(checkout, "site", "--explain")
    assert "" == capsys.readouterr().out


def test_an_old_address_leads_to_the_new_one(checkout: Path) -> None:
    done = move_record(checkout, random.Random(3))  # noqa: S311 no secret
    old, new = done.removeprefix("moved ").split(" to ")
    assert 0 == build(checkout, "site")
    site = checkout.parent / "site"
    for lang, start in (("", "../../"), ("en/", "../../../")):
        page = (site / lang / "enterprises" / old / "index.html").read_text("utf-8")
        assert f'content="0; url={start}{lang}enterprises/{new}/"' in page
        line = f"/{lang}enterprises/{old}/ /{lang}enterprises/{new}/ 301"
        assert line in (site / "_redirects").read_text("utf-8").splitlines()


def test_nothing_is_built_when_nothing_changed_or_only_the_clock(checkout: Path, capsys) -> None:
    build(checkout, "site")
    before = read_site(checkout.parent / "site")
    for path in (checkout / "content").rglob("*.md"):
        path.touch()
    capsys.readouterr()
    assert 0 == build(checkout, "site")
    assert "Построени страници: 0 от" in capsys.readouterr().err
    assert before == read_site(checkout.parent / "site")


def test_a_damaged_state_file_costs_only_time(checkout: Path) -> None:
    build(checkout, "site")
    before = read_site(checkout.parent / "site")
    (checkout.parent / ".site.state").write_bytes(b"no database" * 1000)
    assert 0 == build(checkout, "site")
    assert before == read_site(checkout.parent / "site")


def test_what_other_code_remembered_of_the_records_is_not_trusted(checkout: Path) -> None:
    name = add_record(checkout, random.Random(5)).removeprefix("added ")  # noqa: S311 no secret
    build(checkout, "site")
    state = open_state(checkout.parent / ".site.state")
    state.begin()
    state.put("code", b"other")
    state.commit()
    state.close()
    (checkout / "content" / "enterprises" / f"{name}.md").unlink()
    assert 0 == build(checkout, "site")
    assert 0 == build(checkout, "clean")
    assert read_site(checkout.parent / "clean") == read_site(checkout.parent / "site")


def test_a_deleted_or_foreign_site_is_built_anew(checkout: Path) -> None:
    build(checkout, "site")
    before = read_site(checkout.parent / "site")
    shutil.rmtree(checkout.parent / "site")
    assert 0 == build(checkout, "site")
    assert before == read_site(checkout.parent / "site")


def test_a_refused_edit_changes_nothing_and_the_repair_builds(checkout: Path) -> None:
    build(checkout, "site")
    before = read_site(checkout.parent / "site")
    path = checkout / "content" / "enterprises" / "zelena-utopia.md"
    good = path.read_text("utf-8")
    path.write_text(good.replace("status: ", "status: x", 1), "utf-8")
    assert 1 == build(checkout, "site")
    assert before == read_site(checkout.parent / "site")
    path.write_text(good, "utf-8")
    assert 0 == build(checkout, "site")
    assert before == read_site(checkout.parent / "site")


def test_the_form_follows_centres_and_events_and_profiles_their_own_words(checkout: Path) -> None:
    assert 0 == build(checkout, "site")
    change(
        checkout / "content" / "regions" / "severoiztochen.md",
        r"centre@example.org",
        "nov@example.org",
    )
    change(
        checkout / "content" / "events" / "izmislen-bazar-2026.md",
        r"^status: .*$",
        "status: cancelled",
    )
    change(
        checkout / "content" / "enterprises" / "zelena-utopia.md", r"^  bg: .*$", "  bg: Нови думи"
    )
    assert 0 == build(checkout, "site")
    site = read_site(checkout.parent / "site")
    assert b"nov@example.org" in site["submit/profile-new/index.html"]
    assert b'value="izmislen-bazar-2026"' not in site["submit/fair-application/index.html"]
    assert "Нови думи".encode() in site["enterprises/zelena-utopia/index.html"]
    assert 0 == build(checkout, "clean", "--clean")
    assert read_site(checkout.parent / "clean") == site
