"""The two tables that every service has: what it wants to say, and what it was told.

A lease (token and time) instead of a "processing" state: whoever dies with work in hand loses it when the lease ends.
Rows without `done_at` and `failed_at` are unfinished; nothing else says so.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text, Uuid, text

from shared.database import BigId, UtcDateTime


def _queue_columns() -> list[Column[object]]:
    return [
        Column("id", BigId, primary_key=True, autoincrement=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("type", String(120), nullable=False),
        Column("tenant", Uuid, nullable=True),
        Column("subject", String(120), nullable=False),
        Column("body", Text, nullable=False),
        # How many events of this type and tenant the body holds; `subject` and `occurred_at` are the first one's.
        Column("events", Integer, nullable=False, server_default="1"),
        Column("occurred_at", UtcDateTime, nullable=False),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("available_at", UtcDateTime, nullable=False),
        Column("lease_token", Uuid, nullable=True),
        Column("lease_until", UtcDateTime, nullable=True),
        Column("done_at", UtcDateTime, nullable=True),
        Column("failed_at", UtcDateTime, nullable=True),
        Column("error", Text, nullable=True),
    ]


_UNFINISHED = text("done_at IS NULL AND failed_at IS NULL")


def _queue_table(name: str, metadata: MetaData) -> Table:
    return Table(
        name,
        metadata,
        *_queue_columns(),
        Index(
            f"ix_{name}_unfinished",
            "available_at",
            "id",
            postgresql_where=_UNFINISHED,
            sqlite_where=_UNFINISHED,
        ),
    )


def outbox_table(metadata: MetaData) -> Table:
    """Events this service has committed to; `done_at` = every consumer's side has them."""
    return _queue_table("outbox", metadata)


def inbox_table(metadata: MetaData) -> Table:
    """Events this service was told; the unique `event_id` is the deduplication, `failed_at` = buried. A row of many events keeps
    its id when it has been opened into rows of one (`shared/messaging/opening.py`), so that it is known again."""
    return _queue_table("inbox", metadata)
