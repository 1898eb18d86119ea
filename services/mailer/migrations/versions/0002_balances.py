"""Letters about balances"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mailer0002"
down_revision = "mailer0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("as_of", sa.Date(), nullable=True))
    op.add_column(
        "messages", sa.Column("confirmation", sa.String(length=10), server_default="positive", nullable=False)
    )
    op.add_column("messages", sa.Column("balances", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        for name in ("balances", "confirmation", "as_of"):
            batch_op.drop_column(name)
