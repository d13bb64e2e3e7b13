"""The shape of a record file as a tree of keys, for everything that is made from the schema."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from mrezha.schema.model import Field, Schema, Table

Shape = Literal["field", "group", "rows", "block"]


@dataclass(frozen=True, slots=True)
class Node:
    """One key of a record file.

    A field has its `field`; a group holds keys; rows are a list of mappings, a block one
    mapping, both of the child table `table`. `path` leads from the top of the file, less
    the numbers of rows: "offers.name.bg". `labels` name it to people: rows by their
    heading, one text in two languages by its Bulgarian field.
    """

    shape: Shape
    path: str
    labels: Mapping[str, str]
    field: Field | None = None
    table: Table | None = None
    children: tuple["Node", ...] = ()

    @property
    def key(self) -> str:
        """Return the key itself."""
        return self.path.rpartition(".")[2]

    @property
    def is_required(self) -> bool:
        """Whether the key must be there: a required field is, and a group around one."""
        if self.shape == "rows" or self.shape == "block":
            return False
        if self.field is not None:
            return self.field.is_required
        return any(child.is_required for child in self.children)

    @property
    def is_bilingual(self) -> bool:
        """Whether this is one text in both languages."""
        return self.shape == "group" and [child.key for child in self.children] == ["bg", "en"]


def record_tree(schema: Schema, table: Table) -> tuple[Node, ...]:
    """Return the keys of a table's record files in schema order, the body last."""
    tree = _tree(schema, table, "")
    body = table.fields.get("body")
    return (*tree, Node("field", "body", body.labels, field=body)) if body else tree


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield every node, a parent before its children."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def prune(nodes: tuple[Node, ...], keep: Callable[[Node], bool]) -> tuple[Node, ...]:
    """Return the tree without the nodes that are not kept, and without emptied parents."""
    kept = []
    for node in nodes:
        if not keep(node):
            continue
        if node.shape == "field":
            kept.append(node)
        elif children := prune(node.children, keep):
            kept.append(replace(node, children=children))
    return tuple(kept)


def _tree(schema: Schema, table: Table, prefix: str) -> tuple[Node, ...]:
    nodes: dict[str, Node] = {}
    for one in table.fields.values():
        if one.origin == "key":
            leaf = Node("field", _join(prefix, *one.path), one.labels, field=one)
            _put(nodes, table, prefix, (), one.path, leaf)
    for child, part in schema.parts_of(table.name):
        path = _join(prefix, *part.path)
        shape: Shape = "block" if part.single else "rows"
        labels = child.labels if part.single else child.many
        children = _tree(schema, child, path)
        leaf = Node(shape, path, labels, table=child, children=children)
        _put(nodes, table, prefix, (), part.path, leaf)
    return tuple(nodes.values())


def _put(
    nodes: dict[str, Node],
    table: Table,
    prefix: str,
    at: tuple[str, ...],
    path: tuple[str, ...],
    leaf: Node,
) -> None:
    """Put a leaf into its group, making the groups on the way; `at` leads here."""
    first = path[0]
    if len(path) == 1:
        nodes[first] = leaf
        return
    here = (*at, first)
    inner = {node.key: node for node in nodes[first].children} if first in nodes else {}
    _put(inner, table, prefix, here, path[1:], leaf)
    children = tuple(inner.values())
    labels = table.groups.get(".".join(here)) or children[0].labels
    nodes[first] = Node("group", _join(prefix, *here), labels, children=children)


def _join(*steps: str) -> str:
    return ".".join(step for step in steps if step)
