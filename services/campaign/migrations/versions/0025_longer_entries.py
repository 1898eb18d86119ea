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
    # SQLite holds nobody to a length.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("status_history", "entry", existing_type=sa.String(before), type_=sa.String(after))
