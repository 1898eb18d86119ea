"""Tables of the aggregator. Money is BIGINT kuruş, a period is the integer 202610, every row knows its company.

Protects the books: an account and a document line exist once per company, a run and what belongs to it is never changed, and
one reconciliation has one statement.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)

from shared.database import BigId, UtcDateTime, service_metadata
from shared.idempotency import idempotency_table
from shared.messaging.tables import inbox_table, outbox_table

metadata = service_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)

companies = Table(
    "companies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("tax_number", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

books = Table(
    "books",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    # Grows with each import: whoever raises it holds the company's books until the commit.
    Column("revision", BigInteger, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("code", String(50), nullable=False),
    Column("title", String(250), nullable=False),
    Column("title_folded", Text, nullable=False),
    Column("search_folded", Text, nullable=False),
    Column("tax_number", String(40), nullable=False),
    Column("tax_office", String(100), nullable=False),
    Column("country", String(2), nullable=False),
    Column("merge_key", String(80), nullable=True),
    Column("reconciliation_email", String(254), nullable=False),
    Column("email_is_valid", Boolean, nullable=False),
    Column("phone", String(50), nullable=False),
    Column("address", String(500), nullable=False),
    Column("language", String(5), nullable=False),
    Column("branch", String(50), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("company_id", "code"),
    Index("ix_accounts_company_id_title_folded_code", "company_id", "title_folded", "code"),
    Index("ix_accounts_company_id_merge_key", "company_id", "merge_key"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("account_id", BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("email_is_valid", Boolean, nullable=False),
    Column("receives_reconciliations", Boolean, nullable=False),
)


def _movement_columns() -> list[Column[object]]:
    """What one line of a document is; the same in the books and while an import waits beside them."""
    return [
        Column("company_id", Uuid, nullable=False),
        Column("import_id", Uuid, nullable=False),
        Column("account_id", BigInteger, nullable=False),
        # Identity of the document over all imports, and where this line of it stood in its file or batch.
        Column("document_id", Uuid, nullable=False),
        Column("line_no", Integer, nullable=False),
        # Hash of everything the line says: two lines with one hash are the same line.
        Column("fingerprint", BigInteger, nullable=False),
        # ETTN, or number and date: what makes lines of several cards of one counterparty the same document.
        Column("document_hash", BigInteger, nullable=False),
        Column("period", Integer, nullable=False),
        Column("document_no", String(60), nullable=False),
        Column("document_date", Date, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("currency", String(3), nullable=False),
        Column("original_minor", BigInteger, nullable=False),
        Column("rate", String(40), nullable=True),
        Column("amount_minor", BigInteger, nullable=False),
        Column("vat_minor", BigInteger, nullable=True),
        Column("series", String(20), nullable=False),
        Column("series_folded", Text, nullable=False),
        Column("branch", String(50), nullable=False),
        Column("branch_folded", Text, nullable=False),
        Column("cancelled", Boolean, nullable=False),
        Column("uuid", String(36), nullable=True),
        Column("note", String(500), nullable=False),
    ]


movements = Table(
    "movements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    *_movement_columns(),
    # Begins with the company: statements about a document's lines name it too, and must not read its whole history.
    UniqueConstraint("company_id", "document_id", "line_no"),
    Index("ix_movements_company_id_period_account_id", "company_id", "period", "account_id"),
)

staged_movements = Table(
    "staged_movements",
    metadata,
    *_movement_columns(),
    # One import must not read past another's rows, nor past those that were there before.
    Index("ix_staged_movements_import_id_document_id", "import_id", "document_id"),
)
"""Lines of an import on their way into `movements`; filled and emptied within one transaction. A table of its own because the
service's database role may write rows but create no tables."""

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("encoding", String(20), nullable=False),
    Column("separator", String(1), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("documents_changed", Integer, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("problems_left_out", Integer, nullable=False),
    Column("periods", JSON, nullable=False),
    Column("same_as", Uuid, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Index("ix_imports_company_id_created_at_id", "company_id", "created_at", "id"),
    Index("ix_imports_company_id_sha256", "company_id", "sha256"),
)

deferred_series = Table(
    "deferred_series",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("series", String(20), nullable=False),
    # No branch: the series is deferred in every branch.
    Column("branch", String(50), nullable=True),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("period", Integer, nullable=False),
    Column("limit_minor", BigInteger, nullable=False),
    Column("merge_by_tax_number", Boolean, nullable=False),
    Column("exclude_deferred_series", Boolean, nullable=False),
    # The list as it was: later figures of this run are computed with it, whatever became of it since.
    Column("deferred_series", JSON, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("purchases_minor", BigInteger, nullable=False),
    Column("sales_minor", BigInteger, nullable=False),
    Column("deferred_documents", Integer, nullable=False),
    Column("deferred_minor", BigInteger, nullable=False),
    Column("negative_documents", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("created_by_name", Text, nullable=False),
    Index("ix_runs_company_id_created_at_id", "company_id", "created_at", "id"),
)


def _side_columns(side: str) -> list[Column[object]]:
    return [
        Column(f"{side}_minor", BigInteger, nullable=False),
        Column(f"{side}_documents", Integer, nullable=False),
        Column(f"{side}_returns_minor", BigInteger, nullable=False),
        Column(f"{side}_returns_documents", Integer, nullable=False),
        Column(f"{side}_below_limit", Boolean, nullable=False),
    ]


figures = Table(
    "figures",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.id"), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("title", String(250), nullable=False),
    Column("title_folded", Text, nullable=False),
    Column("search_folded", Text, nullable=False),
    Column("tax_number", String(40), nullable=False),
    Column("account_codes", JSON, nullable=False),
    Column("language", String(5), nullable=False),
    *_side_columns("purchases"),
    *_side_columns("sales"),
    Column("total_minor", BigInteger, nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Index("ix_figures_run_id_title_folded_key", "run_id", "title_folded", "key"),
)

figure_documents = Table(
    "figure_documents",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("key", String(80), nullable=False),
    Column("document_no", String(60), nullable=False),
    Column("document_date", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("original_minor", BigInteger, nullable=False),
    Index("ix_figure_documents_run_id_key_document_date_id", "run_id", "key", "document_date", "id"),
)

sent_campaigns = Table(
    "sent_campaigns",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False, index=True),
    Column("requested", Integer, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)

_SENT = text("refusal = ''")

statements = Table(
    "statements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, nullable=False, unique=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("key", String(80), nullable=False),
    # Why nothing was sent; empty when the statement went out.
    Column("refusal", String(40), nullable=False),
    Column("prepared_at", UtcDateTime, nullable=False),
    Column("is_outdated", Boolean, nullable=False, server_default=false()),
    Index("ix_statements_sent", "company_id", "run_id", "key", postgresql_where=_SENT, sqlite_where=_SENT),
)
