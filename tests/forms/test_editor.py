"""The editor: its configuration by both schemas, its script asking nobody, its settings."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mrezha.forms.editor import Forge, editor_config
from mrezha.forms.vendor import FORBIDDEN, SWAPS, VendorError, localise_script
from mrezha.plugin.admin import admin_files, admin_headers, is_built
from mrezha.plugin.settings import SettingsError, SiteSettings, read_settings
from mrezha.schema import load_schema

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
SVELTIA = PACKAGES / "@sveltia" / "cms"
SCHEMA = load_schema()
HOST = "https://git.example.org"
FORGES = [
    Forge("local"),
    Forge("github", "owner/name", auth_url="https://auth.example.org"),
    Forge("gitlab", "group/sub/name", app_id="1"),
    Forge("gitea", "owner/name", host=HOST, app_id="1"),
    Forge("forgejo", "owner/name", host=HOST, app_id="1"),
]
each_forge = pytest.mark.parametrize("forge", FORGES, ids=lambda one: one.backend)


def settings(**own: str) -> SiteSettings:
    return SiteSettings(ROOT, ROOT, ROOT / "theme", "Мрежа", own.pop("site_url", ""), **own)  # type: ignore[arg-type]


def fields_of(config: dict[str, Any], collection: str) -> dict[str, Any]:
    (found,) = [one for one in config["collections"] if one["name"] == collection]
    return {one["name"]: one for one in found["fields"]}


@each_forge
def test_the_configuration_is_right_by_the_editor_s_own_schema(forge: Forge) -> None:
    schema = json.loads((SVELTIA / "schema" / "sveltia-cms.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(editor_config(SCHEMA, forge))


def test_every_kind_of_record_is_offered_and_nothing_of_the_register() -> None:
    config = editor_config(SCHEMA, Forge("local"))
    names = [one["name"] for one in config["collections"]]
    assert ["enterprises", "events", "calls", "regions", "pages"] == names
    offered = fields_of(config, "enterprises")
    assert {"title", "contacts", "offers", "photos", "body"} <= set(offered)
    assert not {"register", "id", "eik"} & set(offered)


@each_forge
def test_review_is_on_where_the_editor_can_do_it(forge: Forge) -> None:
    expected = "editorial_workflow" if forge.backend in ("local", "github", "gitlab") else None
    assert expected == editor_config(SCHEMA, forge).get("publish_mode")


def test_without_a_helper_github_is_entered_by_a_token() -> None:
    backend = editor_config(SCHEMA, Forge("github", "a/b"))["backend"]
    assert ["token"] == backend["auth_methods"]
    helped = editor_config(SCHEMA, Forge("github", "a/b", auth_url=HOST))["backend"]
    assert HOST == helped["base_url"]
    assert "auth_methods" not in helped


def test_an_optional_field_is_never_demanded() -> None:
    offered = fields_of(editor_config(SCHEMA, Forge("local")), "enterprises")
    assert not offered["contacts"]["required"]
    name = next(one for one in offered["offers"]["fields"] if one["name"] == "name")
    assert name["required"]


def test_no_address_of_another_host_is_left_in_the_script() -> None:
    script = localise_script((SVELTIA / "dist" / "sveltia-cms.js").read_text("utf-8"))
    assert [] == [host for host in FORBIDDEN if host in script]


@pytest.mark.parametrize("swap", SWAPS, ids=lambda one: one.old)
def test_another_script_than_the_one_looked_through_stops_the_build(swap: Any) -> None:
    right = " ".join(one.old for one in SWAPS for _ in range(one.count))
    assert "https" not in localise_script(right)
    for wrong in (right.replace(swap.old, ""), f"{right} {swap.old}"):
        with pytest.raises(VendorError, match=re.escape(swap.old)):
            localise_script(wrong)


def test_none_leaves_the_editor_out_and_a_local_one_is_never_published() -> None:
    assert not is_built(settings(), PACKAGES)
    assert is_built(settings(cms_backend="local"), PACKAGES)
    published = settings(cms_backend="local", site_url="https://example.org")
    assert {} == dict(admin_files(published, SCHEMA, PACKAGES))
    assert {} == admin_headers(published, PACKAGES)


def test_the_policy_opens_the_forge_and_nothing_else() -> None:
    site = settings(cms_backend="gitea", cms_repository="a/b", cms_host=HOST)
    files = dict(admin_files(site, SCHEMA, PACKAGES))
    page = files["admin/index.html"].decode()
    policy = admin_headers(site, PACKAGES)["Content-Security-Policy"]
    for text in (page, policy):
        assert f"connect-src 'self' data: blob: {HOST};" in text
        assert {HOST} == set(re.findall(r"https?://[^\s;'\"]+", text))
        assert "unsafe-eval" not in text
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_a_package_that_is_not_installed_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        dict(admin_files(settings(cms_backend="github", cms_repository="a/b"), SCHEMA, tmp_path))


@pytest.mark.parametrize(
    "own",
    [
        {"cms_backend": "svn"},
        {"cms_backend": "github"},
        {"cms_backend": "forgejo", "cms_repository": "a/b"},
        {"cms_backend": "gitlab", "cms_repository": "a/b", "cms_host": "http://x; script-src *"},
        {"submit_service": "mail"},
        {"submit_service": "own"},
        {"submit_endpoint": "https://example.org/"},
        {"submit_service": "web3forms"},
        {"submit_service": "own", "submit_endpoint": "http://example.org/"},
        {"submit_service": "own", "submit_endpoint": "https://example.org/;script-src *"},
        {"submit_service": "cloudflare", "submit_endpoint": "//example.org/x"},
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_refused(own: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"MREZHA (cms|submit)_"):
        read_settings({"MREZHA": own, "PATH": ".", "THEME": ".", "SITENAME": "М"}, ROOT)


@pytest.mark.parametrize(
    ("own", "action", "origin"),
    [
        ({}, "", ""),
        ({"submit_service": "netlify"}, "./", ""),
        ({"submit_service": "cloudflare", "submit_endpoint": "/api/send"}, "/api/send", ""),
        (
            {"submit_service": "formspree", "submit_endpoint": "https://formspree.io/f/x"},
            "https://formspree.io/f/x",
            "https://formspree.io",
        ),
        (
            {"submit_service": "web3forms", "submit_key": "k"},
            "https://api.web3forms.com/submit",
            "https://api.web3forms.com",
        ),
    ],
    ids=str,
)
def test_the_form_posts_to_one_place(own: dict[str, str], action: str, origin: str) -> None:
    site = read_settings({"MREZHA": own, "PATH": ".", "THEME": ".", "SITENAME": "М"}, ROOT)
    assert (action, origin) == (site.submit_action, site.submit_origin)
