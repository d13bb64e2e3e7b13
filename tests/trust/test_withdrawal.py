"""Who asks to be taken down is in no file any more: neither of the site nor kept beside it."""

import gzip
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PERSON = ("Измислена Особа", "888 000 000", "888000000", "osoba@example.org")
RECORD = ("Измислена фурна", "Imaginary Bakery", "999990010", "furna.example.org")


def everything_but_content(root: Path) -> dict[str, bytes]:
    """Every file of a checkout that a build made: the site, what is kept, caches, state."""
    made = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(("content/", "theme/", "node_modules/")):
            raw = path.read_bytes()
            made[name] = raw + (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else b"")
    return made


def traces(root: Path, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """Where the words stand, as text or as JSON writes it."""
    forms = [(word, {word.encode(), ascii(word)[1:-1].encode()}) for word in words]
    return {
        (name, word)
        for name, raw in everything_but_content(root).items()
        for word, spelt in forms
        if any(one in raw for one in spelt)
    }


def test_one_line_takes_a_record_out_of_the_site_and_all_that_is_kept(mrezha, tmp_path):
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copytree(ROOT / "tests" / "fixtures" / "content", root / "content")
    shutil.copytree(ROOT / "theme", root / "theme")
    shutil.copy(ROOT / "pelicanconf.py", root)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    words = ("build", "--root", root, "--output", root / "site")
    said = [mrezha(*words)]
    assert set(PERSON + RECORD) - {"888000000"} <= {
        word for _, word in traces(root, PERSON + RECORD)
    }
    line = 'withdrawn:\n  - {id: enterprises/izmislena-furna, date: "2026-11-24"}\n'
    (root / "content" / "withdrawn.yml").write_text(line, "utf-8")
    said.append(mrezha(*words))
    assert [0, 0] == [one.code for one in said], said
    assert set() == traces(root, PERSON + RECORD)
    assert not [one for one in said if any(word in one.out + one.err for word in PERSON)]
    clean = tmp_path / "clean" / "site"
    assert 0 == mrezha("build", "--root", root, "--output", clean).code
    built = {p.relative_to(clean): p.read_bytes() for p in clean.rglob("*") if p.is_file()}
    kept = {p.relative_to(root / "site"): p for p in (root / "site").rglob("*") if p.is_file()}
    assert built == {name: path.read_bytes() for name, path in kept.items()}
