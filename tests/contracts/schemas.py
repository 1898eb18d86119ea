"""Whether a consumer that knows the old schema of an event can still live with the new one (architecture.md §5.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_TYPE = ("type", "format", "pattern", "const")


def breaks(old: Schema, new: Schema) -> list[str]:
    """What the new schema takes away: fields removed, fields newly required, types changed, words of an enumeration removed.

    New fields with a default and new words of an enumeration are additions and no break.
    """
    return list(_breaks(old, new, _Resolver(old), _Resolver(new), ""))


class _Resolver:
    """Follows `$ref` inside one document."""

    def __init__(self, document: Schema) -> None:
        self._definitions: Mapping[str, Schema] = document.get("$defs", {})

    def __call__(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._definitions[str(schema["$ref"]).rpartition("/")[2]]
        return schema


def _breaks(old: Schema, new: Schema, in_old: _Resolver, in_new: _Resolver, path: str) -> Iterator[str]:
    old, new = in_old(old), in_new(new)
    place = path or "data"
    if any(old.get(word) != new.get(word) for word in _TYPE):
        yield f"{place}: type changed from {_spoken(old)} to {_spoken(new)}"
        return
    gone = [word for word in old.get("enum", ()) if word not in new.get("enum", ())]
    if gone or ("enum" in new and "enum" not in old):
        yield f"{place}: may no longer be {', '.join(map(str, gone)) or 'anything'}"
    yield from _variants(old, new, in_old, in_new, path)
    for key in ("items", "additionalProperties"):
        inner_old, inner_new = old.get(key), new.get(key)
        if isinstance(inner_old, Mapping) and isinstance(inner_new, Mapping):
            yield from _breaks(inner_old, inner_new, in_old, in_new, f"{place}[]")
        elif (isinstance(inner_old, Mapping), bool(inner_old)) != (isinstance(inner_new, Mapping), bool(inner_new)):
            yield f"{place}: type changed in {key}"
    yield from _fields(old, new, in_old, in_new, path)


def _fields(old: Schema, new: Schema, in_old: _Resolver, in_new: _Resolver, path: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        inner = f"{path}.{name}".lstrip(".")
        if name not in after:
            yield f"{inner}: removed"
        else:
            yield from _breaks(before[name], after[name], in_old, in_new, inner)
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{path}.{name}".lstrip(".") + ": newly required"


def _variants(old: Schema, new: Schema, in_old: _Resolver, in_new: _Resolver, path: str) -> Iterator[str]:
    """Alternatives such as "text or null" are compared in their order; more or fewer of them is another type."""
    for key in ("anyOf", "oneOf", "allOf"):
        before, after = old.get(key, ()), new.get(key, ())
        if len(before) != len(after):
            yield f"{path or 'data'}: type changed from {len(before) or 1} alternatives to {len(after) or 1}"
        else:
            for one, other in zip(before, after, strict=True):
                yield from _breaks(one, other, in_old, in_new, path)


def _spoken(schema: Schema) -> str:
    return " ".join(str(schema[word]) for word in _TYPE if word in schema) or "/".join(
        key for key in ("anyOf", "oneOf", "allOf") if key in schema
    )
