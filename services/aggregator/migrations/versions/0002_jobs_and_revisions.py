"""Imports become jobs, lines of documents get a validity, sums are kept per month, ledger entries and balances arrive.

Runs made before this revision show the documents as they are in the books now: their frozen copies (`figure_documents`) go.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime

revision = "aggregator0002"
down_revision = "aggregator0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "balance_sums",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "account_id", "currency", "period", name=op.f("pk_balance_sums")),
    )
    op.create_table(
        "entries",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("entry_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("branch", sa.String(length=50), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint(
            "company_id",
            "document_id",
            "line_no",
            "since",
            name=op.f("uq_entries_company_id_document_id_line_no_since"),
        ),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_entries_company_id_account_id_entry_date", ["company_id", "account_id", "entry_date"], unique=False
        )

    op.create_table(
        "staged_accounts",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "place", name=op.f("pk_staged_accounts")),
    )
    op.create_table(
        "cancellations",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "reference", name=op.f("pk_cancellations")),
    )
    op.create_table(
        "mappings",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "source", name=op.f("pk_mappings")),
    )
    op.create_table(
        "period_sums",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_period", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("electronic", sa.Boolean(), nullable=False),
        sa.Column("series_folded", sa.Text(), nullable=False),
        sa.Column("branch_folded", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("zero_documents", sa.Integer(), nullable=False),
        sa.Column("negative_documents", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("other_taxes_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "company_id",
            "period",
            "account_id",
            "recorded_period",
            "kind",
            "electronic",
            "series_folded",
            "branch_folded",
            name=op.f("pk_period_sums"),
        ),
    )
    with op.batch_alter_table("period_sums", schema=None) as batch_op:
        batch_op.create_index(
            "ix_period_sums_booked_elsewhen",
            ["company_id", "recorded_period"],
            unique=False,
            postgresql_where=sa.text("recorded_period <> period"),
            sqlite_where=sa.text("recorded_period <> period"),
        )

    op.create_table(
        "staged_entries",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("entry_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("branch", sa.String(length=50), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
    )
    with op.batch_alter_table("staged_entries", schema=None) as batch_op:
        batch_op.create_index("ix_staged_entries_import_id", ["import_id"], unique=False)

    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_files_import_id")),
        sa.PrimaryKeyConstraint("import_id", "part", name=op.f("pk_import_files")),
    )
    with op.batch_alter_table("figure_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_documents_run_id_key_document_date_id"))

    op.drop_table("figure_documents")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("never_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("never_merge", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_ids", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(
            sa.Column("purchases_electronic_minor", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("purchases_electronic_documents", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("sales_electronic_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("sales_electronic_documents", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("deferred_documents", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("deferred_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("balances", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("balance_minor", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=12), server_default="done", nullable=False))
        batch_op.add_column(sa.Column("size", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("options", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("format", sa.String(length=20), server_default="csv", nullable=False))
        batch_op.add_column(sa.Column("mapping", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("skipped", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("new_accounts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("preview", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("rows_read", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("bytes_read", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("lease", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("leased_until", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("cancel_asked", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("finished_at", UtcDateTime(), nullable=True))
        batch_op.create_index("ix_imports_state_created_at", ["state", "created_at"], unique=False)

    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_period", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("recorded_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("customs_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("other_taxes_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("electronic", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("alternatives", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("since", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("until", sa.BigInteger(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_movements_company_id_document_id_line_no"), type_="unique")
        batch_op.create_index(
            "ix_movements_booked_elsewhen",
            ["company_id", "recorded_period", "account_id"],
            unique=False,
            postgresql_where=sa.text("recorded_period <> period"),
            sqlite_where=sa.text("recorded_period <> period"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_movements_company_id_document_id_line_no_since"),
            ["company_id", "document_id", "line_no", "since"],
        )

    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=20), server_default="purchases_sales", nullable=False))
        batch_op.add_column(sa.Column("as_of", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("date_basis", sa.String(length=10), server_default="document", nullable=False))
        batch_op.add_column(sa.Column("include_other_taxes", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("count_zero_documents", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("limit_on_returns", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("include_zero_balances", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("receivable_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("payable_minor", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("staged_movements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_period", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("recorded_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("customs_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("other_taxes_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("electronic", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("alternatives", sa.Text(), server_default="", nullable=False))
        batch_op.drop_index(batch_op.f("ix_staged_movements_import_id_document_id"))
        batch_op.create_index("ix_staged_movements_import_id", ["import_id"], unique=False)

    _keep_staging_out_of_the_log()
    _fill()


def _keep_staging_out_of_the_log() -> None:
    """An import whose staged lines were lost with the server reads its file again, so they need no log."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE staged_movements SET UNLOGGED")
        op.execute("ALTER TABLE staged_entries SET UNLOGGED")


def _fill() -> None:
    op.execute("DELETE FROM staged_movements")
    op.execute("UPDATE movements SET recorded_period = period, electronic = (uuid IS NOT NULL)")
    op.execute("UPDATE imports SET rows_read = rows, finished_at = created_at")
    op.execute(
        "UPDATE runs SET revision = coalesce((SELECT books.revision FROM books WHERE books.company_id = runs.company_id), 0)"
    )
    op.execute(_SUMS)
    bind = op.get_bind()
    figures = sa.table(
        "figures",
        sa.column("run_id", sa.Uuid()),
        sa.column("key"),
        sa.column("company_id", sa.Uuid()),
        sa.column("account_codes", sa.JSON()),
        sa.column("account_ids", sa.JSON()),
    )
    accounts = sa.table("accounts", sa.column("id"), sa.column("company_id", sa.Uuid()), sa.column("code"))
    ids = {(row.company_id, row.code): row.id for row in bind.execute(sa.select(accounts))}
    for row in bind.execute(sa.select(figures)).all():
        known = [ids[row.company_id, code] for code in row.account_codes if (row.company_id, code) in ids]
        here = sa.and_(figures.c.run_id == row.run_id, figures.c.key == row.key)
        bind.execute(sa.update(figures).where(here).values(account_ids=known))


