"""What counterparties wrote and nobody has read yet, and what disagreements came down to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0022"
down_revision = "campaign0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_messages",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("read_by", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliations.reconciliation_id"],
            name=op.f("fk_received_messages_reconciliation_id_reconciliations"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_received_messages")),
    )
    op.create_index("ix_received_messages_reconciliation_id", "received_messages", ["reconciliation_id", "read_at"])
    for column in (
        sa.Column("unread_messages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("resolution", sa.String(length=40), server_default="", nullable=False),
        sa.Column("resolution_text", sa.Text(), server_default="", nullable=False),
        sa.Column("resolved_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("reconciliations", column)
    unread = sa.text("unread_messages > 0")
    op.create_index(
        "ix_reconciliations_unread",
        "reconciliations",
        ["company_id", "title_order", "reference"],
        postgresql_where=unread,
        sqlite_where=unread,
    )


def downgrade() -> None:
    op.drop_index("ix_reconciliations_unread", table_name="reconciliations")
    for name in ("resolved_at", "resolved_by", "resolution_text", "resolution", "unread_messages"):
        op.drop_column("reconciliations", name)
    op.drop_table("received_messages")
