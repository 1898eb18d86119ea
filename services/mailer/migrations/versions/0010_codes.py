"""Mails of a code"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mailer0010"
down_revision = "mailer0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("code_nonce", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("code_nonce")
