"""The parts of the benchmark that decide what the figures mean."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from mrezha.bench.chart import Line, draw_chart
from mrezha.bench.corpus import build_corpus_world
from mrezha.bench.hugo import write_hugo
from mrezha.bench.mirror import read_mirrors
from mrezha.bench.process import BenchError, Command, run_measured
from mrezha.bench.report import BEGIN, END, replace_measured
from mrezha.bench.sites import Fillers, Kind, SiteSize, compare_kinds, kind_of, weigh_fillers
from mrezha.bench.tools import MARK, Edit
from mrezha.bench.yamlplain import quote, render_yaml

ROOT = Path(__file__).parents[2]


def python(code: str, folder: Path) -> Command:
    return Command((sys.executable, "-c", code), folder)


def test_processor_time_counts_the_children_a_program_waits_for(tmp_path: Path) -> None:
    burn = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    assert run_measured((python(code, tmp_path),)).cpu_s >= 0.3


def test_the_peak_counts_two_children_together(tmp_path: Path) -> None:
    hold = "import time; held = bytearray(60_000_000); time.sleep(2.5)"
    code = (
        "import subprocess, sys\n"
        f"both = [subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in range(2)]\n"
        "[one.wait() for one in both]"
    )
    assert run_measured((python(code, tmp_path),)).peak_bytes > 120_000_000


def test_a_failed_command_gives_no_figure(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no such thing"):
        run_measured((python("raise SystemExit('no such thing')", tmp_path),))


def test_an_edit_starts_from_the_original_every_time(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    edit = Edit(path, "title: A\n", "A", f"A {MARK}")
    edit.apply("1")
    edit.apply("2")
    assert "title: A 2\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    ["Хляб", "да: не", "012", "no", "„Хляб“", 'a "b" \\c', "# x", "x #y", "- a", "1.5", "а:"],
)
def test_quoted_text_is_read_back_as_the_same_text(text: str) -> None:
    assert text == yaml.safe_load(f"key: {quote(text)}")["key"]


def test_empty_values_are_not_written() -> None:
    assert "a: б\n" == render_yaml({"a": "б", "b": "", "c": {"d": {"e": ""}}, "f": []})


def test_fillers_make_up_what_a_peer_lacks_and_never_take_away() -> None:
    def site(page: int, profile: int, lists: int) -> SiteSize:
        kinds = {"pages/*/": Kind(2, 2 * page), "enterprises/*/": Kind(10, 10 * profile)}
        return SiteSize({**kinds, "enterprises/": Kind(2, lists)})

    ours, light = site(100, 900, 900), site(60, 700, 420)
    # 40 bytes a page; profiles then lack 160; the lists 900 - 420 - 2 * 40 = 400, over 5 cards
    # in two languages.
    assert Fillers(page=40, profile=160, eik=0, card=40) == weigh_fillers(ours, light, 5)
    assert Fillers() == weigh_fillers(light, ours, 5)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", ""),
        ("en/enterprises/hlyab/index.html", "enterprises/*/"),
        ("enterprises/page/12/index.html", "enterprises/page/*/"),
        ("en/enterprises/hlyab/renewal.ics", "enterprises/*/renewal.ics"),
        ("calendar/kinds/fair.ics", "calendar/kinds/*.ics"),
        ("offers/food/page/2/index.html", "offers/*/page/*/"),
        ("404.html", "404.html"),
    ],
)
def test_a_file_is_of_a_kind_whatever_its_record_and_language(name: str, kind: str) -> None:
    assert kind == kind_of(tuple(name.split("/")))


def test_sites_that_differ_by_more_than_a_hundredth_of_a_kind_are_not_compared() -> None:
    ours = SiteSize({"eik/*/": Kind(200, 1), "": Kind(2, 1)})
    compare_kinds(ours, SiteSize({"eik/*/": Kind(198, 9), "": Kind(2, 9)}), "hugo")
    with pytest.raises(BenchError, match=r"hugo: eik/\*/: 200 / 197"):
        compare_kinds(ours, SiteSize({"eik/*/": Kind(197, 1), "": Kind(2, 1)}), "hugo")
    with pytest.raises(BenchError, match="/: 2 / 3"):
        compare_kinds(ours, SiteSize({"eik/*/": Kind(200, 1), "": Kind(3, 1)}), "hugo")


def test_a_peer_gets_the_words_and_links_of_a_page_it_has_no_records_for(tmp_path: Path) -> None:
    page = tmp_path / "en" / "needs" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '<nav>not</nav><main><h1>Needs</h1><ul><li>A <a href="../../eik/1/">B</a></ul></main>',
        encoding="utf-8",
    )
    (one,) = read_mirrors(tmp_path, tmp_path / "peer")
    assert ("Needs", "en", "needs/") == (one.title, one.lang, one.address)
    assert (("li", (("A", ""), ("B", "/eik/1/"))),) == one.blocks
    (tmp_path / "peer" / "en" / "needs").mkdir(parents=True)
    (tmp_path / "peer" / "en" / "needs" / "index.html").touch()
    assert [] == [one.name for one in read_mirrors(tmp_path / "en", tmp_path / "peer" / "en")]


def test_only_the_part_between_the_markers_is_replaced() -> None:
    text = f"# Head\n{BEGIN}\nold\n{END}\ntail\n"
    assert f"# Head\n{BEGIN}\n\nnew\n{END}\ntail\n" == replace_measured(text, "new")
    with pytest.raises(ValueError, match="bench build"):
        replace_measured("# Head\n", "new")


def test_ten_times_as_much_is_one_step_on_both_axes() -> None:
    line = Line("Мрежа", "mrezha", False, ((100, 1.0), (1_000, 10.0), (10_000, 100.0)))
    picture = draw_chart("t", (line,))
    path = picture.split('fill="none"')[0].rpartition('d="M')[2].partition('"')[0]
    points = [tuple(map(float, pair.split())) for pair in path.split("L")]
    steps = [(round(x2 - x1), round(y1 - y2)) for (x1, y1), (x2, y2) in pairwise(points)]
    assert steps[0] == pytest.approx(steps[1], abs=1)
    assert steps[0][0] > 0
    assert steps[0][1] > 0


def test_hugo_gets_one_file_for_each_record_and_language(tmp_path: Path) -> None:
    world = build_corpus_world(12, 0)
    write_hugo(world, tmp_path / "site", ROOT, None)
    names = sorted((tmp_path / "site" / "content" / "enterprises").glob("*.md"))
    assert 2 * 12 + 2 == len(names)  # and the two files of the section itself


def test_a_small_run_is_not_charged_with_the_memory_of_the_benchmark(tmp_path: Path) -> None:
    held = bytearray(b"x" * 150_000_000)
    assert run_measured((python("pass", tmp_path),)).peak_bytes < 60_000_000
    assert held
