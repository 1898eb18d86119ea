"""Campaigns that were given more time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extensions",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("extended_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "company_id", name=op.f("pk_extensions")),
    )
    op.add_column("statements", sa.Column("extended_to", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("statements", "extended_to")
    op.drop_table("extensions")
