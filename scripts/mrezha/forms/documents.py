"""Everything in the repository that is made from the schema, by path."""

import json
from collections.abc import Mapping
from typing import Any

from mrezha.forms.issues import issue_files
from mrezha.schema import Schema
from mrezha.schema.jsonschema import envelope_schema, table_schema
from mrezha.schema.reference import render_fields
from mrezha.schema.submission import Contract

SCHEMAS = "docs/schemas"


def generated_files(schema: Schema, contract: Contract) -> dict[str, str]:
    """Return the text of every generated file by its path in the repository."""
    files = {"docs/fields.md": render_fields(schema)}
    for table in schema.record_tables():
        made = table_schema(schema, table.name)
        files[f"{SCHEMAS}/{table.kind}.schema.json"] = _json(made)
    files[f"{SCHEMAS}/submission.schema.json"] = _json(envelope_schema(schema, contract))
    return files | issue_files(schema, contract)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
