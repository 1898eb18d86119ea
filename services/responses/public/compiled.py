"""Templates of one language, with its texts and their parts already in them.

Jinja looks every text up, and every included, imported and extended template, each time a page is laid out: of the page that
confirms an answer that was two thirds. Here it is done when a template is compiled; what is left to do for a page is what differs
between two pages.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cache
from gettext import NullTranslations
from typing import Any

from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # compiled where it can be

_GETTEXT = ("_", "gettext")


class _Code(CodeGenerator):
    """What is put out is escaped without becoming markup of its own first."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


def _escaped(value: Any) -> str:
    """As `markupsafe.escape` has it, as plain text: it is only put together with other text."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


class CompiledTemplates(Environment):
    """An environment whose templates are compiled with the texts of a catalogue. The texts are markup that we have written."""

    code_generator_class = _Code
    escaped = staticmethod(_escaped)

    def __init__(self, language: str, catalogue: NullTranslations, **options: Any) -> None:
        super().__init__(**options, autoescape=True, bytecode_cache=_kept(language))
        self._catalogue = catalogue
        self.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # by the extension

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As they are when the template is got, in one piece: every page makes a copy of them."""
        return {**self.globals, **(d or {})}

    def keep_macros(self, *names: str) -> None:
        """Templates of macros, each before those that use it; elsewhere they are known by their names."""
        for name in names:
            self.globals[name] = self.get_template(f"{name}.html").module

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = _Joined().visit(self._in_parts(source, name, filename))
        return parsed

    def _in_parts(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template with what it extends around it; its blocks can still be told."""
        parsed: nodes.Template = _Filled(self, self._catalogue).visit(super()._parse(source, name, filename))
        extends = next((one for one in parsed.body if isinstance(one, nodes.Extends)), None)
        if extends is None:
            return parsed
        if not isinstance(extends.template, nodes.Const):
            raise TypeError(f"{name}: what a template extends is known before any page is")
        whole = self._in_parts(*self._source(extends.template.value))
        blocks = {one.name: one for one in parsed.find_all(nodes.Block)}
        for block in whole.find_all(nodes.Block):
            if block.name in blocks:
                block.body = blocks[block.name].body
        # What stands outside of blocks is no part of the page, and there for all of them.
        own = (one for one in parsed.body if not isinstance(one, nodes.Block | nodes.Extends | nodes.Output))
        whole.body[:0] = own
        return whole

    def body_of(self, name: str) -> list[nodes.Node]:
        """What a template consists of, to be put into another one."""
        return self._parse(*self._source(name)).body

    def _source(self, name: str) -> tuple[str, str, str | None]:
        if self.loader is None:
            raise RuntimeError("templates come from a loader")
        source, filename, _ = self.loader.get_source(self, name)
        return source, name, filename


class _Joined(NodeTransformer):
    """Puts blocks where they stand."""

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802  # the visitor's name for it
        self.generic_visit(node)
        return nodes.Scope(node.body, lineno=node.lineno)


class _Filled(NodeTransformer):
    """Puts texts and included templates in place."""

    def __init__(self, templates: CompiledTemplates, catalogue: NullTranslations) -> None:
        self._templates = templates
        self._catalogue = catalogue

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  # the visitor's name for it
        self.generic_visit(node)
        text = _text_of(node)
        if text is None:
            return node
        words = Markup(self._catalogue.gettext(text))  # noqa: S704  # from our own catalogue
        if not node.kwargs:
            # Every text is a format: `%%` is how it writes a per cent sign.
            return nodes.Const(words % {}, lineno=node.lineno)
        pairs = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
        return nodes.Mod(nodes.Const(words), nodes.Dict(pairs), lineno=node.lineno)

    def visit_Import(self, node: nodes.Import) -> nodes.Node | None:  # noqa: N802
        kept = isinstance(node.template, nodes.Const) and node.template.value == f"{node.target}.html"
        return None if kept and not node.with_context else node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        if not isinstance(node.template, nodes.Const) or not node.with_context:
            return node
        return nodes.Scope(self._templates.body_of(node.template.value), lineno=node.lineno)


def _text_of(call: nodes.Call) -> str | None:
    """The text that a call asks for, where it is known before any page is."""
    asks = isinstance(call.node, nodes.Name) and call.node.name in _GETTEXT
    if not asks or len(call.args) != 1 or call.dyn_args is not None or call.dyn_kwargs is not None:
        return None
    text = call.args[0]
    return text.value if isinstance(text, nodes.Const) and isinstance(text.value, str) else None


class _Kept(BytecodeCache):
    """The code of one language's templates, compiled once a process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@cache
def _kept(_language: str) -> BytecodeCache:
    return _Kept()
