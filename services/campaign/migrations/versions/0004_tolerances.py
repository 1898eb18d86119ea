"""Tolerances"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0004"
down_revision = "campaign0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tolerances",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(1000), nullable=False),
        sa.Column("absolute_minor", sa.BigInteger(), nullable=True),
        sa.Column("percent_hundredths", sa.Integer(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.company_id"], name=op.f("fk_tolerances_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("company_id", "key", name=op.f("pk_tolerances")),
    )


def downgrade() -> None:
    op.drop_table("tolerances")
