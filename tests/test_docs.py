"""Documents: what they point to is there, what they tell to type works, nothing is stale."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Joined here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("npmjs", "com"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
)
PLACES = tuple("/" + "/".join(parts) for parts in (("work", "main"), ("work", "shared"), ("root",)))
TEXT = {".py", ".md", ".yml", ".yaml", ".toml", ".json", ".html", ".css", ".js", ".mjs", ".cfg"}


def tracked():
    """Return every tracked file that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


DOCUMENTS = [
    path
    for path in tracked()
    if path.suffix == ".md" and path.relative_to(ROOT).parts[0] not in {"content", "tests"}
]


# Written before the form was settled; decisions are never edited. May only shrink.
OLD_FORM = {"005-depend-on-babel-cmarkgfm-nh3.md"}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def anchors(path):
    """Return the anchors a forge gives the headings of a document."""
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.S)
    heads = re.findall(r"^#{1,6} +(.+?)\s*#*$", text, re.MULTILINE)
    plain = (re.sub(r"[`*\[\]]|\(.*?\)", "", head).strip().lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_relative_link_leads_to_something(path):
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    broken = []
    for address in re.findall(r"\]\(<?([^)\s>]+)", text):
        parts = urlsplit(address)
        if parts.scheme or address.startswith("//"):
            continue
        target = (path.parent / unquote(parts.path)) if parts.path else path
        if not target.exists() or (
            parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target)
        ):
            broken.append(address)
    assert [] == broken


@pytest.fixture(scope="session")
def verbs(mrezha):
    """The commands the program itself knows."""
    found = set(re.findall(r"^    ([a-z]+)(?: |$)", mrezha("--help").out, re.MULTILINE))
    assert {"check", "build"} <= found
    return found


def told_commands():
    """Yield file, command and options of every command line in the documents."""
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
        for verb, rest in re.findall(r"\bmrezha ([a-z]+)([^\n`#|&;]*)", code):
            yield name_of(path), verb, re.findall(r"(?<!\S)--[a-z][a-z-]+", rest)


def test_every_command_in_the_documents_exists(verbs):
    told = {(file, verb) for file, verb, _ in told_commands()}
    assert told
    assert [] == sorted((file, verb) for file, verb in told if verb not in verbs)


def helps_of(mrezha, verb):
    """The help of a command and of its own commands, such as `fair kit`."""
    text = mrezha(verb, "--help").out
    if "VERB" not in text.split("\n")[0]:
        return text
    names = re.findall(r"^    ([a-z]+(?:-[a-z]+)*)(?:  |$)", text, re.MULTILINE)
    return text + "".join(mrezha(verb, name, "--help").out for name in names)


def test_every_option_in_the_documents_exists(mrezha, verbs):
    helps = {verb: helps_of(mrezha, verb) for verb in verbs}
    assert [] == sorted(
        (file, verb, option)
        for file, verb, options in told_commands()
        for option in options
        if verb in verbs and not re.search(rf"{option}(?![a-z-])", helps[verb])
    )


def test_every_command_is_in_the_readme(verbs):
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set() == {verb for verb in verbs if f"mrezha {verb}" not in readme}


def test_every_target_of_make_in_the_documents_exists():
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set()
    for path in DOCUMENTS:
        code = re.findall(r"```.*?```|`[^`\n]+`", path.read_text("utf-8"), re.DOTALL)
        told |= set(re.findall(r"^`?make ([a-z]+)", "\n".join(code), re.MULTILINE))
    assert {"site", "test"} <= told
    assert set() == told - known


def test_the_field_reference_is_made_from_the_schema_as_it_is(mrezha):
    done = mrezha("docs", "--check")
    assert 0 == done.code, done.err


def test_the_change_log_has_a_place_for_what_is_not_released_yet():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert "Unreleased" == sections[0]
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Fixed", "Removed"}


def test_every_decision_is_numbered_once_and_says_what_a_decision_says():
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:3]) for path in paths]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    for path in paths:
        text = path.read_text("utf-8")
        form = ("Decision", "Why", "Alternatives", "Consequences")
        for word in ("Date", "Status", *(() if path.name in OLD_FORM else form)):
            assert re.search(rf"\b{word}\b", text), f"{path.name}: {word}"


def test_the_architecture_tells_of_every_room():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {
        path.stem
        for path in (ROOT / "scripts" / "mrezha").iterdir()
        if not path.name.startswith("_") and path.suffix in {"", ".py"}
    }
    assert set() == {room for room in rooms if not re.search(rf"\b{room}\b", text)}


def test_the_readme_is_read_in_two_minutes_and_its_commands_are_those_of_the_makefile():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.split()) <= 600
    assert "make site" in text
    assert "make test" in text


def readable():
    for path in tracked():
        if path.suffix in TEXT | {".lock", ".sh", ""} and path != Path(__file__).resolve():
            yield path, path.read_text("utf-8", "replace")


def test_no_tracked_file_names_a_package_registry():
    assert [] == [
        f"{name_of(path)}: {host}"
        for path, text in readable()
        for host in REGISTRIES
        if host in text
    ]


def test_no_tracked_file_names_a_place_of_one_machine():
    assert [] == [
        f"{name_of(path)}: {place}"
        for path, text in readable()
        for place in PLACES
        if re.search(rf"(?<![\w.]){place}/", text)
    ]


def test_what_is_made_by_a_build_is_not_tracked():
    made = ("output/", ".venv/", "node_modules/", ".cache/", ".output")
    assert [] == [name for path in tracked() if (name := name_of(path)).startswith(made)]


def test_a_build_leaves_nothing_git_would_take_in(mrezha):
    asked = ".output.lock\n.output.state\n.output.standby/index.html\n.output.new/index.html\n"
    done = subprocess.run(
        ["git", "check-ignore", "--stdin"],
        cwd=ROOT,
        input=asked.encode(),
        capture_output=True,
        check=False,
    )
    assert asked.split() == done.stdout.decode().split()
