"""Seals of answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statements", sa.Column("part_seals", sa.Text(), nullable=True))
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("security_level", sa.String(length=20), server_default="link", nullable=False))
        batch_op.add_column(sa.Column("seal", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("salts", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("verification_code", sa.String(length=20), nullable=True))
        batch_op.create_unique_constraint("uq_responses_verification_code", ["verification_code"])


def downgrade() -> None:
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_constraint("uq_responses_verification_code", type_="unique")
        for name in ("verification_code", "salts", "seal", "security_level"):
            batch_op.drop_column(name)
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_column("part_seals")
