"""Whose books, and who is in them: companies, account cards, contacts, deferred series. An account exists once per company."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from services.aggregator.models.base import metadata
from shared.database import BigId, UtcDateTime

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

deferred_series = Table(
    "deferred_series",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("series", String(20), nullable=False),
    # No branch: the series is deferred in every branch.
    Column("branch", String(50), nullable=True),
)
