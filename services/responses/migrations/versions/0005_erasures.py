"""That personal data was forgotten"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("value_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_company_id"), "erasures", ["company_id"])
    op.create_index(op.f("ix_statements_closes_at"), "statements", ["closes_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_statements_closes_at"), table_name="statements")
    op.drop_index(op.f("ix_erasures_company_id"), table_name="erasures")
    op.drop_table("erasures")
