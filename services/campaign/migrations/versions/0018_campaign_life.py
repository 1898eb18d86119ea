"""Drafts that wait for approval, what people did with a campaign, and versions for two operators at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime

revision = "campaign0018"
down_revision = "campaign0017"
branch_labels = None
depends_on = None

_VERSIONED = ("campaigns", "reconciliations")
_APPROVAL = ("approved_at", "approved_by_name", "rejected_at", "rejected_by_name", "rejected_reason")


def upgrade() -> None:
    op.create_table(
        "approval_rules",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.company_id"], name=op.f("fk_approval_rules_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_approval_rules")),
    )
    op.create_table(
        "campaign_history",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.campaign_id"], name=op.f("fk_campaign_history_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_history")),
    )
    op.create_index("ix_campaign_history_campaign_id", "campaign_history", ["campaign_id"])
    _resize_state("20")
    op.add_column("campaigns", sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("campaigns", sa.Column("selection_sha256", sa.String(length=64), server_default="", nullable=False))
    op.add_column("campaigns", sa.Column("approved_at", UtcDateTime(), nullable=True))
    op.add_column("campaigns", sa.Column("approved_by_name", sa.String(length=200), server_default="", nullable=False))
    op.add_column("campaigns", sa.Column("rejected_at", UtcDateTime(), nullable=True))
    op.add_column("campaigns", sa.Column("rejected_by_name", sa.String(length=200), server_default="", nullable=False))
    op.add_column("campaigns", sa.Column("rejected_reason", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_campaigns_company_id_run_id", "campaigns", ["company_id", "run_id"])
    for table in _VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        op.add_column(table, sa.Column("changed_at", UtcDateTime(), nullable=True))
        op.add_column(table, sa.Column("changed_by_name", sa.String(length=200), server_default="", nullable=False))
    op.execute(
        "UPDATE campaigns SET total_minor = COALESCE((SELECT SUM(ABS(purchases_minor) + ABS(sales_minor) + ABS(balance_minor)) "
        "FROM reconciliations WHERE reconciliations.campaign_id = campaigns.campaign_id), 0)"
    )


def downgrade() -> None:
    # Without drafts in the older version, what was never sent counts as withdrawn.
    op.execute("UPDATE reconciliations SET state = 'cancelled', closed_reason = 'cancelled' WHERE state = 'draft'")
    op.execute("UPDATE campaigns SET state = 'cancelled' WHERE state IN ('draft', 'awaiting_approval')")
    for table in _VERSIONED:
        for name in ("version", "changed_at", "changed_by_name"):
            op.drop_column(table, name)
    op.drop_index("ix_campaigns_company_id_run_id", "campaigns")
    for name in ("total_minor", "selection_sha256", *_APPROVAL):
        op.drop_column("campaigns", name)
    _resize_state("10")
    op.drop_table("campaign_history")
    op.drop_table("approval_rules")


def _resize_state(length: str) -> None:
    """By a new column: SQLite cannot change one in place, and must not drop a table that others point to."""
    op.drop_index("ix_campaigns_state_closes_at", "campaigns")
    op.execute("ALTER TABLE campaigns RENAME COLUMN state TO state_before")
    column = sa.Column("state", sa.String(length=int(length)), server_default="running", nullable=False)
    op.add_column("campaigns", column)
    op.execute("UPDATE campaigns SET state = state_before")
    op.drop_column("campaigns", "state_before")
    op.create_index("ix_campaigns_state_closes_at", "campaigns", ["state", "closes_at"])
