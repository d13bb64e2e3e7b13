"""What `mrezha bench web` looks at, how it follows links, and when it says a bar is broken."""

import gzip
from http.client import HTTPConnection
from pathlib import Path

import pytest

from mrezha.bench.webbrowser import Paint
from mrezha.bench.webhost import WebHost
from mrezha.bench.weblinks import read_pages, walk_links
from mrezha.bench.webpages import Target, choose_pages
from mrezha.bench.webreport import (
    BEGIN,
    END,
    Bar,
    Report,
    Weight,
    bar_of_paints,
    bar_of_scores,
    bar_of_weight,
    render_report,
    replace_figures,
)
from mrezha.bench.webtools import Scores
from mrezha.plugin.plans import PagePlan

ROOT = Path(__file__).parents[2]
HOME = "http://127.0.0.1:9/mrezha/"
PAGE = Target("page", "bg", "pages/x/")


def write_site(folder: Path, pages: dict[str, str]) -> Path:
    for name, html in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, "utf-8")
    return folder


def test_of_every_type_the_heaviest_page_is_taken_in_each_language(tmp_path: Path) -> None:
    site = write_site(
        tmp_path,
        {
            "index.html": "home",
            "en/index.html": "home",
            "pages/a/index.html": "x",
            "pages/b/index.html": "xxx",
            "en/pages/a/index.html": "xxxxx",
            "en/pages/b/index.html": "x",
            "404.html": "lost",
        },
    )
    plans = [
        PagePlan("", "home", dict),
        PagePlan("pages/a/", "page", dict),
        PagePlan("pages/b/", "page", dict),
        PagePlan("404.html", "not-found", dict, listed=False, languages=("bg",)),
    ]
    assert [
        Target("home", "bg", ""),
        Target("home", "en", "en/"),
        Target("page", "bg", "pages/b/"),
        Target("page", "en", "en/pages/a/"),
        Target("not-found", "bg", "404.html", is_listed=False),
    ] == list(choose_pages(plans, site))


def walk(tmp_path: Path, pages: dict[str, str]) -> tuple[int, tuple[str, ...]]:
    site = write_site(tmp_path, {"en/index.html": "", **pages})
    found = walk_links(site, read_pages(site, HOME), ("404.html",))
    return found.clicks, found.findings


def test_clicks_are_counted_from_home(tmp_path: Path) -> None:
    pages = {
        "index.html": '<a href="a/">a</a>',
        "a/index.html": '<a href="../b/#here">b</a> <a href="https://example.org/">other</a>',
        "b/index.html": '<p id="here">',
        "404.html": "lost",
    }
    assert (2, ()) == walk(tmp_path, pages)


def test_a_broken_link_an_orphan_and_a_far_page_are_found(tmp_path: Path) -> None:
    pages = {f"{n}/index.html": f'<a href="../{n + 1}/">on</a>' for n in range(1, 5)}
    pages |= {"index.html": '<a href="1/">1</a><a href="none/">x</a><a href="1/#no">y</a>'}
    pages |= {"5/index.html": "", "alone/index.html": ""}
    clicks, findings = walk(tmp_path, pages)
    assert 5 == clicks
    assert [
        "5/index.html: 5 clicks from index.html",
        "alone/index.html: no link leads there",
        "index.html: no file for 1/index.html#no",
        "index.html: no file for none/index.html",
    ] == sorted(findings)


@pytest.mark.parametrize(
    ("lcp", "cls", "broken"),
    [(1500, 0.02, []), (1501, 0, ["LCP"]), (900, 0.021, ["CLS"])],
)
def test_paint_times_are_held_to_the_bars(lcp: float, cls: float, broken: list[str]) -> None:
    bars = bar_of_paints([Paint(PAGE, lcp, cls, "p")])
    assert broken == [bar.name[:3] for bar in bars if not bar.is_held]


def test_pages_left_out_of_search_engines_have_no_seo_bar() -> None:
    good = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 60}
    hidden = Scores(Target("eik", "bg", "eik/1/", is_listed=False), good, ())
    shown = Scores(PAGE, {**good, "seo": 100}, ())
    assert [] == [bar.name for bar in bar_of_scores([hidden, shown]) if not bar.is_held]
    low = Scores(PAGE, {**good, "performance": 97}, ("x",))
    broken = [bar.name for bar in bar_of_scores([low]) if not bar.is_held]
    assert ["Lighthouse mobile, performance", "Lighthouse mobile, seo"] == broken


def test_photos_of_records_are_weighed_apart() -> None:
    weight = Weight(PAGE, total=70_000, photos=20_000, parts={"a": 50_000, "b.webp": 20_000})
    assert bar_of_weight("profile", weight, 60_000).is_held
    assert not bar_of_weight("profile", weight, 49_000).is_held


def test_a_report_names_what_breaks_a_bar_and_goes_into_its_place_only() -> None:
    report = Report([Bar("axe", "0", "1", ("/x/: label",))], left_out=["Nu: no Java"])
    text = render_report(report, "machine", "mrezha bench web")
    assert not report.is_held
    assert "| axe | 0 | 1 | **1 findings** |" in text
    assert "- `/x/: label`" in text
    assert "- Nu: no Java" in text
    assert f"a {BEGIN}\n\nnew\n\n{END} b" == replace_figures(f"a {BEGIN} old {END} b", "new")
    with pytest.raises(ValueError, match="bench web"):
        replace_figures("nothing", "new")
    assert "new" in replace_figures((ROOT / "docs" / "web.md").read_text("utf-8"), "new")


def test_the_host_packs_sends_the_sites_headers_and_knows_no_other_place(tmp_path: Path) -> None:
    pages = {"index.html": "home " * 200, "404.html": "lost"}
    site = write_site(tmp_path / "site", pages)
    (site / "_headers").write_text("/*\n  Content-Security-Policy: x\n", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    host = WebHost()
    with host.serve(site):
        line = HTTPConnection(host.origin.removeprefix("http://"))
        line.request("GET", "/mrezha/", headers={"Accept-Encoding": "gzip"})
        answer = line.getresponse()
        assert b"home home" in gzip.decompress(answer.read())
        assert "x" == answer.headers["Content-Security-Policy"]
        for wrong in ("/mrezha/none/", "/mrezha/../secret.txt", "/mrezha/%2e%2e/secret.txt", "/"):
            line.request("GET", wrong)
            answer = line.getresponse()
            assert (404, b"lost") == (answer.status, answer.read())
