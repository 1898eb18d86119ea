"""Rows of outbox and inbox that hold many events"""

from __future__ import annotations

from alembic import op

from shared.messaging.schema import create_plumbing_2, drop_plumbing_2

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_plumbing_2(op)


def downgrade() -> None:
    drop_plumbing_2(op)
