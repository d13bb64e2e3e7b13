"""Make one quick template of a page and all it is made of, for one language.

Before Jinja compiles a page, its base and its components are written into it: blocks into
their place, macros where they are called, label words and the language as constants. What
the page says stays the same, to the byte (a test compares with plain Jinja); what goes is
the calling.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from mrezha.plugin.inlining import Inliner, Source, clone, like

HELPER = "h_"
_Node = TypeVar("_Node", bound=nodes.Node)
Parse = Callable[[str], nodes.Template]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known before any page is rendered: the language, its words, the globals.

    `objects` are globals whose attributes templates read, by name; the others are called.
    """

    lang: str
    labels: Mapping[str, Any]
    objects: Mapping[str, object]
    functions: frozenset[str]


class Specialiser:
    """Writes pages out for one language; `parse` gives the tree of a template by name."""

    def __init__(self, parse: Parse, vocabulary: Vocabulary) -> None:
        self._parse = parse
        self._vocabulary = vocabulary
        self._sources: dict[str, Source] = {}

    def specialise(self, tree: nodes.Template, name: str) -> nodes.Template:
        """Return the tree of a template with everything written into it."""
        source = self._prepare(tree)
        numbers = itertools.count(1)
        parent = next(iter(tree.find_all(nodes.Extends)), None)
        if parent is None or not isinstance(parent.template, nodes.Const):
            whole = Inliner(self.source, source, numbers).visit(source.tree)
        else:
            base = self.source(parent.template.value)
            whole = self._join(source, base, numbers)
            _fix_kind(whole, name.rpartition("/")[2].removesuffix(".html"))
        folded: nodes.Template = _Folder().visit(whole)
        return _drop_unused_imports(folded)

    def source(self, name: str) -> Source:
        """Return a prepared template file."""
        if name not in self._sources:
            self._sources[name] = self._prepare(self._parse(name))
        return self._sources[name]

    def _prepare(self, tree: nodes.Template) -> Source:
        stored = {one.name for one in tree.find_all(nodes.Name) if one.ctx != "load"}
        ready = _Preparer(self._vocabulary, stored).visit(tree)
        source = Source(ready)
        for node in ready.body:
            if isinstance(node, nodes.Macro):
                source.macros[node.name] = node
            elif isinstance(node, nodes.FromImport) and isinstance(node.template, nodes.Const):
                for one in node.names:
                    own, theirs = (one[1], one[0]) if isinstance(one, tuple) else (one, one)
                    source.imports[own] = (node.template.value, theirs)
        return source

    def _join(self, page: Source, base: Source, numbers: Iterator[int]) -> nodes.Template:
        """Put the blocks of a page in the place of its base's."""
        blocks = {one.name: one for one in page.tree.find_all(nodes.Block)}
        imports = [one for one in page.tree.body if isinstance(one, nodes.FromImport)]
        silent = (nodes.Assign, nodes.AssignBlock, nodes.If, nodes.For)
        own = [_Silencer().visit(one) for one in page.tree.body if isinstance(one, silent)]
        frame = Inliner(self.source, base, numbers).visit(clone(base.tree))
        inliner = Inliner(self.source, page, numbers)
        inliner.visit(page.tree)
        body: list[nodes.Node] = [*imports, *own, *frame.body]
        joined = nodes.Scope(body, lineno=1)
        _BlockPutter(blocks).visit(joined)
        return _with_place(nodes.Template([joined], lineno=1), page.tree)


def _with_place(node: nodes.Template, like: nodes.Node) -> nodes.Template:
    node.set_environment(like.environment)  # type: ignore[arg-type]  # parsed trees have one
    return node


