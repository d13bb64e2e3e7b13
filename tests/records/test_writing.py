"""Changing one block of a record, and putting many files on disk."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mrezha.records.document import read_document
from mrezha.records.ids import make_id, transliterate
from mrezha.records.journal import JOURNAL, JournalError, recover_writes, write_all
from mrezha.records.writing import BlockError, set_block
from mrezha.schema import load_schema

ENTERPRISES = load_schema().tables["enterprises"]

RECORD = """---
title: {bg: "Хляб", en: 'no'}   # наше
register:   # машина
  # защо
  name: x  # име
  status: listed
  websites:
    - https://a.bg/   # първа
    # пред втората
    - https://b.bg/
  sources:
    - name: s1  # източник
      seen_on: "2024-01-01"
  # край
groups: []
---
Текст
"""


def change(data: dict, text: str = RECORD) -> str:
    return set_block(text, "register", data, ENTERPRISES)


def test_only_the_lines_of_changed_keys_change():
    data = {
        "eik": "103877308",
        "name": "no",
        "websites": ["https://a.bg/", "https://c.bg/"],
        "renewals": ["2026-01-01"],
        "sources": [{"name": "s1", "url": "https://x.bg", "seen_on": "2025-01-01"}, {"name": "s2"}],
    }
    expected = (
        RECORD.replace("  name: x  # име\n", '  eik: "103877308"\n  name: "no"  # име\n')
        .replace("  websites:\n", '  renewals:\n    - "2026-01-01"\n  websites:\n')
        .replace("https://b.bg/", "https://c.bg/")
        .replace(
            '      seen_on: "2024-01-01"\n',
            '      url: https://x.bg\n      seen_on: "2025-01-01"\n    - name: s2\n',
        )
    )
    assert expected == change(data)
    assert change(data) == change(data, change(data))


def test_windows_line_ends_and_a_mark_at_the_start_stay():
    windows = "\ufeff" + RECORD.replace("\n", "\r\n")
    data = {"class": "A", "websites": ["https://c.bg/"]}
    assert "\ufeff" + change(data).replace("\n", "\r\n") == change(data, windows)


def test_the_same_values_give_the_same_bytes():
    odd = RECORD.replace("groups: []", "groups:   [ ]")
    assert odd == change({"name": "x", "status": "listed"}, odd)


def test_a_key_set_to_nothing_goes():
    assert RECORD.replace("  status: listed\n", "") == change({"status": None})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle:\n  bg: x\n---\n", "---\nregister:\n  name: a\ntitle:\n  bg: x\n---\n"),
        ("---\n---\n", "---\nregister:\n  name: a\n---\n"),
        ("---\nregister:\n---\n", "---\nregister:\n  name: a\n---\n"),
        (
            "---\nregister: {status: listed}\n---\n",
            "---\nregister:\n  name: a\n  status: listed\n---\n",
        ),
        ("---\nregister:\n  name: >-\n    б\n    в\n---\n", "---\nregister:\n  name: a\n---\n"),
        ("---\nregister:\n  name:\n---\n", "---\nregister:\n  name: a\n---\n"),
        ("---\nregister:\n  name: b # c\n---", "---\nregister:\n  name: a # c\n---"),
    ],
)
def test_a_block_of_any_shape_is_set(text, expected):
    assert expected == change({"name": "a"}, text)


@pytest.mark.parametrize("text", ["", "без полета", "---\na: [\n---\n", "---\na: 1\na: 2\n---\n"])
def test_a_file_that_is_no_record_is_not_touched(text):
    with pytest.raises(BlockError):
        change({"name": "a"}, text)


values = st.text(alphabet="абA01 :#-'\"{}[],&*!|>%@`=\\", min_size=1, max_size=10).map(str.strip)
blocks = st.fixed_dictionaries(
    {},
    optional={
        "eik": values,
        "name": values,
        "status": values,
        "renewals": st.lists(values, min_size=1, max_size=3, unique=True),
        "websites": st.lists(values, min_size=1, max_size=4, unique=True),
        "sources": st.lists(
            st.fixed_dictionaries({"name": values}, optional={"url": values, "note": values}),
            min_size=1,
            max_size=3,
        ),
    },
)
ABOVE, BELOW = "---\n# горе\ntitle: {bg: 'x'}\n", "# долу\ngroups: [ a ]\n---\nТекст \n\n"


@given(blocks, blocks, st.booleans(), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=300, deadline=None)
def test_every_byte_outside_the_block_stays_whatever_is_set(old, new, flow, end):
    dumped = yaml.safe_dump({"register": old}, default_flow_style=flow, allow_unicode=True)
    if flow:  # the outer brackets off: one flow mapping behind a key of block style
        dumped = dumped.removeprefix("{").removesuffix("}\n") + "\n"
    text = (ABOVE + dumped + BELOW).replace("\n", end)
    before, problems = read_document(text.encode(), "")
    if before is None or problems:
        return
    result = change(new, text)
    assert result.startswith(ABOVE.replace("\n", end)) and result.endswith(BELOW.replace("\n", end))
    after, problems = read_document(result.encode(), "")
    assert [] == problems
    held = before.data["register"] if isinstance(before.data["register"], dict) else {}
    assert {**held, **new} == (after.data["register"] or {})
    assert result == change(new, result)
    assert end == "\n" or result.count("\n") == result.count("\r\n")


def test_files_are_written_and_equal_ones_left_alone(tmp_path):
    (tmp_path / "same.md").write_bytes(b"a")
    stamp = (tmp_path / "same.md").stat().st_mtime_ns
    changes = {tmp_path / "same.md": b"a", tmp_path / "deep" / "new.md": b"b"}
    assert 1 == write_all(changes, tmp_path)
    assert (b"b", stamp) == (
        (tmp_path / "deep" / "new.md").read_bytes(),
        (tmp_path / "same.md").stat().st_mtime_ns,
    )
    assert not (tmp_path / JOURNAL).exists()


def test_nothing_is_written_outside_the_checkout_or_through_a_link(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "out").symlink_to(tmp_path)
    for path in (tmp_path / "other.md", root / "link.md", root / "out" / "x.md", root / ".." / "y"):
        with pytest.raises(JournalError):
            write_all({path: b"x", root / "good.md": b"x"}, root)
    assert ["link.md", "out"] == sorted(one.name for one in root.iterdir())


def test_a_file_changed_after_a_crash_is_not_overwritten(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_bytes(b"old")

    def stop(root):
        raise KeyboardInterrupt

    monkeypatch.setattr("mrezha.records.journal._replay", stop)
    with pytest.raises(KeyboardInterrupt):
        write_all({tmp_path / "a.md": b"new", tmp_path / "b.md": b"new"}, tmp_path)
    monkeypatch.undo()
    (tmp_path / "a.md").write_bytes(b"by hand")
    with pytest.raises(JournalError):
        recover_writes(tmp_path)
    assert (b"by hand", False) == ((tmp_path / "a.md").read_bytes(), (tmp_path / "b.md").exists())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Transliteration Act, art. 4 to 6.
        ("София", "sofia"),
        ("Марияна", "mariyana"),
        ("България", "bulgaria"),
        ("Търговище", "targovishte"),
        ("Щъркел", "shtarkel"),
        ("Жельо Йовков", "zhelyo yovkov"),
        ("ѝ", "i"),
    ],
)
def test_names_are_transliterated_by_the_act(text, expected):
    assert expected == transliterate(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Хляб и сол", "hlyab-i-sol"),
        ("  „SOS“ № 5 / Café ", "sos-5-cafe"),
        ("й" + "\u0438\u0306", "yy"),
        ("???", ""),
    ],
)
def test_ids_are_small_latin_letters_digits_and_hyphens(text, expected):
    assert expected == make_id(text)


def test_a_long_id_is_cut_between_words():
    found = make_id("Сдружение за подкрепа " * 8)
    assert len(found) <= 80 and found.endswith(("sdruzhenie", "za", "podkrepa"))
