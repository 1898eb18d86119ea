"""Keyset paging: a page is "what comes after this row", so that it neither repeats nor skips while rows are added."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import literal
from sqlalchemy.types import TypeDecorator, TypeEngine

from shared.errors import Invalid

T = TypeVar("T")

LARGEST = 2**63 - 1
"""What a database takes as a whole number."""

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
        raise _not_ours() from None
    if not isinstance(parts, list) or len(parts) != len(kinds):
        raise _not_ours()
    if not all(isinstance(part, kind) and _storable(part) for part, kind in zip(parts, kinds, strict=True)):
        raise _not_ours()
    return tuple(parts)


def moment_in(text: str) -> datetime:
    """A moment of a cursor, as a database takes it; anything else is `Invalid`."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise _not_ours()
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _not_ours() from None


def _storable(part: Any) -> bool:
    """Whether a database takes it to compare with, rather than fail."""
    if isinstance(part, str):
        return "\0" not in part and not any("\ud800" <= letter <= "\udfff" for letter in part)
    return not isinstance(part, int) or abs(part) <= LARGEST


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Of `limit + 1` rows asked for: the page, and its last row when there is more."""
    return (rows[:limit], rows[limit - 1]) if len(rows) > limit else (rows, None)


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in a sorted list, and whether what comes before or after it is asked for."""

    value: str | int | None
    key: str
    backwards: bool

    def position(self, kind: TypeEngine[Any]) -> tuple[Any, Any]:
        """To compare with a column of this kind and with the key that decides among equals."""
        value: Any = self.value
        wanted = (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type
        if issubclass(wanted, datetime):
            value = moment_in(str(value))
        elif not isinstance(value, wanted):
            raise _not_ours()
        return literal(value, kind), literal(self.key)


def encode_turn(value: Any, key: str, *, backwards: bool = False) -> str:
    return encode_cursor("<" if backwards else ">", value.isoformat() if isinstance(value, datetime) else value, key)


def decode_turn(cursor: str | None) -> Turn | None:
    """None is the first page."""
    if cursor is None:
        return None
    way, value, key = decode_cursor(cursor, str, object, str)
    return Turn(value, key, backwards=way == "<")


def _not_ours() -> Invalid:
    return Invalid("The cursor is not one of ours. Start again without it.", code="invalid_cursor")
