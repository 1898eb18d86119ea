"""Auditors' standing orders for copies of answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_copies",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("whole_campaign", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_answer_copies")),
    )
    op.create_index("ix_answer_copies_company_id_ended_at", "answer_copies", ["company_id", "ended_at"])
    op.create_table(
        "answer_copy_members",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "reconciliation_id", name=op.f("pk_answer_copy_members")),
    )


def downgrade() -> None:
    op.drop_table("answer_copy_members")
    op.drop_table("answer_copies")
