"""First tables of the responses service"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime
from shared.messaging.schema import create_plumbing_1, drop_plumbing_1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_plumbing_1(op)
    op.create_table(
        "cancelled_campaigns",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_cancelled_campaigns")),
    )
    op.create_table(
        "chain_heads",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("entry_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_chain_heads")),
    )
    op.create_table(
        "closings",
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("reconciliation_id", "reason", name=op.f("pk_closings")),
    )
    op.create_table(
        "companies",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.String(length=50), nullable=False),
        sa.Column("tax_office", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_companies")),
    )

    op.create_table(
        "invitations",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.String(length=22), nullable=False),
        sa.Column("send_number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_invitations")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_reconciliation_id"), ["reconciliation_id"], unique=False)

    op.create_table(
        "statements",
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("first_answer_final", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("document_count", sa.Integer(), nullable=True),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=True),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("reconciliation_id", name=op.f("pk_statements")),
    )
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statements_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statements_company_id"), ["company_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("link_id", sa.String(length=22), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("openings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("machine_openings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_opened_at", UtcDateTime(), nullable=True),
        sa.Column("last_opened_at", UtcDateTime(), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.Column("machine_reported_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["statements.reconciliation_id"], name=op.f("fk_links_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_links")),
        sa.UniqueConstraint("reconciliation_id", "address", name=op.f("uq_links_reconciliation_id_address")),
    )
    op.create_table(
        "responses",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("own_for_purchases_minor", sa.BigInteger(), nullable=True),
        sa.Column("own_for_sales_minor", sa.BigInteger(), nullable=True),
        sa.Column("responder_name", sa.Text(), nullable=False),
        sa.Column("responder_title", sa.Text(), nullable=False),
        sa.Column("link_id", sa.String(length=22), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("entry_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["statements.reconciliation_id"], name=op.f("fk_responses_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_responses")),
        sa.UniqueConstraint("company_id", "position", name=op.f("uq_responses_company_id_position")),
        sa.UniqueConstraint("form_id", name=op.f("uq_responses_form_id")),
        sa.UniqueConstraint("reconciliation_id", "version", name=op.f("uq_responses_reconciliation_id_version")),
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index("ix_responses_campaign_id", ["campaign_id", "position"], unique=False)

    op.create_table(
        "statement_parts",
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("document_count", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["statements.reconciliation_id"], name=op.f("fk_statement_parts_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("reconciliation_id", "part", name=op.f("pk_statement_parts")),
    )


def downgrade() -> None:
    op.drop_table("statement_parts")
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_index("ix_responses_campaign_id")

    op.drop_table("responses")
    op.drop_table("links")
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statements_company_id"))
        batch_op.drop_index(batch_op.f("ix_statements_campaign_id"))

    op.drop_table("statements")

    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_reconciliation_id"))

    op.drop_table("invitations")

    op.drop_table("companies")
    op.drop_table("closings")
    op.drop_table("chain_heads")
    op.drop_table("cancelled_campaigns")
    drop_plumbing_1(op)
