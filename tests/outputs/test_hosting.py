"""Files for static hosts: the policy of the site and its moved addresses."""

from mrezha.outputs.hosting import (
    CONTENT_SECURITY_POLICY,
    content_security_policy,
    meta_policy,
    render_headers,
    render_redirects,
)


def policy() -> dict[str, list[str]]:
    parts = (part.split() for part in CONTENT_SECURITY_POLICY.split(";"))
    return {name: values for name, *values in parts}


def test_the_policy_allows_nothing_but_the_site_itself() -> None:
    """CSP Level 3; the design: no inline script or style, no foreign host, no framing."""
    rules = policy()
    assert ["'none'"] == rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"]
    for name in ("script-src", "style-src", "connect-src", "font-src", "form-action"):
        assert ["'self'"] == rules[name]
    everything = {value for values in rules.values() for value in values}
    assert everything <= {"'none'", "'self'", "data:"}
    assert "data:" not in rules["script-src"]


def test_the_map_may_take_pictures_from_one_host_and_nothing_else() -> None:
    tiles = "https://tiles.example.bg"
    plain = CONTENT_SECURITY_POLICY.split("; ")
    added = [one for one in content_security_policy("", tiles).split("; ") if one not in plain]
    assert [f"img-src 'self' {tiles} data:"] == added
    assert tiles not in meta_policy()
    assert tiles in meta_policy("", tiles)
    assert tiles in render_headers("static/0123", tile_origin=tiles).decode()


def test_the_headers_stand_under_the_pages_they_are_for() -> None:
    """The format of Cloudflare Pages and Netlify: a path, then indented `Name: value`."""
    blocks: dict[str, list[str]] = {}
    path = ""
    for line in render_headers("static/0123").decode().splitlines():
        if line.startswith("/"):
            path = line
            blocks[path] = []
        else:
            assert line.startswith("  ")
            name, _, value = line.strip().partition(": ")
            assert name and value
            blocks[path].append(name)
    assert ["/*", "/static/0123/*"] == list(blocks)
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} <= set(
        blocks["/*"]
    )
    assert ["Cache-Control"] == blocks["/static/0123/*"]


def test_moved_addresses_are_listed_in_order() -> None:
    moved = {"pages/b/": "pages/c/", "enterprises/a/": "enterprises/b/"}
    assert b"/enterprises/a/ /enterprises/b/ 301\n/pages/b/ /pages/c/ 301\n" == render_redirects(
        moved
    )


def test_no_moved_address_is_an_empty_list() -> None:
    assert [] == [
        line for line in render_redirects({}).decode().splitlines() if not line.startswith("#")
    ]