class _Preparer(NodeTransformer):
    """Name the globals as such; put in the language and the labels."""

    def __init__(self, vocabulary: Vocabulary, stored: set[str]) -> None:
        self.known = vocabulary
        self.stored = stored

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        known = node.name in self.known.functions or node.name in self.known.objects
        if node.ctx == "load" and known and node.name not in self.stored:
            return like(nodes.EnvironmentAttribute(HELPER + node.name), node)
        return node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.node, nodes.EnvironmentAttribute):
            return node
        name = node.node.name.removeprefix(HELPER)
        if (name, node.attr) == ("page", "lang"):
            return like(nodes.Const(self.known.lang), node)
        if name in self.known.objects and hasattr(type(self.known.objects[name]), node.attr):
            return like(nodes.EnvironmentAttribute(f"{node.node.name}.{node.attr}"), node)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        is_label = (
            isinstance(node.node, nodes.EnvironmentAttribute)
            and node.node.name == f"{HELPER}t"
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
            and len(node.args) == 1
        )
        if is_label and isinstance(node.args[0], nodes.Const):
            words = self.known.labels.get(node.args[0].value)
            if isinstance(words, str):
                return like(nodes.Const(words), node)
        return node


class _Silencer(NodeTransformer):
    """Take out what would be printed: outside of blocks a page only sets names."""

    def visit_Output(self, node: nodes.Output) -> None:
        return None

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:
        return node


class _BlockPutter(NodeTransformer):
    """Put the blocks of a page, or their defaults, in the place of its base's."""

    def __init__(self, blocks: Mapping[str, nodes.Block]) -> None:
        self.blocks = blocks

    def visit_Block(self, node: nodes.Block) -> nodes.Node:
        body = self.blocks.get(node.name, node).body
        return like(nodes.Scope(body), node)


class _Folder(NodeTransformer):
    """Decide what is decided before any page is rendered; join outputs that meet."""

    def generic_visit(self, node: _Node, *args: Any, **kwargs: Any) -> _Node:
        super().generic_visit(node, *args, **kwargs)
        for name, value in node.iter_fields():
            if isinstance(value, list):
                setattr(node, name, list(_join_outputs(value)))
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node | list[nodes.Node]:
        node.test = self.visit(node.test)
        if (known := _constant(node.test)) is None:
            return self.generic_visit(node)
        if known[0]:
            kept = node.body
        elif node.elif_:
            first, *others = node.elif_
            rest = nodes.If(first.test, first.body, others, node.else_, lineno=first.lineno)
            return self.visit(rest)  # type: ignore[no-any-return]
        else:
            kept = node.else_
        holder = nodes.Scope(list(kept), lineno=node.lineno)
        return list(self.generic_visit(holder).body)

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:
        self.generic_visit(node)
        if (known := _constant(node.test)) is None:
            return node
        return node.expr1 if known[0] else (node.expr2 or node)


def _constant(node: nodes.Node) -> tuple[Any] | None:
    """Return the value of an expression of constants in a tuple of one."""
    constants = (nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
    plain = all(isinstance(one, constants) for one in (node, *node.find_all(nodes.Node)))
    if not plain or not isinstance(node, nodes.Expr):
        return None
    try:
        return (node.as_const(nodes.EvalContext(node.environment)),)  # type: ignore[arg-type]
    except nodes.Impossible:
        return None


def _join_outputs(body: list[Any]) -> Iterator[Any]:
    last: nodes.Output | None = None
    for one in body:
        if isinstance(one, nodes.Output):
            if last is not None:
                last.nodes = [*last.nodes, *one.nodes]
                continue
            last = one
        else:
            last = None
        yield one


def _fix_kind(tree: nodes.Template, kind: str) -> None:
    """Put in the kind of page, which `page.template` says."""

    class Fixer(NodeTransformer):
        def visit_EnvironmentAttribute(self, node: nodes.EnvironmentAttribute) -> nodes.Node:
            if node.name == f"{HELPER}page.template":
                return like(nodes.Const(kind), node)
            return node

    Fixer().visit(tree)


def _drop_unused_imports(tree: nodes.Template) -> nodes.Template:
    used = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}

    class Dropper(NodeTransformer):
        def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node | None:
            names = {one[1] if isinstance(one, tuple) else one for one in node.names}
            return node if names & used else None

    dropped: nodes.Template = Dropper().visit(tree)
    return dropped
