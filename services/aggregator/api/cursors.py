"""Positions in lists: what a cursor says, checked before it reaches the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.errors import Invalid
from shared.paging import decode_cursor
from shared.text import forbidden_character

_LARGEST = 2**63 - 1


def position(cursor: str | None, *kinds: type) -> Any:
    """The parts of a cursor, each of its kind and one that a column can hold; None at the beginning of a list."""
    if cursor is None:
        return None
    parts = decode_cursor(cursor, *kinds)
    for part in parts:
        if (isinstance(part, str) and forbidden_character(part)) or (isinstance(part, int) and abs(part) > _LARGEST):
            raise not_ours()
    return parts


def newest_first(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Moment and id of the last row that was seen; None at the beginning."""
    if cursor is None:
        return None
    at, last = decode_cursor(cursor, str, str)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise not_ours()
        return moment.astimezone(UTC), UUID(last)
    except (ValueError, OverflowError):
        raise not_ours() from None


def not_ours() -> Invalid:
    return Invalid("The cursor is not one of ours. Start again without it.", code="invalid_cursor")
