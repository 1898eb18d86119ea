"""The conversation about a request"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("link_id", sa.String(length=22), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["statements.reconciliation_id"],
            name=op.f("fk_conversation_reconciliation_id_statements"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_conversation")),
    )
    op.create_index("ix_conversation_reconciliation_id_written_at", "conversation", ["reconciliation_id", "written_at"])
    op.add_column("statements", sa.Column("messages", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("statements", "messages")
    op.drop_table("conversation")
