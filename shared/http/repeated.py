"""A parameter of an address that is asked for once is given once: of two, neither can be the one that was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute


async def each_once(request: Request) -> None:
    """Refuse a repeated parameter, unless the operation takes several. Unknown names are nobody's, however often."""
    times = Counter(name for name, _ in request.query_params.multi_items())
    repeated = [name for name, many in times.items() if many > 1]
    route = request.scope.get("route")
    if not repeated or not isinstance(route, APIRoute):
        return
    single = {name for name, kind in _asked_for(route.dependant) if not _is_list(kind)}
    if wrong := [name for name in repeated if name in single]:
        raise RequestValidationError(
            [{"loc": ("query", name), "type": "repeated", "msg": "is given more than once"} for name in wrong]
        )


def _asked_for(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    for field in dependant.query_params:
        yield field.alias, field.field_info.annotation
    for inner in dependant.dependencies:
        yield from _asked_for(inner)


def _is_list(kind: Any) -> bool:
    origin = get_origin(kind)
    if origin is Annotated:
        return _is_list(get_args(kind)[0])
    if origin in (Union, UnionType):
        return any(_is_list(one) for one in get_args(kind))
    return origin in (list, tuple, set, frozenset)
