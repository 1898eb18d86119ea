"""Balances in statements and answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statements", sa.Column("withheld", sa.Text(), nullable=True))
    op.add_column("responses", sa.Column("own_balances", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_column("own_balances")
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_column("withheld")
