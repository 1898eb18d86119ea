"""What came back: incoming mails, suppressed addresses, answers by ordinary mail; attempts found by the server's own name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "mailer0008"
down_revision = "mailer0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "returned_mails",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("matched_by", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
    )
    op.create_index("uq_returned_mails_fingerprint", "returned_mails", ["fingerprint"], unique=True)
    op.create_index("ix_returned_mails_message", "returned_mails", ["company_id", "message_id"])
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("folded", sa.String(320), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_by", sa.String(200), nullable=False, server_default=""),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
    )
    valid = sa.text("removed_at IS NULL")
    op.create_index(
        "uq_suppressions_address",
        "suppressions",
        ["company_id", "folded"],
        unique=True,
        postgresql_where=valid,
        sqlite_where=valid,
    )
    op.create_index("ix_suppressions_newest", "suppressions", ["company_id", "added_at", "id"])
    op.create_table(
        "replies",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("sender_name", sa.String(200), nullable=False),
        sa.Column("from_recipient", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shortened", sa.Boolean(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("handled_by", sa.String(200), nullable=False, server_default=""),
        sa.Column("handled_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_replies_newest", "replies", ["company_id", "received_at", "id"])
    op.create_index("ix_replies_reconciliation", "replies", ["company_id", "reconciliation_id"])
    unhandled = sa.text("handled_at IS NULL")
    op.create_index(
        "ix_replies_unhandled",
        "replies",
        ["company_id", "received_at", "id"],
        postgresql_where=unhandled,
        sqlite_where=unhandled,
    )
    named = sa.text("queue_id <> ''")
    op.create_index("ix_attempts_queue_id", "attempts", ["queue_id"], postgresql_where=named, sqlite_where=named)


def downgrade() -> None:
    op.drop_index("ix_attempts_queue_id", "attempts")
    op.drop_table("replies")
    op.drop_table("suppressions")
    op.drop_table("returned_mails")
