"""sitemap.xml with language pairs, and robots.txt (sitemaps.org protocol 0.9)."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def render_sitemap(site_url: str, pages: Iterable[dict[str, str]]) -> bytes:
    """Return the sitemap; each page is its address by language ("bg", "en").

    Full addresses are part of the protocol, so `site_url` must not be empty.
    """
    lines = [_HEAD]
    for versions in pages:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(lang)} '
            f"href={quoteattr(f'{site_url}/{address}')}/>"
            for lang, address in versions.items()
        )
        for address in versions.values():
            lines.append(f"<url><loc>{escape(f'{site_url}/{address}')}</loc>{links}</url>\n")
    lines.append("</urlset>\n")
    return "".join(lines).encode()


def render_robots(site_url: str) -> bytes:
    """Return robots.txt: everything may be read; the sitemap is named when there is one."""
    sitemap = f"Sitemap: {site_url}/sitemap.xml\n" if site_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()
