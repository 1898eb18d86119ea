"""Details of answers, late answers, and what is short of an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0005"
down_revision = "campaign0004"
branch_labels = None
depends_on = None

_FLAGS = ("answer_late", "answer_conflict")
_OTHERS = ("answer_details", "notice", "notice_at", "notice_by", "answer_by", "forwarded", "wrong_addresses")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def upgrade() -> None:
    op.add_column("campaigns", _flag("accept_late_answers"))
    for name in _FLAGS:
        op.add_column("reconciliations", _flag(name))
    op.add_column("reconciliations", sa.Column("answer_details", sa.JSON(), nullable=True))
    op.add_column("reconciliations", sa.Column("notice", sa.String(length=20), server_default="", nullable=False))
    op.add_column("reconciliations", sa.Column("notice_at", UtcDateTime(), nullable=True))
    op.add_column("reconciliations", sa.Column("notice_by", sa.String(length=200), server_default="", nullable=False))
    op.add_column("reconciliations", sa.Column("answer_by", sa.Date(), nullable=True))
    op.add_column("reconciliations", sa.Column("forwarded", sa.JSON(), nullable=True))
    op.add_column("reconciliations", sa.Column("wrong_addresses", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("reconciliations", schema=None) as batch_op:
        for name in (*_OTHERS[::-1], *_FLAGS[::-1]):
            batch_op.drop_column(name)
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("accept_late_answers")
