"""The place in a list that is sorted by time and id, newest first."""

from datetime import datetime
from uuid import UUID

from shared.errors import Invalid
from shared.paging import decode_cursor, moment_in


def position(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Where the page before ended; None at the start."""
    if cursor is None:
        return None
    moment, row_id = decode_cursor(cursor, str, str)
    try:
        return moment_in(moment), UUID(row_id)
    except ValueError:
        raise Invalid("The cursor is not one of ours. Start again without it.", code="invalid_cursor") from None
