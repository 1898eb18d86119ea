"""Limits of lanes, pauses, send windows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime

revision = "mailer0009"
down_revision = "mailer0008"
branch_labels = None
depends_on = None

LIMITS = ("connections", "per_connection", "per_minute", "per_hour", "per_day")
TABLES = ("mail_policies", "decisions", "gates", "company_days", "lane_holders", "lane_permits", "lane_days")


def upgrade() -> None:
    op.add_column("messages", sa.Column("resume_due_at", UtcDateTime(), nullable=True))
    paused = sa.text("resume_due_at IS NOT NULL")
    op.create_index(
        "ix_messages_paused",
        "messages",
        ["company_id", "campaign_id"],
        unique=False,
        postgresql_where=paused,
        sqlite_where=paused,
    )
    for name in LIMITS:
        op.add_column("smtp_configurations", sa.Column(name, sa.Integer(), nullable=True))
    _limits()
    _people()


def _limits() -> None:
    op.create_table(
        "lane_days",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_lane_days")),
    )
    op.create_table(
        "lane_permits",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane_permits")),
    )
    op.create_index("ix_lane_permits_account_id_at", "lane_permits", ["account_id", "at"], unique=False)
    op.create_table(
        "lane_holders",
        sa.Column("lane_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lane_id", name=op.f("pk_lane_holders")),
    )
    op.create_table(
        "company_days",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company_days")),
    )


def _people() -> None:
    op.create_table(
        "gates",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "campaign_id", name=op.f("pk_gates")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_subject", "decisions", ["company_id", "campaign_id", "id"], unique=False)
    op.create_table(
        "mail_policies",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("hold_uncertain", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_mail_policies")),
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    with op.batch_alter_table("smtp_configurations", schema=None) as batch_op:
        for name in LIMITS:
            batch_op.drop_column(name)
    op.drop_index("ix_messages_paused", table_name="messages")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("resume_due_at")
