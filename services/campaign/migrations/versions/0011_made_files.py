"""Files that are made in the background, kept for a week"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0011"
down_revision = "campaign0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "made_files",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("forget_at", UtcDateTime(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_made_files")),
    )
    op.create_index(
        "ix_made_files_company_id_made_by_created_at", "made_files", ["company_id", "made_by", "created_at"]
    )
    op.create_index("ix_made_files_state_created_at", "made_files", ["state", "created_at"])
    op.create_index("ix_made_files_forget_at", "made_files", ["forget_at"])
    op.create_table(
        "made_file_parts",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["made_files.file_id"], name=op.f("fk_made_file_parts_file_id_made_files")
        ),
        sa.PrimaryKeyConstraint("file_id", "part", name=op.f("pk_made_file_parts")),
    )


def downgrade() -> None:
    op.drop_table("made_file_parts")
    op.drop_table("made_files")
