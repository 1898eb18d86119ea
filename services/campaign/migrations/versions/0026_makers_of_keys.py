"""Keys say who made them: in four eyes a key's are its maker's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0026"
down_revision = "campaign0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("maker_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("api_keys", "maker_id")
