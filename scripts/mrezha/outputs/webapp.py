"""Make the site installable: the web manifest, and the worker that keeps it without a network."""

import json
from collections.abc import Iterable


def render_webmanifest(name: str, short_name: str, icon: str) -> bytes:
    """Return the web application manifest (W3C); addresses are relative to the site's root."""
    manifest = {
        "name": name,
        "short_name": short_name,
        "lang": "bg",
        "dir": "ltr",
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#fbf6ec",
        "theme_color": "#99202e",
        "icons": [
            {"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": purpose}
            for purpose in ("any", "maskable")
        ],
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def render_worker(code: str, shell: Iterable[str]) -> bytes:
    """Return the service worker: `shell` lists what is kept from the first visit on."""
    listed = json.dumps(sorted(shell), ensure_ascii=True)
    return f"const SHELL = {listed};\n{code}".encode()
