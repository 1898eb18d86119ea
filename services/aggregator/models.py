"""Tables of the aggregator. Money is BIGINT kuruş, a period is the integer 202610, every row knows its company.

Protects the books: an account exists once per company, a line of a document or ledger is never changed but followed by
another one (`since` and `until` say at which revisions of the books it counted), a run is never changed and names the revision
it was made at, and one reconciliation has one statement.
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
    LargeBinary,
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
    Column("never_mail", Boolean, nullable=False, server_default=false()),
    Column("never_merge", Boolean, nullable=False, server_default=false()),
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


def _identity_columns() -> list[Column[object]]:
    """Whose line it is, and of what; the same in the books and while an import waits beside them."""
    return [
        Column("company_id", Uuid, nullable=False),
        Column("import_id", Uuid, nullable=False),
        Column("account_id", BigInteger, nullable=False),
        # Identity of the document over all imports, and where this line of it stood in its file or batch.
        Column("document_id", Uuid, nullable=False),
        Column("line_no", Integer, nullable=False),
        # Hash of everything the line says: two lines with one hash are the same line.
        Column("fingerprint", BigInteger, nullable=False),
        Column("period", Integer, nullable=False),
        Column("document_no", String(60), nullable=False),
    ]


def _movement_columns() -> list[Column[object]]:
    """What one line of an invoice or other document says."""
    return [
        *_identity_columns(),
        # ETTN, or number and date: what makes lines of several cards of one counterparty the same document.
        Column("document_hash", BigInteger, nullable=False),
        # The month it was booked in; `period` is the month of its own date, or of its customs date.
        Column("recorded_period", Integer, nullable=False),
        Column("document_date", Date, nullable=False),
        Column("recorded_on", Date, nullable=True),
        Column("customs_on", Date, nullable=True),
        Column("kind", String(20), nullable=False),
        Column("currency", String(3), nullable=False),
        Column("original_minor", BigInteger, nullable=False),
        Column("rate", String(40), nullable=True),
        Column("amount_minor", BigInteger, nullable=False),
        Column("other_taxes_minor", BigInteger, nullable=False),
        Column("vat_minor", BigInteger, nullable=True),
        Column("series", String(20), nullable=False),
        Column("series_folded", Text, nullable=False),
        Column("branch", String(50), nullable=False),
        Column("branch_folded", Text, nullable=False),
        Column("electronic", Boolean, nullable=False),
        Column("cancelled", Boolean, nullable=False),
        Column("uuid", String(36), nullable=True),
        Column("note", String(500), nullable=False),
        # Other readings of "KDV hariç" as JSON, where they differ (domain.md §5.2).
        Column("alternatives", Text, nullable=False),
    ]


def _entry_columns() -> list[Column[object]]:
    """What one line of a ledger account says. Amounts are signed from our view: + they owe us (borç)."""
    return [
        *_identity_columns(),
        Column("entry_date", Date, nullable=False),
        Column("due_date", Date, nullable=True),
        Column("currency", String(3), nullable=False),
        Column("original_minor", BigInteger, nullable=False),
        Column("rate", String(40), nullable=True),
        Column("amount_minor", BigInteger, nullable=False),
        Column("branch", String(50), nullable=False),
        Column("note", String(500), nullable=False),
    ]


def _validity_columns() -> list[Column[object]]:
    """From which revision of the books a line counts, and from which it no longer does; None: it still counts."""
    return [Column("since", BigInteger, nullable=False), Column("until", BigInteger, nullable=True)]


_BOOKED_ELSEWHEN = text("recorded_period <> period")

movements = Table(
    "movements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    *_movement_columns(),
    *_validity_columns(),
    # Begins with the company: statements about a document's lines name it too, and must not read its whole history.
    UniqueConstraint("company_id", "document_id", "line_no", "since"),
    Index("ix_movements_company_id_period_account_id", "company_id", "period", "account_id"),
    # For the months as they were booked: most lines are booked in their own month and need no second index.
    Index(
        "ix_movements_booked_elsewhen",
        "company_id",
        "recorded_period",
        "account_id",
        postgresql_where=_BOOKED_ELSEWHEN,
        sqlite_where=_BOOKED_ELSEWHEN,
    ),
)

staged_movements = Table(
    "staged_movements",
    metadata,
    *_movement_columns(),
    Index("ix_staged_movements_import_id", "import_id"),
)
"""Lines of an import on their way into `movements`. A table of its own because the service's database role may write rows but
create no tables; without a log, because an import whose lines were lost reads its file again."""

entries = Table(
    "entries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    *_entry_columns(),
    *_validity_columns(),
    UniqueConstraint("company_id", "document_id", "line_no", "since"),
    Index("ix_entries_company_id_account_id_entry_date", "company_id", "account_id", "entry_date"),
)

staged_entries = Table("staged_entries", metadata, *_entry_columns(), Index("ix_staged_entries_import_id", "import_id"))

period_sums = Table(
    "period_sums",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("account_id", BigInteger, primary_key=True),
    Column("recorded_period", Integer, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("electronic", Boolean, primary_key=True),
    Column("series_folded", Text, primary_key=True),
    Column("branch_folded", Text, primary_key=True),
    Column("documents", Integer, nullable=False),
    # Of these documents: such with an amount of zero, and such below zero that are no returns and so are in no amount.
    Column("zero_documents", Integer, nullable=False),
    Column("negative_documents", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("other_taxes_minor", BigInteger, nullable=False),
    Index(
        "ix_period_sums_booked_elsewhen",
        "company_id",
        "recorded_period",
        postgresql_where=_BOOKED_ELSEWHEN,
        sqlite_where=_BOOKED_ELSEWHEN,
    ),
)
"""What the lines that count now add up to, per account and month; kept at each import by what goes out and comes in."""

balance_sums = Table(
    "balance_sums",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("account_id", BigInteger, primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("original_minor", BigInteger, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
)
"""Debit less credit of each month, per account and currency: a balance is their sum and the days of its own month."""

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    # The file as it was sent: what it is called, how long it is, and what its bytes hash to.
    Column("file_name", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    # What was asked for: mapping, readings, whether to go on without rejected rows, whether to wait for a confirmation.
    Column("options", JSON, nullable=False),
    # What was found in it.
    Column("kind", String(20), nullable=False),
    Column("format", String(20), nullable=False),
    Column("encoding", String(20), nullable=False),
    Column("separator", String(1), nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("new_accounts", Integer, nullable=False),
    Column("documents_changed", Integer, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("problems_left_out", Integer, nullable=False),
    Column("periods", JSON, nullable=False),
    # The first rows as they were understood.
    Column("preview", JSON, nullable=False),
    Column("same_as", Uuid, nullable=True),
    # How far the reading is, for whoever waits: rows so far, and bytes of `size`.
    Column("rows_read", Integer, nullable=False),
    Column("bytes_read", BigInteger, nullable=False),
    # Whoever works on it holds it until then; after that somebody else begins anew.
    Column("lease", Uuid, nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("cancel_asked", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
    Index("ix_imports_company_id_created_at_id", "company_id", "created_at", "id"),
    Index("ix_imports_company_id_sha256", "company_id", "sha256"),
    Index("ix_imports_state_created_at", "state", "created_at"),
)

import_files = Table(
    "import_files",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Files that wait to be read, in pieces: any process of the service may take the work up. Gone when it is done."""

