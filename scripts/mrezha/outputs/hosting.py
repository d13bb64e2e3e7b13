"""Files that static hosts read: _headers and _redirects (Cloudflare Pages, Netlify)."""

from collections.abc import Mapping

# No inline script or style anywhere, nothing from other hosts.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_security_policy(post_origin: str = "", tile_origin: str = "") -> str:
    """Return the policy of every page.

    `post_origin` is the one origin forms may post to, `tile_origin` the one the map takes
    pictures from.
    """
    policy = CONTENT_SECURITY_POLICY
    added = {"connect-src": post_origin, "form-action": post_origin, "img-src": tile_origin}
    for directive, origin in added.items():
        if origin:
            policy = policy.replace(f"{directive} 'self'", f"{directive} 'self' {origin}")
    return policy


def meta_policy(post_origin: str = "", tile_origin: str = "") -> str:
    """Return the policy for a page's own <meta>, where a host sends no headers.

    A page cannot forbid frames about itself (CSP level 3): that part is left out. Of two
    policies a browser keeps both: only the map's page names the origin of its pictures here,
    so no other page may take one from there, whatever the headers allow.
    """
    parts = content_security_policy(post_origin, tile_origin).split("; ")
    return "; ".join(part for part in parts if not part.startswith("frame-ancestors"))


def render_headers(
    static_folder: str,
    post_origin: str = "",
    admin: Mapping[str, str] | None = None,
    tile_origin: str = "",
) -> bytes:
    """Return _headers: the policy for every page, and long caching for hashed files.

    `admin` holds the headers in which /admin/ differs. Cloudflare Pages would join both
    values of a header; a line with "!" takes the first away there. Netlify lets the later
    rule win and leaves such lines out.
    """
    policy = content_security_policy(post_origin, tile_origin)
    headers = {**HEADERS, "Content-Security-Policy": policy}
    lines = ["/*"]
    lines += [f"  {name}: {value}" for name, value in headers.items()]
    if admin:
        lines += ["/admin/*", *(f"  ! {name}" for name in admin if name in headers)]
        lines += [f"  {name}: {value}" for name, value in admin.items()]
    lines += [f"/{static_folder}/*", "  Cache-Control: public, max-age=31536000, immutable"]
    return ("\n".join(lines) + "\n").encode()


def render_redirects(moved: Mapping[str, str]) -> bytes:
    """Return _redirects: old address -> new address, both without a leading slash."""
    lines = [f"/{old} /{new} 301" for old, new in sorted(moved.items())]
    return ("\n".join(lines) + "\n").encode() if lines else b"# no address has moved\n"
