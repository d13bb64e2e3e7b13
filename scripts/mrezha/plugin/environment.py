"""The Jinja environment of the pages: Pelican's settings and loader, made quick.

Templates are specialised for a language before they are compiled (see `specialise`), and
compiled with fewer detours: helpers are called at once, keys of records looked up first.
"""

import hashlib
from collections.abc import Callable, Mapping, MutableMapping
from keyword import iskeyword
from pathlib import Path
from types import FunctionType, MappingProxyType
from typing import Any

import markupsafe
from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from mrezha.plugin import inlining, specialise
from mrezha.plugin.specialise import HELPER, Specialiser, Vocabulary


class SiteContext(Context):
    """Calls plain functions at once; Jinja first asks each whether it wants the context."""

    @internalcode
    def call(self, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a function of a template; none of our helpers takes Jinja's own arguments."""
        if obj.__class__ is FunctionType:
            if kwargs:  # Jinja's own additions for functions that take the context
                kwargs.pop("_loop_vars", None)
                kwargs.pop("_block_vars", None)
            return obj(*args, **kwargs)
        return super().call(obj, *args, **kwargs)


class SiteCodeGenerator(CodeGenerator):
    """Writes calls of our own helpers as plain calls, and escapes with one step less."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call; helpers take none of Jinja's own arguments."""
        if not _is_plain_call(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escape_text(")


def _is_plain_call(node: nodes.Call) -> bool:
    return (
        isinstance(node.node, nodes.EnvironmentAttribute)
        and node.node.name.startswith(HELPER)
        and not (node.dyn_args or node.dyn_kwargs)
        and not any(iskeyword(pair.key) for pair in node.kwargs)
    )


_escape_plain: Callable[[str], str] = getattr(
    markupsafe, "_escape_inner", lambda text: str(escape(text))
)


def escape_text(value: Any) -> str:
    """Return a value escaped, as a plain text: it is only joined to a page."""
    kind = value.__class__
    if kind is str:
        return _escape_plain(value)
    return value if kind is Markup else escape(value)


class SiteEnvironment(Environment):
    """Shares one plain dict of globals between all templates, and specialises them.

    Jinja chains two mappings for each template; every import of a component then compares
    all keys one by one through Python, which was a third of the rendering time.
    """

    context_class = SiteContext
    code_generator_class = SiteCodeGenerator
    specialiser: Specialiser | None = None
    escape_text = staticmethod(escape_text)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: the environment's own."""
        return {**self.globals, **d} if d else self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute, or the value of a key: for records the key comes first."""
        kind = obj.__class__
        if kind is dict or kind is MappingProxyType:
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)

    def speak(self, lang: str, labels: Mapping[str, Any], helpers: Mapping[str, Any]) -> None:
        """Make this the environment of one language; `helpers` become globals.

        Expects that no template was loaded before.
        """
        self.globals = {**self.globals, **helpers}
        for name, helper in helpers.items():
            setattr(self, HELPER + name, helper)
        functions = frozenset(name for name, one in helpers.items() if callable(one))
        objects = {name: one for name, one in helpers.items() if name not in functions}
        self.specialiser = Specialiser(
            self._parse_file, Vocabulary(lang, labels, objects, functions)
        )
        if isinstance(self.bytecode_cache, SourcesCache):
            self.bytecode_cache = self.bytecode_cache.for_language(lang, repr(labels))

    def _parse_file(self, name: str) -> nodes.Template:
        if self.loader is None:
            raise TypeError("no loader for this environment")
        source, file, _ = self.loader.get_source(self, name)
        return self._parse(source, name, file)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        *args: Any,
        **more: Any,
    ) -> str:
        if self.specialiser is not None and name:
            source = self.specialiser.specialise(source, name)
        return super()._generate(source, name, filename, *args, **more)


def speak(
    env: Environment, lang: str, labels: Mapping[str, Any], helpers: Mapping[str, Any]
) -> Environment:
    """Return an environment like `env` for the templates of one language."""
    own = env.overlay(cache_size=-1)
    if isinstance(own, SiteEnvironment):
        own.speak(lang, labels, helpers)
    else:
        own.globals = {**own.globals, **helpers}
    return own


class SourcesCache(FileSystemBytecodeCache):
    """Keeps compiled templates as long as all sources are the same: each holds many of them."""

    def __init__(self, folder: Path, sources: bytes, lang: str = "") -> None:
        super().__init__(str(folder), f"{lang}-%s.cache")
        self.sources = sources

    def for_language(self, lang: str, words: str) -> "SourcesCache":
        """Return the cache of the templates of one language with these words."""
        digest = hashlib.blake2b(self.sources + words.encode(), digest_size=16).digest()
        return SourcesCache(Path(self.directory), digest, lang)

    def get_source_checksum(self, source: str) -> str:
        """Return what a kept template must have been made from."""
        return self.sources.hex()


def digest_sources(folder: Path) -> bytes:
    """Return the digest of all templates and of the code that compiles them.

    Raises OSError when one cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    for code in (__file__, specialise.__file__, inlining.__file__):
        digest.update(Path(code).read_bytes())
    for path in sorted(folder.rglob("*.html")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.digest()


def make_environment(
    host: Environment, options: dict[str, Any], cache: Path, templates: Path
) -> SiteEnvironment:
    """Return an environment with the host's loader; compiled templates are kept in `cache`.

    Raises OSError when the cache folder cannot be made.
    """
    cache.mkdir(parents=True, exist_ok=True)
    kept: BytecodeCache = SourcesCache(cache, digest_sources(templates))
    return SiteEnvironment(
        loader=host.loader, bytecode_cache=kept, auto_reload=False, cache_size=-1, **options
    )
