"""The offline verifier: readable in parts here, one file of the standard library in the package (`assembled`)."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

_PARTS = ("package", "signatures", "evidence")
"""The first one's docstring is the file's; its body comes last."""


@cache
def assembled() -> bytes:
    """The parts as one program: what they import from the library once, on top, and nothing from each other."""
    imports: set[str] = set()
    bodies: dict[str, str] = {}
    docstring = ""
    for name in _PARTS:
        source = Path(__file__).with_name(f"{name}.py").read_text("utf-8")
        lines = source.splitlines()
        head = 0
        for node in ast.parse(source).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                text = ast.unparse(node)
                if "services." not in text and "__future__" not in text:
                    imports.add(text)
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and head == 0):
                break
            head = node.end_lineno or head
            if not docstring:
                docstring = "\n".join(lines[:head])
        bodies[name] = "\n".join(lines[head:]).strip()
    opening = ["#!/usr/bin/env python3", docstring, "", "from __future__ import annotations", "", *sorted(imports)]
    program = [bodies[name] for name in (*_PARTS[1:], _PARTS[0])]
    return ("\n\n\n".join(["\n".join(opening), *program]) + "\n").encode()
