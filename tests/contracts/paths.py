"""Which paths a JSON document has, and of which type the values at them are: what a consumer's sample demands of an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Typed = dict[str, set[str]]
"""Path → types: `data.recipients[].address` → {"string"}."""

_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def types_by_path(document: Any) -> Typed:
    """All paths; entries of a list share one."""
    found: Typed = {}
    for path, kind in _walk(document, ""):
        found.setdefault(path, set()).add(kind)
    return found


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield path, "null" if value is None else _TYPES[type(value)]
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{path}[]")


def not_met(sample: Any, produced: Sequence[Any]) -> list[str]:
    """What of a sample the produced documents do not give: each path has to be in one of them at least, and wherever it is, it
    has the sample's type or is null."""
    seen = [types_by_path(one) for one in produced]
    problems = []
    for path, wanted in types_by_path(sample).items():
        there = [kinds for one in seen if (kinds := one.get(path, set()))]
        if not any(wanted <= kinds for kinds in there):
            problems.append(f"{path}: nobody says it as {'/'.join(sorted(wanted))}")
        wrong = set().union(*there) - wanted - {"null"}
        if wrong:
            problems.append(f"{path}: said as {'/'.join(sorted(wrong))}, read as {'/'.join(sorted(wanted))}")
    return problems
