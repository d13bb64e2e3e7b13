"""Write macros into the templates that call them.

The own names of a macro get new ones, so that its body can stand anywhere. A macro that
cannot be written in surely right is left as a call.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

_Node = TypeVar("_Node", bound=nodes.Node)
_DEEPEST = 8


@dataclass(slots=True)
class Source:
    """A prepared template file: its tree and what it takes from other files, by own name."""

    tree: nodes.Template
    macros: dict[str, nodes.Macro] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)


Read = Callable[[str], Source]


class Inliner(NodeTransformer):
    """Write the macros of a file and of what it imports where they are called.

    `read` returns a prepared template file by name.
    """

    def __init__(
        self, read: "Read", source: Source, numbers: Iterator[int], depth: int = 0
    ) -> None:
        self.read = read
        self.source = source
        self.numbers = numbers
        self.depth = depth

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:
        """Write in the macros that are printed."""
        parts: list[nodes.Node] = []
        current: list[nodes.Expr] = []
        for child in node.nodes:
            written = self._write_in(child, None) if isinstance(child, nodes.Call) else None
            if written is None:
                current.append(child)
                continue
            if current:
                parts.append(like(nodes.Output(current), node))
            parts += written
            current = []
        if current:
            parts.append(like(nodes.Output(current), node))
        return parts

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node | list[nodes.Node]:
        """Write in a macro that is called with a block."""
        self.generic_visit(node)
        written = None if node.args else self._write_in(node.call, node.body)
        return node if written is None else written

    def _write_in(
        self, call: nodes.Call, caller: list[nodes.Node] | None
    ) -> list[nodes.Node] | None:
        """Return the body of a called macro for this place; None when it stays a call."""
        if not isinstance(call.node, nodes.Name) or self.depth > _DEEPEST:
            return None
        found = self._find(call.node.name)
        if found is None or call.dyn_args or call.dyn_kwargs:
            return None
        macro, source = found
        given = _bind(macro, call)
        if given is None:
            return None
        body = _Renamer(macro, given, caller, next(self.numbers), source).write()
        if body is None:
            return None
        inner = Inliner(self.read, source, self.numbers, self.depth + 1)
        whole = nodes.Scope(body.statements, lineno=call.lineno)
        inner.visit(whole)
        if caller is not None:
            _CallerPutter(caller).visit(whole)
        if not body.targets:
            return list(whole.body)
        return [nodes.With(body.targets, body.values, whole.body, lineno=call.lineno)]

    def _find(self, name: str) -> tuple[nodes.Macro, Source] | None:
        if name in self.source.macros:
            return self.source.macros[name], self.source
        if name not in self.source.imports:
            return None
        file, theirs = self.source.imports[name]
        source = self.read(file)
        return (source.macros[theirs], source) if theirs in source.macros else None


def _bind(macro: nodes.Macro, call: nodes.Call) -> dict[str, nodes.Expr] | None:
    """Return what each argument of a macro is in a call; None when it does not fit."""
    names = [one.name for one in macro.args]
    if len(call.args) > len(names):
        return None
    given = dict(zip(names, call.args, strict=False))
    for pair in call.kwargs:
        if pair.key not in names or pair.key in given:
            return None
        given[pair.key] = pair.value
    for name, value in zip(reversed(names), reversed(macro.defaults), strict=False):
        given.setdefault(name, value)
    return given if len(given) == len(names) else None


@dataclass(frozen=True, slots=True)
class _Body:
    targets: list[nodes.Expr]
    values: list[nodes.Expr]
    statements: list[nodes.Node]


class _Renamer(NodeTransformer):
    """Give the own names of a macro new ones, so that its body can stand anywhere."""

    def __init__(
        self,
        macro: nodes.Macro,
        given: Mapping[str, nodes.Expr],
        caller: list[nodes.Node] | None,
        number: int,
        source: Source,
    ) -> None:
        self.macro = macro
        self.given = given
        self.caller = caller
        self.source = source
        stored = {
            one.name
            for one in macro.find_all(nodes.Name)
            if one.ctx != "load" and one.name not in given
        }
        self.names = {name: f"{name}_{number}" for name in (*given, *sorted(stored))}
        self.constants = {
            name: value for name, value in given.items() if isinstance(value, nodes.Const)
        }
        self.is_sure = not any(one.name in given for one in _stores(macro))

    def write(self) -> _Body | None:
        """Return the body under its new names; None when it would not be surely right."""
        holder = nodes.Scope([clone(one) for one in self.macro.body], lineno=self.macro.lineno)
        self.visit(holder)
        if not self.is_sure:
            return None
        bound = {name: one for name, one in self.given.items() if name not in self.constants}
        return _Body(
            [
                nodes.Name(self.names[name], "store", lineno=one.lineno)
                for name, one in bound.items()
            ],
            [clone(one) for one in bound.values()],
            holder.body,
        )

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        if node.name in self.constants:
            return like(nodes.Const(self.constants[node.name].value), node)
        if node.name in self.names:
            return like(nodes.Name(self.names[node.name], node.ctx), node)
        if node.name not in ("loop", "namespace", "range"):
            known = node.name in self.source.imports or node.name in self.source.macros
            self.is_sure &= known
        return node

    def visit_NSRef(self, node: nodes.NSRef) -> nodes.Node:
        return like(nodes.NSRef(self.names.get(node.name, node.name), node.attr), node)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Let `caller()` stand where it is printed; anywhere else it is too much."""
        node.nodes = [
            _caller_call(one)
            if self.caller is not None and _prints_caller(one)
            else self.visit(one)
            for one in node.nodes
        ]
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:
        # The caller's `loop` would become ours.
        inside = any(one.name == "caller" for one in node.find_all(nodes.Name))
        self.is_sure &= not inside
        return self.generic_visit(node)


def _prints_caller(node: nodes.Node) -> bool:
    """Say whether a printed expression is `caller()` or `caller() if caller`."""
    if isinstance(node, nodes.CondExpr) and isinstance(node.test, nodes.Name):
        return node.test.name == "caller" and _prints_caller(node.expr1)
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "caller"
        and not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
    )


def _caller_call(node: nodes.Expr) -> nodes.Expr:
    return node.expr1 if isinstance(node, nodes.CondExpr) else node


def _stores(macro: nodes.Macro) -> Iterator[nodes.Name]:
    for statement in macro.body:
        for one in (statement, *statement.find_all(nodes.Name)):
            if isinstance(one, nodes.Name) and one.ctx == "store":
                yield one


class _CallerPutter(NodeTransformer):
    """Put the block of a call where its macro says `caller()`."""

    def __init__(self, body: list[nodes.Node]) -> None:
        self.body = body

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:
        parts: list[nodes.Node] = []
        for child in node.nodes:
            if _prints_caller(child):
                parts.append(nodes.Scope([clone(one) for one in self.body], lineno=node.lineno))
            else:
                parts.append(like(nodes.Output([child]), node))
        return parts


def like(node: _Node, old: nodes.Node) -> _Node:
    """Give a new node the place of an old one."""
    node.lineno = old.lineno
    node.environment = old.environment
    return node


def clone(node: _Node) -> _Node:
    """Return a copy of a tree; the environment stays one."""
    made = object.__new__(type(node))
    made.lineno, made.environment = node.lineno, node.environment
    for name, value in node.iter_fields():
        setattr(made, name, _clone_value(value))
    return made


def _clone_value(value: Any) -> Any:
    if isinstance(value, nodes.Node):
        return clone(value)
    if isinstance(value, list | tuple):
        return type(value)(_clone_value(one) for one in value)
    return value
