"""Auditors' samples, and their standing orders for copies of answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "campaign0014"
down_revision = "campaign0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("interval_minor", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.String(length=100), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_minor", sa.BigInteger(), nullable=False),
        sa.Column("population_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_count", sa.Integer(), nullable=False),
        sa.Column("drawn_minor", sa.BigInteger(), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("drawn_by_name", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", name=op.f("pk_samples")),
    )
    op.create_index("ix_samples_company_id_campaign_id", "samples", ["company_id", "campaign_id"])
    op.create_index("ix_samples_company_id_run_id", "samples", ["company_id", "run_id"])
    op.create_table(
        "answer_copies",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("ordered_by_name", sa.String(length=200), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("ended_by_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.campaign_id"], name=op.f("fk_answer_copies_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.sample_id"], name=op.f("fk_answer_copies_sample_id_samples")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_answer_copies")),
    )
    op.create_index("ix_answer_copies_company_id_campaign_id", "answer_copies", ["company_id", "campaign_id"])


def downgrade() -> None:
    op.drop_table("answer_copies")
    op.drop_table("samples")
