"""Keyset paging: a page is "what comes after this row", so that it neither repeats nor skips while rows are added."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from shared.errors import Invalid

T = TypeVar("T")

Cursor = Annotated[str | None, Query(description="`next` of the previous page.", max_length=2000)]
Limit = Annotated[int, Query(ge=1, le=1000, description="Rows per page.")]


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is absent on the last one."""

    items: list[T]
    next: str | None = Field(default=None, description="Pass as `cursor` to get what follows.")


def encode_cursor(*position: Any) -> str:
    return (
        urlsafe_b64encode(json.dumps(position, separators=(",", ":"), ensure_ascii=False, default=str).encode())
        .rstrip(b"=")
        .decode()
    )


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The position in a cursor, each part of the given kind; anything else is `Invalid`."""
    try:
        parts = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        parts = None
    if not isinstance(parts, list) or len(parts) != len(kinds):
        raise Invalid("The cursor is not one of ours. Start again without it.", code="invalid_cursor")
    if not all(isinstance(part, kind) for part, kind in zip(parts, kinds, strict=True)):
        raise Invalid("The cursor is not one of ours. Start again without it.", code="invalid_cursor")
    return tuple(parts)


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Of `limit + 1` rows asked for: the page, and its last row when there is more."""
    return (rows[:limit], rows[limit - 1]) if len(rows) > limit else (rows, None)
