"""The editor at /admin/: Sveltia CMS with its configuration and its own policy."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from mrezha.forms.editor import Forge, editor_config
from mrezha.forms.vendor import ANSWERS, COPIES, SCRIPT, localise_script
from mrezha.plugin.settings import SiteSettings
from mrezha.schema import Schema

FOLDER = "admin/"


def forge_of(site: SiteSettings) -> Forge:
    """Return where the editor of a site keeps records."""
    return Forge(
        site.cms_backend,
        site.cms_repository,
        site.cms_branch,
        site.cms_host.rstrip("/"),
        site.cms_app_id,
        site.cms_auth_url.rstrip("/"),
    )


def is_built(site: SiteSettings, packages: Path) -> bool:
    """Say whether the site has an editor.

    A local one is for the computer the site is built on: a published site has none, nor
    has a checkout without the package.
    """
    if site.cms_backend == "local":
        return not site.site_url and (packages / SCRIPT).is_file()
    return site.cms_backend != "none"


def admin_policy(origins: tuple[str, ...]) -> str:
    """Return the policy of the editor: its own files, and the forge it writes to."""
    asked = "".join(f" {one}" for one in origins)
    pictures = " https://avatars.githubusercontent.com" if "github.com" in asked else asked
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:{pictures}; media-src 'self' blob:; font-src 'self'; "
        f"connect-src 'self' data: blob:{asked}; worker-src 'self' blob:; frame-src 'self' blob:; "
        "manifest-src 'self'; form-action 'none'; base-uri 'none'"
    )


def admin_headers(site: SiteSettings, packages: Path) -> Mapping[str, str]:
    """Return the headers of /admin/ that differ from the site's; none without an editor.

    Signing in by a window of the forge needs the tie to the window that opened it.
    """
    if not is_built(site, packages):
        return {}
    policy = admin_policy(forge_of(site).origins) + "; frame-ancestors 'none'"
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
        "X-Robots-Tag": "noindex",
    }


def admin_files(site: SiteSettings, schema: Schema, packages: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of /admin/.

    Raises OSError when the package is not installed, VendorError when it is another one.
    """
    if not is_built(site, packages):
        return
    forge = forge_of(site)
    config = editor_config(schema, forge, site.site_url)
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=1000)
    yield f"{FOLDER}config.yml", text.encode()
    page = (site.theme / "admin" / "index.html").read_text("utf-8")
    yield f"{FOLDER}index.html", page.replace("{policy}", admin_policy(forge.origins)).encode()
    for name in ("admin.js", "admin.css"):
        yield f"{FOLDER}{name}", (site.theme / "admin" / name).read_bytes()
    script = localise_script((packages / SCRIPT).read_text("utf-8"))
    yield f"{FOLDER}sveltia-cms.js", script.encode()
    for name, source in COPIES.items():
        yield FOLDER + name, (packages / source).read_bytes()
    for name, content in ANSWERS.items():
        yield FOLDER + name, content
