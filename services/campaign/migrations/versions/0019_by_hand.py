"""What was said by telephone, and which request corrects which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0019"
down_revision = "campaign0018"
branch_labels = None
depends_on = None

_TEXTS = (("phone_answer", sa.String(length=10)), ("phone_said_by", sa.String(length=200)))
_MORE = (("phone_explanation", sa.Text()), ("phone_noted_by", sa.String(length=200)))


def upgrade() -> None:
    for name, kind in (*_TEXTS, *_MORE):
        op.add_column("reconciliations", sa.Column(name, kind, server_default="", nullable=False))
    for name in ("phone_said_at", "phone_noted_at"):
        op.add_column("reconciliations", sa.Column(name, UtcDateTime(), nullable=True))
    for name in ("supersedes", "superseded_by"):
        op.add_column("reconciliations", sa.Column(name, sa.Uuid(), nullable=True))


def downgrade() -> None:
    # The older version knows no word by telephone: of those nothing more is awaited, as of cancelled ones.
    op.execute("UPDATE reconciliations SET state = 'cancelled' WHERE state = 'by_phone'")
    for name, _ in (*_TEXTS, *_MORE):
        op.drop_column("reconciliations", name)
    for name in ("phone_said_at", "phone_noted_at", "supersedes", "superseded_by"):
        op.drop_column("reconciliations", name)
