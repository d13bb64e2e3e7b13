"""The configuration of the editor at /admin/ (Sveltia CMS), made from the schema.

What the register owns is not offered; the editor keeps keys it does not know. It writes every
string in quotes, which keeps the reader of YAML 1.1 from seeing numbers and truths in it;
`mrezha format` then gives the record its canonical form. Source of the options: the JSON
Schema that ships with @sveltia/cms 0.221.1.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mrezha.schema import Field, Schema, Table
from mrezha.schema.tree import Node, prune, record_tree

BACKENDS = ("none", "local", "github", "gitlab", "gitea", "forgejo")
# What people may make and remove here: profiles come from the register, regions from the law.
_CREATED = frozenset({"events", "calls", "pages"})
_FIXED = frozenset({"regions"})
_LONG_TEXT = 400
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_INTEGER = r"^-?[0-9]{1,15}$"
_WRONG = {"bg": "Трябва да е като: {}", "en": "It must be like: {}"}


@dataclass(frozen=True, slots=True)
class Forge:
    """Where the editor keeps records. `app_id` and `auth_url` are for signing in."""

    backend: str
    repository: str = ""
    branch: str = "main"
    host: str = ""
    app_id: str = ""
    auth_url: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the origins the editor asks: the forge's interface and its sign-in."""
        if self.backend in ("none", "local"):
            return ()
        if self.backend == "github" and not self.host:
            found = ["https://api.github.com", "https://github.com"]
        else:
            found = [self.host or "https://gitlab.com"]
        if self.auth_url:
            parts = urlsplit(self.auth_url)
            found.append(f"{parts.scheme}://{parts.netloc}")
        return tuple(dict.fromkeys(found))


def editor_config(
    schema: Schema, forge: Forge, site_url: str = "", lang: str = "bg"
) -> dict[str, Any]:
    """Return the configuration as plain data."""
    config: dict[str, Any] = {
        "backend": _backend(forge),
        "media_folder": "content/media",
        "public_folder": "/media",
        "output": {
            "omit_empty_optional_fields": True,
            "yaml": {"quote": "double", "indent_size": 2},
        },
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "collections": [_collection(schema, table, lang) for table in schema.record_tables()],
    }
    if site_url:
        config["site_url"] = config["display_url"] = site_url
    # Drafts on branches, a person accepts them; the editor can do it on these two forges.
    if forge.backend in ("local", "github", "gitlab"):
        config["publish_mode"] = "editorial_workflow"
    return config


def _backend(forge: Forge) -> dict[str, Any]:
    name = {"local": "github", "forgejo": "gitea"}.get(forge.backend, forge.backend)
    found: dict[str, Any] = {
        "name": name,
        "repo": forge.repository or "owner/repository",
        "branch": forge.branch,
    }
    if name == "github" and forge.auth_url:
        found["base_url"] = forge.auth_url
    elif name == "github":
        # Signing in by a window needs a helper of GitHub's secret; a token needs nobody.
        found["auth_methods"] = ["token"]
    if name == "gitlab":
        found["auth_type"] = "pkce"
    if name in ("gitlab", "gitea"):
        if forge.app_id:
            found["app_id"] = forge.app_id
        if forge.host:
            found["base_url"] = forge.host
            found["api_root"] = forge.host + ("/api/v4" if name == "gitlab" else "/api/v1")
    return found


def _collection(schema: Schema, table: Table, lang: str) -> dict[str, Any]:
    nodes = prune(record_tree(schema, table), _is_offered)
    has_title = any(node.path == "title" for node in nodes)
    return {
        "name": table.name,
        "label": table.many[lang],
        "label_singular": table.labels[lang],
        "folder": f"content/{table.folder}",
        "extension": "md",
        "format": "yaml-frontmatter",
        "create": table.name in _CREATED,
        "delete": table.name not in _FIXED and table.name in _CREATED,
        "slug": "{{title.bg}}" if has_title else "{{nuts2}}",
        "summary": "{{title.bg}} ({{slug}})" if has_title else "{{slug}}",
        "identifier_field": "title.bg" if has_title else "nuts2",
        "fields": [_widget(node, schema, table, lang) for node in nodes],
    }


def _is_offered(node: Node) -> bool:
    return node.key != "register" and (node.field is None or node.field.owner != "register")


def _widget(node: Node, schema: Schema, table: Table, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": node.key,
        "label": node.labels[lang],
        "required": node.is_required,
    }
    if node.field is not None:
        return {**found, **_field_widget(node, node.field, schema, table, lang)}
    inner = node.table or table
    fields = [_widget(child, schema, inner, lang) for child in node.children]
    if node.shape != "rows":
        return {**found, "widget": "object", "fields": fields, "collapsed": False}
    first = next((child for child in node.children if child.is_required), node.children[0])
    leaf = f"{first.key}.bg" if first.is_bilingual else first.key
    singular = node.table.labels[lang] if node.table else node.labels[lang]
    return {
        **found,
        "widget": "list",
        "label_singular": singular,
        "summary": f"{{{{fields.{leaf}}}}}",
        "collapsed": True,
        "fields": fields,
    }


def _field_widget(
    node: Node, one: Field, schema: Schema, table: Table, lang: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"hint": one.help[lang]}
    target = one.reference or next(
        (key.table for key in table.foreign_keys if key.field == one.name), None
    )
    if target:
        return {**found, **_relation(target, schema, is_list=one.is_list)}
    if one.vocabulary:
        terms = schema.vocabularies[one.vocabulary].terms.values()
        options = [{"label": term.labels[lang], "value": term.id} for term in terms]
        return {**found, "widget": "select", "options": options, "multiple": one.is_list}
    if one.is_list:
        item = {"name": "item", "label": one.labels[lang], "widget": "string"}
        return {**found, "widget": "list", "field": item, "collapsed": False}
    if one.format == "markdown":
        return {**found, "widget": "markdown", "modes": ["raw", "rich_text"]}
    if one.type == "date":
        return {**found, "widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}
    return {**found, **_text_widget(one, lang)}


def _relation(target: str, schema: Schema, *, is_list: bool) -> dict[str, Any]:
    has_title = "title_bg" in schema.tables[target].fields
    shown = ["{{title.bg}} ({{slug}})"] if has_title else ["{{slug}}"]
    return {
        "widget": "relation",
        "collection": target,
        "value_field": "{{slug}}",
        "display_fields": shown,
        "search_fields": ["{{slug}}", *(["title.bg"] if has_title else [])],
        "multiple": is_list,
    }


def _text_widget(one: Field, lang: str) -> dict[str, Any]:
    """Return a box for text. Numbers too are kept as they are typed: 12.50 stays 12.50."""
    longest = one.constraints.get("maxLength", 0)
    found: dict[str, Any] = {"widget": "text" if longest > _LONG_TEXT else "string"}
    if one.check == "url" or one.check == "picture":
        found["widget"] = "string"
    if longest:
        found["maxlength"] = longest
    pattern = {"number": _NUMBER, "integer": _INTEGER}.get(one.type)
    if "pattern" in one.constraints:
        pattern = f"^({one.constraints['pattern']})$"
    if pattern:
        example = one.example if isinstance(one.example, str) else one.example[0]
        found["pattern"] = [pattern, _WRONG[lang].format(example)]
    return found
