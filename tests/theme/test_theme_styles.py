"""The style sheet: its weight, its order, its colours."""

import gzip
import re
from pathlib import Path

import pytest

from mrezha.plugin.assets import Assets

BUDGET_BYTES = 10_240
LAYERS = "@layer reset, tokens, base, layout, components, utilities;"
# WCAG 2.2: 4.5 for text (1.4.3), 3 for the edges of controls (1.4.11).
TEXT = [
    (front, back)
    for front in ("ink", "ink-soft", "red", "red-deep", "green")
    for back in ("paper", "surface")
] + [
    ("green", "green-wash"),
    ("ochre", "ochre-wash"),
    ("ink", "ochre-wash"),
    ("ink", "red-wash"),
    ("ink", "green-wash"),
    ("on-red", "red"),
    ("on-red", "red-deep"),
]
EDGES = [("line-strong", "paper"), ("line-strong", "surface"), ("focus", "paper")]


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


def tokens(css: str, scheme: str) -> dict[str, str]:
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark))
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, definition of contrast ratio)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert 21.0 == pytest.approx(contrast("#000000", "#ffffff"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (EDGES, 3.0)], ids=["text", "edges"])
def test_colours_are_told_apart_by_people_who_see_little(
    styles: dict[str, str], scheme: str, pairs: list[tuple[str, str]], least: float
) -> None:
    named = tokens(styles["10-tokens.css"], scheme)
    weak = {
        pair: round(contrast(named[pair[0]], named[pair[1]]), 2)
        for pair in pairs
        if contrast(named[pair[0]], named[pair[1]]) < least
    }
    assert {} == weak
