"""Details of answers, late answers, and notices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statements", sa.Column("accept_late", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("responses", sa.Column("details", sa.Text(), nullable=True))
    op.add_column("responses", sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("responder_name", sa.Text(), nullable=False),
        sa.Column("responder_title", sa.Text(), nullable=False),
        sa.Column("forward_name", sa.Text(), nullable=False),
        sa.Column("forward_address", sa.String(length=320), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("link_id", sa.String(length=22), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("personal_sha256", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("entry_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["statements.reconciliation_id"], name=op.f("fk_notices_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notices")),
        sa.UniqueConstraint("form_id", name=op.f("uq_notices_form_id")),
        sa.UniqueConstraint("reconciliation_id", "number", name=op.f("uq_notices_reconciliation_id_number")),
    )
    op.create_index(op.f("ix_notices_company_id"), "notices", ["company_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notices_company_id"), table_name="notices")
    op.drop_table("notices")
    with op.batch_alter_table("responses", schema=None) as batch_op:
        for name in ("late", "details"):
            batch_op.drop_column(name)
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_column("accept_late")
