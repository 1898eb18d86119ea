"""Campaigns that were given more time, and of which campaign a closed reconciliation is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "mailer0013"
down_revision = "mailer0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extended_campaigns",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("extended_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "campaign_id", name=op.f("pk_extended_campaigns")),
    )
    op.add_column("closed_reconciliations", sa.Column("campaign_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("closed_reconciliations", "campaign_id")
    op.drop_table("extended_campaigns")
