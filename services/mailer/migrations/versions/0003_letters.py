"""Receipts, and messages that follow others"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mailer0003"
down_revision = "mailer0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("receipt", sa.JSON(), nullable=True))
    op.add_column("messages", sa.Column("follows", sa.Uuid(), nullable=True))
    op.add_column("messages", sa.Column("resend_of", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        for name in ("resend_of", "follows", "receipt"):
            batch_op.drop_column(name)
