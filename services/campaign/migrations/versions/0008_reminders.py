"""Reminders: when they go by themselves, who has had which, and who wants none"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0008"
down_revision = "campaign0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("remind_days", sa.JSON(), nullable=True))
    op.add_column("campaigns", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("reconciliations", sa.Column("reminders", sa.Integer(), server_default="0", nullable=False))
    op.add_column("reconciliations", sa.Column("reminded_at", UtcDateTime(), nullable=True))
    op.create_table(
        "unreminded",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("figure_key", sa.String(length=120), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "figure_key", name=op.f("pk_unreminded")),
    )


def downgrade() -> None:
    op.drop_table("unreminded")
    with op.batch_alter_table("reconciliations", schema=None) as batch_op:
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("reminders")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("reminded_on")
        batch_op.drop_column("remind_days")
