"""The aggregator's first tables: books, runs, statements, outbox and inbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime
from shared.messaging.schema import create_plumbing_1, drop_plumbing_1

revision = "aggregator0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_plumbing_1(op)
    op.create_table(
        "accounts",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("search_folded", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.String(length=40), nullable=False),
        sa.Column("tax_office", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("merge_key", sa.String(length=80), nullable=True),
        sa.Column("reconciliation_email", sa.String(length=254), nullable=False),
        sa.Column("email_is_valid", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("branch", sa.String(length=50), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_accounts_company_id_code")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_company_id_merge_key", ["company_id", "merge_key"], unique=False)
        batch_op.create_index(
            "ix_accounts_company_id_title_folded_code", ["company_id", "title_folded", "code"], unique=False
        )

    op.create_table(
        "books",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_books")),
    )
    op.create_table(
        "companies",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_companies")),
    )
    op.create_table(
        "deferred_series",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("branch", sa.String(length=50), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deferred_series")),
    )
    with op.batch_alter_table("deferred_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deferred_series_company_id"), ["company_id"], unique=False)

    op.create_table(
        "figure_documents",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_documents")),
    )
    with op.batch_alter_table("figure_documents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_figure_documents_run_id_key_document_date_id", ["run_id", "key", "document_date", "id"], unique=False
        )

    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("separator", sa.String(length=1), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("documents_changed", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("problems_left_out", sa.Integer(), nullable=False),
        sa.Column("periods", sa.JSON(), nullable=False),
        sa.Column("same_as", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index("ix_imports_company_id_created_at_id", ["company_id", "created_at", "id"], unique=False)
        batch_op.create_index("ix_imports_company_id_sha256", ["company_id", "sha256"], unique=False)

    op.create_table(
        "movements",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("document_hash", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=True),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("series_folded", sa.Text(), nullable=False),
        sa.Column("branch", sa.String(length=50), nullable=False),
        sa.Column("branch_folded", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
        sa.UniqueConstraint(
            "company_id", "document_id", "line_no", name=op.f("uq_movements_company_id_document_id_line_no")
        ),
    )
    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.create_index(
            "ix_movements_company_id_period_account_id", ["company_id", "period", "account_id"], unique=False
        )

    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("merge_by_tax_number", sa.Boolean(), nullable=False),
        sa.Column("exclude_deferred_series", sa.Boolean(), nullable=False),
        sa.Column("deferred_series", sa.JSON(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("purchases_minor", sa.BigInteger(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("deferred_documents", sa.Integer(), nullable=False),
        sa.Column("deferred_minor", sa.BigInteger(), nullable=False),
        sa.Column("negative_documents", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("ix_runs_company_id_created_at_id", ["company_id", "created_at", "id"], unique=False)

    op.create_table(
        "sent_campaigns",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("requested", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_sent_campaigns")),
    )
    with op.batch_alter_table("sent_campaigns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_campaigns_run_id"), ["run_id"], unique=False)

    op.create_table(
        "staged_movements",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("document_hash", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=True),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("series_folded", sa.Text(), nullable=False),
        sa.Column("branch", sa.String(length=50), nullable=False),
        sa.Column("branch_folded", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
    )
    with op.batch_alter_table("staged_movements", schema=None) as batch_op:
        batch_op.create_index("ix_staged_movements_import_id_document_id", ["import_id", "document_id"], unique=False)

    op.create_table(
        "statements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("is_outdated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("reconciliation_id", name=op.f("uq_statements_reconciliation_id")),
    )
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.create_index(
            "ix_statements_sent",
            ["company_id", "run_id", "key"],
            unique=False,
            postgresql_where=sa.text("refusal = ''"),
            sqlite_where=sa.text("refusal = ''"),
        )

    op.create_table(
        "contacts",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_is_valid", sa.Boolean(), nullable=False),
        sa.Column("receives_reconciliations", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_contacts_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_account_id"), ["account_id"], unique=False)

    op.create_table(
        "figures",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("search_folded", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.String(length=40), nullable=False),
        sa.Column("account_codes", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
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
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_figures_run_id")),
        sa.PrimaryKeyConstraint("run_id", "key", name=op.f("pk_figures")),
    )
    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.create_index("ix_figures_run_id_title_folded_key", ["run_id", "title_folded", "key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.drop_index("ix_figures_run_id_title_folded_key")

    op.drop_table("figures")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_account_id"))

    op.drop_table("contacts")
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_statements_sent", postgresql_where=sa.text("refusal = ''"), sqlite_where=sa.text("refusal = ''")
        )

    op.drop_table("statements")
    with op.batch_alter_table("staged_movements", schema=None) as batch_op:
        batch_op.drop_index("ix_staged_movements_import_id_document_id")

    op.drop_table("staged_movements")
    with op.batch_alter_table("sent_campaigns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sent_campaigns_run_id"))

    op.drop_table("sent_campaigns")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("ix_runs_company_id_created_at_id")

    op.drop_table("runs")

    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.drop_index("ix_movements_company_id_period_account_id")

    op.drop_table("movements")

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index("ix_imports_company_id_sha256")
        batch_op.drop_index("ix_imports_company_id_created_at_id")

    op.drop_table("imports")

    with op.batch_alter_table("figure_documents", schema=None) as batch_op:
        batch_op.drop_index("ix_figure_documents_run_id_key_document_date_id")

    op.drop_table("figure_documents")
    with op.batch_alter_table("deferred_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deferred_series_company_id"))

    op.drop_table("deferred_series")
    op.drop_table("companies")
    op.drop_table("books")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_company_id_title_folded_code")
        batch_op.drop_index("ix_accounts_company_id_merge_key")

    op.drop_table("accounts")
    drop_plumbing_1(op)
