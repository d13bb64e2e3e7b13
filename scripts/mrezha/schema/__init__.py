"""Facts about fields, written once: tables, vocabularies, labels, owners."""

from mrezha.schema.model import (
    Field,
    ForeignKey,
    Part,
    Schema,
    Table,
    Term,
    Vocabulary,
    load_schema,
)

__all__ = [
    "Field",
    "ForeignKey",
    "Part",
    "Schema",
    "Table",
    "Term",
    "Vocabulary",
    "load_schema",
]
