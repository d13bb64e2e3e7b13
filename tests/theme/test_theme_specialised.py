"""Pages written out for a language before they are compiled say what plain Jinja says."""

from collections.abc import Mapping


def test_specialised_pages_are_plain_jinjas_to_the_byte(
    published_pages: Mapping[str, str], quick_pages: Mapping[str, str]
) -> None:
    assert list(published_pages) == list(quick_pages)
    assert [] == [name for name in quick_pages if quick_pages[name] != published_pages[name]]
