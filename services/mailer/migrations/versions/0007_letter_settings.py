"""How companies want their letters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "mailer0007"
down_revision = "mailer0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_settings",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("amounts", sa.Boolean(), nullable=False),
        sa.Column("pdf", sa.Boolean(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_kind", sa.String(length=4), nullable=False),
        sa.Column("logo_width", sa.Integer(), nullable=False),
        sa.Column("logo_height", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_letter_settings")),
    )
    op.create_table(
        "letter_texts",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("greeting", sa.Text(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "language", name=op.f("pk_letter_texts")),
    )


def downgrade() -> None:
    op.drop_table("letter_texts")
    op.drop_table("letter_settings")
