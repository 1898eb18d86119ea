"""The first revision of the tables that every service has: outbox, inbox, idempotency keys. For migrations.

Frozen: a later change of these tables is a later step of its own, applied by a new revision of each service. A test compares the
migrated databases with the tables of the code.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shared.database import BigId, UtcDateTime

_UNFINISHED = sa.text("done_at IS NULL AND failed_at IS NULL")


def create_plumbing_1(op: Any) -> None:
    """Create the three tables; `op` is Alembic's."""
    for name in ("outbox", "inbox"):
        op.create_table(
            name,
            sa.Column("id", BigId, autoincrement=True, nullable=False),
            sa.Column("event_id", sa.Uuid(), nullable=False),
            sa.Column("type", sa.String(length=120), nullable=False),
            sa.Column("tenant", sa.Uuid(), nullable=True),
            sa.Column("subject", sa.String(length=120), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.Column("occurred_at", UtcDateTime(), nullable=False),
            sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
            sa.Column("available_at", UtcDateTime(), nullable=False),
            sa.Column("lease_token", sa.Uuid(), nullable=True),
            sa.Column("lease_until", UtcDateTime(), nullable=True),
            sa.Column("done_at", UtcDateTime(), nullable=True),
            sa.Column("failed_at", UtcDateTime(), nullable=True),
            sa.Column("error", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint("event_id", name=op.f(f"uq_{name}_event_id")),
        )
        op.create_index(
            f"ix_{name}_unfinished",
            name,
            ["available_at", "id"],
            postgresql_where=_UNFINISHED,
            sqlite_where=_UNFINISHED,
        )
    op.create_table(
        "idempotency_keys",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"])


def create_plumbing_2(op: Any) -> None:
    """Rows of many events; their bodies are long, and the quicker compression is what makes them cheap to keep."""
    for name in ("outbox", "inbox"):
        op.add_column(name, sa.Column("events", sa.Integer(), server_default="1", nullable=False))
        if op.get_bind().dialect.name == "postgresql" and _has_lz4(op.get_bind()):
            op.execute(f"ALTER TABLE {name} ALTER COLUMN body SET COMPRESSION lz4")


def drop_plumbing_2(op: Any) -> None:
    """Undo `create_plumbing_2`."""
    for name in ("inbox", "outbox"):
        with op.batch_alter_table(name) as table:
            table.drop_column("events")


def _has_lz4(connection: Any) -> bool:
    """Whether this PostgreSQL (14 or later) was built with it."""
    known = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    return bool(connection.execute(sa.text(known)).scalar())


def drop_plumbing_1(op: Any) -> None:
    """Undo `create_plumbing_1`."""
    for name in ("idempotency_keys", "inbox", "outbox"):
        op.drop_table(name)