mappings = Table(
    "mappings",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    # Hash over the folded headings: files of one source look alike.
    Column("source", String(64), primary_key=True),
    Column("mapping", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""How a company's files of one source were last read."""

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
    # purchases_sales, balance or combined; `period` is the month of `as_of` in a run of balances alone.
    Column("kind", String(20), nullable=False),
    Column("period", Integer, nullable=False),
    Column("as_of", Date, nullable=True),
    # The books as they were: the documents behind its figures are the lines that counted at this revision.
    Column("revision", BigInteger, nullable=False),
    Column("limit_minor", BigInteger, nullable=False),
    Column("merge_by_tax_number", Boolean, nullable=False),
    Column("exclude_deferred_series", Boolean, nullable=False),
    # The list as it was: later figures of this run are computed with it, whatever became of it since.
    Column("deferred_series", JSON, nullable=False),
    # The month of the document's own date (`document`) or of its booking (`recording`).
    Column("date_basis", String(10), nullable=False),
    Column("include_other_taxes", Boolean, nullable=False),
    Column("count_zero_documents", Boolean, nullable=False),
    # Whether a side's returns must reach the limit on their own (one reading of communiqué 381).
    Column("limit_on_returns", Boolean, nullable=False),
    Column("include_zero_balances", Boolean, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("purchases_minor", BigInteger, nullable=False),
    Column("sales_minor", BigInteger, nullable=False),
    # What they owe us and what we owe them, in TRY, over all figures.
    Column("receivable_minor", BigInteger, nullable=False),
    Column("payable_minor", BigInteger, nullable=False),
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
        # Of these: e-documents, which the forms left out from 2021-07 on (domain.md §2.3).
        Column(f"{side}_electronic_minor", BigInteger, nullable=False),
        Column(f"{side}_electronic_documents", Integer, nullable=False),
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
    # The cards that made up this counterparty when the run was made.
    Column("account_codes", JSON, nullable=False),
    Column("account_ids", JSON, nullable=False),
    Column("language", String(5), nullable=False),
    *_side_columns("purchases"),
    *_side_columns("sales"),
    Column("total_minor", BigInteger, nullable=False),
    Column("deferred_documents", Integer, nullable=False),
    Column("deferred_minor", BigInteger, nullable=False),
    # Per currency with the cards' own balances as lines; signed, + they owe us. Their sum in TRY stands beside it.
    Column("balances", JSON, nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Index("ix_figures_run_id_title_folded_key", "run_id", "title_folded", "key"),
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
