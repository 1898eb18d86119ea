"""How far along each chain receipts have been ordered: until now each was ordered with its answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt_heads",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_receipt_heads")),
    )
    op.execute("INSERT INTO receipt_heads (company_id, position) SELECT company_id, position FROM chain_heads")


def downgrade() -> None:
    op.drop_table("receipt_heads")
