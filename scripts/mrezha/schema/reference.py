"""The field reference, docs/fields.md, made from the schema."""

from collections.abc import Iterator

from mrezha.schema.model import Field, Schema, Table

_OWNERS = {
    "register": "регистър / register",
    "editor": "предприятие / editor",
    "centre": "център / centre",
}


def render_fields(schema: Schema) -> str:
    """Return docs/fields.md: every table, every field, every vocabulary."""
    lines = [
        "# Полета на записите / Fields of the records",
        "",
        "Този файл се прави от схемата с `mrezha docs`; не го редактирайте на ръка.",
        "This file is made from the schema by `mrezha docs`; do not edit it by hand.",
        "",
    ]
    for table in schema.tables.values():
        lines += _table(table)
    lines += ["## Списъци / Vocabularies", ""]
    for vocabulary in schema.vocabularies.values():
        if len(vocabulary.terms) > 100:
            lines += [f"**{vocabulary.name}**: {len(vocabulary.terms)} стойности / values.", ""]
            continue
        lines += [f"**{vocabulary.name}**", ""]
        lines += [
            f"- `{term.id}`: {term.labels['bg']} / {term.labels['en']}"
            for term in vocabulary.terms.values()
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _table(table: Table) -> Iterator[str]:
    where = (
        f"`content/{table.folder}/<id>.md`"
        if table.folder
        else ", ".join(f"`{'.'.join(part.path)}` → {part.parent}" for part in table.parts)
    )
    yield f"## {table.labels['bg']} / {table.labels['en']} (`{table.name}`)"
    yield ""
    yield where
    yield ""
    yield "| поле / field | значение / meaning | вид / type | пример / example | кой / owner |"
    yield "| --- | --- | --- | --- | --- |"
    for field in table.fields.values():
        if field.origin != "parent":
            yield _row(field)
    yield ""


def _row(field: Field) -> str:
    name = {"id": "(име на файла / file name)", "body": "(текст / body)"}.get(
        field.origin, f"`{'.'.join(field.path)}`"
    )
    if field.is_required:
        name += " *"
    kind = field.type if not field.is_list else "list"
    if field.vocabulary:
        kind += f" [{field.vocabulary}]"
    if field.privacy == "personal":
        kind += ", лични данни / personal"
    example = field.example if isinstance(field.example, str) else ", ".join(field.example)
    meaning = " / ".join(f"**{field.labels[lang]}.** {field.help[lang]}" for lang in ("bg", "en"))
    cells = (name, meaning, kind, f"`{example}`", _OWNERS[field.owner])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
