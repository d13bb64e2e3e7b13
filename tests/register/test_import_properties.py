"""What must hold for any sheet: import twice = once, order of rows, hand edits, crashes."""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrezha.records import journal
from mrezha.records.eik import judge_eik
from mrezha.records.journal import recover_writes
from mrezha.records.loading import load_content
from mrezha.register import apply_plan, plan_from_file

NUMBERS = [str(n) for n in range(200000000, 200000400) if judge_eik(str(n)) is None]
WORDS = ("Хляб", "Сол", "Надежда", "Здраве", "Лятно кино", "SOS", "Дом-2015", "Мост")
FORMS = ("{} ЕООД", '"{}"ООД', "Сдружение „{}“", "ФОНДАЦИЯ {}", "{}", '\tСНЦ „{}"')
texts = st.text(alphabet="абв ёй\t\u200b:#-\"'„“,;=&*!%@`{}[]|>?0123№\n", max_size=25)
rows = st.lists(
    st.tuples(
        st.builds(
            lambda form, words: form.format(" ".join(words)),
            st.sampled_from(FORMS),
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        ),
        st.sampled_from(["", "", *NUMBERS[:6], "123456780"]),
        st.sampled_from(["", "1.2.2026 г.", "2026-03-04", "31.2.2026", "46000"]),
        st.sampled_from(["", "1.2.2029 г."]),
        st.sampled_from(["", "1.2.2032 г."]),
        st.sampled_from(["", "https://a.bg/\nhttps://b.bg/", "www.a.bg", "няма"]),
        texts,
    ),
    min_size=1,
    max_size=8,
)
PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def checkout_in(folder: str) -> tuple[Path, Path]:
    root = Path(folder)
    (root / "content" / "enterprises").mkdir(parents=True)
    return root, root / "content"


def write_sheet(root: Path, made: list[tuple[str, ...]]) -> Path:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("sheets", Path(__file__).parent / "conftest.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    path = root / "sheet.csv"
    path.write_bytes(module.make_sheet(made).encode("utf-8-sig"))
    return path


def import_into(root: Path, path: Path) -> dict[str, bytes]:
    plan = plan_from_file(path, root / "content", root)
    if not plan.is_blocked:
        apply_plan(plan, root)
    return files(root)


def files(root: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(root.rglob("*.md"))}


@PROPERTY
@given(rows)
def test_importing_twice_is_importing_once_and_what_is_written_is_valid(made):
    with tempfile.TemporaryDirectory() as folder:
        root, content = checkout_in(folder)
        path = write_sheet(root, made)
        once = import_into(root, path)
        assert plan_from_file(path, content, root).is_empty
        assert once == import_into(root, path)
        assert [] == [one.code for one in load_content(content, root).problems]


@PROPERTY
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(made, dice):
    shuffled = list(made)
    dice.shuffle(shuffled)
    results = []
    for order in (made, shuffled):
        with tempfile.TemporaryDirectory() as folder:
            root, _ = checkout_in(folder)
            results.append(import_into(root, write_sheet(root, order)))
    assert results[0] == results[1]


HAND = (
    "title:\n  bg: 'Хляб'   # наше\n# бележка\nsummary: {bg: \"да: не\"}\n",
    "groups: [disability]\n\n# край\n",
    "body_en: |\n  # Title\n\n  text\ncontacts:\n  phone: 052 000 000\n",
)


@PROPERTY
@given(
    rows,
    st.lists(st.sampled_from(HAND), unique=True, max_size=3),
    st.lists(st.sampled_from(HAND), unique=True, max_size=3),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "Текст  \n\nкрай", "Текст\n\n\n"]),
)
def test_what_a_hand_wrote_survives_every_import(made, above, below, end, body):
    below = [one for one in below if one not in above]
    head = f"---\n{''.join(above)}"
    tail = f"{''.join(below)}---\n{body}"
    own = (
        f'register:\n  # пазено\n  eik: "{NUMBERS[0]}"\n  name: Хляб ЕООД # ред\n  status: listed\n'
    )
    head, own, tail = (one.replace("\n", end) for one in (head, own, tail))
    with tempfile.TemporaryDirectory() as folder:
        root, content = checkout_in(folder)
        record = content / "enterprises" / "hlyab.md"
        record.write_bytes((head + own + tail).encode())
        import_into(root, write_sheet(root, made))
        data = record.read_bytes()
        assert data.startswith(head.encode()) and data.endswith(tail.encode())
        middle = data[len(head.encode()) : len(data) - len(tail.encode())].decode()
        assert f"  # пазено{end}" in middle and "# ред" in middle
        assert end == "\n" or middle.count("\n") == middle.count("\r\n")


class Crash(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("many", [100, 1])
@pytest.mark.parametrize("step", range(40))
def test_a_crash_at_any_write_leaves_all_or_nothing(checkout, monkeypatch, step, many):
    monkeypatch.setattr(journal, "MANY", many)
    checkout.record("stara-sol", "---\nregister:\n  name: Стара сол\n  status: listed\n---\n")
    names = [("Стара сол", NUMBERS[0]), ("Хляб ЕООД", NUMBERS[1]), ("Мост ЕООД", NUMBERS[2])]
    path = checkout.sheet(names)
    before = checkout.files()
    plan = checkout.plan(path)
    after = {one.path.name: one.after for one in plan.records}
    assert 3 == len(after)
    left = [step]

    def count(function):
        def wrapped(*args, **kwargs):
            if left[0] == 0:
                raise Crash
            left[0] -= 1
            return function(*args, **kwargs)

        return wrapped

    monkeypatch.setattr(os, "fsync", count(os.fsync))
    monkeypatch.setattr(os, "sync", count(lambda: None))
    monkeypatch.setattr(Path, "replace", count(Path.replace))
    monkeypatch.setattr(Path, "unlink", count(Path.unlink))
    monkeypatch.setattr(journal.shutil, "rmtree", count(journal.shutil.rmtree))
    with contextlib.suppress(Crash):
        apply_plan(plan, checkout.root)
    monkeypatch.undo()
    recover_writes(checkout.root)
    assert checkout.files() in (before, after)
    assert not (checkout.root / ".cache" / "journal").exists()
    if checkout.files() == before:
        apply_plan(plan, checkout.root)
    assert after == checkout.files()