_SUMS = """
INSERT INTO period_sums (company_id, period, account_id, recorded_period, kind, electronic, series_folded, branch_folded,
    documents, zero_documents, negative_documents, amount_minor, other_taxes_minor)
SELECT company_id, period, account_id, recorded_period, kind, electronic, series_folded, branch_folded, count(*),
    sum(CASE WHEN amount = 0 THEN 1 ELSE 0 END),
    sum(CASE WHEN amount < 0 AND kind NOT IN ('sales_return', 'purchase_return') THEN 1 ELSE 0 END),
    sum(CASE WHEN amount < 0 AND kind NOT IN ('sales_return', 'purchase_return') THEN 0 ELSE abs(amount) END), 0
FROM (
    SELECT company_id, period, account_id, recorded_period, kind, document_hash, sum(amount_minor) AS amount,
        (min(CASE WHEN electronic THEN 1 ELSE 0 END) = 1) AS electronic,
        min(series_folded) AS series_folded, min(branch_folded) AS branch_folded
    FROM movements WHERE NOT cancelled
    GROUP BY company_id, period, account_id, recorded_period, kind, document_hash
) AS documents
GROUP BY company_id, period, account_id, recorded_period, kind, electronic, series_folded, branch_folded
"""


def downgrade() -> None:
    with op.batch_alter_table("staged_movements", schema=None) as batch_op:
        batch_op.drop_index("ix_staged_movements_import_id")
        batch_op.create_index(
            batch_op.f("ix_staged_movements_import_id_document_id"), ["import_id", "document_id"], unique=False
        )
        batch_op.drop_column("alternatives")
        batch_op.drop_column("electronic")
        batch_op.drop_column("other_taxes_minor")
        batch_op.drop_column("customs_on")
        batch_op.drop_column("recorded_on")
        batch_op.drop_column("recorded_period")

    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_column("payable_minor")
        batch_op.drop_column("receivable_minor")
        batch_op.drop_column("include_zero_balances")
        batch_op.drop_column("limit_on_returns")
        batch_op.drop_column("count_zero_documents")
        batch_op.drop_column("include_other_taxes")
        batch_op.drop_column("date_basis")
        batch_op.drop_column("revision")
        batch_op.drop_column("as_of")
        batch_op.drop_column("kind")

    op.execute("DELETE FROM movements WHERE until IS NOT NULL")
    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_movements_company_id_document_id_line_no_since"), type_="unique")
        batch_op.drop_index(
            "ix_movements_booked_elsewhen",
            postgresql_where=sa.text("recorded_period <> period"),
            sqlite_where=sa.text("recorded_period <> period"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_movements_company_id_document_id_line_no"), ["company_id", "document_id", "line_no"]
        )
        batch_op.drop_column("until")
        batch_op.drop_column("since")
        batch_op.drop_column("alternatives")
        batch_op.drop_column("electronic")
        batch_op.drop_column("other_taxes_minor")
        batch_op.drop_column("customs_on")
        batch_op.drop_column("recorded_on")
        batch_op.drop_column("recorded_period")

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index("ix_imports_state_created_at")
        batch_op.drop_column("finished_at")
        batch_op.drop_column("cancel_asked")
        batch_op.drop_column("attempts")
        batch_op.drop_column("leased_until")
        batch_op.drop_column("lease")
        batch_op.drop_column("bytes_read")
        batch_op.drop_column("rows_read")
        batch_op.drop_column("preview")
        batch_op.drop_column("new_accounts")
        batch_op.drop_column("skipped")
        batch_op.drop_column("mapping")
        batch_op.drop_column("format")
        batch_op.drop_column("options")
        batch_op.drop_column("size")
        batch_op.drop_column("state")

    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.drop_column("balance_minor")
        batch_op.drop_column("balances")
        batch_op.drop_column("deferred_minor")
        batch_op.drop_column("deferred_documents")
        batch_op.drop_column("sales_electronic_documents")
        batch_op.drop_column("sales_electronic_minor")
        batch_op.drop_column("purchases_electronic_documents")
        batch_op.drop_column("purchases_electronic_minor")
        batch_op.drop_column("account_ids")

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("never_merge")
        batch_op.drop_column("never_mail")

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
            batch_op.f("ix_figure_documents_run_id_key_document_date_id"),
            ["run_id", "key", "document_date", "id"],
            unique=False,
        )

    op.drop_table("import_files")
    with op.batch_alter_table("staged_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_staged_entries_import_id")

    op.drop_table("staged_entries")
    with op.batch_alter_table("period_sums", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_period_sums_booked_elsewhen",
            postgresql_where=sa.text("recorded_period <> period"),
            sqlite_where=sa.text("recorded_period <> period"),
        )

    op.drop_table("period_sums")
    op.drop_table("mappings")
    op.drop_table("cancellations")
    op.drop_table("staged_accounts")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index("ix_entries_company_id_account_id_entry_date")

    op.drop_table("entries")
    op.drop_table("balance_sums")
