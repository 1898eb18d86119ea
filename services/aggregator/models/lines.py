"""Lines of documents and of ledger accounts, and what they add up to.

A line is never changed but followed by another one: `since` and `until` say at which revisions of the books it counted.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from services.aggregator.models.base import metadata
from shared.database import BigId


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

cancellations = Table(
    "cancellations",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    # ETTN in small letters, or the number of a document that the company itself issued.
    Column("reference", String(60), primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("import_id", Uuid, nullable=False),
)
"""Documents that were rejected or cancelled outside themselves: whenever they come, also later, they are in no figure."""
