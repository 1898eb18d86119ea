"""Which reconciliations were answered, so that nobody who has answered is reminded"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "mailer0012"
down_revision = "mailer0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered_reconciliations",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "reconciliation_id", name=op.f("pk_answered_reconciliations")),
    )


def downgrade() -> None:
    op.drop_table("answered_reconciliations")
