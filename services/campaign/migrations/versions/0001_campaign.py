"""The tables of the campaign service."""

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime

revision = "campaign0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("tax_number", sa.String(length=30), nullable=False),
        sa.Column("tax_office", sa.String(length=100), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=50), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_companies")),
    )
    op.create_table(
        "counters",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("tenant", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("available_at", UtcDateTime(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_inbox_event_id")),
    )
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"], unique=False)
    op.create_index("ix_inbox_lease_token", "inbox", ["lease_token"], unique=False)
    op.create_index(
        "ix_inbox_unfinished",
        "inbox",
        ["available_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "ledger_imports",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("movements", sa.Integer(), nullable=False),
        sa.Column("periods", sa.JSON(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_ledger_imports")),
    )
    op.create_index(
        "ix_ledger_imports_company_id_imported_at", "ledger_imports", ["company_id", "imported_at"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("tenant", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("available_at", UtcDateTime(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
    )
    op.create_index("ix_outbox_done_at", "outbox", ["done_at"], unique=False)
    op.create_index("ix_outbox_lease_token", "outbox", ["lease_token"], unique=False)
    op.create_index(
        "ix_outbox_unfinished",
        "outbox",
        ["available_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "setup_codes",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_setup_codes")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("subject_sha256", sa.String(length=64), nullable=False),
        sa.Column("window_at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject_sha256", "window_at", name=op.f("pk_sign_in_attempts")),
    )
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(length=150), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("notify_contacts", sa.Boolean(), nullable=False),
        sa.Column("first_answer_final", sa.Boolean(), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("sender_contact", sa.String(length=200), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], name=op.f("fk_campaigns_company_id")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_campaigns_company_id_number")),
    )
    op.create_index("ix_campaigns_company_id_sent_at", "campaigns", ["company_id", "sent_at"], unique=False)
    op.create_index("ix_campaigns_state_closes_at", "campaigns", ["state", "closes_at"], unique=False)
    op.create_table(
        "users",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), server_default="tr", nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("signed_in_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], name=op.f("fk_users_company_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_folded", name=op.f("uq_users_email_folded")),
    )
    op.create_index(op.f("ix_users_company_id"), "users", ["company_id"], unique=False)
    op.create_table(
        "reconciliations",
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("figure_key", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_folded", sa.String(length=300), nullable=False),
        sa.Column("tax_number", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("account_codes", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("addresses", sa.Integer(), nullable=False),
        sa.Column("purchases_minor", sa.BigInteger(), nullable=False),
        sa.Column("purchases_documents", sa.Integer(), nullable=False),
        sa.Column("purchases_returns_minor", sa.BigInteger(), nullable=False),
        sa.Column("purchases_returns_documents", sa.Integer(), nullable=False),
        sa.Column("purchases_below_limit", sa.Boolean(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("sales_documents", sa.Integer(), nullable=False),
        sa.Column("sales_returns_minor", sa.BigInteger(), nullable=False),
        sa.Column("sales_returns_documents", sa.Integer(), nullable=False),
        sa.Column("sales_below_limit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("undelivered", sa.Integer(), server_default="0", nullable=False),
        sa.Column("send_number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_at", UtcDateTime(), nullable=True),
        sa.Column("refused_code", sa.String(length=60), server_default="", nullable=False),
        sa.Column("refused_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.Column("outdated_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("machine_opened_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=10), server_default="", nullable=False),
        sa.Column("answer_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answer_explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("answered_from", sa.String(length=320), server_default="", nullable=False),
        sa.Column("closed_reason", sa.String(length=12), server_default="", nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.campaign_id"], name=op.f("fk_reconciliations_campaign_id")
        ),
        sa.PrimaryKeyConstraint("reconciliation_id", name=op.f("pk_reconciliations")),
        sa.UniqueConstraint("company_id", "reference", name=op.f("uq_reconciliations_company_id_reference")),
    )
    op.create_index(
        "ix_reconciliations_campaign_id_state", "reconciliations", ["campaign_id", "state", "finished"], unique=False
    )
    op.create_index(
        "ix_reconciliations_campaign_id_title_folded",
        "reconciliations",
        ["campaign_id", "title_folded", "reference"],
        unique=False,
    )
    op.create_index(
        "ix_reconciliations_company_id_figure_key", "reconciliations", ["company_id", "figure_key"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("session_sha256", sa.String(length=64), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("session_sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "mail_facts",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("send_number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("server", sa.String(length=255), server_default="", nullable=False),
        sa.Column("code", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=120), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["reconciliations.reconciliation_id"], name=op.f("fk_mail_facts_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_facts")),
        sa.UniqueConstraint("message_id", "attempt", "result", name=op.f("uq_mail_facts_message_id_attempt_result")),
    )
    op.create_index("ix_mail_facts_reconciliation_id", "mail_facts", ["reconciliation_id"], unique=False)
    op.create_table(
        "status_history",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.String(length=200), server_default="", nullable=False),
        sa.Column("address", sa.String(length=320), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliations.reconciliation_id"],
            name=op.f("fk_status_history_reconciliation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_history")),
        sa.UniqueConstraint("reconciliation_id", "fact", name=op.f("uq_status_history_reconciliation_id_fact")),
    )


def downgrade() -> None:
    op.drop_table("status_history")
    op.drop_index("ix_mail_facts_reconciliation_id", table_name="mail_facts")
    op.drop_table("mail_facts")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_ends_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("ix_reconciliations_company_id_figure_key", table_name="reconciliations")
    op.drop_index("ix_reconciliations_campaign_id_title_folded", table_name="reconciliations")
    op.drop_index("ix_reconciliations_campaign_id_state", table_name="reconciliations")
    op.drop_table("reconciliations")
    op.drop_index(op.f("ix_users_company_id"), table_name="users")
    op.drop_table("users")
    op.drop_index("ix_campaigns_state_closes_at", table_name="campaigns")
    op.drop_index("ix_campaigns_company_id_sent_at", table_name="campaigns")
    op.drop_table("campaigns")
    op.drop_table("sign_in_attempts")
    op.drop_table("setup_codes")
    op.drop_index(
        "ix_outbox_unfinished",
        table_name="outbox",
        postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
    )
    op.drop_index("ix_outbox_lease_token", table_name="outbox")
    op.drop_index("ix_outbox_done_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_ledger_imports_company_id_imported_at", table_name="ledger_imports")
    op.drop_table("ledger_imports")
    op.drop_index(
        "ix_inbox_unfinished",
        table_name="inbox",
        postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
    )
    op.drop_index("ix_inbox_lease_token", table_name="inbox")
    op.drop_index("ix_inbox_done_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("counters")
    op.drop_table("companies")
