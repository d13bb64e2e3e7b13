"""Begin a record: the fields an editor must fill in, and all others as comments with their help.

Everything is read from the schema, so the skeleton never lags behind it. It is in canonical
form, and `mrezha check` names what is still to be filled in.
"""

from collections.abc import Iterator

from mrezha.records.document import FENCE, Path
from mrezha.records.mapping import Shape, build_shape
from mrezha.records.yamltext import quote_text
from mrezha.schema import Field, Table, load_schema

_MOST_TERMS = 20  # longer vocabularies stand in docs/fields.md
_NAMES = (("register", "name"), ("title", "bg"))  # what a record is known by
_COMMENT, _STEP = "# ", "  "


def start_record(table: Table, name: str, lang: str) -> str:
    """Return the text of a new record of `table` that is called `name`.

    Required fields stand empty, the others as comments with an example; one row of every
    list shows what a row may hold. `lang` (bg, en) is the language of the help. A comment
    becomes a field when its first "# " is taken away. Regions have no name of their own and
    are all there.
    """
    paths = {one.path for one in table.fields.values()}
    named = next(path for path in _NAMES if path in paths)
    shape = build_shape(load_schema(), table)
    return "\n".join([FENCE, *_mapping(shape, named, quote_text(name), lang), FENCE]) + "\n"


def _mapping(shape: Shape, named: Path, name: str, lang: str) -> Iterator[str]:
    """Yield the lines of a mapping; `named` is the path of the name below it, or empty."""
    for key in shape.order:
        below = named[1:] if named[:1] == (key,) else ()
        if key in shape.fields:
            yield from _field(shape.fields[key], key, name if named == (key,) else None, lang)
        elif key in shape.groups:
            inner = shape.groups[key]
            lines = [_STEP + line for line in _mapping(inner, below, name, lang)]
            is_open = bool(below) or _asks(inner)
            yield from [f"{key}:", *lines] if is_open else _aside([f"{key}:", *lines])
        else:
            child, part, inner = shape.parts[key]
            yield f"{_COMMENT}{child.many[lang]}."
            rows = list(_mapping(inner, (), name, lang))
            if not part.single:
                rows = ["- " + rows[0], *(_STEP + row for row in rows[1:])]
            yield from _aside([f"{key}:", *(_STEP + row for row in rows)])


def _asks(shape: Shape) -> bool:
    """Say whether a group holds a field without which the record is refused."""
    return any(one.is_required for one in shape.fields.values()) or any(
        _asks(group) for group in shape.groups.values()
    )


def _aside(lines: list[str]) -> Iterator[str]:
    return (_COMMENT + line for line in lines)


def _field(field: Field, key: str, name: str | None, lang: str) -> Iterator[str]:
    if name is None:
        yield f"{_COMMENT}{field.labels[lang]}. {field.help[lang]}{_choices(field, lang)}"
    if name is not None or field.is_required:
        yield f"{key}: {name or ''}".rstrip()
    else:
        yield f"{_COMMENT}{key}: {_example(field)}"


def _example(field: Field) -> str:
    texts = (field.example,) if isinstance(field.example, str) else field.example
    shown = [quote_text(" ".join(one.split())) for one in texts]
    return f"[{', '.join(shown)}]" if field.is_list else shown[0]


def _choices(field: Field, lang: str) -> str:
    if field.vocabulary is None:
        return ""
    terms = load_schema().vocabularies[field.vocabulary].terms
    if len(terms) > _MOST_TERMS:
        return f" (docs/fields.md: {field.vocabulary})"
    return f" ({'; '.join(f'{term.id}: {term.labels[lang]}' for term in terms.values())})"
