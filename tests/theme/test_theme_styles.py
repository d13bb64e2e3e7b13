"""The style sheet: its weight, its order, its colours."""

import gzip
import re
from pathlib import Path

import pytest

from mrezha.plugin.assets import Assets

BUDGET_BYTES = 10_240
LAYERS = "@layer reset, tokens, base, layout, components, utilities;"


@pytest.fixture(scope="module")
def styles(theme: Path) -> dict[str, str]:
    found = sorted((theme / "static" / "css").glob("*.css"))
    return {path.name: path.read_text("utf-8") for path in found}


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def test_the_sheet_weighs_no_more_than_its_budget(assets: Assets) -> None:
    sheet = assets.files[assets.address("site.css")]
    assert len(gzip.compress(sheet, 9)) <= BUDGET_BYTES


def test_layers_are_named_first_and_every_rule_is_in_one(styles: dict[str, str]) -> None:
    assert next(iter(styles.values())).startswith(LAYERS)
    for name, css in styles.items():
        outside = without_comments(css).replace(LAYERS, "")
        starts = re.findall(r"^([^\s}][^{]*)\{", outside, flags=re.M)
        allowed = ("@layer", "@media print")
        assert [] == [one for one in starts if not one.startswith(allowed)], name


def test_colours_are_written_in_the_tokens_only(styles: dict[str, str]) -> None:
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(")
    assert ["10-tokens.css"] == [
        name for name, css in styles.items() if colour.search(without_comments(css))
    ]


def test_no_id_selector_and_no_important(styles: dict[str, str]) -> None:
    for name, css in styles.items():
        bare = re.sub(r"#[0-9a-f]{6}\b", "", without_comments(css))
        assert not re.search(r"#[a-zA-Z]|!important", bare), name


def test_nothing_is_asked_of_other_hosts(styles: dict[str, str], assets: Assets) -> None:
    for css in styles.values():
        assert "@import" not in css
        for address in re.findall(r"url\(\"?([^\")]+)", css):
            assert assets.address(address) in assets.files


def test_every_class_of_the_sheet_is_used(theme: Path, styles: dict[str, str]) -> None:
    markup = "\n".join(
        path.read_text("utf-8")
        for folder, kind in ((theme / "templates", "*.html"), (theme / "static/js", "*.js"))
        for path in folder.rglob(kind)
    )
    # A modifier may be put together from a value: "badge--{{ status }}".
    made = tuple(re.findall(r"([\w-]+--(?:[\w]+-)?)\{\{", markup))
    rules = re.sub(r'url\("[^"]*"\)', "", without_comments("\n".join(styles.values())))
    classes = set(re.findall(r"\.([a-z][\w-]*)(?=[^;{}]*\{)", rules))
    unused = {one for one in classes if not re.search(rf"\b{re.escape(one)}(?![\w-])", markup)}
    assert set() == {one for one in unused if not one.startswith(made)}
