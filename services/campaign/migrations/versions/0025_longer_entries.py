"""Kinds of entries have longer names than twelve letters: PostgreSQL refused messages of counterparties for theirs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0025"
down_revision = "campaign0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen(12, 30)


def downgrade() -> None:
    _widen(30, 12)


def _widen(before: int, after: int) -> None:
    with op.batch_alter_table("status_history") as table:
        table.alter_column("entry", existing_type=sa.String(before), type_=sa.String(after), existing_nullable=False)
