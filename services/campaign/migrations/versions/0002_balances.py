"""Balances, and how they are asked about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0002"
down_revision = "campaign0001"
branch_labels = None
depends_on = None


def _confirmation() -> sa.Column[str]:
    return sa.Column("confirmation", sa.String(length=10), server_default="positive", nullable=False)


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("as_of", sa.Date(), nullable=True))
    op.add_column("campaigns", _confirmation())
    op.add_column("reconciliations", sa.Column("balances", sa.JSON(), nullable=True))
    op.add_column("reconciliations", sa.Column("balance_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("reconciliations", _confirmation())
    op.add_column("reconciliations", sa.Column("own_balances", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("reconciliations", schema=None) as batch_op:
        for name in ("own_balances", "confirmation", "balance_minor", "balances"):
            batch_op.drop_column(name)
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        for name in ("confirmation", "as_of"):
            batch_op.drop_column(name)
