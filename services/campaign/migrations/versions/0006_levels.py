"""What opens the pages of a campaign besides their links"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0006"
down_revision = "campaign0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("level", sa.String(length=20), server_default="link", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("level")
