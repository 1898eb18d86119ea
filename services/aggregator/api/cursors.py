"""Positions in lists that begin with the newest."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.errors import Invalid
from shared.paging import decode_cursor


def newest_first(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Moment and id of the last row that was seen; None at the beginning."""
    if cursor is None:
        return None
    at, last = decode_cursor(cursor, str, str)
    try:
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise Invalid("The cursor is not one of ours. Start again without it.", code="invalid_cursor") from None
