"""What people are told about their data, version by version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0003"
down_revision = "campaign0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "information_texts",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], name=op.f("fk_information_texts_company_id")),
        sa.PrimaryKeyConstraint("company_id", "version", name=op.f("pk_information_texts")),
    )


def downgrade() -> None:
    op.drop_table("information_texts")
