"""Files of the counterparty's own books"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledgers",
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.String(22), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("comparison", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["statements.reconciliation_id"],
            name=op.f("fk_ledgers_reconciliation_id_statements"),
        ),
        sa.PrimaryKeyConstraint("ledger_id", name=op.f("pk_ledgers")),
        sa.UniqueConstraint("reconciliation_id", "sha256", name=op.f("uq_ledgers_reconciliation_id_sha256")),
    )
    op.add_column("responses", sa.Column("ledger_sha256", sa.String(64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_column("ledger_sha256")
    op.drop_table("ledgers")
