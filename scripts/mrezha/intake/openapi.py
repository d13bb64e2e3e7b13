"""Describe the server by OpenAPI 3.1; the submission's schema is the contract's own."""

from typing import Any

from mrezha.schema import load_schema
from mrezha.schema.jsonschema import envelope_schema
from mrezha.schema.submission import load_contract

_WORDS = {
    "202": "Received; a person will look at it.",
    "408": "The submission came too slowly.",
    "413": "The submission is too large.",
    "415": "The kind of content is none of the three.",
    "422": "The submission is not well formed; every problem is told.",
    "429": "Too many from one address.",
    "503": "No room for more now.",
}


def describe_api() -> dict[str, Any]:
    """Return the description of the server as a JSON value."""
    submission = envelope_schema(load_schema(), load_contract())
    submission.pop("$schema")
    form = _form()
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mrezha intake", "version": str(load_contract().version)},
        "paths": {
            "/submissions": {
                "post": {
                    "operationId": "send",
                    "summary": "Send a submission to be looked at",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Submission"}
                            },
                            "application/x-www-form-urlencoded": {"schema": form},
                            "multipart/form-data": {"schema": form},
                        },
                    },
                    "responses": {
                        code: {"description": words, "content": answer}
                        for code, words in _WORDS.items()
                    },
                }
            },
            "/health": {"get": _get("Say that the server runs", "Health")},
            "/openapi.json": {"get": _get("This description", "Description")},
        },
        "components": {
            "schemas": {"Submission": submission, "Answer": _answer(), **_small()},
        },
    }


def _form() -> dict[str, Any]:
    """Return the shape of a form post: flat names such as "fields.contacts.phone"."""
    contract = load_contract()
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"enum": list(contract.kinds)},
            "submission": {"type": "string", "description": "a whole submission as JSON"},
            contract.honeypot: {"type": "string", "description": "left empty by people"},
        },
        "additionalProperties": {"type": "string"},
    }


def _get(words: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"summary": words, "responses": {"200": {"description": words, "content": content}}}


def _small() -> dict[str, Any]:
    health = {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}
    return {"Health": health, "Description": {"type": "object", "required": ["openapi", "paths"]}}


def _answer() -> dict[str, Any]:
    both = {
        "type": "object",
        "required": ["bg", "en"],
        "properties": {"bg": {"type": "string"}, "en": {"type": "string"}},
    }
    problem = {
        "type": "object",
        "required": ["field", "code", "bg", "en"],
        "properties": {name: {"type": "string"} for name in ("field", "code", "bg", "en")},
    }
    return {
        "type": "object",
        "required": ["message"],
        "additionalProperties": False,
        "properties": {
            "message": both,
            "problems": {"type": "array", "items": problem},
            "receipt": {"type": "string"},
        },
    }
