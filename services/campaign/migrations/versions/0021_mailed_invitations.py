"""What became of the e-mails that invite colleagues"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0021"
down_revision = "campaign0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("mail_state", sa.String(length=12), server_default="", nullable=False))
    op.add_column("invitations", sa.Column("mail_order", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("invitations", "mail_order")
    op.drop_column("invitations", "mail_state")
