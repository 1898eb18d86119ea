"""Mails that a person wrote: to a counterparty, or to invite a colleague"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mailer0014"
down_revision = "mailer0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("written", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "written")
