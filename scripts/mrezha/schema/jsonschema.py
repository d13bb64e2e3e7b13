"""JSON Schema (2020-12) of record files, for editors, and of submissions.

A submission keeps every scalar as text, as the record files do; an editor of YAML sees
numbers where no quotes stand, so both are allowed there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mrezha.schema.model import Field, Schema
from mrezha.schema.submission import Contract, Kind, offered_tree
from mrezha.schema.tree import Node, record_tree

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_INTEGER = r"^-?[0-9]{1,15}$"
# A longer vocabulary is not listed: an editor's menu of 1,400 codes helps nobody.
_LONGEST = 250


def table_schema(schema: Schema, table: str, lang: str = "bg") -> dict[str, Any]:
    """Return the JSON Schema of the front matter of a table's record files."""
    nodes = [node for node in record_tree(schema, schema.tables[table]) if node.path != "body"]
    return {
        "$schema": DIALECT,
        "title": schema.tables[table].labels[lang],
        **_object(nodes, schema, lang, is_text=False),
    }


def envelope_schema(schema: Schema, contract: Contract, lang: str = "en") -> dict[str, Any]:
    """Return the JSON Schema of a submission; what `fields` may hold depends on its kind."""
    text = {"type": "string", "maxLength": 500}
    limits = contract.limits
    properties: dict[str, Any] = {
        "format": {"const": contract.format},
        "version": {"const": contract.version},
        "kind": {"enum": list(contract.kinds)},
        "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80},
        "base": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "made_on": {"type": "string", "format": "date", "pattern": _DATE},
        "language": {"enum": ["bg", "en"]},
        "about": _closed({"eik": text, "name": text, "settlement": text, "district": text}),
        "fields": {"type": "object"},
        "remove": {"type": "array", "items": text, "maxItems": 200},
        "photos": {"type": "array", "items": _photo(contract), "maxItems": limits["photos"]},
        "consent": {
            **_closed(
                {
                    "personal_data": {"type": "boolean"},
                    "text_version": text,
                    "given_on": {"type": "string", "pattern": _DATE},
                }
            ),
            "required": ["personal_data", "text_version"],
        },
        "sender": _closed({"name": text, "email": text, "phone": text, "role": text}),
        "note": {"type": "string", "maxLength": limits["note"]},
        "spent_s": {"type": "integer", "minimum": 0},
        "token": {"type": "string", "pattern": "^[0-9a-z.-]{1,200}$"},
    }
    return {
        "$schema": DIALECT,
        "title": contract.format,
        "type": "object",
        "required": ["format", "version", "kind", "made_on", "fields", "consent", "sender"],
        "additionalProperties": False,
        "properties": properties,
        "allOf": [_kind(kind, schema, lang) for kind in contract.kinds.values()],
    }


def _photo(contract: Contract) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["name", "type", "alt", "data"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*\.(jpg|png|webp)$"},
            "type": {"enum": list(contract.photo_types)},
            "alt": {"type": "string", "maxLength": 300},
            "alt_en": {"type": "string", "maxLength": 300},
            "credit": {"type": "string", "maxLength": 200},
            "data": {
                "type": "string",
                "contentEncoding": "base64",
                "pattern": "^[A-Za-z0-9+/]*={0,2}$",
                "maxLength": (contract.limits["photo_bytes"] + 2) // 3 * 4,
            },
        },
    }


def _kind(kind: Kind, schema: Schema, lang: str) -> dict[str, Any]:
    fields = _object(offered_tree(kind, schema), schema, lang, is_text=True, is_partial=True)
    then: dict[str, Any] = {"properties": {"fields": fields}}
    if kind.needs_id:
        then["required"] = ["id"]
    return {
        "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
        "then": then,
    }


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _object(
    nodes: Iterable[Node], schema: Schema, lang: str, *, is_text: bool, is_partial: bool = False
) -> dict[str, Any]:
    """Return the schema of a mapping; a partial one may leave out anything but rows' keys."""
    found = _closed({node.key: _node(node, schema, lang, is_text, is_partial) for node in nodes})
    required = [node.key for node in nodes if node.is_required]
    if required and not is_partial:
        found["required"] = required
    return found


def _node(node: Node, schema: Schema, lang: str, is_text: bool, is_partial: bool) -> dict[str, Any]:
    if node.field is not None:
        return _field(node.field, schema, lang, is_text)
    inner = _object(node.children, schema, lang, is_text=is_text, is_partial=is_partial)
    if node.table is not None:
        inner["title"] = node.table.labels[lang]
    return {"type": "array", "items": inner} if node.shape == "rows" else inner


def _field(field: Field, schema: Schema, lang: str, is_text: bool) -> dict[str, Any]:
    about = {"title": field.labels[lang], "description": field.help[lang]}
    if field.is_list:
        limits = field.constraints
        item = _scalar(field, field.items or "string", schema, is_text)
        found: dict[str, Any] = {"type": "array", "items": item, "uniqueItems": True}
        if "maxItems" in limits:
            found["maxItems"] = limits["maxItems"]
        return {**about, **found}
    return {**about, **_scalar(field, field.type, schema, is_text)}


def _scalar(field: Field, type_: str, schema: Schema, is_text: bool) -> dict[str, Any]:
    limits = field.constraints
    if type_ in ("number", "integer"):
        text = {"type": "string", "pattern": _NUMBER if type_ == "number" else _INTEGER}
        bounds = {key: limits[key] for key in ("minimum", "maximum") if key in limits}
        return text if is_text else {"anyOf": [{"type": type_, **bounds}, text]}
    if type_ == "date":
        return {"type": "string", "pattern": _DATE}
    found: dict[str, Any] = {"type": "string"}
    if "maxLength" in limits:
        found["maxLength"] = limits["maxLength"]
    if field.format == "email":
        found["format"] = "email"
    if "pattern" in limits:
        found["pattern"] = f"^({limits['pattern']})$"
    if field.vocabulary:
        terms = schema.vocabularies[field.vocabulary].terms
        if len(terms) <= _LONGEST:
            found["enum"] = list(terms)
    return found
